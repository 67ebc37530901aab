"""Clauses: the pieces of a sentence that a rewrite takes or adds one by one."""

from __future__ import annotations

import pytest

from dedup.article import Article
from dedup.document import analyse
from dedup.pair.align.clauses import clauses


def pieces(text: str) -> list[str]:
    article = analyse(Article(text))
    return [text[start:end] for sentence in article.sentences for start, end in clauses(article, sentence)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor resigned on Monday, and the council chose another.", 2),
        ("The mayor resigned on Monday because the council had lost the money.", 2),
        ("The mayor resigned, he said.", 1),
        ("The ferry was late again (the third time this week, passengers say).", 2),
        ("The levy (5 percent, or so) was raised again.", 2),
        ("“I would rather, all in all, be blamed for a tax than for a flood,” she said, and left the room.", 2),
    ],
)
def test_a_sentence_has_as_many_clauses_as_a_reader_would_say(text: str, expected: int) -> None:
    assert len(pieces(text)) == expected


def test_an_aside_in_brackets_is_one_clause_whatever_commas_it_holds() -> None:
    aside = "(the third time this week, passengers say, and not the last)."
    assert pieces(f"The ferry was late again {aside}")[1] == aside


def test_clauses_hold_everything_but_white_space() -> None:
    text = "He left — and said (as ever, in haste): “no, never again,” while the others, tired, stayed."
    assert "".join("".join(pieces(text)).split()) == "".join(text.split())
