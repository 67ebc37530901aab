"""Which language a text is in, and how rare its words are in that language at large."""

from __future__ import annotations

import gzip
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.cache import kept
from dedup.words import WORDS_VERSION, stems_of

_LANGUAGE_SCRIPTS: Final = {
    "CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta",
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
}  # fmt: skip
_FUNCTION_WORDS: Final = {
    "en": "the of and to in is that for was with on he it at by from his",
    "de": "der die und den von zu das mit sich des auf für ist nicht ein eine",
    "fr": "de la le les et des en un une du est que dans qui pour au",
    "es": "de la que el en y los se del las un por con una su para",
    "it": "di che il la e un per del in una non sono della con si",
    "pt": "de que o a e do da em um para com não uma os no",
    "nl": "de van het een en in is dat op te zijn met voor niet aan",
}


def language_of(norms: tuple[str, ...]) -> str:
    """ISO 639-1 code of the likely language of a text, from its script and commonest words; "en" when nothing tells."""
    sample = norms[:2000]
    script = _script(sample)
    if script == "ARABIC":
        letters = set().union(*map(set, sample))
        return "ur" if letters & set("ٹڈڑےں") else "fa" if letters & set("پچژگ") else "ar"
    if script in _LANGUAGE_SCRIPTS:
        return _LANGUAGE_SCRIPTS[script]
    counts = Counter(sample)
    votes = {code: sum(counts[word] for word in listed) for code, listed in _function_words().items()}
    return max(votes, key=lambda code: votes[code])


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {code: frozenset(listed.split()) for code, listed in _FUNCTION_WORDS.items()}


def _script(sample: tuple[str, ...]) -> str:
    counts: dict[str, int] = {}
    for word in sample[:: max(1, len(sample) // 100)]:
        script = unicodedata.name(word[0], "").split(" ")[0] if not word.isascii() else "LATIN"
        counts[script] = counts.get(script, 0) + 1
    return max(counts, key=lambda script: counts[script]) if counts else "LATIN"


_RAREST: Final = 8.0
"""Information, in bits of 10, of a word on no list: -log10 of a frequency of one in a hundred million."""


def rarity(forms: tuple[str, ...], language: str, *, stemmed: bool = False) -> NDArray[np.float32]:
    """How rare each word form is in the language at large: -log10 of its frequency, float32, about 1.3 ("the") to 8 (unlisted).

    `stemmed`: the forms are stems; their frequency is that of all words with the stem. Numbers on no list count as 5: they are
    many, yet each is common. Source of the frequencies: wordfreq (Speer 2022). A language without a list gives 5 throughout.
    """
    known = _background(language, stemmed)
    if not known:
        return np.full(len(forms), 5.0, np.float32)
    values = [known.get(form) or (5.0 if form[:1].isdigit() else _RAREST) for form in forms]
    return np.minimum(np.array(values, np.float32), np.float32(_RAREST))


@cache
def _background(language: str, stemmed: bool) -> dict[str, float]:
    """-log10 of the frequency of every listed word, or of every stem: empty where wordfreq has no list of the language."""
    path = _list_path(language)
    if not path.is_file():
        return {}
    return _stem_rarities(path, language) if stemmed else _word_rarities(path)


def _word_rarities(path: Path) -> dict[str, float]:
    """A logarithm for each of the few frequencies: an index asks for the lists of all languages that share a script."""
    known: dict[str, float] = {}
    for frequency, listed in _bins(path):
        known.update(dict.fromkeys(listed, -math.log10(frequency)))
    return known


def write_stem_rarities(language: str) -> None:
    """Have the rarities of the stems of a language in the cache: 30,000 words are stemmed once, 80 ms, and read in 5.

    Nothing to do for a language without a list, or where they are there already.
    """
    path = _list_path(language)
    if path.is_file():
        _stem_rarities(path, language)


def _stem_rarities(path: Path, language: str) -> dict[str, float]:
    """From the cache, else worked out and kept there, under a name that says all that they depend on."""
    import msgpack
    import Stemmer

    name = f"stem-rarities-{language}-{path.stat().st_size}-{Stemmer.version()}-{WORDS_VERSION}.msgpack"
    known: dict[str, float] = msgpack.loads(kept(name, lambda: msgpack.dumps(_rarities(_by_stem(_listed(path))))))
    return known


def _list_path(language: str) -> Path:
    place = find_spec("wordfreq")
    return Path(place.origin or "").parent / "data" / f"small_{language}.msgpack.gz" if place else Path()


def _listed(path: Path) -> dict[str, float]:
    """Words and frequencies of one of wordfreq's small lists."""
    return {form: frequency for frequency, listed in _bins(path) for form in listed}


def _bins(path: Path) -> Iterator[tuple[float, list[str]]]:
    """The frequencies of one of wordfreq's small lists, falling, and the words that have them.

    Read from its data file, not through its import, which costs 120 ms for language matching that is not needed here.
    """
    import msgpack

    header, *bins = msgpack.loads(gzip.decompress(path.read_bytes()), raw=False)
    if header != {"format": "cB", "version": 1}:
        raise RuntimeError(f"{path}: unknown word list format {header}; install wordfreq>=3.1,<4")
    yield from ((10 ** (-centibels / 100), listed) for centibels, listed in enumerate(bins))


def _by_stem(frequencies: dict[str, float]) -> dict[str, float]:
    """Frequencies of stems: the sum over their words."""
    sums: dict[str, float] = {}
    for stem, frequency in zip(stems_of(tuple(frequencies)), frequencies.values(), strict=True):
        sums[stem] = sums.get(stem, 0.0) + frequency
    return sums


def _rarities(frequencies: dict[str, float]) -> dict[str, float]:
    return {form: -math.log10(min(frequency, 1.0)) for form, frequency in frequencies.items()}
