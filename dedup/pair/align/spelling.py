"""Words that two texts spell in two ways ("Straße" and "Strasse", "élection" and "ELECTION", "1 450" and "1,450") as the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from dedup.document import Document
from dedup.lang.base import pack_of
from dedup.words import Words

_LETTERS: Final = {"ß": "ss", "æ": "ae", "œ": "oe"}
_PLAIN: Final = str.maketrans({**_LETTERS, "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_SPELT_OUT: Final = str.maketrans({**_LETTERS, "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_SPLIT: Final = str.maketrans(_LETTERS)
_APART: Final = " \u00a0\u2007\u2009\u202f"
_GROUPED: Final = re.compile(rf"(?<![\d.,])(?<!\d[{_APART}])\d{{1,3}}(?:[{_APART}]\d{{3}})+(?:\.\d+)?(?![{_APART},]?\d)")
"""What may be a number whose thousands stand apart by spaces; where they are plain blanks it may be two numbers."""

_POINTED: Final = re.compile(r"\d{1,3}(?:\.\d{3})+")


def spelled_alike(one: Document, other: Document) -> tuple[Document, Document]:
    """The two, the words of the second as the first spells them, where one of two spellings is in plainer letters.

    Only forms that the other text does not hold: who writes "año" and "ano" means two words. A number with spaces between its
    thousands is one word where the other text has it as one; "1.450" is "1450" where a comma stands before decimals.
    Raw texts and offsets stay.
    """
    one, other = _whole_numbers(one, other), _whole_numbers(other, one)
    ours, theirs = set(one.words.norms), set(other.words.norms)
    as_first = dict(_pointed(ours - theirs, theirs - ours)) if _has_points(one, other) else {}
    if not (all(map(str.isascii, ours)) and all(map(str.isascii, theirs))):
        as_first |= dict(_pairs(ours - theirs, theirs - ours))
    if not as_first:
        return one, other
    norms = tuple(as_first.get(norm, norm) for norm in other.words.norms)
    return one, replace(other, words=Words(other.words.starts, other.words.ends, norms))


def _whole_numbers(article: Document, beside: Document) -> Document:
    """The article with the numbers that are several words for their spaces, and one in the other article, as one, too."""
    grouped = list(_GROUPED.finditer(article.text))
    if not grouped:
        return article
    known, norms = set(beside.words.norms), list(article.words.norms)
    if _has_points(article, beside):
        known |= {norm.replace(".", "") for norm in known if _POINTED.fullmatch(norm)}
    goes_on = np.zeros(len(norms) + 1, np.bool_)  # whether a word is the later part of a number
    for match in grouped:
        inside = article.words.inside(match.span())
        number = "".join(norms[inside.start : inside.stop])
        if number in known:
            norms[inside.start] = number
            goes_on[inside.start + 1 : inside.stop] = True
    kept = ~goes_on[:-1]
    whole = Words(article.words.starts[kept], article.words.ends[~goes_on[1:]], tuple(np.array(norms, object)[kept]))
    return replace(article, words=whole) if goes_on.any() else article


def _has_points(one: Document, other: Document) -> bool:
    """Whether points stand between the thousands of both, as in German; in English they stand before decimals."""
    return pack_of(one.language).decimal_comma and pack_of(other.language).decimal_comma


def _pointed(ours: set[str], theirs: set[str]) -> Iterator[tuple[str, str]]:
    """Numbers of the second text, each with the one of the first that differs by points alone ("1450", "1.450")."""
    plain = {form.replace(".", ""): form for form in sorted(ours) if _POINTED.fullmatch(form)}
    for form in sorted(theirs):
        if form in plain:
            yield form, plain[form]
        elif _POINTED.fullmatch(form) and (bare := form.replace(".", "")) in ours:
            yield form, bare


def _pairs(ours: set[str], theirs: set[str]) -> Iterator[tuple[str, str]]:
    """Forms of the second text, each with the one of the first that is the same word."""
    plainer = {plain: form for form in sorted(ours) for plain in plainer_spellings(form)}
    for form in sorted(theirs):
        plain_form = plainer.get(form) or next((plain for plain in plainer_spellings(form) if plain in ours), None)
        if plain_form:
            yield form, plain_form


def plainer_spellings(form: str) -> tuple[str, ...]:
    """How a word in Latin letters is spelled with "ss" for "ß", without accents, and with "ue" for "ü"; none for plain words."""
    if form.isascii():
        return ()
    bare = "".join(c for c in unicodedata.normalize("NFD", form.translate(_PLAIN)) if not unicodedata.combining(c))
    plain = [one for one in (bare, form.translate(_SPELT_OUT)) if one.isascii()]
    return tuple(dict.fromkeys(one for one in (form.translate(_SPLIT), *plain) if one != form))
