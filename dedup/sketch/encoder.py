"""Sentence vectors: texts -> rows of length 1, whose dot product is the cosine.

The default model runs in onnxruntime from a file that the package carries (`benchmarks/bert_graph.py` makes it), any other model
in torch through sentence-transformers.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from dedup.errors import MissingExtra, ModelError
from dedup.settings import MODEL_NAME
from dedup.sketch.model_files import GRAPH, check_weights, default_folder, is_default_model, verified, weights_digest
from dedup.sketch.pieces import WordPieces

Vectors = NDArray[np.float32]

MEANING: Final = "vectors"
MANNER: Final = "lower"
"""The graph's outputs: after all layers, what a text says; after the first four, how it is put."""

MAX_TOKENS: Final = 256
"""Longest input in word pieces, the two marks at its ends included: what the model was trained with."""

_GRAPH_VERSION: Final = "2"
"""Part of the digest: rows of another graph of the same weights must not be compared with these."""
_MAX_WORKERS: Final = 8
_loading = threading.RLock()
_loaded: dict[str, Encoder] = {}


class Encoder(Protocol):
    """A sentence model. `digest` names its weights and arithmetic: rows made under two digests must not be compared."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, float32, shape (len(texts), dimension), in the order of the texts. Safe from several threads."""
        ...


def load_encoder(name: str = MODEL_NAME) -> Encoder:
    """The sentence model of that name: the default, a folder, or a model that sentence-transformers finds on this machine.

    Loaded once per process. Nothing is fetched from the network unless HF_HUB_OFFLINE=0 is set. Raises ModelError when the
    model is missing, cannot be loaded, or when its weights have the wrong SHA-256.
    """
    with _loading:
        if name not in _loaded:
            _loaded[name] = _load(name)
        return _loaded[name]


def manner_vectors(texts: Sequence[str]) -> Vectors:
    """Rows of length 1, float32, shape (len(texts), 384), that tell how a text is put rather than what it is about.

    From the lower layers of the default model. Raises ModelError as `load_encoder` does.
    """
    encoder = load_encoder()
    if not isinstance(encoder, OnnxEncoder):
        raise ModelError(f"the model {encoder.name!r} has no lower layers to ask")
    return encoder.encode(texts, MANNER)


def _load(name: str) -> Encoder:
    if name in (MODEL_NAME, f"sentence-transformers/{MODEL_NAME}"):
        folder = default_folder()
        return OnnxEncoder(folder, check_weights(folder))
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return _from_hub(name)
    digest = check_weights(folder)
    if is_default_model(folder):
        return _load(MODEL_NAME)
    return TorchEncoder(folder, name, digest)


class OnnxEncoder:
    """The default model in onnxruntime.

    Each text is a run of its own on one thread, several runs go side by side: no padding is computed, and the same text gives
    the same bits whatever it stands with and however many threads there are (on one kind of processor; elsewhere the last
    digits may differ). Reads the first `max_tokens` word pieces of a text, about 190 words; what follows does not count.
    """

    name = MODEL_NAME
    max_tokens = MAX_TOKENS

    def __init__(self, folder: Path, digest: str) -> None:
        self.digest = f"{digest[:16]}/int8-{_GRAPH_VERSION}"
        self.pieces = WordPieces(folder)
        self._session = _open(verified(folder / GRAPH))
        self.dimension = int(self._session.get_outputs()[0].shape[1])

    def encode(self, texts: Sequence[str], output: str = MEANING) -> Vectors:
        """Rows of length 1, float32, shape (len(texts), 384); equal texts are computed once. `output`: MEANING or MANNER."""
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        if not places:
            return np.zeros((0, self.dimension), np.float32)
        pieces = [self.pieces.encode(text, self.max_tokens) for text in places]
        rows = self._run_all(pieces, output)
        return rows[[places[text] for text in texts]]

    def run(self, pieces: NDArray[np.int64], output: str = MEANING) -> Vectors:
        """Rows of several inputs of the same length, (batch, tokens) word pieces with the marks at both ends."""
        rows: Vectors = self._session.run([output], {"ids": pieces})[0]
        return rows

    def _run_all(self, pieces: list[list[int]], output: str) -> Vectors:
        rows = np.empty((len(pieces), self.dimension), np.float32)
        by_length = sorted(range(len(pieces)), key=lambda place: -len(pieces[place]))
        workers = min(_cores(), _MAX_WORKERS, len(pieces))

        def work(first: int) -> None:
            for place in by_length[first::workers]:
                rows[place] = self.run(np.array([pieces[place]], np.int64), output)[0]

        if workers == 1:
            work(0)
        else:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(work, range(workers)))
        return rows


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _open(graph: bytes) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # One thread a run (texts run side by side); the graph is already as it should be; an arena would only keep memory.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


class TorchEncoder:
    """Any sentence-transformers model, in torch, on a GPU if there is one. What stands beside a text may change its sixth digit."""

    def __init__(self, folder: Path, name: str, digest: str) -> None:
        self.name = name
        self.digest = f"{digest[:16]}/torch"
        self._model = _sentence_transformer(str(folder), name)
        self._lock = threading.Lock()  # fast tokenizers fail when two threads change their padding at once
        self.dimension = self.encode([name]).shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Rows of length 1, float32, shape (len(texts), dimension)."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._lock:
            rows = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True)
        return np.asarray(rows, np.float32)


def _sentence_transformer(folder: str, name: str) -> Any:
    _quieten()
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError as error:
        raise MissingExtra(_NO_MODELS.format(name)) from error
    try:
        return SentenceTransformer(folder, local_files_only=_offline())  # on the best device that torch finds
    except Exception as error:  # the library raises whatever the broken file makes it raise
        reason = str(error).strip().split("\n")[0][:200] or type(error).__name__
        raise ModelError(
            f"sentence model {name!r} cannot be loaded: {reason}; name a folder that sentence-transformers saved"
        ) from error


_NO_MODELS: Final = (
    "the sentence model {!r} needs sentence-transformers; run `pip install 'dedup-news[models]'`, or leave --model out for the one "
    "that is in the package"
)


def _from_hub(name: str) -> Encoder:
    if name.startswith((".", "~", "/")) or name.count("/") > 1:
        raise ModelError(f"there is no model folder {name!r}; give an existing folder, or leave --model out for {MODEL_NAME}")
    _quieten()
    try:
        from huggingface_hub import snapshot_download
    except ModuleNotFoundError as error:
        raise MissingExtra(_NO_MODELS.format(name)) from error
    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        folder = Path(snapshot_download(repository, local_files_only=_offline()))
    except Exception as error:  # a malformed name, no network, no such model: each has its own class
        raise ModelError(
            f"sentence model {name!r} is not on this machine; give its folder, set HF_HUB_OFFLINE=0 to fetch it, "
            f"or leave --model out for {MODEL_NAME}"
        ) from error
    return TorchEncoder(folder, name, weights_digest(folder))


def _offline() -> bool:
    return os.environ.get("HF_HUB_OFFLINE", "1").upper() not in ("0", "FALSE", "NO", "OFF")


def _quieten() -> None:
    """Keep the libraries off the network and off stderr; what the user's environment sets stands."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
