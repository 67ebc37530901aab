"""Suite `added`: framing, commentary, background, and the voice that tells them apart, against three public sets and `data/`.

The layout: a folder with newssd/english/*.csv and newssd/italian/*.csv (`Sentence,Label`; train.csv is what the voice was fitted
on and is never scored), babe/final_labels_*.csv (`text`, `label_bias`, parted by semicolons) and basil/articles, basil/annotations.
The kinds are scored on this project's own families: `kinds_held_out` on those that no weight was fitted on, `kinds_fitted` on
the others.

NewsSD and BABE are scored with the voice as it is shipped, at even chance. BASIL marks bias, which the voice only bears on: two
scores over the shipped voice and cues are set up below, their few numbers chosen by hand on BASIL's development half and used
nowhere else. On that half they flatter a little: with thresholds from the other folds F1 is .20 lexical and .28 informational.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.fit_framing import DATA, gold, held_out, read
from benchmarks.measures import accuracy, macro_f1
from benchmarks.suite import DataError, Figures, Options, Published, Suite
from dedup.article import Article
from dedup.document import Document, analyse
from dedup.pair.voice.cues import cues
from dedup.pair.voice.framing import ADDED, classify_added, subjectivity, voice_vectors
from dedup.settings import Settings
from dedup.words import Span

VOICED: Final = 0.5
"""Subjectivity from which a sentence of NewsSD counts as subjective: what the probability says, set on nothing."""
BABE_BIASED: Final = 0.5
"""Subjectivity from which a sentence of BABE counts as biased: the same, so the figure is transfer without any fitting."""
LEXICAL_SCORE: Final = 4.3
"""`lexical_score` from which a sentence of BASIL counts as lexically biased."""
INFORMATIONAL_SCORE: Final = 0.72
"""`informational_score` from which a sentence of BASIL counts as informationally biased."""


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences that belong together, with the labels of each and, in BASIL, the event's other articles."""

    group: str
    sentences: tuple[str, ...]
    labels: tuple[frozenset[str], ...]
    others: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What was wanted and found of each sentence, by figure."""

    group: str
    wanted: tuple[frozenset[str], ...]
    found: tuple[frozenset[str], ...]


def load(data: Path, options: Options) -> list[Text]:
    """The cases of all sets. Raises DataError when a set is missing or not as published."""
    del options
    return [*_newssd(data), *_babe(data), *_basil(data), *_families()]


def _newssd(data: Path) -> Iterator[Text]:
    for language in ("english", "italian"):
        files = [path for path in sorted(data.glob(f"newssd/{language}/*.csv")) if path.stem != "train"]
        if not files:
            raise DataError(f"{data}: no newssd/{language}/*.csv besides train.csv")
        for path in files:
            for row in _table(path, ("Sentence", "Label"), ","):
                yield Text(
                    f"newssd {language}", (row["Sentence"].strip(),), (frozenset({"subjective"} if row["Label"] == "SUBJ" else ()),)
                )


def _babe(data: Path) -> Iterator[Text]:
    files = sorted(data.glob("babe/final_labels_*.csv"))
    if not files:
        raise DataError(f"{data}: no babe/final_labels_*.csv")
    for path in files:
        for row in _table(path, ("text", "label_bias"), ";"):
            if row["label_bias"] in ("Biased", "Non-biased"):
                yield Text("babe", (row["text"].strip(),), (frozenset({"biased"} if row["label_bias"] == "Biased" else ()),))


def _table(path: Path, columns: tuple[str, ...], delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=delimiter))
    if not rows or not set(columns) <= set(rows[0]):
        raise DataError(f"{path}: expected the columns {', '.join(columns)}")
    return [row for row in rows if row[columns[0]].strip()]


def _basil(data: Path) -> Iterator[Text]:
    articles = [_basil_article(path) for path in sorted(data.glob("basil/articles/*/*.json"))]
    if not articles:
        raise DataError(f"{data}: no basil/articles/YEAR/*.json")
    for event, sentences, labels in articles:
        others = tuple(listed for name, listed, _ in articles if name == event and listed is not sentences)
        yield Text("basil", sentences, labels, others)


def _basil_article(path: Path) -> tuple[str, tuple[str, ...], tuple[frozenset[str], ...]]:
    notes = path.parent.parent.parent / "annotations" / path.parent.name / f"{path.stem}_ann.json"
    try:
        article, annotations = (json.loads(file.read_text(encoding="utf-8")) for file in (path, notes))
    except (OSError, ValueError) as error:
        raise DataError(f"cannot read {path.stem} of BASIL: {error}") from error
    sentences = tuple(sentence.strip() for paragraph in article["body-paragraphs"] for sentence in paragraph)
    marked: list[set[str]] = [set() for _ in sentences]
    for note in annotations["phrase-level-annotations"]:
        if note["id"].startswith("p"):
            marked[int(note["id"][1:])].add(note["bias"])
    return article["triplet-uuid"], sentences, tuple(map(frozenset, marked))


def _families() -> Iterator[Text]:
    apart = held_out()
    for folder in sorted(path.parent for path in DATA.glob("*/family.json")):
        for example in gold(folder):
            if example.label in ADDED:
                place = f"{folder.name}/{example.article.article.id}/{example.span[0]}-{example.span[1]}"
                yield Text(f"kinds {'held_out' if folder.name in apart else 'fitted'}", (place,), (frozenset({example.label}),))


def judge(case: Text, settings: Settings) -> Judged:
    """Say of every sentence of a case what the shipped models say."""
    if case.group.startswith("kinds"):
        return _judge_kind(case, settings)
    article, spans = joined(case.sentences)
    chances = subjectivity(article, spans, voice_vectors(case.sentences) if settings.model else None)
    if case.group == "basil":
        return Judged("basil", case.labels, _basil_labels(article, spans, chances, _seen(case, settings)))
    name, line = ("biased", BABE_BIASED) if case.group == "babe" else ("subjective", VOICED)
    return Judged(case.group, case.labels, tuple(frozenset({name} if chance >= line else ()) for chance in chances))


def _judge_kind(case: Text, settings: Settings) -> Judged:
    family, name, place = case.sentences[0].split("/")
    start, end = map(int, place.split("-"))
    article = _derivative(family, name)
    vectors = voice_vectors((article.text[start:end],)) if settings.model else None
    return Judged(case.group, case.labels, (frozenset({classify_added(article, [(start, end)], vectors)[0].kind}),))


@cache
def _derivative(family: str, name: str) -> Document:
    return read(DATA / family / f"{name}.txt")


def joined(sentences: Sequence[str]) -> tuple[Document, tuple[Span, ...]]:
    """An article with one sentence a line, and where each stands."""
    ends = np.cumsum([len(sentence) + 1 for sentence in sentences]).tolist()
    spans = tuple((end - 1 - len(sentence), end - 1) for end, sentence in zip(ends, sentences, strict=True))
    return analyse(Article("\n".join(sentences))), spans


def _vectors(sentences: tuple[str, ...], settings: Settings) -> NDArray[np.float32] | None:
    return _encoded(sentences, settings.model) if settings.model else None


@lru_cache(maxsize=64)
def _encoded(sentences: tuple[str, ...], model: str) -> NDArray[np.float32]:
    """Sentence vectors; the last articles are kept, because each one of BASIL's events is looked at three times."""
    from dedup.sketch.encoder import load_encoder

    return load_encoder(model).encode(sentences)


