"""Suite `languages`: which language a text of 20 words is in, told by our word lists or by another detector.

The texts stand in benchmarks/language_texts: messages of Django 5.2 in 46 translations and in English. Ours are the
seven languages that had been told apart before; a text of another one that is taken for one of them is judged by rules that do
not fit it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.suite import DataError, Figures, Options, Suite, mean
from dedup import Settings

OURS: Final = ("en", "de", "fr", "es", "it", "pt", "nl")
ALIKE: Final = {"hr": "sh", "no": "nb"}
"""Codes that two detectors give to one language."""


@dataclass(frozen=True, slots=True)
class LanguageCase:
    """A text, the language that it is in, and the detector that is asked: "" for ours."""

    language: str
    text: str
    detector: str


def load(data: Path, options: Options) -> list[LanguageCase]:
    """The texts. Raises DataError for a line without a tab."""
    lines = [line for line in (data / "texts.tsv").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    if not all("\t" in line for line in lines):
        raise DataError(f"{data}/texts.tsv: every line is a code, a tab and a text")
    pairs = [line.split("\t", 1) for line in lines]
    return [LanguageCase(code, text, options.extra.get("detector", "")) for code, text in pairs]


def judge(case: LanguageCase, settings: Settings) -> tuple[str, str]:
    """The language of the text and the one that was told."""
    del settings
    told = _detector(case.detector)(case.text)
    return ALIKE.get(case.language, case.language), ALIKE.get(told, told)


@cache
def _detector(name: str) -> Callable[[str], str]:
    if not name:
        return _ours
    if name == "py3langid":
        classify = import_module("py3langid").classify
        return lambda text: str(classify(text)[0])
    if name == "lingua":
        detector = import_module("lingua").LanguageDetectorBuilder.from_all_languages().build()
        return lambda text: str(detector.detect_language_of(text).iso_code_639_1.name.lower())
    raise DataError(f"there is no detector {name!r}; py3langid and lingua can be named, and must be installed")


def _ours(text: str) -> str:
    from dedup.language import language_of
    from dedup.words import words

    return language_of(words(text).norms)


def figures(outcomes: Sequence[tuple[str, str]]) -> Figures:
    """Shares of texts, 0-1: of our seven languages told right, of the others told as one of them, and told right."""
    ours = [told == gold for gold, told in outcomes if gold in OURS]
    others = [(gold, told) for gold, told in outcomes if gold not in OURS]
    return {
        "ours_right": mean(ours),
        "others_taken_for_ours": mean([told in OURS for _, told in others]),
        "others_right": mean([told == gold for gold, told in others]),
    }


SUITE: Final[Suite[LanguageCase, tuple[str, str]]] = Suite(
    name="languages",
    about="the language of a text of 20 words, in 47 languages",
    folder="language_texts",
    signs=("texts.tsv",),
    files=("texts.tsv",),
    load=load,
    judge=judge,
    figures=figures,
    homes=("benchmarks",),
    extra={"detector": "ask py3langid or lingua instead, which must be installed"},
)
