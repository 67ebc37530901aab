"""Every number that was fitted, by group, with the command, the data and the date that fitted it.

They stand in `calibration.json`; `python -m benchmarks.fit_*` with `--write` puts them there. `settings` holds what a user may
turn, and a named constant in the code what was set by hand.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

CALIBRATION: Final = Path(__file__).with_name("calibration.json")

Floats = NDArray[np.float64]
Values = Mapping[str, Any]
"""Names of a group and its numbers, as JSON has them."""

_tried: ContextVar[Mapping[str, Values]] = ContextVar("tried", default=MappingProxyType({}))


def fitted(group: str) -> Values:
    """The values of a group; where some are being tried, those in place of the stored ones. Raises KeyError."""
    stored: Values = groups()[group]["values"]
    tried = _tried.get().get(group)
    return stored if tried is None else {**stored, **tried}


@cache
def groups() -> Mapping[str, Values]:
    """All groups, read once: each has `command`, `data`, `date` and `values`."""
    fitted_groups: dict[str, Values] = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    return fitted_groups


@dataclass(frozen=True, eq=False)
class Linear:
    """A fitted linear model over standardised features: `weights` has one row for each output, one column for each feature."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    def logits(self, rows: Floats, most: float = math.inf) -> Floats:
        """Log-odds of each output: (outputs,) for one row of features, (rows, outputs) for many.

        Features are cut at `most` deviations from what the model was fitted on.
        """
        standard = np.clip((rows - self.mean) / self.scale, -most, most) if most < math.inf else (rows - self.mean) / self.scale
        return np.asarray((self.weights @ standard if rows.ndim == 1 else standard @ self.weights.T) + self.bias)


def logistic(log_odds: float) -> float:
    """The probability, 0-1, that a sum of weights in log-odds means."""
    return 1 / (1 + math.exp(-log_odds))


def packed(values: Sequence[Any], kind: str) -> str:
    """Numbers as one word of JSON, in their order: `kind` (a little-endian dtype such as "<i4"), a colon, their bytes in Base64.

    For lists of thousands, which take a tenth of a second to read as they stand.
    """
    return f"{kind}:{base64.b64encode(np.asarray(values, kind).tobytes()).decode('ascii')}"


def unpacked(word: str) -> NDArray[Any]:
    """The numbers of such a word, in one dimension and not to be written to."""
    kind, _, data = word.partition(":")
    return np.frombuffer(base64.b64decode(data), kind)


@contextmanager
def trying(group: str, values: Values) -> Iterator[None]:
    """Other values for a group in this thread, for those that fit and measure; what was worked out of a group before stays."""
    token = _tried.set({**_tried.get(), group: values})
    try:
        yield
    finally:
        _tried.reset(token)
