"""The command line for what people have in hand: addresses, folders, short options, settings that are found, completion."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dedup.cli import main

FIRST = """The council of Tarn closed the old bridge on Monday after inspectors found cracks in two of its four pillars.
Ines Oyle, who leads the council, said that repairs would take nine weeks and cost 340,000 crowns.
Buses will go by way of Elm Street until then, and the ferry will run until midnight.
"""
SECOND = """Cracks in two of its four pillars have closed the old bridge of Tarn since Monday, inspectors told the council.
Ines Oyle, who leads the council, said that repairs would take nine weeks and cost 340,000 crowns.
Until then buses will go by way of Elm Street, and the ferry will run until midnight.
"""
OTHER = """A bakery in Low Fell has won the prize for the best rye bread of the county for the third year in a row.
Its owner, Piet Marl, learned the trade from his aunt and grinds the flour himself.
"""


@pytest.fixture(autouse=True)
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in {"first.txt": FIRST, "second.md": SECOND, "third.txt": OTHER}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        return code, *capfd.readouterr()

    return call


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    paragraphs = "".join(f"<p>{line}</p>" for line in SECOND.splitlines())
    body = f"<html><head><title>Bridge shut</title></head><body><article>{paragraphs}</article></body></html>".encode()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/bridge" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body if self.path == "/bridge" else b"")

        def log_message(self, *arguments: Any) -> None:
            """Nothing: standard error is the test's."""

    monkeypatch.setenv("no_proxy", "*")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_address_in_place_of_a_file_is_fetched(page: str, run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = run("compare", "first.txt", f"{page}/bridge", "--no-model", "-v")
    assert (code, "Bridge shut" in out) == (0, True)
    assert f"title Bridge shut, url {page}/bridge" in err
    code, out, err = run("compare", "first.txt", f"{page}/gone", "--no-model")
    assert (code, out, err) == (2, "", f"dedup: {page}/gone: the server answers 404 Not Found\n")


def test_words_are_counted_alike_before_and_in_a_report(texts: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    (texts / "counted.txt").write_text("The 24-bed ward – St Oda’s – shuts (perhaps) / by Q4.", encoding="utf-8")
    _, out, err = run("compare", "first.txt", "counted.txt", "--no-model", "-v", "-f", "json")
    assert f"counted.txt: {json.loads(out)['b']['words']} words" in err


def test_the_pairs_of_a_folder_are_listed_the_likeliest_first(texts: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = run("compare", str(texts), "--no-model", "-q")
    lines = out.splitlines()
    assert code == 0
    assert len(lines) == 2
    assert {"first.txt", "second.md"} <= {Path(word).name for word in lines[0].split()}
    assert lines[1] == "2 of 3 pairs are independent"


def test_a_file_of_a_folder_that_holds_no_article_is_told_and_left_out(
    texts: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    """The folders of data/ hold a `family.json` beside their articles, over which the whole comparison was refused."""
    (texts / "family.json").write_text('{"family": "ferry", "files": ["first.txt"]}', encoding="utf-8")
    code, out, err = run("compare", str(texts), "--no-model")
    assert (code, len(out.splitlines())) == (0, 2)
    assert [line for line in err.splitlines() if "family.json" in line] == [
        next(filter(lambda line: "left out: " in line, err.splitlines()))
    ]
    assert run("compare", "first.txt", "family.json", "--no-model")[0] == 2
    (texts / "alone").mkdir()
    for name in ("family.json", "first.txt"):
        (texts / name).rename(texts / "alone" / name)
    assert "alone: of its files one is an article that can be read" in run("compare", "alone", "--no-model")[2]


def test_three_files_of_which_one_is_left_out_are_shown_as_three_are(texts: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    """They were shown as a pair, in every form, while `--source` counted three and refused."""
    (texts / "second.md").write_text("", encoding="utf-8")
    names = sorted(path.name for path in texts.iterdir())
    code, out, err = run("compare", str(texts), "--no-model")
    assert (code, len(names)) == (0, 3)
    assert out.splitlines()[-1].endswith("of 1 pairs are independent")
    assert any("left out: " in line and "second.md" in line for line in err.splitlines())
    assert "articles" in json.loads(run("compare", str(texts), "--no-model", "-f", "json")[1])
    code, _, err = run("compare", str(texts), "--no-model", "--source", "a")
    assert (code, "takes two articles, not 3 (" in err) == (2, True)
    assert all(name in err for name in names)


def test_a_folder_of_none_or_of_too_many_says_so(
    texts: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (texts / "empty").mkdir()
    assert "empty holds no file that is read as an article (.txt, " in run("compare", "empty")[2]
    monkeypatch.setattr("dedup.cli.reading.MOST_OF_FOLDER", 2)
    assert f"holds 3 articles; up to 2 are compared each with each. `dedup families {texts}`" in run("compare", str(texts))[2]


def test_a_file_of_many_articles_given_alone_says_what_reads_it(run: Callable[..., tuple[int, str, str]]) -> None:
    assert "`dedup families` finds who took from whom" in run("compare", "crawl.jsonl")[2]


def test_short_options_and_a_quiet_run(texts: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    assert run("compare", "first.txt", "second.md", "--no-model", "-q", "-f", "json", "-o", "out.txt") == (0, "", "")
    assert (texts / "out.txt").read_text("utf-8").startswith("{")
    assert "note: second.md: Markdown, read as what it shows" in run("compare", "first.txt", "second.md", "--no-model")[2]


@pytest.mark.parametrize(
    ("variables", "colored"), [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False), ({}, False)]
)
def test_colours_are_forced_or_forbidden(
    variables: dict[str, str], colored: bool, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in run("compare", "first.txt", "second.md", "--no-model")[1]) is colored


def test_a_whole_text_in_place_of_a_file_is_not_echoed(run: Callable[..., tuple[int, str, str]]) -> None:
    code, _, err = run("compare", FIRST, "second.md", "--no-model")
    assert code == 2
    assert "the name of no file" in err
    assert len(err) < 200


def test_settings_are_found_and_told(texts: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    assert "# from" not in run("settings")[1]
    (texts / "config" / "dedup").mkdir(parents=True)
    (texts / "config" / "dedup" / "settings.toml").write_text("relation_wholly_share = 0.7\nrelation_derived_probability = 0.6\n")
    (texts / "pyproject.toml").write_text("[tool.dedup]\nrelation_wholly_share = 0.75\n")
    (texts / "below").mkdir()
    out = run("settings")[1]
    assert out.startswith(f"# from {texts}/config/dedup/settings.toml\n# from {texts}/pyproject.toml\n")
    assert "relation_wholly_share = 0.75\n" in out
    assert "relation_derived_probability = 0.6\n" in out
    (texts / "other.toml").write_text("relation_wholly_share = 0.8\n")
    out = run("settings", "--config", "other.toml")[1]
    assert out.startswith("# from other.toml\n")
    assert "relation_derived_probability = 0.5\n" in out


@pytest.mark.parametrize("line", ["[tool.dedup]\nrelation_wholy_share = 0.7\n", "[tool.dedup]\n= no toml\n"])
def test_a_settings_file_that_cannot_be_used_is_named(line: str, texts: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    (texts / "pyproject.toml").write_text(line)
    code, out, err = run("settings")
    assert (code, out) == (2, "")
    assert err.startswith(f"dedup: {texts}/pyproject.toml: ")


def test_a_pyproject_of_others_is_none_of_our_business(texts: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    for others in ("= no toml\n", "# no [tool.dedup] yet\n[tool.other]\n", "# see dedup\n= no toml\n", 'tool = "dedup"\n'):
        (texts / "pyproject.toml").write_text(others)
        code, out, _ = run("settings")
        assert (code, "# from" in out) == (0, False), others


def test_a_section_of_ours_in_any_spelling_is_read(texts: Path, run: Callable[..., tuple[int, str, str]]) -> None:
    (texts / "pyproject.toml").write_text("[tool]\ndedup.relation_wholly_share = 0.75\n")
    assert "relation_wholly_share = 0.75\n" in run("settings")[1]
    (texts / "pyproject.toml").write_text("[tool]\ndedup = 3\n")
    assert run("settings")[::2] == (2, f"dedup: {texts}/pyproject.toml: [tool.dedup] must be a table of name = value lines\n")


def test_no_folder_to_look_in_and_no_file_to_read_are_no_bug(
    texts: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (texts / "pyproject.toml").write_text("[tool.dedup]\n")

    def refused(*_arguments: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refused)
        assert run("settings")[0] == 0
    monkeypatch.setattr(Path, "cwd", refused)
    assert run("settings")[0] == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_printed_for_a_shell(shell: str, run: Callable[..., tuple[int, str, str]]) -> None:
    assert "_DEDUP_COMPLETE" in run("completion", shell)[1]


def test_what_completion_asks_is_answered() -> None:
    told = {"_DEDUP_COMPLETE": "bash_complete", "COMP_WORDS": "dedup comp", "COMP_CWORD": "1", "PATH": "/usr/bin:/bin"}
    asked = subprocess.run(
        [sys.executable, "-m", "dedup.cli"],
        env={**told, "PYTHONPATH": str(Path(main.__code__.co_filename).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.stdout.split() == ["plain,compare", "plain,completion"]
