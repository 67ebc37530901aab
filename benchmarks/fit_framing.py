"""Fit the voice (`framing` in dedup/calibration.json): `python -m benchmarks.fit_framing --newssd FOLDER [--write]`.

The voice is learnt from the columns of `data/voice.jsonl`, from NewsSD's English train sentences (Antici et al. 2024, CC BY 4.0)
and from half the story families of `data/`; the kinds from those families alone. Every second family is held out, `held_out()`
lists them; the suite `added` scores both halves. Nothing else goes in.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.fitted import keep
from dedup.article import Article
from dedup.calibration import Floats, Linear
from dedup.document import Document, analyse
from dedup.pair.align.boilerplate import boilerplate
from dedup.pair.voice.cues import cues
from dedup.pair.voice.framing import ADDED, Model, kind_features, voice_features, voice_vectors
from dedup.words import Span

Voiced = tuple["Example", bool]
DATA = Path(__file__).parent.parent / "data"
VECTOR_WEIGHT = 25.0
"""How much a unit of a sentence vector weighs against a deviation of a cue. Set by topic-wise cross-validation on NewsSD."""
WORDS_RIDGE, VECTORS_RIDGE, KINDS_RIDGE = 300.0, 200.0, 20.0
WORDS_WEIGHTS, VECTORS_WEIGHTS = (1.0, 0.0, 0.5), (0.5, 1.0, 0.25)
"""How much a sentence of NewsSD, of the columns and of the families counts for the voice. NewsSD's come from sixteen articles, a
third of them from one; the families are of one make. The columns teach the cues nothing: most were written without any."""
VOICED = ("added_commentary", "added_framing")
REPORTED = ("verbatim", "edited", "paraphrase", "added_background")
DATA_USED = (
    "English train sentences of NewsSD (Antici et al. 2024, CC BY 4.0), data/voice.jsonl and half the story families in data/ "
    "(MIT); shipped under the licence of this project"
)


@dataclass(frozen=True, slots=True)
class Example:
    """A span with its label: one of `ADDED`, or a kind of what was taken over."""

    article: Document
    span: Span
    label: str

    @property
    def text(self) -> str:
        return self.article.text[self.span[0] : self.span[1]]


def held_out(data: Path = DATA) -> tuple[str, ...]:
    """Names of the story families that no weight is fitted on."""
    return tuple(sorted(path.parent.name for path in data.glob("*/family.json"))[1::2])


def gold(folder: Path) -> Iterator[Example]:
    """Every labelled sentence and clause of a family's derivatives."""
    for path in sorted((folder / "gold").glob("*.json")):
        article = read(folder / f"{path.stem}.txt")
        for sentence in json.loads(path.read_text(encoding="utf-8"))["sentences"]:
            pieces = [piece for piece in sentence["spans"] if piece["label"] in ADDED]
            for item in pieces if sentence["label"] == "partial" else [sentence, *pieces]:
                yield Example(article, (item["start"], item["end"]), item["label"])


def reports(folder: Path) -> Iterator[Example]:
    """Sentences of a family's original and independent reports, furniture and speech apart: background to any other story."""
    for path in sorted([*folder.glob("source.txt"), *folder.glob("independent_*.txt")]):
        article = read(path)
        for span, furniture in zip(article.sentences, boilerplate(article), strict=True):
            inside = article.words.inside(span)
            if furniture < 0.5 and len(inside) > 3 and article.quoted[inside.start : inside.stop].mean() < 0.3:
                yield Example(article, span, "added_background")


def read(path: Path) -> Document:
    with path.open(encoding="utf-8", newline="") as file:
        return analyse(Article(file.read(), id=path.stem))


