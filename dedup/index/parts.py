"""Work on many items, side by side on the cores of the machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np


def in_parts(work: Callable[[slice], Any], count: int, least: int) -> list[Any]:
    """The results of `work` over parts of so many items, in their order, one part for each core.

    `work` has to let go of the GIL. For fewer items than `least` a thread more costs more than it brings.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = max(1, min(count // least, cores))
    if workers == 1:
        return [work(slice(0, count))]
    edges = np.linspace(0, count, workers + 1).astype(int).tolist()
    parts = [slice(first, last) for first, last in pairwise(edges)]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, parts))
