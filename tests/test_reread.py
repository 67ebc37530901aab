"""Texts that are not written as they were meant: read again for the comparison, told in the offsets of the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import Article, Settings, compare
from dedup.document import analyse
from dedup.pair.align.spelling import spelled_alike
from dedup.pair.compare import alignments
from dedup.reread import repaired
from dedup.sketch.minhash import sketch
from dedup.words import words

WORDS = Settings(model="")
SOURCE = """The council’s auditor said on Monday that the “harbour fund” had lost a third of its money.

“We don’t know where it went,” Mira Oduya told reporters — “and we’ll find out before the spring.”

The fund’s managers paid €40,000 to a café owner for advice that was never written down.
"""
REWRITE = """It’s gone: the council’s auditor said on Monday the “harbour fund” had lost a third of its money.

“We don’t know where it went,” Mira Oduya told reporters — “and we’ll find out before the summer.”

Nobody should be surprised, frankly. The fund’s managers paid €40,000 to a café owner for advice that was never written down.
"""


def broken(text: str, encoding: str, times: int = 1) -> str:
    """What a program shows of UTF-8 that it takes for another encoding."""
    for _ in range(times):
        text = "".join(bytes([byte]).decode(encoding) if byte not in _UNKNOWN else chr(byte) for byte in text.encode())
    return text


_UNKNOWN = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_broken_characters_are_read_again(encoding: str, times: int) -> None:
    again = repaired(broken(SOURCE, encoding, times))
    assert again is not None
    assert again.text == SOURCE


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_broken_letters_are_read_again_at_the_start_of_a_word_and_of_every_latin_alphabet(encoding: str) -> None:
    text = "Öhringen, Überlingen und Ärger: Małgorzata z Łodzi, Ózd, Žižkov, şehir i śnieg."
    again = repaired(broken(text, encoding))
    assert again is not None
    assert again.text == text


def test_letters_that_are_two_on_a_keyboard_are_two() -> None:
    assert words("Ĳsselmeer, ǆep").norms == words("IJsselmeer, džep").norms


@pytest.mark.parametrize(
    "text",
    [
        "på Å… sa han",
        "«Å» är ön",
        "Ä – nej",
        "está…” dijo",
        "„Ä“ ist ein Buchstabe",
        "NÃO… AMANHÃ”",
        "âge d’or",
        "ÂGE\u00a0",
        "déjà vu »",
        "Tây Nguyên",
        "plain",
    ],
)
def test_what_can_be_meant_stays(text: str) -> None:
    assert repaired(text) is None


def test_a_closing_mark_that_lost_its_last_byte_is_read_again() -> None:
    again = repaired("â€œfineâ€ he said")
    assert again is not None
    assert again.text == "“fine” he said"


@given(st.text(st.sampled_from("aé’“”— .âÃÂ€\u0080\u0099")))
def test_places_rise_through_the_whole_text(text: str) -> None:
    again = repaired(text)
    if again is not None:
        assert len(again.places) == len(again.text) + 1
        assert again.places[-1] == len(text)
        assert (again.places[1:] > again.places[:-1]).all()
        assert repaired(again.text) is None


def test_words_and_sketches_are_those_of_the_whole_text() -> None:
    torn = broken(SOURCE, "latin-1")
    assert words(torn).norms == words(SOURCE).norms
    second = slice(int(words(torn).starts[1]), int(words(torn).ends[1]))
    assert torn[second] == broken("council’s", "latin-1")
    one, other = (sketch([text]) for text in (torn, SOURCE))
    assert (one.signatures == other.signatures).all()
    assert (one.postings.hashes == other.postings.hashes).all()
    starts = words(torn).starts.tolist()
    assert set(one.postings.starts.tolist()) <= set(starts)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize("sides", ["derivative", "source", "both"])
def test_a_broken_article_compares_like_the_whole_one(encoding: str, sides: str) -> None:
    source = Article(broken(SOURCE, encoding) if sides != "derivative" else SOURCE, id="s")
    derivative = Article(broken(REWRITE, encoding) if sides != "source" else REWRITE, id="d")
    whole = compare(Article(SOURCE, id="s"), Article(REWRITE, id="d"), source="a", settings=WORDS)
    found = compare(source, derivative, source="a", settings=WORDS, with_text=True)
    assert (found.a.text, found.b.text) == (source.text, derivative.text)
    assert (found.relation, found.degree, found.a.words, found.b.words) == (
        whole.relation,
        whole.degree,
        whole.a.words,
        whole.b.words,
    )
    assert [(p.kind, p.words, len(p.source), len(p.changes)) for p in found.passages] == [
        (p.kind, p.words, len(p.source), len(p.changes)) for p in whole.passages
    ]
    assert [[(q.status, q.speaker) for q in p.quotes] for p in found.passages] == [
        [(q.status, q.speaker) for q in p.quotes] for p in whole.passages
    ]


def test_offsets_are_those_of_the_raw_text() -> None:
    source, derivative = (Article(broken(text, "cp1252"), id="x") for text in (SOURCE, REWRITE))
    found = compare(source, derivative, source="a", settings=WORDS)
    covered = [False] * len(derivative.text)
    for passage in found.passages:
        assert derivative.text[passage.start : passage.end] == passage.text
        covered[passage.start : passage.end] = [True] * (passage.end - passage.start)
        for item in (*passage.source, *(change.source for change in passage.changes)):
            assert source.text[item.start : item.end] == item.text
        for item in (*passage.cues, *(change.derivative for change in passage.changes)):
            assert derivative.text[item.start : item.end] == item.text
        if passage.edits:
            rebuilt = "".join(
                source.text[slice(*edit.source)] if edit.op == "equal" else derivative.text[slice(*edit.derivative)]
                for edit in passage.edits
            )
            assert rebuilt == passage.text
    assert all(done or char.isspace() for done, char in zip(covered, derivative.text, strict=True))
    for one in alignments(source, derivative, WORDS):
        assert source.text[slice(*one.source)].strip()
        assert derivative.text[slice(*one.derivative)].strip()


@pytest.mark.parametrize("text", ["Â\x85", "Â\xa0", "0Â\x85", "Â\xa0One. Â\xa0", "He left. Â\xa0\nShe stayed.Â\xa0 Then he came."])
def test_broken_white_space_at_the_ends_belongs_to_a_passage(text: str) -> None:
    found = compare(Article(text), Article(text), settings=WORDS)
    covered = [any(one.start <= at < one.end for one in found.passages) for at in range(len(text))]
    assert all(done or char.isspace() for done, char in zip(covered, text, strict=True))
    for passage in found.passages:
        edits = "".join(text[slice(*edit.derivative)] for edit in passage.edits)
        assert passage.text == text[passage.start : passage.end] == edits


TORN = """The harbour-
master of Ostrel said that the new fer-
ry would not sail before the re-
pairs are done. Nobody was hurt.

