"""Articles that were made ready are kept for a while, and what is worked out of one goes with it."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from dedup import document
from dedup.article import Article
from dedup.document import Document, analyse, kept_with_document


def _article(number: int) -> Article:
    return Article(f"The ferry number {number} was late again.")


def test_the_last_articles_are_made_ready_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_KEPT", 3)
    lately = document._Lately()
    first, *others = (lately.ready(_article(number)) for number in range(3))
    assert lately.ready(_article(0)) is first
    lately.ready(_article(3))  # the second one was asked for longest ago
    assert lately.ready(_article(0)) is first
    assert lately.ready(_article(1)) is not others[0]


def test_long_articles_leave_less_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_ALL_CHARACTERS", 2 * len(_article(0).text))
    lately = document._Lately()
    first = lately.ready(_article(0))
    lately.ready(_article(1))
    assert lately.ready(_article(0)) is first
    lately.ready(Article("A longer article about the ferry leaves room for no other one."))
    assert lately.ready(_article(0)) is not first
    assert lately._characters == sum(len(article.text) for article in lately._ready)


def test_threads_that_ask_at_once_get_the_same_article_and_its_characters_count_once() -> None:
    lately, articles = document._Lately(), [_article(number % 4) for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lately.ready, articles))
    assert [one.article for one in found] == articles
    assert lately._characters == sum(len(_article(number).text) for number in range(4))


def test_what_is_worked_out_of_an_article_is_worked_out_once_and_goes_with_it() -> None:
    asked: list[str] = []

    @kept_with_document
    def told(kind: str, article: Document) -> str:
        asked.append(kind)
        return f"{kind} of {len(article.words)}"

    one, other = (document._analysed(_article(number)) for number in range(2))
    assert [told("a", one), told("a", one), told("b", one), told("a", other)] == ["a of 7", "a of 7", "b of 7", "a of 7"]
    assert asked == ["a", "b", "a"]
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None


def test_what_is_asked_by_another_name_is_another_thing() -> None:
    @kept_with_document
    def cut(article: Document, first: int = 0, last: int = 7) -> tuple[str, ...]:
        return article.words.norms[first:last]

    one = document._analysed(_article(0))
    assert [cut(one, first=5), cut(one, last=5)] == [("late", "again"), ("the", "ferry", "number", "0", "was")]


def test_an_article_over_the_limit_is_made_ready_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    assert analyse(_article(5)) is analyse(_article(5))
    monkeypatch.setattr(document, "_KEPT_CHARACTERS", 10)
    assert analyse(_article(5)) is not analyse(_article(5))
