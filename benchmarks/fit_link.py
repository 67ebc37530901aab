"""Fit the scorer of links (`link` in dedup/calibration.json) on the gold of `data/`.

    python -m benchmarks.fit_link [--data data] [--write]

Prints the weights and, as the honest figure, the F1 of sentence links with each story family
held out in turn. Nothing but `data/` is used.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fitted import keep
from dedup.article import Article
from dedup.document import Document, analyse
from dedup.pair.align.boilerplate import furniture_spans
from dedup.pair.align.features import MODEL_FEATURES, WORD_FEATURES, Evidence
from dedup.pair.align.links import units
from dedup.settings import Settings
from dedup.sketch.encoder import load_encoder
from dedup.words import Span

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One gold derivative: features (clauses, sentences, features), clause labels, which of them count, sentence labels."""

    family: str
    features: Floats
    labels: NDArray[np.bool_]
    counted: NDArray[np.bool_]
    owner: NDArray[np.int64]
    truth: NDArray[np.bool_]


def examples(data: Path) -> list[Example]:
    """All gold derivatives below `data`, in the order of their names."""
    encoder = load_encoder("all-MiniLM-L6-v2")
    found = []
    for path in sorted(data.glob("*/gold/*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        folder = path.parent.parent
        source, derivative = (analyse(Article(_raw(folder / gold[side]["path"]))) for side in ("source", "derivative"))
        found.append(_example(folder.name, gold, source, derivative, encoder))
    return found


def _raw(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _example(family: str, gold: dict[str, Any], source: Document, derivative: Document, encoder: Any) -> Example:
    parts = units(derivative, furniture_spans(derivative))
    evidence = Evidence(source, derivative, parts, Settings().link_most_pairs)
    clause = encoder.encode([derivative.text[slice(*span)] for span in parts.spans])
    cosine = clause @ encoder.encode([source.text[slice(*span)] for span in source.sentences]).T
    features = evidence.features(np.arange(len(parts.spans)), cosine).astype(np.float64)
    labels, open_labels, truth = _labels(gold, source, derivative, parts)
    strength = features[..., 0] / 5 + 4 * cosine
    _settle(labels, open_labels, strength, parts.owner)
    return Example(family, features, labels, ~open_labels, parts.owner, truth)


def _labels(gold: dict[str, Any], source: Document, derivative: Document, parts: Any) -> tuple[Any, Any, Any]:
    """Clause labels, those left open (the sentence has several sources and no spans), and sentence labels."""
    places = {item["id"]: _touched(source, (item["start"], item["end"])) for item in gold["source_sentences"]}
    labels = np.zeros((len(parts.spans), len(source.sentences)), np.bool_)
    open_labels, truth = labels.copy(), np.zeros((len(derivative.sentences), len(source.sentences)), np.bool_)
    for unit in gold["sentences"]:
        linked = [place for name in unit["source_ids"] for place in places[name]]
        for index, span in enumerate(derivative.sentences):
            if _overlap(span, (unit["start"], unit["end"])):
                truth[index, linked] = True
        for index, span in enumerate(parts.spans):
            if _overlap(span, (unit["start"], unit["end"])) * 2 <= span[1] - span[0]:
                continue
            inner = [s for s in unit["spans"] if _overlap(span, (s["start"], s["end"])) * 2 > span[1] - span[0]]
            if inner:
                labels[index, [place for name in inner[-1]["source_ids"] for place in places[name]]] = True
            else:
                (labels if len(linked) == 1 else open_labels)[index, linked] = True
    return labels, open_labels, truth


def _settle(labels: Any, open_labels: Any, strength: Any, owner: Any) -> None:
    """Give each open link of a sentence to its strongest clause; the other clauses stay out of the fit."""
    for sentence in np.unique(owner).tolist():
        members = np.flatnonzero(owner == sentence)
        for place in np.flatnonzero(open_labels[members].any(axis=0)).tolist():
            candidates = members[open_labels[members, place]]
            best = candidates[int(np.argmax(strength[candidates, place]))]
            labels[best, place], open_labels[best, place] = True, False


def _touched(source: Document, span: Span) -> list[int]:
    need = min(30, (span[1] - span[0]) / 2)
    return [index for index, sentence in enumerate(source.sentences) if _overlap(sentence, span) >= need]


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def fit(features: Floats, labels: NDArray[np.bool_], ridge: float = 1.0, rounds: int = 40) -> Floats:
    """Weights of a logistic regression, the intercept last, by Newton steps on standardised features with an L2 penalty."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-9
    x = np.column_stack([(features - mean) / spread, np.ones(len(features))])
    weights = np.zeros(x.shape[1])
    penalty = np.diag([*[ridge] * (x.shape[1] - 1), 0.0])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-(x @ weights)))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, x.T @ (labels - p) - penalty @ weights)
        weights += step
        if float(np.abs(step).max()) < 1e-6:
            break
    slopes = weights[:-1] / spread
    return np.append(slopes, weights[-1] - slopes @ mean)


def train(found: list[Example], columns: int) -> Floats:
    """Weights fitted on the counted pairs of all examples."""
    x = np.concatenate([item.features[item.counted][:, :columns] for item in found])
    return fit(x, np.concatenate([item.labels[item.counted] for item in found]))


def link_f1(item: Example, weights: Floats, threshold: float) -> float:
    """F1 of sentence links when every pair above the threshold is a link."""
    p = 1 / (1 + np.exp(-(item.features[..., : len(weights) - 1] @ weights[:-1] + weights[-1])))
    found = np.zeros_like(item.truth)
    np.logical_or.at(found, item.owner, p >= threshold)
    return float(2 * (found & item.truth).sum() / max(1, found.sum() + item.truth.sum()))


def main() -> None:
    """Fit, cross-validate by family, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    found, values = examples(given.data), {}
    for name, listed in (("word_weights", WORD_FEATURES), ("model_weights", MODEL_FEATURES)):
        held_out = []
        for family in sorted({item.family for item in found}):
            weights = train([item for item in found if item.family != family], len(listed))
            held_out += [link_f1(item, weights, 0.4) for item in found if item.family == family]
        weights = train(found, len(listed))
        print(f"{name}: held-out F1 of sentence links {np.mean(held_out):.3f} over {len(held_out)} derivatives")
        print("    (" + ", ".join(f"{weight:.3f}" for weight in weights) + ")")
        values[name] = weights.round(3).tolist()
    if given.write:
        families = len({item.family for item in found})
        keep("link", "python -m benchmarks.fit_link --write", f"data/: {len(found)} derivatives of {families} families", values)


if __name__ == "__main__":
    main()
