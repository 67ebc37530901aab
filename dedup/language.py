"""Which language a text is in, and how rare its words are in that language at large."""

from __future__ import annotations

import gzip
import math
import unicodedata
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.cache import kept
from dedup.words import WORDS_VERSION, stems_of

FREQUENCIES: Final = Path(__file__).parent / "lang" / "frequencies"
"""The small lists of wordfreq (Speer 2022, CC BY-SA 4.0), put there by `python -m benchmarks.make_frequencies`."""
_LANGUAGE_SCRIPTS: Final = {
    "GREEK": "el", "HEBREW": "he", "DEVANAGARI": "hi", "BENGALI": "bn", "TAMIL": "ta",
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh",
}  # fmt: skip
_LISTED: Final = (
    "ca", "cs", "da", "de", "en", "es", "fi", "fil", "fr", "hu", "id", "is", "it", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "ro",
    "sh", "sk", "sl", "sv", "tr", "vi", "bg", "mk", "ru", "uk",
)  # fmt: skip
"""Languages in Latin and Cyrillic letters whose commonest words wordfreq lists; "sh" is Croatian, Bosnian and Serbian."""
_OTHERS: Final = {
    "af": "die van en in is het wat nie dit te met vir op hy sy ek ons hulle aan as om na deur sal kan was word of maar by ook "
    "hierdie jou u moet geen een meer uit tot",
    "az": "və bu bir ki ilə üçün da də o olan olaraq deyil edir ya daha var hər onun çox sonra isə artıq kimi",
    "cy": "y yn yr a i o ar mae ei wedi nid gan bod am ac eich hwn hyn neu fod oedd at hefyd gyda chi rhaid nad eu fel wrth bydd",
    "eo": "la de kaj en estas ne al por ke li mi ĝi kun pri tiu oni sed aŭ el ĉi sur kiu ili ĝis vi via estis per ankaŭ tio",
    "et": "ja on ei see et oma oli ka kui mis ning või selle seda kuid veel aga tema ta pole kes olid siis mitte peab sinu",
    "eu": "eta da ez du bat dira dute egin zen izan baina ere hau edo den duen baino beste dela dago ditu bere hori horrek batzuk "
    "izango behar daude zuen zuten",
    "ga": "an na agus is i ar a le go do atá tá ní sé sí de ag mar nó seo sin as bhí ó chun leis nach air féin gach cuid",
    "gl": "de a o que e do da en un unha os as para con non por se ao dos das na no é máis como pero foi son á ó pola polo seu súa "
    "este esta ou nos nas hai ten",
    "sq": "të e në i dhe një për me që nuk është nga si u ka do më janë ose ky kjo ishte por kanë ai duhet jeni juaj ju",
}
"""Common words, the commonest first, of languages that wordfreq does not list and that would pass for one that it does."""
_COMMON_WORDS: Final = 150
"""Words of a language that tell it from others. More read slower and tell no better (`python -m benchmarks languages`)."""
_USUAL: Final = 4.5
"""-log10 of the frequency from which on a word counts for nothing."""
_LEAST_VOTE: Final = 0.4
"""Mean vote of its words that a text needs to be in a language: texts of 20 words have .44-1.8 in the right one."""
_ENGLISH_SHARE: Final = 0.6
"""Share of known English words from which on a text without common words, a headline, is English."""


def language_of(norms: tuple[str, ...]) -> str:
    """ISO 639-1 code of the likely language of a text, from its script and commonest words; "und" when nothing tells.

    A word votes for each language that it is common in, by how common it is there. Of texts of 20 words in seven languages all are
    told right, and of those in 40 others 1.3 % are taken for one of the seven (`python -m benchmarks languages`).
    """
    sample = norms[:2000]
    script = _script(sample)
    return _voted(sample) if script in ("LATIN", "CYRILLIC") else _language_of(script, sample) or "und"


def language_of_script(word: str) -> str:
    """ISO 639-1 code of the best known language in the script of one word, "en" where none is."""
    script = _script((word,))
    return "ru" if script == "CYRILLIC" else _language_of(script, (word,)) or "en"


def _language_of(script: str, sample: tuple[str, ...]) -> str | None:
    if script == "ARABIC":
        letters = set().union(*map(set, sample))
        return "ur" if letters & set("ٹڈڑےں") else "fa" if letters & set("پچژگ") else "ar"
    return _LANGUAGE_SCRIPTS.get(script)


