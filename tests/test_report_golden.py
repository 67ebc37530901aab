"""The terminal report and the JSON, byte for byte, and what holds of them for any text."""

import json
import re
import unicodedata

import pytest
from fuzzing import examples
from golden_files import assert_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from make_comparison import articles, comparison, of_lines
from rich.cells import cell_len

from dedup.article import Article
from dedup.errors import InputError
from dedup.report.json import render_json
from dedup.report.terminal import render_terminal
from dedup.report.visible import acting, visible
from dedup.result import Comparison

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def report(**options):
    return render_terminal(comparison(), *articles(), **options)


def test_terminal_without_colour_is_the_golden_file():
    assert_golden("terminal_80.txt", report(color=False))


def test_terminal_with_colour_is_the_golden_file():
    assert_golden("terminal_80.ansi", report(color=True))


def test_json_is_the_golden_file():
    assert_golden("result.json", render_json(comparison()))


def test_colour_changes_no_word():
    def words(text):
        return STYLE.sub("", text).split()

    assert words(report(color=True)) == words(report(color=False))


@pytest.mark.parametrize("width", [40, 80, 132])
def test_no_line_is_wider_than_asked(width):
    assert max(cell_len(line) for line in report(width=width, color=False).split("\n")) <= width


def test_only_style_sequences_reach_the_terminal():
    bare = STYLE.sub("", report(color=True))
    assert not acting(bare)
    assert not [c for c in bare if unicodedata.category(c) == "Cc" and c != "\n"]


def test_text_is_not_read_as_markup():
    shown = report(color=False)
    assert "[bold]our[/bold]" in shown
    assert "<script>alert(1)</script>" in shown


def test_every_passage_and_every_sentence_left_out_is_shown():
    squeezed = re.sub(r"[\s│]", "", report(color=False, width=2000))
    result = comparison()
    for item in result.dropped:
        assert re.sub(r"\s", "", visible(item.text)) in squeezed
    for number in range(1, len(result.passages) + 1):
        assert f"p{number}" in squeezed


def test_json_round_trips_and_keeps_letters_but_escapes_what_acts():
    made = render_json(comparison())
    assert Comparison.from_dict(json.loads(made)) == comparison()
    assert "مرحبا" in made
    assert not {"\u202e", "\x1b", "\x9b"} & set(made)


texts = st.text(min_size=1).filter(lambda text: _is_article(text))


def _is_article(text: str) -> bool:
    try:
        Article(text)
    except InputError:
        return False
    return True


@settings(max_examples=examples(20))
@given(texts, texts)
def test_any_text_is_shown_safely(source, derivative):
    a, b = Article(source, title=derivative), Article(derivative, outlet=source, url=source)
    result = of_lines(a, b)
    assert not acting(render_terminal(result, a, b, color=False))
    assert json.loads(render_json(result)) == result.to_dict()
