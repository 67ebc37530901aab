"""Texts that a wrong encoding has broken: read again for the comparison, told in the offsets of the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import Article, Settings, compare
from dedup.mojibake import repaired
from dedup.pair.compare import alignments
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


@pytest.mark.parametrize(
    "text", ["está…” dijo", "„Ä“ ist ein Buchstabe", "NÃO… AMANHÃ”", "âge d’or", "ÂGE\u00a0", "déjà vu »", "Tây Nguyên", "plain"]
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