def _voted(sample: tuple[str, ...]) -> str:
    votes: dict[str, float] = {}
    for word, times in Counter(sample).items():
        for code, weight in _votes().get(word, ()):
            votes[code] = votes.get(code, 0.0) + times * weight
    best = max(votes, key=lambda code: votes[code], default="und")
    if votes and votes[best] >= _LEAST_VOTE * len(sample):
        return best
    known = _background("en", stemmed=False) if sample else {}
    return "en" if known and sum(word in known for word in sample) >= _ENGLISH_SHARE * len(sample) else "und"


@cache
def _votes() -> dict[str, tuple[tuple[str, float], ...]]:
    """For each common word of any language the languages that it is common in, with its vote: 20 ms, 2 from the cache."""
    import msgpack

    english = _list_path("en")
    if not english.is_file():
        return _votes_of_lists()
    made_from = zlib.crc32(repr((_LISTED, _OTHERS, _COMMON_WORDS, _USUAL)).encode())
    name = f"common-words-{english.stat().st_size}-{made_from:08x}.msgpack"
    content = kept(name, lambda: msgpack.dumps(_votes_of_lists()))
    known: dict[str, tuple[tuple[str, float], ...]] = msgpack.loads(content, use_list=False)
    return known


def _votes_of_lists() -> dict[str, tuple[tuple[str, float], ...]]:
    by_word: dict[str, list[tuple[str, float]]] = {}
    ranked = {
        code: {word: 1.2 + math.log10(rank) for rank, word in enumerate(listed.split(), 1)} for code, listed in _OTHERS.items()
    }
    for code, words_of in ({code: _commonest(code) for code in _LISTED} | ranked).items():
        for word, rareness in words_of.items():
            by_word.setdefault(word, []).append((code, _USUAL - rareness))
    return {word: tuple(votes) for word, votes in by_word.items()}


def _commonest(language: str) -> dict[str, float]:
    """The commonest words of a language with -log10 of their frequencies; none where there is no list."""
    shares: dict[str, float] = {}
    for frequency, listed in _bins(_list_path(language)):
        shares.update(dict.fromkeys(listed, -math.log10(frequency)))
        if len(shares) >= _COMMON_WORDS:
            break
    return shares


def prepare_common_words() -> None:
    """Have the common words of all languages in the cache."""
    _votes()


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


def is_common(form: str, language: str, rarity: float) -> bool:
    """Whether a word form is no rarer than that in a language or in English; False where neither has it on its list."""
    return any(_background(code, False).get(form, _RAREST) <= rarity for code in (language, "en"))


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


def listed_languages() -> tuple[str, ...]:
    """Codes of the languages with a list of word frequencies: all that `language_of` tells by script or by its list."""
    return tuple(sorted({*_LISTED, *_LANGUAGE_SCRIPTS.values(), "ar", "fa", "ur"}))


def _list_path(language: str) -> Path:
    return FREQUENCIES / f"{language}.words"


def _listed(path: Path) -> dict[str, float]:
    """Words and frequencies of one of wordfreq's small lists."""
    return {form: frequency for frequency, listed in _bins(path) for form in listed}


def _bins(path: Path) -> Iterator[tuple[float, list[str]]]:
    """The frequencies of one of wordfreq's small lists, falling, and the words that have them; nothing where there is no list."""
    import msgpack

    if not path.is_file():
        return
    with gzip.open(path) as stream:
        unpacked = msgpack.Unpacker(stream, raw=False, read_size=1 << 14)
        bins = unpacked.read_array_header() - 1
        header = unpacked.unpack()
        if header != {"format": "cB", "version": 1}:
            raise RuntimeError(f"{path}: unknown word list format {header}; run `python -m benchmarks.make_frequencies`")
        for centibels in range(bins):
            yield 10 ** (-centibels / 100), unpacked.unpack()


def _by_stem(frequencies: dict[str, float]) -> dict[str, float]:
    """Frequencies of stems: the sum over their words."""
    sums: dict[str, float] = {}
    for stem, frequency in zip(stems_of(tuple(frequencies)), frequencies.values(), strict=True):
        sums[stem] = sums.get(stem, 0.0) + frequency
    return sums


def _rarities(frequencies: dict[str, float]) -> dict[str, float]:
    return {form: -math.log10(min(frequency, 1.0)) for form, frequency in frequencies.items()}
