"""Would a cross-encoder tell changes of fact better? `python -m benchmarks.cross WIKINEWS [GOLD]` prints results/cross.md's tables.

The model reads a sentence of the source and one of the derivative together and says *same*, *changed* or *another* statement. It
is tuned here, from the default model, on pairs made by rule; `cross_news.py` names the two files that the folder WIKINEWS must
have, their place and licence. GOLD: ../shared/gold. `--pairs`: how many it is tuned on; `--weights FILE` keeps the tuned weights,
or takes them where the file is there; `--verdicts FILE`: other facts that were read. Asks: does it know its own kind of pair, what
does it add to the confidence of facts that were read, what do looser checks gain on `rewrites` behind it, what does it find there
alone, and what does it cost?
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import log_loss, roc_auc_score

from benchmarks.bert_graph import reference_folder
from benchmarks.cross_facts import Told, confidences, read_facts
from benchmarks.cross_model import CrossEncoder, train
from benchmarks.cross_news import articles
from benchmarks.cross_pairs import LABELS, Pair, pairs
from benchmarks.cross_rewrites import Candidate, Sentences, candidates, right_ones, scored
from benchmarks.fit_claims import ROWS
from benchmarks.rewrites import words_of
from dedup.sketch.model_files import check_weights

SEED: Final = 15
_HELD: Final = 450
"""Pairs of articles held back, to know the model by."""
_TOLD: Final = (0.3, 0.5, 0.7, 0.9)
"""Chances of *changed* from which a claim is let through."""
_LIKE: Final = (0.3, 0.5, 0.7)
"""Shares of words in common from which it is, without a model."""
_SAID: Final = 0.5
_CONSTANT: Final = 0.06
"""What a constant moves by where it is fitted without one pair after another: its order says nothing."""


def tuned(wikinews: Path, count: int, weights: Path | None) -> tuple[CrossEncoder, list[Pair]]:
    """The model, tuned on so many pairs or read from a file, and pairs of other articles to know it by."""
    check_weights(reference_folder())
    model = CrossEncoder.untrained(reference_folder(), SEED)
    pool = articles(wikinews)
    Random(SEED).shuffle(pool)
    cut = len(pool) - len(pool) // 14
    held = list(pairs(pool[cut:], SEED))[:_HELD]
    if weights and weights.is_file():
        model.load(weights)
        return model, held
    made = list(pairs(pool[:cut], SEED))
    train(model, Random(SEED).sample(made, min(count, len(made))), SEED)
    if weights:
        model.save(weights)
    return model, held


def own(model: CrossEncoder, held: Sequence[Pair]) -> Iterator[str]:
    """What is told of pairs made by the same rules, of articles that were not seen."""
    told = model.tell([(pair.source, pair.derivative) for pair in held]).argmax(1)
    yield "| made as | told " + " | told ".join(LABELS) + " |\n|---|" + "---|" * len(LABELS)
    for label, name in enumerate(LABELS):
        mine = [int(one) for one, pair in zip(told, held, strict=True) if pair.label == label]
        yield f"| {name} | " + " | ".join(str(mine.count(other)) for other in range(len(LABELS))) + " |"


def facts(model: CrossEncoder, gold: Path, verdicts: Path) -> Iterator[str]:
    """Facts of real pairs that were read, by what they are judged by."""
    read = read_facts(gold, verdicts)
    told = model.tell([(one.source, one.derivative) for one in read])
    found = confidences(read, told, verdicts)
    right = next(iter(found.values()))[1]
    yield f"{len(right)} facts told of real pairs, {right.sum()} right.\n"
    yield "| judged by | log loss | AUC | said (≥ .5) | right | precision |\n|---|---|---|---|---|---|"
    for name, (sure, verdict) in found.items():
        yield f"| {name} | {_judged(sure, verdict)} |"


def _judged(sure: Told, right: NDArray[np.bool_]) -> str:
    said = sure >= _SAID
    precision = f"{right[said].mean():.2f}" if said.any() else "–"
    loss = log_loss(right, np.clip(sure, 1e-3, 1 - 1e-3))
    area = f"{roc_auc_score(right, sure):.3f}" if np.ptp(sure) > _CONSTANT else "–"
    return f"{loss:.3f} | {area} | {said.sum()} | {right[said].sum()} | {precision}"


def rewrites(model: CrossEncoder, sentences: Sentences) -> Iterator[str]:
    """Facts on `rewrites` by what is let through beside what is told today."""
    asked = list(dict.fromkeys(one.sentences for _, listed in sentences for one in listed))
    changed = dict(zip(asked, model.tell(asked)[:, LABELS.index("changed")], strict=True))
    right = right_ones(sentences)
    held, gaps = ("distant", "elsewhere"), ("distant", "elsewhere", "gap")
    yield "| beside what is told today | said | right | precision | found | recall | F1 |\n|---|---|---|---|---|---|---|"
    every = {one for _, listed in sentences for one in listed}
    yield _row("nothing", sentences, set())
    for name, by in (("checks held back", held), ("every other word", gaps)):
        mine = {one for one in every if one.by in by}
        yield _row(f"{name}, ungated", sentences, mine)
        yield _row(f"{name}, a gate that is never wrong", sentences, mine & right)
        for least in _LIKE:
            yield _row(f"{name}, {least} of the words in common", sentences, {one for one in mine if _alike(one) >= least})
        for least in _TOLD:
            yield _row(f"{name}, *changed* ≥ {least}", sentences, {one for one in mine if changed[one.sentences] >= least})


def _alike(one: Candidate) -> float:
    """Share of the shorter sentence's words that the other has."""
    a, b = map(words_of, one.sentences)
    return len(a & b) / max(1, min(len(a), len(b)))


def _row(name: str, sentences: Sentences, beside: Set[Candidate]) -> str:
    said, right, found, wanted = scored(sentences, lambda one: one.by == "told" or one in beside)
    precision, recall = right / max(1, said), found / max(1, wanted)
    both = 2 * precision * recall / max(1e-9, precision + recall)
    return f"| {name} | {said} | {right} | {precision:.3f} | {found} of {wanted} | {recall:.3f} | {both:.3f} |"


def cost(model: CrossEncoder, sentences: Sentences) -> str:
    """Processor time of a pair of sentences, in single precision."""
    asked = list(dict.fromkeys(one.sentences for _, listed in sentences for one in listed))
    started = time.process_time()
    model.tell(asked)
    return (
        f"{(time.process_time() - started) / len(asked) * 1e3:.0f} ms of processor time a pair of sentences ({len(asked)} asked)."
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wikinews", type=Path)
    parser.add_argument("gold", type=Path, nargs="?", default=Path("../shared/gold"))
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--verdicts", type=Path, default=ROWS)
    options = parser.parse_args()
    model, held = tuned(options.wikinews, options.pairs, options.weights)
    print("\n".join(own(model, held)) + "\n", flush=True)
    print("\n".join(facts(model, options.gold, options.verdicts)) + "\n", flush=True)
    sentences = list(candidates(options.gold / "rewrites"))
    print("\n".join(rewrites(model, sentences)) + "\n", flush=True)
    print(cost(model, sentences))


if __name__ == "__main__":
    main()
