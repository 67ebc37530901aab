"""The compiled sketches against the slow, obvious version, on texts of many scripts; rows against datasketch."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fuzzing import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dedup.sketch.compiled import Kernels
from dedup.sketch.minhash import EMPTY, SketchSpec, may_compose, sketch, word_hashes
from dedup.sketch.shingles import shingle_hashes, word_hash
from dedup.words import words

SCRIPTS = (
    "Don’t stop: the U.S. paid 1,000.50 on 3.5.2024, e.g. to A.B. O'Neill.",
    "Ein Straßenfest in Köln, “größer” als je.",
    "Владимир заявил, что 2,5 млн рублей…",
    "Ο Γιώργος είπε ότι ΣΊΣΥΦΟΣ",
    "احتاج العراق إلى ١٬٠٠٠ دينارٍ في مُدّةٍ",
    "وزیرِ اعظم نے کہا ۲۰۲۴ میں",
    "प्रधानमंत्री ने कहा क़ि १२३",
    "বাংলাদেশের প্রধানমন্ত্রী য়",
    "東京で2024年にカタカナを見た",
    "สวัสดีชาวโลก 123",
    "한국어 기사 텍스트입니다",
    "naïve café e\u0301te\u0301 a\u0308 \u1100\u1161",
    "zero\u200bwidth soft\u00adhyphen \u200b \ufeff x\u200d",
    "ﬁnancial Ⅷ ① ½ ℡ İstanbul ẞ",
    "𝒜𝓁𝓅𝒽𝒶 🙂 👩‍👩‍👧 x️",
    "lone \ud800 surrogate \udfff",
)
LETTERS = "".join(sorted({character for text in SCRIPTS for character in text}))
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet=st.characters()),
    st.text(alphabet=LETTERS),
    st.text(alphabet="aB1.,'’ \u00ad\u200b中é"),
    st.lists(st.sampled_from(SCRIPTS)).map(" ".join),
)


def obvious_row(text: str, spec: SketchSpec) -> np.ndarray:
    datasketch = pytest.importorskip("datasketch")
    row = datasketch.MinHash(num_perm=spec.permutations, seed=spec.seed, hashfunc=int, scheme=spec.scheme)
    row.update_batch(shingle_hashes(words(text).norms, spec.row_words).tolist())
    return row.hashvalues


def obvious_postings(text: str, spec: SketchSpec) -> list[tuple[int, int, int]]:
    found = words(text)
    first: dict[int, int] = {}
    for at, value in enumerate(shingle_hashes(found.norms, spec.posting_words).tolist()):
        first.setdefault(value, at)
    last = min(spec.posting_words, len(found)) - 1
    return [
        (value, int(found.starts[at]), int(found.ends[at + last]))
        for value, at in sorted(first.items())
        if value < 2**32 / spec.sample
    ]


@settings(max_examples=examples(60))
@given(st.lists(TEXTS, max_size=4), st.integers(1, 5), st.integers(1, 5), st.integers(1, 3))
@example(list(SCRIPTS), 3, 4, 1)
@example([unicodedata.normalize("NFD", text) for text in SCRIPTS], 2, 4, 1)
@example(["", " ", "one", "word " * 700], 3, 4, 2)
def test_sketches_equal_the_obvious_version(texts: list[str], row_words: int, posting_words: int, sample: int) -> None:
    spec = SketchSpec(row_words=row_words, posting_words=posting_words, sample=sample)
    got = sketch(texts, spec, shingles=True)
    for index, text in enumerate(texts):
        found = words(text)
        part = slice(got.postings.offsets[index], got.postings.offsets[index + 1])
        postings = got.postings
        assert got.words[index] == len(found)
        assert np.array_equal(got.signatures[index], obvious_row(text, spec))
        assert np.array_equal(got.shingles.of(index), shingle_hashes(found.norms, posting_words))
        rows = zip(postings.hashes[part].tolist(), postings.starts[part].tolist(), postings.ends[part].tolist(), strict=True)
        assert list(rows) == obvious_postings(text, spec)


@pytest.mark.slow
def test_every_code_point_between_letters_is_read_as_words_reads_it() -> None:
    texts = [f"ab{chr(code)}cd {chr(code)}1{chr(code)}2 {chr(code)}" for code in range(0, 0x30000, 7)]
    got = sketch(texts, SketchSpec(posting_words=2), rows=False, shingles=True)
    for index, text in enumerate(texts):
        assert np.array_equal(got.shingles.of(index), shingle_hashes(words(text).norms, 2)), text


def test_a_text_without_words_has_an_empty_sketch() -> None:
    got = sketch(["", "...", "\u200b"])
    assert (got.signatures == EMPTY).all()
    assert got.postings.offsets.tolist() == [0, 0, 0, 0]
    assert got.words.tolist() == [0, 0, 0]


def test_no_texts_make_no_rows() -> None:
    got = sketch([])
    assert got.signatures.shape == (0, 128)
    assert len(got) == 0


def test_hashes_keep_their_values() -> None:
    """Stored sketches hold them: a change here needs another SHINGLE_HASH."""
    assert shingle_hashes(("the", "seawall", "was", "raised", "again"), 4).tolist() == [3060801780, 3389048393]
    assert sketch(["The seawall was raised again."]).signatures[0, :3].tolist() == [257506365, 32100841, 2005798471]


def test_threads_give_the_same_rows() -> None:
    texts = [f"{text} {number}" for number in range(200) for text in SCRIPTS]
    whole = sketch(texts)
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda start: sketch(texts[start : start + 100]), range(0, len(texts), 100)))
    assert np.array_equal(whole.signatures, np.concatenate([part.signatures for part in parts]))
    assert np.array_equal(whole.postings.hashes, np.concatenate([part.postings.hashes for part in parts]))


def test_rows_and_shingles_are_left_out_unless_asked_for() -> None:
    got = sketch(["one two three four five"], rows=False)
    assert got.signatures.shape == (0, 128)
    assert len(got.shingles.hashes) == 0
    assert got.shingles.offsets.tolist() == [0, 0]


def test_compare_loads_none_of_the_loops() -> None:
    program = (
        "import sys, dedup.pair.compare; sys.exit(any(name == 'dedup.sketch.plain' or 'native' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("wrong", [np.zeros(4, np.int32), np.zeros((2, 2), np.int64), np.zeros(8, np.int64)[::2]])
def test_machine_code_is_given_no_other_array_than_it_was_made_for(wrong: np.ndarray, plain: bool) -> None:
    kernels = Kernels("dedup.families.plain", plain=plain)
    with pytest.raises(TypeError, match="count_distinct takes a contiguous <i8 array of one dimension"):
        kernels.count_distinct(wrong, np.zeros(1, np.uint32), np.zeros(16, np.uint64), np.zeros(1, np.int64))
    with pytest.raises(AttributeError, match="has no 'missing'"):
        kernels.missing(1)


def test_texts_that_repeat_themselves_are_sketched_like_others() -> None:
    """So few distinct shingles, so often, that insertion sort would take minutes."""
    texts = ["b a " * 40_000, " ".join(f"{n % 700} {n % 11}" for n in range(60_000, 0, -1))]
    got = sketch(texts, SketchSpec(sample=1))
    for index, text in enumerate(texts):
        assert got.postings.of(index).tolist() == sorted(set(shingle_hashes(words(text).norms, 4).tolist()))


def test_every_character_that_may_compose_is_known() -> None:
    """The second part of each canonical composition, and what is not composed itself."""
    missed = []
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<") and unicodedata.is_normalized("NFC", chr(code)):
            missed += [part for part in parts[1:] if not may_compose(chr(int(part, 16)))]
        if not unicodedata.is_normalized("NFC", chr(code)) and not may_compose(chr(code)):
            missed.append(f"{code:X}")
    assert not missed


def test_word_hashes_are_those_of_the_words() -> None:
    texts = ["", *SCRIPTS, unicodedata.normalize("NFD", "déjà vu")]
    got = word_hashes(texts)
    for index, text in enumerate(texts):
        part, found = slice(got.offsets[index], got.offsets[index + 1]), words(text)
        assert got.hashes[part].tolist() == [word_hash(norm) for norm in found.norms]
        assert got.spans[part].tolist() == [[*span] for span in zip(found.starts, found.ends, strict=True)]


def test_a_thread_that_made_a_table_of_its_own_reads_what_it_learns() -> None:
    """As when two threads ask for the table first: once in a few runs of an index, one looked for ever for what the other had."""
    program = (
        "from dedup.sketch import minhash\nminhash.character_table = minhash._CharacterTable\n"
        "assert len(minhash.sketch(['Der Bürgermeister schloss die Brücke.', 'e\\u0301te\\u0301 in Tarn'])) == 2\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
