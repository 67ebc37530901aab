"""The command line: results on standard output alone, one line for every refusal, exit codes, no half files."""

from __future__ import annotations

import contextlib
import errno
import functools
import io
import json
import os
import pty
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dedup import __version__
from dedup.cli import main
from dedup.settings import Settings

SOURCE = """The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said.

“We had no choice,” Ines Oyle told reporters. She said that repairs would take four weeks and cost 2 million crowns.

Drivers have been told to use the ferry, which runs every hour until ten at night.
"""
DERIVATIVE = """Tarn is cut in half, and nobody at the town hall seems to mind.

The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said.

Drivers have been told to use the ferry, which runs every hour until nine at night.
"""
UNRELATED = """A choir from the northern islands won the festival prize with songs about whales.

Its conductor thanked a primary school teacher who had lent them a harmonium.
"""


pytestmark = pytest.mark.usefixtures("files")


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("a.txt", SOURCE), ("b.txt", DERIVATIVE), ("c.txt", UNRELATED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))  # for the processes that tests start
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    def call(*arguments: str, stdin: str = "") -> Run:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8"))))
        code = main(arguments)
        captured = capsysbinary.readouterr()
        return Run(code, captured.out.decode("utf-8"), captured.err.decode("utf-8"))

    return call


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "dedup.cli", *arguments], capture_output=True, timeout=60, check=False, **options)


# compare


def test_json_is_the_result_and_nothing_else(run: Callable[..., Run]) -> None:
    done = run("compare", "a.txt", "b.txt", "--no-model", "--format", "json")
    result = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("}\n")
    assert next(iter(result)) == "schema_version"
    assert (result["a"]["id"], result["b"]["id"]) == ("a", "b")
    assert "model:none" in result["settings"]
    assert result["a"].get("text") is None


def test_the_library_and_the_command_give_the_same(run: Callable[..., Run]) -> None:
    from dedup import compare, read_article

    result = compare(read_article("a.txt"), read_article("b.txt"), settings=Settings(model=""))
    told = json.loads(run("compare", "a.txt", "b.txt", "--no-model", "--format", "json").out)
    assert told.pop("brief")["finding"]
    assert told == result.to_dict()


@pytest.mark.parametrize("form", ["terminal", "json", "html"])
def test_two_runs_give_the_same_bytes(form: str) -> None:
    runs = [
        process("compare", "a.txt", "b.txt", "--no-model", "--format", form, env={**os.environ, "PYTHONHASHSEED": seed})
        for seed in "12"
    ]
    assert runs[0].stdout == runs[1].stdout
    assert (runs[0].returncode, runs[0].stderr) == (0, b"")
    assert runs[0].stdout.endswith(b"\n")


def test_the_terminal_report_fits_80_columns_without_colour(run: Callable[..., Run]) -> None:
    done = run("compare", "a.txt", "b.txt", "--no-model")
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    assert "bridge" in done.out


def test_colour_is_for_terminals_and_no_color_turns_it_off() -> None:
    def shown(**environment: str) -> bytes:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "dedup.cli", "compare", "a.txt", "b.txt", "--no-model"]
        with subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env={**os.environ, "TERM": "xterm", **environment}):
            os.close(theirs)
            output = b""
            with contextlib.suppress(OSError):  # Linux gives EIO when the other end has closed
                while chunk := os.read(ours, 65536):
                    output += chunk
        os.close(ours)
        return output

    assert b"\x1b[" in shown(NO_COLOR="")
    plain = shown(NO_COLOR="1")
    assert b"bridge" in plain
    assert b"\x1b[" not in plain
    assert b"\x1b[" not in shown(TERM="dumb")


def test_the_source_can_be_fixed(run: Callable[..., Run]) -> None:
    for side in ("a", "b"):
        assert (
            json.loads(run("compare", "a.txt", "b.txt", "--no-model", "--format", "json", "--source", side).out)["source"] == side
        )


def test_with_text_carries_both_texts(run: Callable[..., Run]) -> None:
    result = json.loads(run("compare", "a.txt", "b.txt", "--no-model", "--format", "json", "--with-text").out)
    assert (result["a"]["text"], result["b"]["text"]) == (SOURCE, DERIVATIVE)


def test_one_article_may_come_from_standard_input(run: Callable[..., Run]) -> None:
    done = run("compare", "a.txt", "-", "--no-model", "--format", "json", "--with-text", stdin=DERIVATIVE)
    assert json.loads(done.out)["b"]["text"] == DERIVATIVE
    assert json.loads(done.out)["b"]["id"] == "stdin"


