"""Letters of another script that look the same ("соunсil" with Cyrillic с and о), read as what they look like.

To swap letters is a known trick against comparison. Words of two scripts are looked at, and in a text with some of them words that
are wholly made of such letters, too. The script of most of the text's letters is the one that is meant.
Source of the pairs: Unicode Technical Standard 39, confusables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dedup.reread.repaired import Repaired, with_replaced
from dedup.reread.traces import traces

_CYRILLIC: Final = dict(zip("АВСЕНІЈКМОРЅТХУҮЗасеіјорѕхуһԁԛԝѵӏкмнтв", "ABCEHIJKMOPSTXYY3aceijopsxyhdqwvlkmhtb", strict=True))
_GREEK: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρικυχ", "ABEZHIKMNOPTYXoavpikux", strict=True))
_LATIN_FOR: Final = {**{k: v for k, v in _CYRILLIC.items() if v.isalpha()}, **_GREEK}
_CYRILLIC_FOR: Final = {latin: other for other, latin in reversed([*_CYRILLIC.items()]) if other in "АВСЕНКМОРТХУасеорхук"}
_GREEK_FOR: Final = {latin: other for other, latin in reversed([*_GREEK.items()])}
_LEADS: Final = bytes([0xCD, 0xCE, 0xCF, *range(0xD0, 0xD4)])
"""What the UTF-8 of every Greek and Cyrillic letter begins with, and of few others: to see at once that there is none."""
_LATIN, _OTHER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f", "\u0370-\u0373\u0376-\u03ff\u0400-\u052f"
_MIXED: Final = re.compile(rf"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_FEW: Final = 3
"""Words of two scripts from which on a word that is wholly made of letters that look the same is another one."""


def one_script(text: str) -> Repaired | None:
    """The text with the words of two scripts in one; None where there are none that could be."""
    return with_replaced(text, _replaced(text)) if _may_mix(text) else None


def mixed_words(text: str) -> tuple[str, ...]:
    """The words that `one_script` reads as others, in order."""
    return tuple(text[start:end] for start, end, _ in _replaced(text)) if _may_mix(text) else ()


def _may_mix(text: str) -> bool:
    left = traces(text)
    return len(left.translate(None, _LEADS)) < len(left) and _MIXED.search(text) is not None


def _replaced(text: str) -> Iterator[tuple[int, int, str]]:
    meant = _table(text)
    mixed, whole = list[tuple[int, int, str]](), list[tuple[int, int, str]]()
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii() and meant is _LATIN_TABLE:
            continue
        as_meant = word.translate(meant)
        if as_meant != word and _is_of_one(as_meant, meant):
            (mixed if _MIXED.search(word) else whole).append((*match.span(), as_meant))
    yield from sorted([*mixed, *whole]) if len(mixed) >= _FEW else mixed


_LATIN_TABLE: Final = str.maketrans(_LATIN_FOR)
_CYRILLIC_TABLE: Final = str.maketrans(_CYRILLIC_FOR)
_GREEK_TABLE: Final = str.maketrans(_GREEK_FOR)
_SCRIPTS: Final = (
    (re.compile(f"[{_LATIN}]"), _LATIN_TABLE),
    (re.compile("[\u0400-\u052f]"), _CYRILLIC_TABLE),
    (re.compile("[\u0370-\u03ff]"), _GREEK_TABLE),
)


def _table(text: str) -> dict[int, str]:
    """What letters of other scripts stand for, in the script that most letters are of."""
    _, _, table = max((len(script.findall(text)), -place, table) for place, (script, table) in enumerate(_SCRIPTS))
    return table


def _is_of_one(word: str, meant: dict[int, str]) -> bool:
    """Whether no letter of another script is left."""
    own = next(script for script, table in _SCRIPTS if table is meant)
    return all(own.match(letter) or not _FOREIGN.match(letter) for letter in word)


_FOREIGN: Final = re.compile(f"[{_LATIN}{_OTHER}]")
