"""A text read again, and the way back to the raw one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Repaired:
    """A text read again, n code points, and where each of them, and the end, stands in the raw text: int64 (n + 1,), rising; the
    letters of one ligature stand at one place."""

    text: str
    places: NDArray[np.int64]


def with_replaced(text: str, replaced: Iterable[tuple[int, int, str]]) -> Repaired | None:
    """The text with some stretches [start, end) read as something else, in their order; None where there is none.

    Letters that take the place of as many stand where those did, others at the start of the stretch.
    """
    pieces, places, last = list[str](), list[int](), 0
    for start, end, instead in replaced:
        pieces += text[last:start], instead
        places += range(last, start)
        places += range(start, end) if len(instead) == end - start else [start] * len(instead)
        last = end
    if not pieces:
        return None
    return Repaired("".join((*pieces, text[last:])), np.array([*places, *range(last, len(text) + 1)], np.int64))