@pytest.mark.parametrize(
    ("pair", "expected"),
    [(("a.txt", "a.txt"), 1), (("a.txt", "b.txt"), 1), (("a.txt", "c.txt"), 0)],
    ids=["same", "related", "unrelated"],
)
def test_exit_code_tells_related_articles(run: Callable[..., Run], pair: tuple[str, str], expected: int) -> None:
    assert run("compare", *pair, "--no-model").code == 0
    assert run("compare", *pair, "--no-model", "--exit-code").code == expected


def test_settings_of_a_file_are_used(files: Path, run: Callable[..., Run]) -> None:
    (files / "dedup.toml").write_text("article_max_characters = 100\n")
    done = run("compare", "a.txt", "b.txt", "--no-model", "--config", "dedup.toml")
    assert (done.code, done.out) == (2, "")
    assert f"a.txt: the text has {len(SOURCE)} characters, over article_max_characters = 100" in done.err


def test_notes_go_to_standard_error(files: Path, run: Callable[..., Run]) -> None:
    (files / "old.txt").write_bytes(SOURCE.encode("cp1252", "replace"))
    done = run("compare", "old.txt", "b.txt", "--no-model", "--format", "json")
    assert done.err.splitlines()[0] == "dedup: note: old.txt: read as windows-1252 (guessed)"
    assert json.loads(done.out)["a"]["id"] == "old"


# three and more articles


@pytest.mark.parametrize(("form", "start"), [("terminal", ""), ("json", '{\n "schema_version": "2"'), ("html", "<!DOCTYPE html>")])
def test_three_articles_are_compared_with_each_other(run: Callable[..., Run], form: str, start: str) -> None:
    done = run("compare", "a.txt", "b.txt", "c.txt", "--no-model", "--exit-code", "--format", form)
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith(start)
    assert done.out.endswith("\n")


@pytest.mark.parametrize(("option", "value"), [("--source", "a"), ("--format", "csv")])
def test_what_takes_two_articles_is_refused_for_three(run: Callable[..., Run], option: str, value: str) -> None:
    done = run("compare", "a.txt", "b.txt", "c.txt", option, value)
    assert (done.code, done.out) == (2, "")
    assert "takes two articles" in done.err


# output


def test_output_goes_to_the_file_alone(files: Path, run: Callable[..., Run]) -> None:
    done = run("compare", "a.txt", "b.txt", "--no-model", "--format", "json", "--output", "result")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert json.loads((files / "result").read_bytes())["schema_version"] == "2"
    assert sorted(path.name for path in files.iterdir()) == ["a.txt", "b.txt", "c.txt", "result"]


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("csv", '"number","kind"'),
        ("markdown", "# "),
        ("annotations", '{\n "@context": "http://www.w3.org/ns/anno.jsonld"'),
        ("pan", "<?xml "),
        ("schema-org", '{\n "@context": "https://schema.org"'),
    ],
)
def test_exports_go_to_standard_output_alone(run: Callable[..., Run], form: str, start: str) -> None:
    done = run("compare", "a.txt", "b.txt", "--no-model", "--format", form)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(start)


@pytest.mark.parametrize(
    ("name", "start"), [("r.json", "{"), ("r.html", "<!"), ("r.HTM", "<!"), ("r.csv", '"num'), ("r.md", "# "), ("r.xml", "<?")]
)
def test_the_suffix_of_the_output_tells_the_format(files: Path, run: Callable[..., Run], name: str, start: str) -> None:
    run("compare", "a.txt", "b.txt", "--no-model", "--output", name)
    assert (files / name).read_text(encoding="utf-8").startswith(start)


