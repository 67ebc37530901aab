"""The join of clauses and sentences by their words: the same however many rows are held at once."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from dedup.article import Article
from dedup.document import Document, analyse
from dedup.pair.align import likelihood as evidence
from dedup.pair.align.likelihood import lexical_rows, likelihood
from dedup.pair.align.links import units


@pytest.fixture(scope="module")
def texts(data: Path) -> tuple[Document, Document]:
    source, rewrite = ((data / "harbour-levy" / f"{name}.txt").read_text("utf-8") for name in ("source", "rewrite"))
    return analyse(Article(source)), analyse(Article(rewrite))


@pytest.mark.parametrize("rows", [1, 100])
def test_small_blocks_give_the_same_rows(texts: tuple[Document, Document], rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    source, derivative = texts
    clauses = units(derivative).spans
    whole = lexical_rows(derivative, clauses, source)
    monkeypatch.setattr(evidence, "_BLOCK_ROWS", rows)
    parted = lexical_rows(derivative, clauses, source)
    assert len(whole.unit) > 100
    assert all(getattr(whole, item.name).tolist() == getattr(parted, item.name).tolist() for item in fields(whole))


def test_likelihood_is_that_of_the_rows(texts: tuple[Document, Document]) -> None:
    source, derivative = texts
    rows = lexical_rows(derivative, derivative.sentences, source)
    unit, sentence, llr = likelihood(derivative, derivative.sentences, source)
    assert (unit.tolist(), sentence.tolist(), llr.tolist()) == (rows.unit.tolist(), rows.sentence.tolist(), rows.llr.tolist())
