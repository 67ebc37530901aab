"""The quality floor: what `compare` reaches on the story families may rise, never fall below benchmarks/floors.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.harness import ROOT, run, suite_named
from benchmarks.suite import Options
from dedup.settings import Settings
from dedup.sketch.encoder import OnnxEncoder, Vectors

FLOORS = json.loads((ROOT / "benchmarks" / "floors.json").read_text(encoding="utf-8"))


@pytest.fixture
def vectors_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text goes through the model once, not for each pair of its article; that its vector stays the same, `test_encoder` has."""
    known: dict[tuple[str, ...], Vectors] = {}
    made = OnnxEncoder.encode

    def encode(self: OnnxEncoder, texts: Sequence[str], *output: str) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if (text, *output) not in known]
        known.update(zip(((text, *output) for text in new), made(self, new, *output), strict=True))
        return np.array([known[text, *output] for text in texts], np.float32).reshape(len(texts), self.dimension)

    monkeypatch.setattr(OnnxEncoder, "encode", encode)


@pytest.mark.usefixtures("vectors_made_once")
@pytest.mark.parametrize("kind", ["words", pytest.param("model", marks=pytest.mark.model)])
def test_families_reach_their_floors(kind: str, data: Path):
    settings = Settings() if kind == "model" else Settings(model="")
    figures = run(suite_named("families"), data, Options(settings)).record["figures"]
    below = {name: (figures[name], floor) for name, floor in FLOORS["families"][kind].items() if figures[name] < floor}
    assert not below, f"(reached, floor) of {kind}: {below}"


def test_floors_name_figures_that_the_suite_has():
    known = {
        "relation", "derived", "degree", "summarises", "source", "kind3", "kind9", "links", "dropped",
        "distorted_high", "distorted_medium", "distorted_low", "flagged",
    }  # fmt: skip
    for floors in FLOORS["families"].values():
        assert set(floors) <= known
        assert all(0 < floor <= 1 for floor in floors.values())
