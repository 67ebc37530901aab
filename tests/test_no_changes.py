"""Sentences that say the same, and what makes them differ: a harmless and a failing pair of each kind once told wrongly."""

from __future__ import annotations

import pytest

from tests.one_sentence import grave, is_among, rewritten

CLOSENESS = 0.8
"""Of a paraphrase that keeps close to its source."""


HARMLESS = [
    (
        "Police searched the old mill for the stolen ledger on Friday.",
        "Police searched an abandoned mill for the stolen ledger on Friday.",
    ),
    ("The dock is the biggest grain terminal on the coast.", "The dock is the largest grain terminal on the coast."),
    ("It was the last flight over the bay in March.", "It was the final flight over the bay in March."),
    ("The main dock was closed after the storm in March.", "The first dock was closed after the storm in March."),
    ("The leading dock was closed after the storm in March.", "The only dock was closed after the storm in March."),
    ("The first dock was closed after the storm in March.", "The largest dock was closed after the storm in March."),
    ("The 1st dock was closed after the storm in March.", "The best dock was closed after the storm in March."),
    ("Ostra is one of the largest ports on the coast.", "Ostra is the second largest port on the coast."),
    ("Ostra is among the largest grain ports on the coast.", "Ostra is among the second largest grain ports on the coast."),
    ("Ostra is the second largest port on the coast.", "Ostra is the second-largest port on the coast."),
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
    ("quantity", "Ostra is the second largest port on the coast.", "Ostra is the largest port on the coast.", "largest"),
    ("quantity", "Ostra is the deepest port on the coast.", "Ostra is the third deepest port on the coast.", "third deepest"),
    ("quantity", "The first dock was closed after the storm.", "The last dock was closed after the storm.", "last"),
    ("negation", "The board says that eel nets hurt the bay.", "The board says that eel nets do not hurt the bay.", "not"),
    ("certainty", "Venn would resign if the quay was not mended by May.", "Venn is resigning over the quay by May.", "quay"),
    (
        "action",
        "Holm said that when the post was offered to her it looked “strange and rather cold.”",
        "Holm said that when the post was offered to her it looked “strange, full of smuggled treasure.”",
        "smuggled treasure",
    ),
]


@pytest.mark.parametrize(("source", "derivative"), HARMLESS)
def test_what_means_the_same_is_no_grave_change(source: str, derivative: str) -> None:
    assert grave(rewritten(source, derivative, CLOSENESS)) == []


@pytest.mark.parametrize(("kind", "source", "derivative", "at_fault"), FAILING)
def test_what_means_something_else_is_one(kind: str, source: str, derivative: str, at_fault: str) -> None:
    listed = grave(rewritten(source, derivative, CLOSENESS))
    assert is_among(listed, kind, at_fault), listed
