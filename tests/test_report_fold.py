"""Folded text keeps its words and never leaves its column."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dedup.report.fold import fold, hanging, paint

words = st.text(alphabet="ab文 ,", max_size=60)


def lines(text, width):
    return [paint(line, None) for line in fold([(text, "")], width)]


def test_lines_break_at_spaces():
    assert lines("one two three", 8) == ["one two", "three"]


def test_a_word_wider_than_the_line_is_cut():
    assert lines("ab abcdefghij k", 4) == ["ab", "abcd", "efgh", "ij k"]


def test_wide_characters_take_two_columns():
    assert lines("文字文字", 4) == ["文字", "文字"]


def test_a_line_end_does_not_part_a_mark_from_its_word():
    folded = fold([("levy to ", ""), ("{+15+}", "bold"), (". Now", "")], 10)
    assert [paint(line, None) for line in folded] == ["levy to", "{+15+}.", "Now"]


def test_hanging_lines_stand_behind_their_sign():
    assert list(hanging(("- ", ""), [("one two three", "")], 2, 11, None)) == ["  - one two", "    three"]


@given(st.lists(st.tuples(words, st.sampled_from(["", "bold", "red"])), max_size=6), st.integers(2, 20))
def test_folding_keeps_every_word_and_stays_within_the_width(parts, width):
    folded = fold(parts, width)
    shown = [paint(line, None) for line in folded]
    assert all(cell_len(line) <= width for line in shown)
    assert "".join(shown).replace(" ", "") == "".join(text for text, _ in parts).replace(" ", "")


@given(st.lists(st.tuples(words, st.sampled_from(["", "bold", "red"])), max_size=6), st.integers(2, 20))
def test_every_character_keeps_its_style(parts, width):
    def styled(pieces):
        return [(character, style) for text, style in pieces for character in text if character != " "]

    assert styled(piece for line in fold(parts, width) for piece in line) == styled(parts)