def newssd(path: Path) -> list[tuple[str, bool]]:
    """Sentences of a NewsSD table, true where they are subjective."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["Sentence"].strip(), row["Label"] == "SUBJ") for row in csv.DictReader(file)]


def columns(data: Path) -> list[tuple[str, bool]]:
    """Sentences of `voice.jsonl`, true where the author speaks."""
    rows = [json.loads(line) for line in (data / "voice.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(row["text"], row["voice"]) for row in rows]


def logistic(features: Floats, classes: NDArray[np.int64], weights: Floats, ridge: float) -> Linear:
    """Multinomial logistic regression with an L2 penalty, by Newton's method; the last class is the reference.

    A problem of two classes gives one output, the logit of class 0. `weights`: how much each row counts.
    """
    mean, scale = _standard(features)
    rows = np.hstack([(features - mean) / scale, np.ones((len(features), 1))])
    free, width = int(classes.max()), rows.shape[1]
    wanted = np.eye(free + 1)[classes][:, :free]
    penalty = np.full(width, ridge)
    penalty[-1] = 1e-6
    found = np.zeros((free, width))
    for _ in range(25):
        logits = np.hstack([rows @ found.T, np.zeros((len(rows), 1))])
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances = (chances / chances.sum(axis=1, keepdims=True))[:, :free]
        slope = ((chances - wanted) * weights[:, None]).T @ rows + penalty * found
        step = np.linalg.solve(_curvature(rows, chances, weights, penalty), slope.ravel()).reshape(found.shape)
        found -= step
        if np.abs(step).max() < 1e-6:
            break
    if free > 1:
        found = np.vstack([found, np.zeros(width)])
    return Linear(mean, scale, found[:, :-1], found[:, -1])


def _curvature(rows: Floats, chances: Floats, weights: Floats, penalty: Floats) -> Floats:
    free, width = chances.shape[1], rows.shape[1]
    whole = np.zeros((free * width, free * width))
    for i in range(free):
        for j in range(free):
            shared = weights * chances[:, i] * ((i == j) - chances[:, j])
            whole[i * width : (i + 1) * width, j * width : (j + 1) * width] = (rows * shared[:, None]).T @ rows
    return whole + np.diag(np.tile(penalty, free))


def _standard(features: Floats) -> tuple[Floats, Floats]:
    """Mean and deviation of each column; a column that never moves gets no say."""
    deviation = features.std(axis=0)
    vectors = features.shape[1] > 384
    mean, scale = features.mean(axis=0), np.where(deviation > 1e-9, deviation, 1e9)
    if vectors:
        mean[-384:], scale[-384:] = 0.0, 1 / VECTOR_WEIGHT
    return mean, scale


def balanced(classes: NDArray[np.int64], weights: Floats | None = None) -> Floats:
    """Factors that make every class count the same, 1 on average."""
    sizes = np.bincount(classes, weights)
    factors: Floats = sizes.sum() / (len(sizes) * sizes[classes])
    return factors


def rows_of(examples: Sequence[Example]) -> Floats:
    return np.vstack([voice_features(e.article, [e.span], cues(e.article, [e.span])) for e in examples])


def fit_voice(parts: Sequence[Sequence[Voiced]]) -> Model:
    """The voice, one logit, higher where the author speaks; `parts`: the sets in the order of `VECTORS_WEIGHTS`."""
    everyone = [item for part in parts for item in part]
    rows, classes = rows_of([example for example, _ in everyone]), np.array([0 if voiced else 1 for _, voiced in everyone])
    both = np.hstack([rows, voice_vectors([example.text for example, _ in everyone])])
    fits = ((rows, WORDS_WEIGHTS, WORDS_RIDGE), (both, VECTORS_WEIGHTS, VECTORS_RIDGE))
    return Model(*(_weighed(features, classes, parts, weights, ridge) for features, weights, ridge in fits))


def _weighed(
    features: Floats, classes: NDArray[np.int64], parts: Sequence[Sequence[Voiced]], weights: Sequence[float], ridge: float
) -> Linear:
    """A fit in which each set has its weight, those of weight 0 are left out, and both sides count the same."""
    counts = np.repeat(weights, [len(part) for part in parts])
    kept = counts > 0
    balance = balanced(classes[kept], counts[kept])
    return logistic(features[kept], classes[kept], counts[kept] * balance, ridge)


def kind_rows(examples: Sequence[Example], vectors: NDArray[np.float32] | None, voice: Model) -> Floats:
    """Features of the second model, one row per example; an article's examples are worked out together."""
    found: dict[int, Floats] = {}
    groups: dict[int, list[int]] = {}
    for index, example in enumerate(examples):
        groups.setdefault(id(example.article), []).append(index)
    for members in groups.values():
        article, spans = examples[members[0]].article, [examples[i].span for i in members]
        part = None if vectors is None else vectors[members]
        rows = kind_features(article, spans, cues(article, [*article.sentences, *spans]), part, voice)
        found.update(zip(members, rows, strict=True))
    return np.vstack([found[index] for index in range(len(examples))])


def fit_kinds(examples: Sequence[Example], vectors: NDArray[np.float32], voice: Model) -> Model:
    classes = np.array([ADDED.index(example.label) for example in examples])
    weights = balanced(classes)
    words, both = (logistic(kind_rows(examples, part, voice), classes, weights, KINDS_RIDGE) for part in (None, vectors))
    return Model(words, both)


def stored(model: Model) -> dict[str, dict[str, object]]:
    """A model as plain numbers of four digits, which is all that the figures need."""
    parts = {"words": model.words, "vectors": model.vectors}
    return {part: {item.name: _rounded(getattr(linear, item.name)) for item in fields(linear)} for part, linear in parts.items()}


def _rounded(values: Floats) -> object:
    return np.vectorize(lambda value: float(f"{value:.4g}"))(values).tolist()


def _voice(folder: Path, data: Path, ours: Sequence[Example]) -> Model:
    """The voice, from NewsSD's train sentences, our columns and those sentences of the families that have a clear side."""
    news, written = newssd(folder / "english" / "train.csv"), columns(data)
    told = [(example, example.label in VOICED) for example in ours if example.label in (*VOICED, *REPORTED)]
    return fit_voice((*([(_lone(text), voiced) for text, voiced in rows] for rows in (news, written)), told))


def _lone(text: str) -> Example:
    return Example(analyse(Article(text)), (0, len(text)), "")


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the voice, and put it into dedup/calibration.json.")
    parser.add_argument("--newssd", type=Path, required=True, help="folder with NewsSD's english/train.csv")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the story families and voice.jsonl")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    kept = [path.parent for path in sorted(options.data.glob("*/family.json")) if path.parent.name not in held_out(options.data)]
    labelled = [example for folder in kept for example in gold(folder)]
    told = [example for folder in kept for example in reports(folder)]
    voice = _voice(options.newssd, options.data, [*labelled, *told])
    added = [example for example in labelled if example.label in ADDED] + told
    kinds = fit_kinds(added, voice_vectors([example.text for example in added]), voice)
    print(f"{len(added)} spans for the kinds")
    if options.write:
        values = {"voice": stored(voice), "kinds": stored(kinds)}
        keep("framing", "python -m benchmarks.fit_framing --newssd FOLDER --write", DATA_USED, values)


if __name__ == "__main__":
    main()