A tug-boat waits, said Mira Oduya, “until the tug-
boat crew has rest-
ed.”
"""


def test_words_broken_at_line_ends_are_whole_and_a_hyphen_that_is_their_own_stays() -> None:
    again = repaired(TORN)
    assert again is not None
    assert again.text == (
        "The harbourmaster of Ostrel said that the new ferry would not sail before the repairs are done. Nobody was hurt.\n\n"
        "A tug-boat waits, said Mira Oduya, “until the tug-boat crew has rested.”\n"
    )
    found = words(TORN)
    at = found.norms.index("ferry")
    assert TORN[found.start(at) : found.end(at)] == "fer-\nry"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("the fer\u00ad\nry", "the ferry"),
        ("the fer\u00ac\r\nry", "the ferry"),
        ("the fer\u2010\nry", "the ferry"),
        ("the fer- \r\n   ry", "the ferry"),
        ("one fer-\nry and no more\nHe left", "one ferry and no more\nHe left"),
    ],
)
def test_other_hyphens_break_words_too(text: str, meant: str) -> None:
    again = repaired(text)
    assert again is not None
    assert again.text == meant


@pytest.mark.parametrize(
    "text", ["Lade-\nund Löschgut", "ferry -\nit left", "a list-\n- item", "World-\nWide", "1990-\n1995", "x-\n\ny"]
)
def test_line_ends_that_break_no_word_stay(text: str) -> None:
    assert repaired(text) is None


SWAPPED = str.maketrans("aeopc", "аеорс")


def test_a_copy_with_swapped_letters_is_a_copy_and_it_is_told() -> None:
    disguised = SOURCE.translate(SWAPPED)
    found = compare(Article(SOURCE), Article(disguised), settings=WORDS)
    assert found.relation == "identical"
    assert any("letters of another script" in note and note.startswith("B ") for note in found.notes)
    assert (sketch([disguised]).signatures == sketch([SOURCE]).signatures).all()
    assert all(passage.text == disguised[passage.start : passage.end] for passage in found.passages)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Mоscоw", "Moscow"),
        ("Совет в Mоскве решил", "Совет в Москве решил"),
        ("Ο δήμoς αποφάσισε", "Ο δήμος αποφάσισε"),
        ("thе соunсil а drum", "the council а drum"),  # two such words are no reason yet to doubt one that is whole
        ("thе соunсil lеvy аs а drum", "the council levy as a drum"),
    ],
    ids=["Latin", "Russian", "Greek", "two words", "three words"],
)
def test_words_of_two_scripts_are_read_in_the_one_of_the_text(text: str, meant: str) -> None:
    again = repaired(text)
    assert again is not None
    assert again.text == meant


@pytest.mark.parametrize("text", ["слово and word", "the α-helix and β", "слwо", "Он купил iPhone и ушёл", "Ωmega"])
def test_two_scripts_that_can_be_meant_stay(text: str) -> None:
    assert repaired(text) is None


@given(st.text(st.sampled_from("aе-\n\u00ad б\u200bﬁo."), max_size=30))
def test_what_is_read_again_once_is_done_and_places_never_fall(text: str) -> None:
    again = repaired(text)
    if again is not None:
        assert repaired(again.text) is None
        assert len(again.places) == len(again.text) + 1
        assert again.places[-1] == len(text)
        assert (again.places[1:] >= again.places[:-1]).all()


def test_a_quotation_with_marks_inside_its_words_is_identical() -> None:
    marked = SOURCE.replace("th", "t\u200bh").replace("er", "e\u2060r").replace("“", "\u202a“")
    found = compare(Article(SOURCE), Article(marked), source="a", settings=WORDS)
    assert found.relation == "identical"
    assert {(q.status, q.speaker) for p in found.passages for q in p.quotes} >= {("identical", "Mira Oduya")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Die Straße zum großen Fußball", "Die Strasse zum grossen Fussball"),
        ("L’élection à l’Élysée", "L’ELECTION A L’ELYSEE"),
        ("Müller fährt nach Köln", "Mueller faehrt nach Koeln"),
        ("ΟΔΟΣ ΤΗΣ ΧΩΡΑΣ", "οδός της χώρας"),
        ("Irmak ışıkları söndü", "IRMAK IŞIKLARI SÖNDÜ"),
    ],
    ids=["ß", "capitals without accents", "umlauts spelled out", "final sigma", "dotless i"],
)
def test_two_spellings_of_the_same_words_are_identical_articles(one: str, other: str) -> None:
    assert compare(Article(one), Article(other), settings=WORDS).relation == "identical"


def test_words_that_accents_tell_apart_in_one_text_stay_two() -> None:
    one, other = spelled_alike(analyse(Article("El año y el ano")), analyse(Article("El ano pasado")))
    assert one.words.norms != other.words.norms[:3]
    assert other.words.norms == ("el", "ano", "pasado")


@pytest.mark.parametrize("mark", ["\u00ad", "\u180b", "\u2060", "\u3164", "\ufe0f", "\U000e0061", "\U000e0100"])
@pytest.mark.parametrize("number", ["1{},450", "1,{}450", "1,4{}50"])
def test_a_mark_without_a_glyph_beside_the_comma_of_a_number_makes_no_two_numbers_of_it(mark: str, number: str) -> None:
    """Selectors and tags are put into texts to hide or to sign them; a number with one was told as another number."""
    told = "The ferry office of Tarnby said it carries {} people a week."
    found = compare(Article(told.format("1,450")), Article(told.format(number.format(mark))), settings=Settings(model=""))
    assert found.relation == "identical"
    assert not [change for passage in found.passages for change in passage.changes]
