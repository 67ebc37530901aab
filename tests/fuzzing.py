"""How many examples are drawn: a fixed set in `make test`, many times as many, and others each time, in `make soak`.

What a search finds is written into the test as `@example`, so that it is tried from then on.
"""

from __future__ import annotations

import os
from typing import Final

SEARCH: Final = int(os.environ.get("DEDUP_SEARCH", "1"))
"""Over 1, examples are drawn anew at each run, and so many times as many."""


USUAL: Final = 25
"""Examples of a test that names no number: they are the same at every run of `make test`, so that more of them find nothing new."""


def examples(usual: int) -> int:
    """How many examples a test draws that in `make test` draws `usual`."""
    return usual * SEARCH
