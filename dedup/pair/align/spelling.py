"""Words that two texts spell in two ways ("Straße" and "Strasse", "élection" and "ELECTION") as the same words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from dedup.document import Document
from dedup.words import Words

_LETTERS: Final = {"ß": "ss", "æ": "ae", "œ": "oe"}
_PLAIN: Final = str.maketrans({**_LETTERS, "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_SPELT_OUT: Final = str.maketrans({**_LETTERS, "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_SPLIT: Final = str.maketrans(_LETTERS)


def spelled_alike(one: Document, other: Document) -> tuple[Document, Document]:
    """The two, the words of the second as the first spells them, where one of two spellings is in plainer letters.

    Only forms that the other text does not hold: who writes "año" and "ano" means two words. Raw texts and offsets stay.
    """
    ours, theirs = set(one.words.norms), set(other.words.norms)
    if all(map(str.isascii, ours)) and all(map(str.isascii, theirs)):
        return one, other
    as_first = dict(_pairs(ours - theirs, theirs - ours))
    if not as_first:
        return one, other
    norms = tuple(as_first.get(norm, norm) for norm in other.words.norms)
    return one, replace(other, words=Words(other.words.starts, other.words.ends, norms))


def _pairs(ours: set[str], theirs: set[str]) -> Iterator[tuple[str, str]]:
    """Forms of the second text, each with the one of the first that is the same word."""
    plainer = {plain: form for form in sorted(ours) for plain in plainer_spellings(form)}
    for form in sorted(theirs):
        found = plainer.get(form) or next((plain for plain in plainer_spellings(form) if plain in ours), None)
        if found:
            yield form, found


def plainer_spellings(form: str) -> tuple[str, ...]:
    """How a word in Latin letters is spelled with "ss" for "ß", without accents, and with "ue" for "ü"; none for plain words."""
    if form.isascii():
        return ()
    bare = "".join(c for c in unicodedata.normalize("NFD", form.translate(_PLAIN)) if not unicodedata.combining(c))
    plain = [one for one in (bare, form.translate(_SPELT_OUT)) if one.isascii()]
    return tuple(dict.fromkeys(one for one in (form.translate(_SPLIT), *plain) if one != form))
