"""Full-width text, numbers with spaces between their thousands, and what was broken twice: read as what was meant, offsets raw."""

from __future__ import annotations

import pytest
from test_reread import WORDS, broken

from dedup import Article, compare
from dedup.document import analyse
from dedup.pair.align.spelling import spelled_alike
from dedup.reread import repaired


def widened(text: str) -> str:
    """The text in full width, as East Asian keyboards set Latin letters, figures, marks and blanks."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else "\u3000" if sign == " " else sign for sign in text)


TOLD = 'The ferry office said it carries {} people a week, at $3.50. "We don\'t know," said Mira Oduya of the U.S. office.'


@pytest.mark.parametrize("wide", [0, 1])
def test_a_copy_in_full_width_is_identical_and_a_number_that_differs_in_it_is_told(wide: int) -> None:
    pair = [TOLD.format("1,450"), TOLD.format("1,450")]
    pair[wide] = widened(pair[wide])
    found = compare(*map(Article, pair), source="a", settings=WORDS)
    assert found.relation == "identical"
    assert [q.status for p in found.passages for q in p.quotes] == ["identical"]
    assert all(passage.text == pair[1][passage.start : passage.end] for passage in found.passages)
    pair[wide] = widened(TOLD.format("1,540"))
    other = compare(*map(Article, pair), source="a", settings=WORDS)
    assert [change.severity for passage in other.passages for change in passage.changes] == ["fact"]


def test_full_width_marks_of_chinese_stay_but_inside_its_numbers() -> None:
    text = "他说：“好，我们走！”（２０２０年５月）"
    assert analyse(Article(text)).places is None
    assert analyse(Article(text.replace("２０２０", "１，４５０"))).words.norms[6] == "1450"


@pytest.mark.parametrize("space", ["\u2009", "\u202f", "\u00a0", "\u2007", " "])
@pytest.mark.parametrize("number", ["1{}450", "12{}450{}300", "1{}450.5"])
def test_a_number_with_spaces_between_its_thousands_is_the_one_with_commas(space: str, number: str) -> None:
    texts = [TOLD.format(number.format(*[between] * 2)) for between in (",", space)]
    for pair in (texts, texts[::-1]):
        found = compare(*map(Article, pair), source="a", settings=WORDS)
        assert found.relation == "identical"
        assert not [change for passage in found.passages for change in passage.changes]


@pytest.mark.parametrize("told", ["1\u202f460", "1 450 460", "11 450", "1 4501", "1 450,6"])
def test_spaces_make_no_other_number_the_same(told: str) -> None:
    found = compare(Article(TOLD.format("1,450")), Article(TOLD.format(told)), source="a", settings=WORDS)
    assert found.relation != "identical"
    assert "number" in [change.kind for passage in found.passages for change in passage.changes]


GERMAN = (
    "Die Stadt hat im März nach langer Beratung beschlossen, dass {} Häuser am Fluss gebaut werden, sagte Mira Oduya am Montag."
)


@pytest.mark.parametrize("told", ["1 450", "1\u00a0450", "1\u2009450", "1\u202f450", "1450"])
def test_a_german_number_is_the_same_with_points_with_spaces_and_bare(told: str) -> None:
    for pair in (("1.450", told), (told, "1.450")):
        found = compare(*(Article(GERMAN.format(number)) for number in pair), source="a", settings=WORDS)
        assert found.relation == "identical"


@pytest.mark.parametrize("told", ["1.460", "1,450", "1 460", "1.450,5"])
def test_german_points_and_commas_make_no_other_number_the_same(told: str) -> None:
    found = compare(Article(GERMAN.format("1.450")), Article(GERMAN.format(told)), source="a", settings=WORDS)
    assert "number" in [change.kind for passage in found.passages for change in passage.changes]


@pytest.mark.parametrize("told", ["1,450", "1 450", "1450"])
def test_a_point_in_an_english_number_stands_before_decimals(told: str) -> None:
    found = compare(Article(TOLD.format("1.450")), Article(TOLD.format(told)), source="a", settings=WORDS)
    assert "number" in [change.kind for passage in found.passages for change in passage.changes]


def test_two_numbers_beside_each_other_stay_two_where_the_other_text_has_no_such_number() -> None:
    one, other = spelled_alike(*(analyse(Article(text)) for text in ("Bus 1 450 yards on", "Bus 1 450 yards, 450 on")))
    assert one.words.norms[1:3] == other.words.norms[1:3] == ("1", "450")


TWICE = "“Öhringen,” MAŁGORZATA said — in ZÜRICH, São Paulo; voilà, naïve €50 for Ångström’s 50\u00a0km… Šibenik: 東京, 😀."


@pytest.mark.parametrize("times", [2, 3])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_what_was_broken_twice_is_read_wherever_it_stands(encoding: str, times: int) -> None:
    raw = broken(TWICE, encoding, times)
    found = analyse(Article(raw))
    assert found.text == TWICE
    at = found.words.norms.index("małgorzata")
    assert found.raw(found.words.span(at, at + 1)) == broken("MAŁGORZATA", encoding, times)


def test_what_was_broken_twice_is_read_though_bytes_without_a_sign_were_lost() -> None:
    text = analyse(Article("Ã¢â‚¬Å“VoilÃƒÂ la,Ã¢â‚¬Â she said in ZÃƒÂ¼rich.")).text
    assert text.replace("à la", "àla") == "“Voilàla,” she said in Zürich."


@pytest.mark.parametrize("text", ["cafÃ©”…", "Ã©Ã©Ã©Ã©", "NÃO… AMANHÃ”…", "Â°C — “Ã”", "ÃƑÂ¼", "«Ã»…”"])
def test_what_was_broken_once_or_never_is_left_to_the_careful_reader(text: str) -> None:
    again, careful = analyse(Article(text)), repaired(text)
    assert again.text == (careful.text if careful else text)
