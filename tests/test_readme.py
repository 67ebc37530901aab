"""The commands and the Python of README and docs run as they stand, in a folder that holds what they name."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import gzip
import io
import json
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_docs import ROOT, blocks

from dedup.cli import main

README = ROOT / "README.md"
FAMILY = ROOT / "data" / "ward-closure"
NOT_RUN = {
    "https://": "the web is not asked by a test; tests/test_fetch.py has a server of its own",
    "dedup serve": "does not end; tests/test_serve_life.py starts one",
    "dedup setup": "is what CI begins with",
}
"""Lines of the README that are not run here, by what they hold, and why."""

pytestmark = [pytest.mark.model, pytest.mark.slow]


def lines() -> list[str]:
    found = "".join(blocks(README, "sh")).replace("\\\n", " ").splitlines()
    return [
        line.split("  #")[0].strip() for line in found if line.startswith("dedup ") and not any(map(line.__contains__, NOT_RUN))
    ]


def text(name: str) -> str:
    return (FAMILY / name).read_text("utf-8")


def page(name: str) -> str:
    title, *rest = text(name).split("\n\n")
    inside = "".join(f"<p>{part}</p>" for part in rest)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{inside}</article></body></html>"


def record(name: str) -> bytes:
    """A record of a web archive, packed."""
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(name).encode()
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://tarn.example/a\r\nWARC-Date: 2025-04-11T18:05:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:5f0f6a5e-0000-4000-8000-000000000001>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + body + b"\r\n\r\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, of in {"source": "source", "rewrite": "rewrite", "one": "source", "two": "light_edit", "three": "quotes"}.items():
        (tmp_path / f"{name}.txt").write_text(text(f"{of}.txt"), encoding="utf-8")
    for name in ("rewrite.html", "new.html", "new-page.html"):
        (tmp_path / name).write_text(page("rewrite.txt"), encoding="utf-8")
    (tmp_path / "rewrite.json").write_text(json.dumps({"text": text("rewrite.txt")}), encoding="utf-8")
    crawl = {"story-027": "independent_1.txt", "story-028": "source.txt", "story-029": "light_edit.txt"}
    stored = "".join(json.dumps({"id": key, "text": text(name)}) + "\n" for key, name in crawl.items())
    for name in ("crawl.jsonl", "articles.jsonl"):
        (tmp_path / name).write_text(stored, encoding="utf-8")
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "crawl.warc.gz").write_bytes(record("independent_2.txt"))
    for name in ("drafts", "crawl", "pages"):
        (tmp_path / name).mkdir()
        for one in ("source.txt", "light_edit.txt", "rewrite.txt"):
            (tmp_path / name / one).write_text(text(one), encoding="utf-8")
    return tmp_path


def run(line: str) -> str:
    """What a line of a shell prints: commands of ours with |, < and >."""
    given = ""
    for part in line.split(" | "):
        command, _, target = part.partition(" > ")
        command, _, source = command.partition(" < ")
        given = Path(source.strip()).read_text("utf-8") if source else given
        given = printed(shlex.split(command)[1:], given)
        if target:
            Path(target.strip()).write_text(given, encoding="utf-8")
    return given


def printed(arguments: list[str], given: str) -> str:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(out), standard_input(given):
        assert main(arguments) == 0, arguments
    out.flush()
    return out.buffer.getvalue().decode()


@contextlib.contextmanager
def standard_input(given: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before


def test_the_commands_run(folder: Path) -> None:
    pytest.importorskip("faiss")
    pytest.importorskip("fastwarc")
    run("dedup index add articles.index crawl.jsonl -q")
    shown = {line: run(line) for line in lines()}
    assert len(shown) >= 12
    assert json.loads(shown["dedup compare source.txt - --format json < rewrite.json"])["relation"] == "derivative"
    assert "story-028" in shown["dedup index find articles.index new.html"]
    assert "source.txt" in shown["dedup compare drafts/"]
    for name in ("page.html", "families.html", "edges.csv", "comparisons.jsonl", "found.jsonl"):
        assert (folder / name).stat().st_size


@pytest.mark.usefixtures("folder")
def test_the_python_runs() -> None:
    pytest.importorskip("faiss")
    given = {"source": text("source.txt"), "report": text("source.txt"), "rewrite": text("rewrite.txt")}
    run("dedup index add articles.index crawl.jsonl -q")
    for block in blocks(README, "python"):
        exec(block, {**given, "page": page("rewrite.txt"), "address": "https://tarn.example/new"})


def test_what_is_not_run_is_little() -> None:
    every = re.findall(r"^dedup .*", "".join(blocks(README, "sh")), re.M)
    assert len(every) - len(lines()) <= 3


DOCS = [README, *sorted((ROOT / "docs").glob("*.md")), *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md"))]
DOCS += [ROOT / "benchmarks" / "README.md", ROOT / "data" / "README.md"]
_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.M | re.S)
ELSEWHERE = {
    "make ": "CI is made of them",
    "pip install ": "installs; `make wheel` tries each of them in an empty environment",
    "dedup serve ": "does not end; tests/test_serve_life.py starts one",
    "python -m benchmarks": "takes minutes, or data that is not here; tests/test_benchmarks.py runs the suites on small parts",
    "docker ": "builds an image and starts a server; tests/test_reference.py looks at its words and its mounts",
    "GRANT ": "SQL for a server; tests/index_postgres.py searches as such a role",
    "const server": "JavaScript; tests/test_serve_life.py runs it where there is Node",
    "func compare": "Go; tests/test_serve_life.py runs it where there is Go",
}
"""What no test here runs, by how the line begins, and why; of a block that is neither sh nor Python its first line counts."""


def fenced(page: Path) -> list[tuple[str, str]]:
    return _FENCED.findall(page.read_text("utf-8"))


def shell(body: str) -> list[str]:
    return [line.split("  #")[0].strip() for line in body.replace("\\\n", " ").splitlines() if line.strip()]


def first_words(page: Path) -> Iterator[str]:
    """What of a page could be run: each line of a shell, a block of Python as "python", of other blocks the first line."""
    for language, body in fenced(page):
        yield from ["python"] if language == "python" else shell(body) if language in ("sh", "") else [body.split("\n")[0]]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_of_a_page_is_run_or_said_not_to_be(page: Path) -> None:
    here = ("dedup ", "python") if page == README or page.name in RUN else ()
    assert [line for line in first_words(page) if not line.startswith((*here, *ELSEWHERE))] == []


def test_every_reason_for_not_running_something_is_needed() -> None:
    every = [line for page in DOCS for line in first_words(page)]
    assert [start for start in ELSEWHERE if not any(line.startswith(start) for line in every)] == []
    assert [word for word in NOT_RUN if not any(word in line for line in first_words(README))] == []


RUN = {
    "first-report.md": ("report.html", "found.jsonl"),
    "index.md": ("candidates.jsonl", "articles.index"),
    "families.md": (
        "families.jsonl", "families.html", "members.csv", "edges.csv", "comparisons.jsonl", "clean.jsonl", "clean.jsonl.removed.csv"
    ),
}  # fmt: skip
"""Pages whose blocks are run, and what these write."""


@pytest.mark.parametrize("name", RUN)
def test_the_blocks_of_a_page_run_in_their_order(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("faiss")
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("fastwarc")
    trafilatura = pytest.importorskip("trafilatura")
    from dedup import Article, Detector

    item = {"maintext": text("light_edit.txt"), "url": "https://tarn.example/light", "title": "A ward"}
    given: dict[str, Any] = {"text": text("source.txt"), "url": "https://tarn.example/new", "page": page("rewrite.txt")}
    given |= {"trafilatura": trafilatura, "news_please_article": SimpleNamespace(get_dict=lambda: item)}
    given |= {"article": Article(text("quotes.txt"), id="quotes")}
    given |= {"df": pandas.DataFrame({"text": [text(one) for one in ("independent_1.txt", "source.txt", "light_edit.txt")]})}
    for language, body in fenced(ROOT / "docs" / name):
        if language == "python":
            code = compile(body, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            with (
                Detector.open("articles.index")
                if "detector.add(article_from_item" in body
                else contextlib.nullcontext() as detector
            ):
                waits = eval(code, given | {"detector": detector})
                if waits is not None:
                    asyncio.run(waits)
        elif language == "sh":
            for line in shell(body):
                run(line)
    for made in RUN[name]:
        assert (folder / made).stat().st_size
    said = capsys.readouterr().out
    assert name != "first-report.md" or "derivative a" in said
    assert name != "families.md" or re.findall(r"\w+$", said, re.M) == ["keep", "True", "True", "False"]
