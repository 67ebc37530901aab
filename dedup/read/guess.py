"""Guesses the encoding of bytes that are not UTF-8, by the words that each candidate makes of them.

charset-normalizer knows the encodings of East Asia apart, but takes French in windows-1252 for Baltic and Russian in KOI8-R for
windows-1251: it weighs letters. Words tell more: only the right encoding turns the words around bytes above 127 into known ones.
"""

from __future__ import annotations

from typing import Final

from dedup.language import rarity
from dedup.words import words

_CANDIDATES: Final = (  # encoding, languages of wordfreq that are written in it; the usual ones first, for the search stops early
    ("cp1252", "en fr de es it pt"),
    ("cp1251", "ru"),
    ("koi8_r", "ru"),
    ("cp1250", "pl cs hu"),
    ("iso8859_2", "pl cs hu"),
    ("cp1253", "el"),
    ("cp1254", "tr"),
    ("cp1255", "he"),
    ("cp1256", "ar fa ur"),
    ("mac_roman", "en fr de es"),
    ("cp866", "ru"),
    ("iso8859_5", "ru"),
    ("iso8859_7", "el"),
    ("iso8859_15", "fr fi"),
    ("cp1252", "nl sv da nb fi ca is"),
    ("cp1251", "uk bg mk"),
    ("koi8_u", "uk"),
    ("cp1250", "sk sl ro sh"),
    ("iso8859_2", "sk sl ro sh"),
    ("cp1257", "lt lv"),
)
_SURE, _LIKELY = 0.35, 0.22
"""Mean commonness of the words: right encodings score .27-.60 in 14 languages, wrong ones below .30, mostly below .15."""
_RAREST: Final = 8.0
_SAMPLE: Final = 300
_TYPOGRAPHY: Final = frozenset("‘’‚“”„«»‹›–—…•·°§£€©®™\u00a0¿¡")


def guessed_encoding(data: bytes) -> str | None:
    """Python's name of the likely encoding of a text that is not UTF-8; None when nothing fits."""
    best, encoding = 0.0, ""
    for candidate, languages in _CANDIDATES:
        chunks = _chunks(data, candidate)
        for language in languages.split() if chunks else ():
            score = _score(chunks, language)
            if score > best:
                best, encoding = score, candidate
            if best >= _SURE:
                return encoding
    return encoding if best >= _LIKELY else _by_letters(data)


def _by_letters(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    match = from_bytes(data).best()
    return match.encoding if match else None


def _chunks(data: bytes, encoding: str) -> list[str]:
    """Different stretches between white space that hold a byte above 127; none where the encoding cannot be right."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return []
    chunks = list(dict.fromkeys(chunk for chunk in text.split() if not chunk.isascii()))[:_SAMPLE]
    return [] if any("\x80" <= character <= "\x9f" for chunk in chunks for character in chunk) else chunks


def _score(chunks: list[str], language: str) -> float:
    """How common the words of the chunks are in a language, 0-1; less with every character that a newspaper has no use for."""
    everything = "".join(chunks)
    usual = sum(c.isascii() or c.isalpha() or c in _TYPOGRAPHY for c in everything) / len(everything)
    pieces = [piece for norm in words(" ".join(chunks)).norms for piece in norm.split("'") if len(piece) > 1]
    commonness = float((1 - rarity(tuple(pieces), language) / _RAREST).mean()) if pieces else 0.4
    return usual**4 * commonness
