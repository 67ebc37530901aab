"""The API reference is made from the docstrings, in little time, and its links lead somewhere; the files of the container hold."""

from __future__ import annotations

import importlib.util
import inspect
import re
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest
from test_docs import check

import dedup
from dedup.cli.commands import cli

ROOT = Path(__file__).parent.parent
_HREF = re.compile(r'href="([^"#:]*)(?:#([^"]*))?"')


@pytest.mark.slow
def test_the_reference_is_made_and_its_links_lead_somewhere(tmp_path: Path) -> None:
    pytest.importorskip("pdoc")
    made = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "reference.py"), str(tmp_path)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert made.returncode == 0, made.stderr
    pages = {path: path.read_text("utf-8") for path in tmp_path.rglob("*.html")}
    public = pages[tmp_path / "dedup.html"]
    assert not [name for name in dedup.__all__ if not name.startswith("_") and f'id="{name}"' not in public]
    for path, page in pages.items():
        for place, anchor in _HREF.findall(page):
            target = (path.parent / place).resolve() if place else path
            assert target in pages, f"{path.name}: {place}"
            assert not anchor or f'id="{anchor}"' in pages[target], f"{path.name}: {place}#{anchor}"


def test_a_module_of_ours_that_cannot_be_imported_is_no_missing_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pdoc")
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert spec
    assert spec.loader
    reference = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reference)
    for name, line in {
        "of_others": "import package_that_nobody_has",
        "gone": "import dedup.gone",
        "typo": "from dedup import gone",
    }.items():
        (tmp_path / f"{name}.py").write_text(line, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert not reference._can_be_imported("of_others")
    with pytest.raises(ModuleNotFoundError, match=r"dedup\.gone"):
        reference._can_be_imported("gone")
    with pytest.raises(ImportError, match="cannot import name"):
        reference._can_be_imported("typo")


@pytest.mark.parametrize("name", [name for name in dedup.__all__ if not name.startswith("_")])
def test_every_public_name_and_what_it_offers_says_what_it_is(name: str) -> None:
    value = getattr(dedup, name)
    assert inspect.getdoc(value)
    if isinstance(value, type):
        own = {key: item for key, item in vars(value).items() if not key.startswith("_") and inspect.isfunction(item)}
        assert not [key for key, item in own.items() if not inspect.getdoc(item)]


@pytest.mark.skipif(which("hadolint", path=str(Path(sys.executable).parent)) is None, reason="needs hadolint")
def test_the_dockerfile_is_as_it_should_be() -> None:
    command = [str(Path(sys.executable).parent / "hadolint"), str(ROOT / "Dockerfile")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_what_the_container_copies_is_there_and_let_through() -> None:
    let = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists()
                assert name in let


def test_the_compose_file_builds_what_is_here() -> None:
    yaml = pytest.importorskip("yaml")
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert services["dedup"]["build"] == "."
    assert set(services["dedup"]["depends_on"]) <= services.keys()


def docker_lines() -> list[list[str]]:
    told = [*(ROOT / "docs" / "container.md").read_text("utf-8").splitlines(), "docker " + compose_comment()]
    return [shlex.split(line.split(" > ")[0]) for line in told if line.startswith(("docker run ", "docker compose run "))]


def compose_comment() -> str:
    found = re.search(r"docker (compose run [^(\n]*)", (ROOT / "compose.yaml").read_text("utf-8"))
    assert found
    return found[1]


def test_the_commands_in_the_container_exist_with_their_options() -> None:
    asked = [words[words.index("dedup") + 1 :] for words in docker_lines() if "--entrypoint" not in words and "--help" not in words]
    assert len(asked) >= 7
    for words in asked:
        check(cli, words)


def test_what_the_container_writes_goes_where_it_may_write() -> None:
    yaml = pytest.importorskip("yaml")
    mounts = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]["dedup"]["volumes"]
    folders = [mount.split(":")[1] for mount in mounts if not mount.endswith(":ro")]
    made = (ROOT / "Dockerfile").read_text("utf-8")
    added = [words for words in docker_lines() if "add" in words and any("://" in word for word in words)]
    assert len(added) == 2
    for words in added:
        folder = str(Path(words[words.index("--rejects") + 1]).parent)
        assert folder in folders
        assert f"install -d -o dedup -g dedup {folder}\n" in made