def _seen(case: Text, settings: Settings) -> NDArray[np.float32]:
    """How close the closest sentence of the event's other articles is to each sentence, 0-1; empty without a model or others."""
    theirs = [found for found in (_vectors(other, settings) for other in case.others) if found is not None]
    ours = _vectors(case.sentences, settings)
    if ours is None or not theirs:
        return np.zeros(0, np.float32)
    closest: NDArray[np.float32] = (ours @ np.vstack(theirs).T).max(axis=1)
    return closest


def _basil_labels(article: Document, spans: Sequence[Span], chances: Any, seen: NDArray[np.float32]) -> tuple[frozenset[str], ...]:
    found = []
    for index, span in enumerate(spans):
        near = float(seen[index]) if len(seen) else 0.0
        lexical = lexical_score(article, span, float(chances[index]), near, index)
        informational = informational_score(article, span, float(chances[index]), near)
        hits = {"lex": lexical > LEXICAL_SCORE, "inf": informational > INFORMATIONAL_SCORE}
        found.append(frozenset(name for name, hit in hits.items() if hit))
    return tuple(found)


def lexical_score(article: Document, span: Span, chance: float, seen: float, index: int) -> float:
    """Loaded words and the author's voice, early in the article, about what the others report too, outside speech."""
    loaded = sum(cue.kind == "loaded_word" for cue in cues(article, [span])[0])
    lead = min(index, 20) / 5
    return _logit(chance) / 2 + min(loaded, 3) - lead + 3 * seen + _length(article, span) - 2 * _quoted(article, span)


