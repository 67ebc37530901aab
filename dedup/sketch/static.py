"""Static sentence vectors for crawling: one vector for each word piece, averaged. Some forty times faster than the model itself."""

from __future__ import annotations

import re
import shutil
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.cache import cache_folder
from dedup.errors import MissingExtra
from dedup.settings import MODEL_NAME
from dedup.sketch.encoder import Encoder, OnnxEncoder, Vectors
from dedup.sketch.model_files import check_weights, default_folder

STATIC_VERSION: Final = "1"
"""Part of the cached folder's name: another way to distil makes a new folder."""

_DIMENSION: Final = 256
_RUN: Final = 128
_SPECIAL: Final = re.compile(r"\[(?:PAD|UNK|CLS|SEP|MASK|unused\d+)\]")
_SIF: Final = 1e-4
_loading = threading.Lock()


def static_encoder() -> Encoder:
    """The static model distilled from the default one; loaded once per process, made in some ten seconds when it is not there.

    Raises MissingExtra without model2vec, ModelError when the default model is missing or damaged.
    """
    with _loading:
        return _loaded()


@cache
def _loaded() -> Encoder:
    folder = default_folder()
    return StaticEncoder(folder, check_weights(folder))


class StaticEncoder:
    """A model2vec model. A text without a single known word piece gets a row of zeros; a text is read to its end."""

    name = f"{MODEL_NAME}-static"

    def __init__(self, folder: Path, digest: str) -> None:
        self.digest = f"{digest[:16]}/static-{STATIC_VERSION}"
        self._model = _static_model().from_pretrained(_prepared(folder, digest), quantize_to="float32", max_length=None)
        self.dimension = int(self._model.dim)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, float32, shape (len(texts), 256)."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return np.asarray(self._model.encode(list(texts), use_multiprocessing=False), np.float32)


def static_folder(digest: str) -> Path:
    """Where the static model distilled from the weights of this digest is kept."""
    return cache_folder() / f"static-encoder-{digest[:16]}-{STATIC_VERSION}"


def _prepared(folder: Path, digest: str) -> Path:
    target = static_folder(digest)
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        draft.chmod(0o755)
        try:
            distil(OnnxEncoder(folder, digest)).save_pretrained(draft)
            _move(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target


def _move(draft: Path, target: Path) -> None:
    try:
        draft.rename(target)
    except OSError:
        # Another process was faster: its model is the same.
        if not target.is_dir():
            raise


def distil(encoder: OnnxEncoder) -> Any:
    """A model2vec StaticModel made from the default model.

    Every word piece goes through the model alone; of its vector the 256 main components over all pieces stay, weighted by
    the piece's rank (smooth inverse frequency, Zipf's law for the frequencies). Source: model2vec (Tulkens and van Dongen
    2024), whose own `distill` wants another transformers than sentence-transformers does.
    """
    tokenizer = encoder.tokenizer()
    pieces = tokenizer.get_vocab()
    kept = np.array(sorted(number for piece, number in pieces.items() if not _SPECIAL.fullmatch(piece)))
    whole = np.insert(np.full((len(kept), 2), pieces["[CLS]"]), 1, kept, axis=1)
    whole[:, 2] = pieces["[SEP]"]
    with ThreadPoolExecutor() as pool:
        rows = np.concatenate(list(pool.map(encoder.run, np.array_split(whole, len(whole) // _RUN))))
    vectors = _main_components(rows, _DIMENSION)
    table = np.zeros((tokenizer.get_vocab_size(), _DIMENSION), np.float16)
    table[kept] = vectors * _weights(len(kept))[:, None]
    config = {"model_type": "model2vec", "architectures": ["StaticModel"], "tokenizer_name": encoder.name, "hidden_dim": _DIMENSION}
    return _static_model()(table, tokenizer, config, normalize=True, base_model_name=encoder.name, max_length=None)


def _weights(count: int) -> NDArray[np.float64]:
    shares = 1 / np.arange(2, count + 2)
    shares /= shares.sum()
    return np.asarray(_SIF / (_SIF + shares))


def _main_components(rows: NDArray[np.float32], count: int) -> NDArray[np.float64]:
    centred = rows.astype(np.float64) - rows.mean(0, dtype=np.float64)
    _, axes = np.linalg.eigh(centred.T @ centred)
    return np.asarray(centred @ axes[:, ::-1][:, :count])


def _static_model() -> Any:
    try:
        from model2vec import StaticModel
    except ImportError as error:
        raise MissingExtra("static sentence vectors need model2vec; run `pip install 'dedup[index]'`") from error
    return StaticModel
