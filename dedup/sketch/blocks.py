"""Blocks of a text: runs of whole sentences, one after the other; two neighbours are a window.

Sentences end here at a mark followed by white space, or with the line: an abbreviation that looks like an end costs nothing, as a
block ends with the first sentence end after `least` words. A stretch of twice as many words without one is cut at a word that
its own hash selects, so that copies are cut alike. A rest of under half of `least` words belongs to the block before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.sketch.compiled import Kernels
from dedup.sketch.minhash import WordHashes, word_hashes
from dedup.words import Span

KERNEL: Final = Kernels("dedup.sketch.plain")
"""The passes over words, those of `static` too."""
BLOCKS_VERSION: Final = "1"
"""Part of every stored spec of windows: a change of where blocks end makes other windows."""

_SENTENCE_END: Final = re.compile('[.!?…。！？۔؟।]["”’»」』)\\]]*(?=\\s)|[\n\r\x0b\x0c\x85\u2028\u2029]|[。！？]')


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of n texts, m in all: those of text i are [bounds[i], bounds[i + 1]). Block b holds the words [firsts[b], ends[b]).

    `bounds` int64 (n + 1,), `firsts` and `ends` int64 (m,), indices into `words`.
    """

    words: WordHashes
    bounds: NDArray[np.int64]
    firsts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def spans(self) -> list[Span]:
        """Code points of each block in its text, from its first word to the end of its last."""
        starts, ends = self.words.spans[self.firsts, 0], self.words.spans[self.ends - 1, 1]
        return list(zip(starts.tolist(), ends.tolist(), strict=True))


def find_blocks(texts: Sequence[str], least: int) -> Blocks:
    """Blocks of the texts, in their order; a text without words has none."""
    words = word_hashes(texts)
    cuts = [[match.end() for match in _SENTENCE_END.finditer(text)] for text in texts]
    cut_offsets = np.concatenate(([0], np.cumsum([len(listed) for listed in cuts], dtype=np.int64)))
    flat = np.array([cut for listed in cuts for cut in listed], np.int64)
    firsts, bounds = np.empty(len(words.hashes) // least + len(texts) + 1, np.int64), np.zeros(len(texts) + 1, np.int64)
    starts = np.ascontiguousarray(words.spans[:, 0])
    count = KERNEL.find_blocks(words.hashes, starts, words.offsets, flat, cut_offsets, least, firsts, bounds)
    firsts = firsts[:count]
    ends = np.append(firsts[1:], 0)
    last = bounds[1:][np.diff(bounds) > 0] - 1
    ends[last] = words.offsets[1:][np.diff(bounds) > 0]
    return Blocks(words, bounds, firsts, ends)
