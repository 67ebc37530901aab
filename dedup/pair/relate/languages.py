"""What the languages of two articles allow to be said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dedup.kinds import Relation
from dedup.lang.base import NEUTRAL, pack_of
from dedup.reread.scripts import mixed_words

_MEASURED: Final = frozenset({"en"})
"""Languages in which the relation was measured against readers."""
_UNMEASURED: Final = 0.6
"""Ceiling where both articles are in one other language: what held on English pairs that nobody tuned on (.58)."""
_TWO_LANGUAGES: Final = 0.5
"""Ceiling of a pair in two languages: by words a close translation looks like an article on something else."""


def language_ceiling(one: str, other: str) -> float:
    """The highest confidence, 0-1, that a relation of two articles in these languages may have, copies apart."""
    if one != other:
        return _TWO_LANGUAGES
    return 1.0 if one in _MEASURED else _UNMEASURED


def held_back(chances: Mapping[str, float], relation: Relation, one: str, other: str) -> dict[str, float]:
    """The chances of the relations with that of `relation` within its ceiling, what is over spread evenly over the others.

    That one of the two draws on the other has a ceiling as a whole, be it a copy or a derivative. Copies of one language keep
    theirs: words in common show them in any.
    """
    is_copy = relation in ("near_duplicate", "identical")
    held = ("copy", "derivative") if is_copy or relation == "derivative" else (relation,)
    ceiling = 1.0 if is_copy and one == other else language_ceiling(one, other)
    whole = sum(chances[name] for name in held)
    if whole <= ceiling:
        return dict(chances)
    over = (whole - ceiling) / max(1, len(chances) - len(held))
    return {name: chance * ceiling / whole if name in held else chance + over for name, chance in chances.items()}


def language_note(one: str, other: str, *, asked: bool) -> str:
    """What the languages of two articles keep from being looked at, in a sentence; "" where nothing. `asked`: the model may be."""
    model = "" if asked else "; the sentence model does not know them and was not asked"
    if one != other:
        return (
            f"the articles are in two languages ({one}, {other}) and were compared by words: a translation is not seen, and "
            f"changes of meaning were not looked for{model}"
        )
    pack = pack_of(one)
    if pack.words("cue"):
        return ""
    if pack is not NEUTRAL:
        checks = ", ".join(name.replace("_", " ") for name in pack.checks)
        return f"the rules for this language ({one}) are few: {checks} were looked for; speakers, credits and framing were not"
    which = "in a language that was not recognised" if one == "und" else f"in a language without rules ({one})"
    return (
        f"the articles are {which} and were compared by words: changes of meaning, loaded words, speakers, credits and framing "
        f"were not looked for{model.replace('them', 'it')}"
    )


_SHOWN: Final = 3
"""Words that a note quotes at most; it says how many there are."""


def script_notes(a: str, b: str) -> tuple[str, ...]:
    """What is to be known of texts with letters of two scripts in one word: who swaps letters disguises a copy."""
    return tuple(note for side, text in (("A", a), ("B", b)) if (note := _script_note(side, mixed_words(text))))


def _script_note(side: str, mixed: tuple[str, ...]) -> str:
    if not mixed:
        return ""
    words = ", ".join(f"“{word}”" for word in dict.fromkeys(mixed[:_SHOWN]))
    many = f"{len(mixed):,} words" if len(mixed) > 1 else "a word"
    return f"{side} holds {many} with letters of another script that look the same ({words}), read as what they look like"