def test_output_in_a_file_has_no_colour_and_80_columns(
    files: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    run("compare", "a.txt", "b.txt", "--no-model", "--output", "report.txt")
    report = (files / "report.txt").read_text(encoding="utf-8")
    assert "\x1b" not in report
    assert max(map(len, report.splitlines())) <= 80


def test_a_link_to_a_file_stays_a_link(files: Path, run: Callable[..., Run]) -> None:
    (files / "link.json").symlink_to("real.json")
    run("compare", "a.txt", "b.txt", "--no-model", "--output", "link.json")
    assert (files / "link.json").is_symlink()
    assert (files / "real.json").is_file()


@pytest.mark.parametrize(
    ("output", "what"),
    [
        ("b.txt", "it is one of the files to read"),
        ("./sub/../b.txt", "it is one of the files to read"),
        ("sub", "it is no file name"),
        ("", "it is no file name"),
        ("none/r.json", "there is no folder none"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_the_work(files: Path, run: Callable[..., Run], output: str, what: str) -> None:
    (files / "sub").mkdir()
    done = run("compare", "missing.txt", "b.txt", "--output", output)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("dedup: cannot write to")
    assert what in done.err
    assert (files / "b.txt").read_text(encoding="utf-8") == DERIVATIVE


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(files: Path, run: Callable[..., Run], monkeypatch: Any) -> None:
    (files / "r.json").write_text("old")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    done = run("compare", "a.txt", "b.txt", "--no-model", "--output", "r.json")
    assert (done.code, done.err) == (2, "dedup: cannot write to r.json: No space left on device\n")
    assert sorted(path.name for path in files.iterdir()) == ["a.txt", "b.txt", "c.txt", "r.json"]
    assert (files / "r.json").read_text() == "old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "dedup.cli", "compare", "a.txt", "b.txt", "--no-model"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, b"dedup: cannot write to standard output: No space left on device\n")


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "dedup.cli", "compare", "a.txt", "b.txt", "--no-model", "--format", "html"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


def test_ctrl_c_ends_with_one_line_and_no_file(files: Path) -> None:
    os.mkfifo("slow")
    command = [sys.executable, "-m", "dedup.cli", "compare", "slow", "b.txt", "--output", "r.json"]
    # A shell's background job ignores the signal, and so would what it starts.
    heed = functools.partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heed)
    with open("slow", "wb"):  # opens once the command reads
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=60)
    assert (started.returncode, out, err.strip()) == (130, b"", b"dedup: interrupted")
    assert not (files / "r.json").exists()


# refusals


@pytest.mark.parametrize(
    ("content", "name", "what"),
    [
        (b"", "x.txt", "x.txt: the text is empty"),
        (b" \n\t", "x.txt", "x.txt: the text is empty"),
        (b"?! ...", "x.txt", "x.txt: the text has no letter and no digit"),
        (bytes(range(256)), "x.txt", "x.txt: not a text but binary data"),
        (b"%PDF-1.4", "x.txt", "x.txt: a PDF that cannot be read"),
        (b'{"text": ', "x.json", "x.json: broken JSON at line 1"),
        (b'{"title": "T"}', "x.json", "x.json: no article in the JSON"),
        (b'{"text": 5}', "x.json", "x.json: key 'text' is a number, expected a string"),
        (b'{"text": "\\ud800 word"}', "x.json", "x.json: lone surrogate U+D800"),
        (b"<html><body><nav>Menu</nav></body></html>", "x.html", "x.html: no article in the page"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_unusable_input_is_one_line_and_exit_2(
    files: Path, run: Callable[..., Run], content: bytes, name: str, what: str, first: bool
) -> None:
    (files / name).write_bytes(content)
    done = run("compare", *((name, "b.txt") if first else ("b.txt", name)))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"dedup: {what}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(("path", "what"), [("missing.txt", "no such file"), ("a.txt/b", "cannot be read")])
def test_paths_that_are_no_file_are_one_line_and_exit_2(run: Callable[..., Run], path: str, what: str) -> None:
    done = run("compare", path, "b.txt")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"dedup: {path}: {what}")


def test_a_name_that_would_steer_the_terminal_is_shown_escaped(run: Callable[..., Run]) -> None:
    said = run("compare", "a\x1b[2J\nb.txt", "b.txt").err
    assert said == "dedup: a\\x1b[2J b.txt… (11 characters, the name of no file): no such file\n"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("compare", "a.txt"), "Missing argument 'B'. See `dedup compare --help`."),
        (("compare", "-", "-"), "Standard input can be one of the articles only."),
        (("compare", "-", "a.txt"), "standard input: nothing came; what was to write into the pipe may have failed"),
        (("compare", "a.txt", "b.txt", "--source", "c"), "'c' is not one of 'a', 'b', 'auto'."),
        (("compare", "a.txt", "b.txt", "--format", "pdf"), "'pdf' is not one of 'terminal', 'json', 'html', 'csv',"),
        (("compare", "a.txt", "b.txt", "--model", "m", "--no-model"), "--model and --no-model exclude each other."),
        (("compare", "a.txt", "b.txt", "--modle", "m"), "No such option"),
        (("compare", "a.txt", "b.txt", "--config", "none.toml"), "cannot read settings from none.toml"),
        (("compere",), "No such command"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(run: Callable[..., Run], arguments: tuple[str, ...], what: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("dedup: ")
    assert what in done.err


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("article_max_charaters = 5", "there is no setting 'article_max_charaters'; did you mean article_max_characters?"),
        ('article_max_characters = "5"', "article_max_characters = '5' is str, expected int"),
        ("article_max_characters = 0", "out of range"),
        ("align_gap = [1, 2]", "align_gap = [1, 2] is list, expected int"),
        ("article_max_characters", "cannot read settings from dedup.toml"),
    ],
)
def test_unusable_settings_are_one_line_and_exit_2(files: Path, run: Callable[..., Run], line: str, what: str) -> None:
    (files / "dedup.toml").write_text(line)
    for arguments in (("compare", "a.txt", "b.txt"), ("settings",)):
        done = run(*arguments, "--config", "dedup.toml")
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert what in done.err


def test_a_bug_is_told_from_an_answer(run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dedup.cli.compare.read_all", lambda *_, **__: 1 / 0)
    done = run("compare", "a.txt", "b.txt", "--exit-code")
    assert done.code == 70
    assert "ZeroDivisionError" in done.err
    assert done.err.endswith("this is a bug in dedup; please report the lines above\n")


# settings


def test_settings_are_lines_of_toml_that_config_reads_back(files: Path, run: Callable[..., Run]) -> None:
    done = run("settings")
    assert (done.code, done.err) == (0, "")
    assert Settings().updated(tomllib.loads(done.out)) == Settings()
    for name, _, _, about in Settings().described():
        assert f"\n{name} = " in done.out
        assert about.split()[0] in done.out
    assert max(map(len, done.out.splitlines())) <= 80
    (files / "printed.toml").write_text(done.out)
    assert run("settings", "--config", "printed.toml").out == f"# from printed.toml\n{done.out}"


def test_a_changed_setting_shows_its_default(files: Path, run: Callable[..., Run]) -> None:
    (files / "dedup.toml").write_text('[dedup]\narticle_max_characters = 7\nmodel = "a\\"\\u007f"\n')
    done = run("settings", "--config", "dedup.toml")
    assert "# Here: changed; the default is 2000000.\narticle_max_characters = 7\n" in done.out
    assert tomllib.loads(done.out)["model"] == 'a"\x7f'


def test_settings_as_json(run: Callable[..., Run]) -> None:
    listed = json.loads(run("settings", "--format", "json").out)
    assert listed["signature"] == Settings().signature()
    wanted = [dict(zip(("name", "value", "default", "meaning"), row, strict=True)) for row in Settings().described()]
    assert listed["settings"] == json.loads(json.dumps(wanted))


# help


def test_version(run: Callable[..., Run]) -> None:
    assert run("--version").out == f"dedup {__version__}\n"


@pytest.mark.parametrize("command", [(), ("compare",), ("settings",), ("setup",)])
def test_help_teaches_within_80_columns(run: Callable[..., Run], command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert (done.code, done.err) == (0, "")
    assert "dedup " in done.out.split("Example", 1)[1]
    assert "Exit codes" in done.out
    assert "..." not in done.out.replace("[ARGS]...", "")
    assert max(map(len, done.out.splitlines())) <= 80


def test_no_command_shows_the_help_and_is_wrong_usage(run: Callable[..., Run]) -> None:
    done = run()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: dedup")


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from dedup.cli import main; main(['compare', '--help']); "
        "print(sorted({'numpy', 'torch', 'rich', 'onnxruntime', 'trafilatura', 'rapidfuzz'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == "[]\n"


def test_files_are_compared_without_what_connections_and_masked_arrays_need(tmp_path: Path) -> None:
    for name, text in (("a.txt", "The ferry to Odle sank at noon."), ("b.txt", "At noon the ferry to Odle sank, it said.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    code = (
        "import sys; from dedup.cli import main; main(['compare', 'a.txt', 'b.txt', '--no-model', '-f', 'json']); "
        "print(sorted({'ssl', 'http.client', 'numpy.ma', 'dedup.fetch'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=tmp_path)
    assert done.stderr == "[]\n"
