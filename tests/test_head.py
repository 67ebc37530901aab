"""What is known of a text is told by options or by its head, never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dedup.cli import main
from dedup.read import read_noted

TEXT = "The council of Orley voted on Monday to close the old swimming hall on Quarry Lane.\n\nIt would cost too much to repair.\n"
HEAD = "Outlet: The Orley Post\nDATE: 2024-05-31\nURL: https://orleypost.example/7\nMood: fine\n\n"


def test_a_head_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(HEAD + TEXT)
    article, notes = (reading := read_noted(tmp_path / "a.txt", head=True)).article, reading.notes
    assert (article.text, article.outlet, article.published) == (TEXT, "The Orley Post", "2024-05-31")
    assert article.url == "https://orleypost.example/7"
    assert notes[0] == "the head states outlet, date, url; not used: Mood"
    assert read_noted(tmp_path / "a.txt").article.text == HEAD + TEXT


def test_what_can_have_no_head_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(HEAD + TEXT)
    (tmp_path / "b.md").write_text(TEXT)
    assert main(["compare", str(tmp_path / "a.txt"), str(tmp_path / "b.md"), "--head", "--no-model"]) == 0
    assert f"note: {tmp_path}/b.md: it is no plain text, so it has no head" in capsys.readouterr().err
    monkeypatch.setattr("dedup.read.address.read_address", lambda _path, **_known: read_noted(tmp_path / "b.md"))
    assert main(["compare", str(tmp_path / "a.txt"), "https://tarn.example/b", "--head", "--no-model"]) == 0
    assert "note: https://tarn.example/b: it is no plain text, so it has no head" in capsys.readouterr().err


@pytest.mark.parametrize("head", ["", "Outlet: The Orley Post\n", "Date: soon\n\n"], ids=["none", "no blank line", "no date"])
def test_a_head_that_is_none_is_refused(tmp_path: Path, head: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(head + TEXT)
    assert main(["compare", str(tmp_path / "a.txt"), str(tmp_path / "a.txt"), "--head", "--no-model"]) == 2
    assert "head" in (told := capsys.readouterr().err) or "the date 'soon' is none" in told


def test_options_say_what_is_known_of_two_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(TEXT)
    known = ["--outlet-a", "Orley Post", "--date-b", "2024-06-01T09:00:00Z", "--url-b", "https://vale.example/1"]
    files = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert main(["compare", *files, *known, "--no-model", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["a"]["outlet"], told["a"]["published"], told["b"]["outlet"]) == ("Orley Post", None, None)
    assert (told["b"]["published"], told["b"]["url"]) == ("2024-06-01T09:00:00Z", "https://vale.example/1")
    assert main(["compare", *files, files[0], *known, "--no-model"]) == 2
    assert "take two articles" in capsys.readouterr().err
