"""Shingles of a text as 32-bit hashes: what a shingle's hash is, said slowly; `native/texts.c` computes the same in one pass.

The hash is part of the spec of every stored sketch, so it never changes without `SHINGLE_HASH` changing:

    word      the UTF-8 of its normal form, 8 bytes at a time, each xored in, multiplied, and its upper half xored to the lower
    shingle   Horner over its words' hashes with an odd multiplier, 64 bits, MurmurHash3's finalizer, the upper 32 bits

Eight bytes at a time, because most words are one step then: FNV-1a, a byte at a time, took half of the whole sketch. A text of
fewer words than a shingle is one shingle; a text without words has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

SHINGLE_HASH: Final = "xormul8-horner-fmix64"
"""Name of the hash below, a part of every stored spec."""

BASIS: Final = 0xCBF29CE484222325
FACTOR: Final = 0xD6E8FEB86659FD93
MULTIPLIER: Final = 0x9E3779B97F4A7C15

_MASK: Final = (1 << 64) - 1


def word_hash(norm: str) -> int:
    """64-bit hash of a word's normal form."""
    data, value = norm.encode("utf-8", "surrogatepass"), BASIS
    for start in range(0, len(data), 8):
        value = (value ^ int.from_bytes(data[start : start + 8], "little")) * FACTOR & _MASK
        value ^= value >> 32
    return value


def shingle_hash(norms: Sequence[str]) -> int:
    """32-bit hash of consecutive words, given by their normal forms."""
    value = 0
    for norm in norms:
        value = (value * MULTIPLIER + word_hash(norm)) & _MASK
    return _mixed(value) >> 32


def shingle_hashes(norms: Sequence[str], width: int) -> NDArray[np.uint32]:
    """Hashes of the shingles of `width` words, uint32, in the order of the text, repeats included.

    The slow, obvious version, for tests and for single texts; `minhash.sketch` gives the same values a thousand times as fast.
    """
    width = min(width, len(norms))
    count = len(norms) - width + 1 if norms else 0
    return np.array([shingle_hash(norms[start : start + width]) for start in range(count)], np.uint32)


def _mixed(value: int) -> int:
    """MurmurHash3's 64-bit finalizer. Source: Appleby 2011."""
    value = ((value ^ value >> 33) * 0xFF51AFD7ED558CCD) & _MASK
    value = ((value ^ value >> 33) * 0xC4CEB9FE1A85EC53) & _MASK
    return value ^ value >> 33
