"""Sentences that say the same, and what makes them differ: a harmless and a failing pair of each kind once told wrongly."""

from __future__ import annotations

import pytest

from dedup.article import Article
from dedup.document import analyse
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.changes import changes


def grave(source: str, derivative: str) -> list[tuple[str, str]]:
    """Kind and words of each change of fact or loaded word in a sentence that the other one carries."""
    one, other = analyse(Article(source)), analyse(Article(derivative))
    draft = PassageDraft((0, len(derivative)), 0, "paraphrase", ((0, len(source)),), similarity=0.8)
    return [(change.kind, change.derivative.text) for change in changes(one, other, draft) if change.severity in ("fact", "loaded")]


HARMLESS = [
    (
        "Police searched the old mill for the stolen ledger on Friday.",
        "Police searched an abandoned mill for the stolen ledger on Friday.",
    ),
    ("The dock is the biggest grain terminal on the coast.", "The dock is the largest grain terminal on the coast."),
    ("It was the last flight over the bay in March.", "It was the final flight over the bay in March."),
    (
        "Holm said that when the part was offered to her it seemed “strange and daunting.”",
        "Holm said that when the part was offered to her it seemed “strange.”",
    ),
    ("Ostra leads a boycott of the talks to ban eel nets.", "Ostra says no to the ban of eel nets."),
    ("“It would be terrible if Holm becomes mayor,” Venn told the Courier on Friday.", "Venn told the Courier on Friday."),
]
FAILING = [
    (
        "action",
        "Police searched the old mill for the ledger on Friday.",
        "Police abandoned the search of the old mill on Friday.",
        "abandoned",
    ),
    (
        "quantity",
        "The dock is the second grain terminal on the coast.",
        "The dock is the least grain terminal on the coast.",
        "least",
    ),
    ("quantity", "It was the first flight over the bay in March.", "It was the only flight over the bay in March.", "only"),
    ("negation", "The board says that eel nets hurt the bay.", "The board says that eel nets do not hurt the bay.", "not"),
    ("certainty", "Venn would resign if the quay was not mended by May.", "Venn is resigning over the quay by May.", "quay"),
    (
        "detail_added",
        "Holm said that when the part was offered to her it seemed “strange and incredibly daunting.”",
        "Holm said that when the part was offered to her it seemed “strange, full of smuggled treasure.”",
        "smuggled treasure",
    ),
]


@pytest.mark.parametrize(("source", "derivative"), HARMLESS)
def test_what_means_the_same_is_no_grave_change(source: str, derivative: str) -> None:
    assert grave(source, derivative) == []


@pytest.mark.parametrize(("kind", "source", "derivative", "at_fault"), FAILING)
def test_what_means_something_else_is_one(kind: str, source: str, derivative: str, at_fault: str) -> None:
    listed = grave(source, derivative)
    assert any(kind == found and at_fault in words for found, words in listed), listed