def informational_score(article: Document, span: Span, chance: float, seen: float) -> float:
    """Speech first, then length, voice, and what the event's other articles leave out."""
    return _quoted(article, span) + 0.3 * _length(article, span) + 0.15 * _logit(chance) - 0.5 * seen


def _length(article: Document, span: Span) -> float:
    return math.log(1 + len(article.words.inside(span)))


def _quoted(article: Document, span: Span) -> float:
    inside = article.words.inside(span)
    return float(article.quoted[inside.start : inside.stop].mean()) if len(inside) else 0.0


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))


def figures(outcomes: Sequence[Judged]) -> Figures:
    """Macro F1 on NewsSD (English; Italian apart) and BABE, F1 of BASIL's biased sentences, accuracy and macro F1 of kinds."""
    return {
        "newssd": _macro(outcomes, "newssd english"),
        "newssd_italian": _macro(outcomes, "newssd italian"),
        "babe": _macro(outcomes, "babe"),
        "basil_lexical": _f1(outcomes, "lex"),
        "basil_informational": _f1(outcomes, "inf"),
        "kinds_held_out": accuracy(*_labels(outcomes, "kinds held_out")),
        "kinds_held_out_macro_f1": macro_f1(*_labels(outcomes, "kinds held_out")),
        "kinds_fitted": accuracy(*_labels(outcomes, "kinds fitted")),
        "kinds_fitted_macro_f1": macro_f1(*_labels(outcomes, "kinds fitted")),
    }


def _labels(outcomes: Sequence[Judged], group: str) -> tuple[list[str], list[str]]:
    """Labels wanted and found of a group, one a sentence, "" for none."""
    mine = [item for item in outcomes if item.group == group]
    return [_name(label) for item in mine for label in item.wanted], [_name(label) for item in mine for label in item.found]


def _name(label: frozenset[str]) -> str:
    return next(iter(label), "")


def _macro(outcomes: Sequence[Judged], group: str) -> float:
    return macro_f1(*_labels(outcomes, group))


def _f1(outcomes: Sequence[Judged], label: str) -> float:
    """F1 of the sentences with a label of BASIL; nan when there are none."""
    pairs = [pair for item in outcomes if item.group == "basil" for pair in zip(item.wanted, item.found, strict=True)]
    wanted, found = sum(label in pair[0] for pair in pairs), sum(label in pair[1] for pair in pairs)
    both = sum(label in pair[0] and label in pair[1] for pair in pairs)
    return 2 * both / (wanted + found) if wanted + found else float("nan")


SUITE: Final[Suite[Text, Judged]] = Suite(
    name="added",
    about="opinion, framing and background: NewsSD, BABE, BASIL and the kinds on data/",
    folder=".",
    signs=("newssd/english/*.csv",),
    files=("newssd/*/*.csv", "babe/*.csv", "basil/*/*/*.json"),
    load=load,
    judge=judge,
    figures=figures,
    published={
        "newssd": Published(0.76, "Antici et al. 2024, English alone"),
        "babe": Published(0.804, "Spinde et al. 2021"),
        "basil_lexical": Published(0.31, "Fan et al. 2019, BERT"),
        "basil_informational": Published(0.43, "Fan et al. 2019, BERT"),
    },
    wanted={"newssd": "≥ .76"},
)


def run(data: Path, settings: Settings | None = None) -> Figures:
    """The figures of the whole suite on the sets in `data`."""
    options = Options(settings or Settings())
    return figures([judge(case, options.settings) for case in load(data, options)])
