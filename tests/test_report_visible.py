"""Characters that act are shown by name; the marks that some scripts need stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.report.visible import acting, clipped, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words", "plain words"),
        ("\x1b[31mred", "⟨ESC⟩[31mred"),
        ("a\u202eb\u202c", "a⟨RLO⟩b⟨PDF⟩"),
        ("zero\u200bwidth", "zero⟨ZWSP⟩width"),
        ("soft\u00adhyphen", "soft⟨SHY⟩hyphen"),
        ("\ufeffstart", "⟨BOM⟩start"),
        ("\x9b2J", "⟨CSI⟩2J"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("one\r\ntwo\tthree", "one↵ two three"),
    ],
)
def test_acting_characters_are_named(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🚀", "❤\ufe0f"])
def test_joiners_stay_where_a_script_or_an_emoji_needs_them(text):
    assert visible(text) == text


@pytest.mark.parametrize("text", ["se\u200dcret", "a\ufe0fb", "\u200d"])
def test_joiners_between_latin_letters_are_named(text):
    assert acting(text)


@given(st.text())
def test_nothing_acts_in_what_is_shown(text):
    assert not acting(visible(text))
    assert "\n" not in visible(text)


def test_clipped_text_ends_at_a_word_with_an_ellipsis():
    assert clipped("one two three", 13) == "one two three"
    assert clipped("one two three", 9) == "one two…"
    assert clipped("x" * 20, 9) == "x" * 9 + "…"
