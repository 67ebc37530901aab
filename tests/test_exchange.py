"""Rows to and from datasketch, through its own LSH."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

from dedup.errors import InputError, MissingExtra, SpecError
from dedup.sketch.exchange import from_datasketch, rows_of_lsh, to_datasketch
from dedup.sketch.minhash import SketchSpec, sketch

datasketch: Any = pytest.importorskip("datasketch")

BRIDGE = "The council of Tarn closed the old bridge on Monday after inspectors found cracks in two of its four pillars, and "
TEXTS = {
    "source": f"{BRIDGE} repairs will take nine weeks and cost 340,000 crowns, the head of the council said in the evening.",
    "copy": f"{BRIDGE} repairs will take nine weeks and cost 340,000 crowns, the head of the council said on Tuesday evening.",
    "other": "A bakery in Low Fell has won the prize for the best rye bread of the county for the third year in a row.",
}


@pytest.fixture
def lsh() -> Any:
    made = datasketch.MinHashLSH(num_perm=128, params=(25, 5))
    for name, row in zip(TEXTS, sketch(list(TEXTS.values())).signatures, strict=True):
        made.insert(name, to_datasketch(row))
    return made


def test_our_rows_are_found_in_an_lsh_of_datasketch(lsh: Any) -> None:
    asked = to_datasketch(sketch([TEXTS["source"]]).signatures[0])
    assert set(lsh.query(asked)) == {"source", "copy"}


def test_its_estimate_of_the_resemblance_is_ours() -> None:
    rows = sketch(list(TEXTS.values())).signatures
    assert to_datasketch(rows[0]).jaccard(to_datasketch(rows[1])) == np.mean(rows[0] == rows[1]) > 0.5


def test_a_row_goes_there_and_back() -> None:
    row = sketch([TEXTS["source"]]).signatures[0]
    assert np.array_equal(from_datasketch(to_datasketch(row)), row)


def test_what_an_lsh_keeps_is_taken_in(lsh: Any) -> None:
    keys, rows = rows_of_lsh(lsh)
    assert keys == list(TEXTS)
    assert np.array_equal(rows, sketch(list(TEXTS.values())).signatures[:, :125])
    assert rows_of_lsh(datasketch.MinHashLSH(num_perm=128, params=(25, 5)))[1].shape == (0, 125)


def test_rows_that_an_lsh_of_others_keeps_are_taken_in() -> None:
    """Its shingles are not ours: the rows tell the resemblance of its own articles."""
    theirs = datasketch.MinHashLSH(num_perm=64, params=(16, 4))
    made = {name: datasketch.MinHash(num_perm=64) for name in TEXTS}
    for name, text in TEXTS.items():
        made[name].update_batch([word.encode() for word in text.split()])
        theirs.insert(name, made[name])
    keys, rows = rows_of_lsh(theirs)
    assert [np.array_equal(row, made[key].hashvalues) for key, row in zip(keys, rows, strict=True)] == [True] * 3


def test_what_was_made_under_another_spec_is_refused() -> None:
    for options, name in (
        ({"num_perm": 64}, "permutations = 64"),
        ({"seed": 2}, "seed = 2"),
        ({"scheme": "affine64"}, "scheme = 'affine64'"),
    ):
        with pytest.raises(SpecError, match=name):
            from_datasketch(datasketch.MinHash(**{"num_perm": 128, **options}))
    with pytest.raises(InputError, match=r"uint32 \(64,\); a row of this spec is uint32 \(128,\)"):
        to_datasketch(np.zeros(64, np.uint32))
    assert to_datasketch(np.zeros(64, np.uint32), SketchSpec(permutations=64)).seed == 1


def test_an_lsh_that_keeps_no_rows_is_refused() -> None:
    digests = datasketch.MinHashLSH(num_perm=128, hashfunc=lambda band: band[:2])
    with pytest.raises(InputError, match="keeps digests of its bands"):
        rows_of_lsh(digests)
    wide = datasketch.MinHashLSH(num_perm=64, params=(16, 4))
    wide.insert("a", datasketch.MinHash(num_perm=64, scheme="affine64"))
    with pytest.raises(InputError, match="values of 8 bytes"):
        rows_of_lsh(wide)


def test_without_datasketch_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasketch", None)
    with pytest.raises(MissingExtra, match=r"dedup-news\[index\]"):
        to_datasketch(np.zeros(128, np.uint32))
