"""Negation without "not", denials, results turned round, and fixed phrases that deny nothing: in both directions."""

from __future__ import annotations

import pytest

from tests.test_changes import grave

TURNED = [
    ("Nobody on the barge was rescued.", "Somebody on the barge was rescued."),
    ("No one on the barge was rescued.", "Everyone on the barge was rescued."),
    ("The warden denied that the dam was cracked.", "The warden said that the dam was cracked."),
    ("The warden denies that the dam is cracked.", "The warden says that the dam is cracked."),
    ("The guild refused to lease the tower.", "The guild agreed to lease the tower."),
    ("The club closed all but three courts.", "The club closed three courts."),
    ("Selwick lost to Varn in the final.", "Selwick beat Varn in the final."),
    ("The train has yet to leave the depot.", "The train has left the depot."),
    ("The judge has yet to rule on the appeal.", "The judge has ruled on the appeal."),
    ("The union is pushing back against the new roster.", "The union is working with the owners on the new roster."),
    ("The new roster helps teenagers reach the pool.", "The new roster helps children reach the pool."),
    ("The engineers oppose the new roster for the tunnel.", "The engineers support the new roster for the tunnel."),
]


@pytest.mark.parametrize(("one", "other"), [*TURNED, *((b, a) for a, b in TURNED)])
def test_what_is_turned_round_is_a_change_of_fact(one: str, other: str):
    assert any(change.severity == "fact" for change in grave(one, other))


SAME = [
    ("No matter what happens, the tower will be leased.", "Whatever happens, the tower will be leased."),
    ("The dam is not only old but cracked.", "The dam is old and cracked."),
    ("The plan for the tower is not without risk.", "The plan for the tower carries some risk."),
    ("The engineers oppose the new roster.", "The engineers are pushing back against the new roster."),
    ("The warden denied that the dam was cracked.", "The warden said that the dam was not cracked."),
    ("The train has yet to leave the depot.", "The train has not left the depot."),
    ("The warden told him, “No we have to mend the dam.”", "The warden told him, “We have to mend the dam.”"),
]


@pytest.mark.parametrize(("one", "other"), [*SAME, *((b, a) for a, b in SAME)])
def test_what_says_the_same_is_none(one: str, other: str):
    assert grave(one, other) == []
