"""The work folder of a run: sketches on the disk, a chunk at a time, so that a run can be larger than memory and be resumed.

A chunk is three files; the last one to be written makes it whole:

    NNNNNN.shingles     all shingle hashes, uint32, text after text
    NNNNNN.meta         what is known of each article but its text, a JSON list
    NNNNNN.sketch       arrays in NumPy's format: offsets of the shingles, sampled hashes and their offsets, band keys and whose
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.article import Article
from dedup.cache import write_atomically
from dedup.errors import InputError
from dedup.families.model import Member
from dedup.families.pairs import band_keys
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sketches of n articles without their shingles: `shingle_offsets` int64 (n + 1), sampled `hashes` uint32 with `offsets`.

    `bands` uint32 (m, bands) are the band keys of the short articles, `short` their places, int64 (m,).
    """

    shingle_offsets: NDArray[np.int64]
    offsets: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    bands: NDArray[np.uint32]
    short: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1


class Spill:
    """A work folder. Raises InputError when it was left by a run over other files or with other settings."""

    def __init__(self, folder: Path, run: dict[str, Any]) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        label, path = json.dumps({"version": VERSION, **run}, sort_keys=True), folder / "run.json"
        if path.exists() and path.read_text("utf-8") != label:
            raise InputError(f"{folder} holds the work of a run over other files or settings; delete it, or give another --work")
        write_atomically(path, label.encode())

    def has(self, number: int) -> bool:
        """Whether a chunk is whole."""
        return self._path(number, "sketch").exists()

    def write(self, number: int, articles: Sequence[Article], spec: SketchSpec, settings: Settings) -> int:
        """Sketch the articles of a chunk and keep what comes out; how many articles."""
        texts = [article.text for article in articles]
        found = sketch(texts, spec, rows=False, shingles=True)
        short = np.flatnonzero(found.words < settings.families_band_words)
        bands = band_keys(sketch([texts[place] for place in short.tolist()], spec).signatures)
        self._keep(number, "shingles", lambda stream: found.shingles.hashes.tofile(stream))
        meta = [_meta(article, words) for article, words in zip(articles, found.words.tolist(), strict=True)]
        self._keep(number, "meta", lambda stream: stream.write(_dumps(meta)))
        arrays = (found.shingles.offsets, found.postings.offsets, found.postings.hashes, bands, short)
        self._keep(number, "sketch", lambda stream: _save(stream, arrays))
        return len(texts)

    def chunk(self, number: int) -> Chunk:
        """A chunk that is whole."""
        with self._path(number, "sketch").open("rb") as stream:
            return Chunk(*(np.load(stream) for _ in range(5)))

    def members(self, number: int) -> list[Member]:
        """What is known of the articles of a chunk."""
        return [Member(**item) for item in _loads(self._path(number, "meta").read_bytes())]

    def ids(self, number: int) -> list[str]:
        """The ids of the articles of a chunk."""
        return [item["id"] for item in _loads(self._path(number, "meta").read_bytes())]

    def shingles(self, number: int, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Iterator[NDArray[np.uint32]]:
        """Stretches of the shingle hashes of a chunk, given by rising offsets."""
        with self._path(number, "shingles").open("rb", buffering=0) as stream:
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
                yield np.frombuffer(os.pread(stream.fileno(), 4 * (end - start), 4 * start), np.uint32)

    def delete(self) -> None:
        """Remove the files of the run, and the folder when nothing else is in it."""
        for path in self.folder.glob("*"):
            if path.suffix in (".shingles", ".meta", ".sketch", ".part") or path.name == "run.json":
                path.unlink()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _keep(self, number: int, suffix: str, write: Any) -> None:
        path = self._path(number, suffix)
        part = path.with_suffix(f".{suffix}.part")
        with part.open("wb") as stream:
            write(stream)
        os.replace(part, path)

    def _path(self, number: int, suffix: str) -> Path:
        return self.folder / f"{number:06d}.{suffix}"


def run_label(paths: Sequence[str | Path], spec: SketchSpec, settings: Settings, chunk: int) -> dict[str, Any]:
    """What two runs must have in common for one to go on where the other stopped: the files' names, sizes and times."""
    inside = [item for path in map(Path, paths) for item in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    stats = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in inside if path.is_file()]
    files = hashlib.sha256(json.dumps(stats).encode()).hexdigest()
    return {"files": files, "spec": spec.to_dict(), "settings": settings.signature(), "chunk": chunk}


def _save(stream: IO[bytes], arrays: Sequence[NDArray[Any]]) -> None:
    for item in arrays:
        np.save(stream, item)


def _meta(article: Article, words: int) -> dict[str, Any]:
    known = {"title": article.title, "url": article.url, "outlet": article.outlet, "published": article.published}
    return {"id": article.id, "words": words, **{name: value for name, value in known.items() if value}}


def _dumps(value: Any) -> bytes:
    import orjson

    return orjson.dumps(value)


def _loads(data: bytes) -> Any:
    import orjson

    return orjson.loads(data)
