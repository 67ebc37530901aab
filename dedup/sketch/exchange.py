"""Rows to and from datasketch: what an index of ours holds serves in a MinHashLSH, and what a MinHashLSH holds is taken in.

    rows = sketch(texts).signatures
    lsh.insert("a", to_datasketch(rows[0]))           # a datasketch.MinHashLSH with num_perm=128
    keys, rows = rows_of_lsh(lsh)                     # and back: all that an existing one keeps

Two rows tell the resemblance of two texts only if the same shingles were hashed in the same way: ours are of three words as
`dedup.sketch.shingles` makes them. Rows of others are compared among themselves.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dedup.errors import InputError, MissingExtra, SpecError
from dedup.sketch.minhash import SketchSpec

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

Row = NDArray[np.uint32]


def to_datasketch(row: Row, spec: SketchSpec | None = None) -> MinHash:
    """A row as a `datasketch.MinHash`, with the seed and the scheme of its spec (the default one if None).

    `row`: uint32 (permutations,). Raises InputError for another shape or type, MissingExtra without datasketch.
    """
    spec = spec or SketchSpec()
    if row.shape != (spec.permutations,) or row.dtype != np.uint32:
        raise InputError(f"the row is {row.dtype} {row.shape}; a row of this spec is uint32 ({spec.permutations},)")
    made: MinHash = _datasketch().MinHash(num_perm=spec.permutations, seed=spec.seed, hashvalues=row, scheme=spec.scheme)
    return made


def from_datasketch(minhash: MinHash, spec: SketchSpec | None = None) -> Row:
    """The row of a `datasketch.MinHash`, uint32 (permutations,). Raises SpecError where it was made under another spec."""
    spec = spec or SketchSpec()
    theirs = {"permutations": len(minhash.hashvalues), "seed": minhash.seed, "scheme": getattr(minhash, "scheme", "legacy")}
    ours = {"permutations": spec.permutations, "seed": spec.seed, "scheme": spec.scheme}
    for name, value in ours.items():
        if theirs[name] != value:
            raise SpecError(f"the MinHash has {name} = {theirs[name]!r}, our rows {value!r}; make it anew from the texts")
    return np.asarray(minhash.hashvalues).astype(np.uint32)


def rows_of_lsh(lsh: MinHashLSH) -> tuple[list[Hashable], Row]:
    """The keys of a `datasketch.MinHashLSH` in the order of their insertion, and what it keeps of their rows.

    uint32 (keys, b * r): b bands of r values; of the 128 of a row that an LSH with b = 25 and r = 5 was given, it keeps 125. Raises
    InputError for an LSH with a hash function of its own (it keeps digests), and for values of 64 bits (another scheme).
    """
    if lsh.hashfunc is not None:
        raise InputError("the MinHashLSH keeps digests of its bands (hashfunc=...), no rows; make rows from the texts")
    keys, rows = list(lsh.keys), []
    for key in keys:
        bands = b"".join(lsh.keys[key])
        if len(bands) != 4 * lsh.b * lsh.r:
            width = len(bands) // max(1, lsh.b * lsh.r)
            raise InputError(
                f"the MinHashLSH holds values of {width} bytes; rows of affine32 have 4; make them anew from the texts"
            )
        rows.append(np.frombuffer(bands, ">u4").astype(np.uint32))
    return keys, np.stack(rows) if rows else np.zeros((0, lsh.b * lsh.r), np.uint32)


def _datasketch() -> Any:
    try:
        import datasketch
    except ImportError as error:
        raise MissingExtra("rows for datasketch need datasketch; run `pip install 'dedup-news[index]'`") from error
    return datasketch
