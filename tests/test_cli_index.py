"""The commands `dedup index …` as a shell sees them."""

from __future__ import annotations

import gzip
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.index_texts import article, reusing

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.slow  # nearly every test starts the command several times


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    articles = [article(1), reusing(1, 2), article(3)]
    path.write_text(
        "".join(json.dumps({"id": one.id, "text": one.text}) + "\n" for one in articles) + "{broken\n", encoding="utf-8"
    )
    return path


COMMAND = [sys.executable, "-m", "dedup.cli", "index"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def index(*arguments: object, stdin: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, input=stdin, env=ENVIRONMENT, cwd=cwd)


def ids(run: subprocess.CompletedProcess[str]) -> list[str]:
    """The ids in the lines of a run that must have gone well."""
    assert run.returncode == 0, run.stderr
    return [json.loads(line)["id"] for line in run.stdout.splitlines()]


def on_terminal(*arguments: object) -> str:
    """What a run writes to a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*COMMAND, *map(str, arguments)], stdout=theirs, stderr=theirs, env=ENVIRONMENT) as run:
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 1 << 16):
                written += part
        except OSError:  # Linux: the other side was closed
            pass
    os.close(ours)
    assert run.returncode == 0, written
    return written.decode()


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_add_find_remove_and_the_rest(tmp_path: Path, corpus: Path) -> None:
    place = tmp_path / "index"
    added = index("add", place, corpus, "--index", "minhash")
    assert added.returncode == 0, added.stderr
    assert [json.loads(line) for line in added.stdout.splitlines()] == [
        {"id": "a1", "version": 1, "candidates": [], "where": f"{corpus}:1"},
        {"id": "a2", "version": 1, "candidates": ["a1"], "where": f"{corpus}:2"},
        {"id": "a3", "version": 1, "candidates": [], "where": f"{corpus}:3"},
    ]
    assert f"3 kept, 0 there already, 1 refused (see {place}/rejects.jsonl); 3 articles" in added.stderr
    refused = json.loads((place / "rejects.jsonl").read_text())
    assert (refused["where"], refused["record"]) == (f"{corpus}:4", "{broken")

    again = index("add", place, corpus)
    assert again.stdout == added.stdout
    assert "0 kept, 3 there already, 1 refused (1 of them there already, see" in again.stderr
    assert len((place / "rejects.jsonl").read_text().splitlines()) == 1

    asked = json.dumps({"id": "new", "text": reusing(1, 9).text})
    found = index("find", place, "-", "--exit-code", stdin=asked)
    assert found.returncode == 1, found.stderr
    answer = json.loads(found.stdout)
    assert answer["id"] == "new"
    assert {match["id"] for match in answer["matches"]} == {"a1", "a2"}
    assert all(match["why"] and match["relation"] for match in answer["matches"])
    assert index("find", place, "-", "--candidates", stdin=asked).returncode == 0

    stats = json.loads(index("stats", place).stdout)
    assert (stats["articles"], stats["indexes"]["minhash"]["articles"]) == (3, 3)
    assert stats["indexes"]["minhash"]["recall_60_words"] > 0.9

    for asked in ((), ("a1", "a2", "a3")):
        told = [json.loads(line) for line in index("matches", place, *asked).stdout.splitlines()]
        assert {one["id"]: [match["id"] for match in one["matches"]] for one in told} == {"a1": [], "a2": ["a1"], "a3": []}
    missing = index("matches", place, "a4", "a2")
    assert (missing.returncode, json.loads(missing.stdout)["id"]) == (2, "a2")
    assert "there is no article 'a4'" in missing.stderr

    assert index("remove", place, "a1").returncode == 0
    assert index("remove", place, "a1").returncode == 2
    assert "2 articles" in index("rebuild", place).stderr
    verified = index("verify", place)
    assert (verified.returncode, verified.stdout) == (0, "")


def test_refusals_are_one_line(tmp_path: Path, corpus: Path) -> None:
    place = tmp_path / "index"
    config = tmp_path / "other.toml"
    config.write_text("sketch_sample = 4\n")
    assert index("add", place, corpus, "--index", "minhash").returncode == 0
    for arguments, told in (
        (("find", tmp_path / "none", corpus), "there is no index at"),
        (("add", place, tmp_path / "none.jsonl"), "no such file"),
        (("add", place, corpus, "--config", config), "sample = 8, settings ask"),
        (("find", place, corpus), "broken JSON"),
        (("add", place), "Missing argument"),
    ):
        run = index(*arguments)
        assert run.returncode == 2
        assert told in run.stderr
        assert "Traceback" not in run.stderr


def test_a_run_never_reads_what_it_writes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines({"id": "a1", "text": article(1).text}, {"id": "none"}))
    for _ in range(2):
        with open(tmp_path / "candidates.jsonl", "w") as stream:
            command = [*COMMAND, "add", "articles.index", ".", "--index", "minhash"]
            run = subprocess.run(
                command, stdout=stream, stderr=subprocess.PIPE, timeout=60, check=True, env=ENVIRONMENT, cwd=tmp_path
            )
        assert b"1 refused" in run.stderr
    assert len((tmp_path / "articles.index" / "rejects.jsonl").read_text().splitlines()) == 1
    for place in ("rejects.jsonl", "./rejects.jsonl"):
        run = index("add", "articles.index", ".", "--rejects", place, cwd=tmp_path)
        assert run.returncode == 0, run.stderr
        assert (
            len((tmp_path / "rejects.jsonl").read_text().splitlines()) == 2
        )  # and a line of candidates.jsonl, which is no article
    for files, told in (
        (["articles.index"], "articles.index: this is an index"),
        (["./rejects.jsonl", "--rejects", "rejects.jsonl"], "is a file that this run writes to"),
        (["a.jsonl", "--rejects", "candidates.jsonl"], "holds something else than refused records"),
        (["a.jsonl", "--rejects", "none/rejects.jsonl"], "there is no such folder"),
        (["a.jsonl", "none.jsonl"], "none.jsonl: no such file"),
    ):
        run = index("add", "new.index", *files, cwd=tmp_path)
        assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
        assert told in run.stderr
        assert not (tmp_path / "new.index").exists()


def test_find_does_not_read_what_it_prints(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines({"id": "a1", "text": article(1).text}, {"id": "none"}))
    assert index("add", "index", "a.jsonl", "--index", "minhash", cwd=tmp_path).returncode == 0
    with open(tmp_path / "z.jsonl", "w") as stream:  # both streams: each line that is read would tell of one more that is none
        command = [*COMMAND, "find", "index", "."]
        run = subprocess.run(
            command, stdout=stream, stderr=subprocess.STDOUT, timeout=60, env=ENVIRONMENT, cwd=tmp_path, check=False
        )
    assert run.returncode == 2
    assert len((tmp_path / "z.jsonl").read_text().splitlines()) == 2


def test_records_without_a_name_overwrite_nothing(tmp_path: Path) -> None:
    place = tmp_path / "index"
    for day, texts in (("monday", (1, 2)), ("tuesday", (3, 4))):
        (tmp_path / day).mkdir()
        (tmp_path / day / "feed.jsonl").write_text(lines(*({"text": article(number).text} for number in texts)))
        (tmp_path / day / "story.txt").write_text(article(texts[0] + 10).text)
        page = "".join(f"<p>{paragraph}</p>" for paragraph in article(texts[0] + 20).text.split("\n\n"))
        (tmp_path / day / "story.html").write_text(f"<html><body><article>{page}</article></body></html>")
        index("add", place, "feed.jsonl", "--index", "minhash", cwd=tmp_path / day)
    told = ids(index("add", place, "-", stdin=lines({"text": article(5).text})))
    told += ids(index("add", place, "-", stdin=lines({"text": article(6).text})))
    assert all(name.startswith("text:") for name in told)
    added = index("add", place, "monday", "tuesday/story.txt", "./tuesday/story.html", cwd=tmp_path)
    assert "4 kept, 2 there already" in added.stderr
    assert "10 articles" in added.stderr
    named = [name for name in ids(added) if not name.startswith("text:")]
    assert named == ["monday/story.html", "monday/story.txt", "tuesday/story.txt", "tuesday/story.html"]


def test_a_page_is_named_by_its_address_and_a_new_text_under_a_name_is_told(tmp_path: Path) -> None:
    place = tmp_path / "index"
    page = '<html><head><link rel="canonical" href="https://example.org/a"></head><body><article>{}</article></body></html>'
    for number in (1, 2):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in article(number).text.split("\n\n"))
        (tmp_path / f"{number}.html").write_text(page.format(text))
    added = index("add", place, tmp_path / "1.html", tmp_path / "2.html", "--index", "minhash")
    assert ids(added) == ["https://example.org/a"] * 2
    assert "2 kept (1 in place of another text), 0 there already" in added.stderr


def test_a_copy_under_the_same_stem_is_a_match(tmp_path: Path) -> None:
    (tmp_path / "d1").mkdir()
    for folder in ("d1", "."):
        (tmp_path / folder / "story.txt").write_text(article(1).text)
    assert ids(index("add", "index", "d1", "--index", "minhash", cwd=tmp_path)) == ["d1/story.txt"]
    for asked in ("story.txt", "d1/story.txt"):
        found = json.loads(index("find", "index", asked, cwd=tmp_path).stdout)
        assert (found["id"], [match["relation"] for match in found["matches"]]) == (asked, ["identical"])
    stored = json.loads(
        index("find", "index", "-", cwd=tmp_path, stdin=lines({"id": "d1/story.txt", "text": article(1).text})).stdout
    )
    assert stored["matches"] == []


def test_broken_files_are_told_and_the_run_goes_on(tmp_path: Path) -> None:
    packed = gzip.compress(lines(*({"id": f"a{n}", "text": article(n).text} for n in range(40))).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "b.jsonl").write_text(lines({"id": "last", "text": article(50).text}))
    added = index("add", "index", "a.jsonl.gz", "b.jsonl", "--index", "minhash", cwd=tmp_path)
    told = ids(added)
    assert told[:5] == [f"a{n}" for n in range(5)]
    assert told[-1] == "last"
    assert f"{len(told)} kept, 0 there already, 1 refused" in added.stderr


def test_a_full_disk_for_refused_records_ends_the_run_and_keeps_what_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines({"id": "a1", "text": article(1).text}) + "{broken\n")
    run = index("add", tmp_path / "index", tmp_path / "a.jsonl", "--index", "minhash", "--rejects", "/dev/full")
    assert run.returncode == 2
    assert "cannot write refused records to /dev/full: No space left on device" in run.stderr
    assert json.loads(run.stdout)["id"] == "a1"
    assert json.loads(index("stats", tmp_path / "index").stdout)["articles"] == 1


def test_streams_that_are_closed_or_full_are_no_bug(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines({"id": "a1", "text": article(1).text}))
    for redirected, code, told in (
        (">&-", 0, "1 kept"),
        ("> /dev/full", 2, "dedup: cannot write to standard output: No space left on device\n"),
        ("< /dev/null", 0, "1 there already"),
    ):
        command = f"{' '.join(COMMAND)} add index a.jsonl --index minhash {redirected}"
        run = subprocess.run(
            ["sh", "-c", command], stderr=subprocess.PIPE, text=True, timeout=60, env=ENVIRONMENT, cwd=tmp_path, check=False
        )
        assert (run.returncode, told in run.stderr) == (code, True), run.stderr


def test_an_interrupted_run_loses_no_line(tmp_path: Path) -> None:
    """Standard input cannot be read again: what came is kept and told, and a second run tells all of it again."""
    place, config = tmp_path / "index", tmp_path / "dedup.toml"
    config.write_text("index_batch = 200\n")
    arguments = ["add", str(place), "-", "--index", "minhash", "--config", str(config)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*COMMAND, *arguments], env=ENVIRONMENT, **pipes) as run:
        assert run.stdin
        assert run.stdout
        for number in range(300):  # a full batch, and one that is open
            run.stdin.write(lines({"id": f"a{number}", "text": article(number, 60).text}).encode())
        run.stdin.flush()
        run.stdout.readline()
        time.sleep(1)
        run.send_signal(signal.SIGINT)
        told = [json.loads(line)["id"] for line in run.stdout]
        run.stdin.close()
        assert run.stderr
        said = run.stderr.read()
    assert run.returncode == 130
    kept = len(told) + 1
    assert 200 <= kept <= 300
    assert f"cut short: {kept} kept, 0 there already, 0 refused".encode() in said
    assert told == [f"a{number}" for number in range(1, kept)]
    records = lines(*({"id": f"a{number}", "text": article(number, 60).text} for number in range(310)))
    again = index("add", place, "-", stdin=records)
    assert ids(again) == [f"a{number}" for number in range(310)]
    assert f"{310 - kept} kept, {kept} there already" in again.stderr


def test_versions_and_refusals_are_the_same_the_second_time(tmp_path: Path) -> None:
    first, second = ({"id": "a1", "text": article(number).text} for number in (1, 2))
    for same_id, stored, refused in (("version", 2, 0), ("refuse", 1, 1), ("replace", 1, 0)):
        for _ in range(2):
            run = index(
                "add", tmp_path / same_id, "-", "--index", "minhash", "--same-id", same_id, stdin=lines(first, first, second)
            )
            assert run.returncode == 0, run.stderr
            assert f"{refused} refused" in run.stderr
            assert f"; {stored} article" in run.stderr


def test_nothing_from_an_article_steers_the_terminal(tmp_path: Path) -> None:
    evil = "evil\x1b[2J\x9b2J\nfake line: derivative"
    (tmp_path / "a.jsonl").write_text(lines({"id": evil, "text": article(1).text}))
    assert index("add", tmp_path / "index", tmp_path / "a.jsonl", "--index", "minhash").returncode == 0
    (tmp_path / "b.jsonl").write_text(lines({"id": f"{evil} too", "text": article(1).text}))
    told = on_terminal("find", tmp_path / "index", tmp_path / "b.jsonl").replace("\r\n", "\n")
    assert told.splitlines()[0] == r"evil\x1b[2J\x9b2J\nfake line: derivative too: 1 match"
    line = told.splitlines()[1]
    assert line.startswith(
        r"  identical      evil\x1b[2J\x9b2J\nfake line: derivative  (very likely; who took from whom is open; 100%"
    )
    assert "\x1b" not in told


def test_every_command_has_help_with_an_example() -> None:
    for command in ("add", "find", "matches", "remove", "stats", "verify", "rebuild"):
        told = index(command, "--help").stdout
        assert "Example:" in told
        assert "Exit codes:" in told


@pytest.mark.parametrize(
    "options",
    [
        *(("--new-only", option) for option in ("--explain", "--same-story", "--candidates", "--exit-code")),
        *(("--candidates", option) for option in ("--explain", "--same-story")),
    ],
)
def test_options_of_find_that_would_be_ignored_are_refused(corpus: Path, tmp_path: Path, options: tuple[str, ...]) -> None:
    run = index("find", tmp_path / "articles.index", corpus, *options)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"{options[0]} compares nothing: it cannot go with --explain" in run.stderr


def test_articles_of_one_event_are_listed_when_asked_for(tmp_path: Path) -> None:
    family, place = ROOT / "data" / "bridge-audit", tmp_path / "index"
    assert index("add", place, family / "source.txt", "--index", "minhash").returncode == 0
    assert json.loads(index("find", place, family / "quotes.txt").stdout)["matches"] == []
    (match,) = json.loads(index("find", place, family / "quotes.txt", "--same-story").stdout)["matches"]
    assert match["relation"] == "independent"
    assert match["same_story"] > 0.5
    read = on_terminal("find", place, family / "quotes.txt", "--same-story")
    assert re.search(r"  same story     .*\(one event \d\d%; neither took from the other: possible; ", read)


def test_a_stored_article_is_shown_whole_and_can_be_compared(tmp_path: Path, corpus: Path) -> None:
    place = tmp_path / "index"
    assert index("add", place, corpus, "--index", "minhash").returncode == 0
    shown = index("show", place, "a1", "a9")
    assert shown.returncode == 2
    assert "there is no article 'a9'" in shown.stderr
    assert json.loads(shown.stdout) == {"id": "a1", "text": article(1).text}
    page = tmp_path / "page.txt"
    page.write_text(reusing(1, 2).text, encoding="utf-8")
    run = [sys.executable, "-m", "dedup.cli", "compare", "-", str(page), "--no-model", "--format", "json"]
    done = subprocess.run(run, input=shown.stdout, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert json.loads(done.stdout)["a"]["id"] == "a1"
    assert f"dedup index show {place} a2 | dedup compare - {page}" in on_terminal("find", place, page)
