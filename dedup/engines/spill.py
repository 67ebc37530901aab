"""The work folder of a run: sketches on the disk, a chunk at a time, so that a run can be larger than memory and be resumed.

A chunk is three files; the last one to be written makes it whole:

    NNNNNN.shingles     all shingle hashes, uint32, text after text
    NNNNNN.meta         what is known of the articles but their texts, and the records that are none, JSON
    NNNNNN.sketch       the lengths of five arrays, and these: see `Chunk`
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.article import Article
from dedup.cache import write_atomically
from dedup.engines.reading import Batch, Parsed
from dedup.errors import InputError, StoreError
from dedup.families.model import Member, opening_of
from dedup.families.own_words import site_of
from dedup.families.pairs import band_keys
from dedup.families.stretches import is_marked
from dedup.read.corpus import CorpusRecord
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec, sketch

VERSION: Final = 4
"""Of what the files hold: a run does not go on with those of another; the fourth has the openings of articles without a title."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sketches of n articles without their shingles: `shingle_offsets` int64 (n + 1), sampled `hashes` uint32 with `offsets`.

    `bands` uint32 (m, bands) are the band keys of the short articles, `short` their places, int64 (m,).
    """

    shingle_offsets: NDArray[np.int64]
    offsets: NDArray[np.int64]
    short: NDArray[np.int64]
    hashes: NDArray[np.uint32]
    bands: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def to_bytes(self) -> bytes:
        """The chunk for `from_bytes`."""
        arrays = (self.shingle_offsets, self.offsets, self.short, self.hashes, self.bands)
        return b"".join((np.array([item.size for item in arrays], np.int64).tobytes(), *(item.tobytes() for item in arrays)))

    @classmethod
    def from_bytes(cls, data: bytes | mmap) -> Chunk:
        """The chunk again, its arrays inside of `data`."""
        sizes, place = np.frombuffer(data, np.int64, 5).tolist(), 40
        arrays: list[NDArray[Any]] = []
        for size, dtype in zip(sizes, (np.int64, np.int64, np.int64, np.uint32, np.uint32), strict=True):
            arrays.append(np.frombuffer(data, dtype, size, place))
            place += arrays[-1].nbytes
        offsets, sampled, short, hashes, bands = arrays
        return cls(offsets, sampled, short, hashes, bands.reshape(len(short), -1) if len(short) else bands.reshape(0, 0))


@dataclass(frozen=True, slots=True)
class Counts:
    """What is known of a chunk without a look at its articles: how many they are, and the records that are none."""

    articles: int
    refused: tuple[CorpusRecord, ...]


class Spill:
    """A work folder, or the one inside of it that is ours alone where everybody may write to it.

    Raises InputError when it was left by a run over other files or with other settings.
    """

    def __init__(self, folder: Path, run: dict[str, Any]) -> None:
        self.folder = folder
        label = json.dumps({"version": VERSION, **run}, sort_keys=True)
        with self._writing():
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            _check_owner(folder)
            self.folder, self._inside = _own_place(folder), _is_open(folder)
            if self._inside:
                self.folder.mkdir(mode=0o700, exist_ok=True)
                _check_own(self.folder)
            folder, path = self.folder, self.folder / "run.json"
            if path.exists() and path.read_text("utf-8") != label:
                raise InputError(
                    f"{folder} holds the work of a run over other files or settings; delete it, or give another --work"
                )
            write_atomically(path, label.encode())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Raises StoreError for what the system cannot do: a full disk, a folder that may not be written."""
        try:
            yield
        except OSError as error:
            problem = f"cannot write to the work folder {self.folder}: {error.strerror or error}"
            raise StoreError(f"{problem}; make room and start again, which goes on there, or give another --work") from error

    def has(self, number: int) -> bool:
        """Whether a chunk is whole."""
        return self._path(number, "sketch").exists()

    def write(self, number: int, batch: Batch, spec: SketchSpec, settings: Settings) -> Counts:
        """Read and sketch the articles of a batch, and keep what comes out."""
        parsed = batch.parse(settings)
        sketches = sketch(parsed.texts, spec, rows=False, shingles=True)
        short = np.flatnonzero(sketches.words < settings.families_band_words)
        bands = band_keys(sketch([parsed.texts[place] for place in short.tolist()], spec).signatures)
        self._keep(number, "shingles", sketches.shingles.hashes.data)
        self._keep(number, "meta", json.dumps(_meta(parsed, sketches.words.tolist())).encode())
        chunk = Chunk(sketches.shingles.offsets, sketches.postings.offsets, short, sketches.postings.hashes, bands)
        self._keep(number, "sketch", chunk.to_bytes())
        return Counts(len(parsed.ids), tuple(parsed.refused))

    def chunk(self, number: int) -> Chunk:
        """A chunk that is whole, its arrays mapped from the disk: what is not looked at is not read."""
        return Chunk.from_bytes(_mapped(self._path(number, "sketch")))

    def counts(self, number: int) -> Counts:
        """What a chunk that is whole counts."""
        meta = self._meta(number)
        return Counts(len(meta["ids"]), tuple(CorpusRecord(where, error=error) for where, error in meta["refused"]))

    def members(self, number: int, places: Iterable[int]) -> list[Member]:
        """What is known of some articles of a chunk."""
        meta = self._meta(number)
        return [Member(meta["ids"][place], meta["words"][place], **meta["known"].get(str(place), {})) for place in places]

    def surroundings(self, number: int) -> tuple[list[str], NDArray[np.bool_]]:
        """The sites of the articles of a chunk, "" where none is known, and whether each may hold quotations or posts."""
        meta = self._meta(number)
        sites, marked = [""] * len(meta["ids"]), np.zeros(len(meta["ids"]), np.bool_)
        for place, known in meta["known"].items():
            sites[int(place)] = site_of(known.get("url"), known.get("outlet"))
        marked[meta["marked"]] = True
        return sites, marked

    def ids(self, number: int) -> list[str]:
        """The ids of the articles of a chunk."""
        return self._meta(number)["ids"]  # type: ignore[no-any-return]

    def shingles(self, number: int) -> NDArray[np.uint32]:
        """All shingle hashes of a chunk, mapped from the disk."""
        return np.frombuffer(_mapped(self._path(number, "shingles")), np.uint32)

    def delete(self) -> None:
        """Remove the files of the run, and the folder when nothing else is in it."""
        for path in self.folder.glob("*"):
            if path.suffix in (".shingles", ".meta", ".sketch", ".part") or path.name == "run.json":
                path.unlink()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _meta(self, number: int) -> dict[str, Any]:
        return json.loads(self._path(number, "meta").read_bytes())  # type: ignore[no-any-return]

    def _keep(self, number: int, suffix: str, content: bytes | memoryview) -> None:
        path = self._path(number, suffix)
        part = path.with_suffix(f".{suffix}.part")
        with self._writing():
            if self._inside:  # without a sticky bit on the outer one others may have moved it
                _check_own(self.folder)
            try:
                part.write_bytes(content)
                os.replace(part, path)
            except OSError:
                part.unlink(missing_ok=True)
                raise

    def _path(self, number: int, suffix: str) -> Path:
        return self.folder / f"{number:06d}.{suffix}"


def _check_owner(folder: Path) -> None:
    """Raises InputError for a work folder of another user, who may have put there what is taken up, or links to what is ours."""
    if hasattr(os, "geteuid") and folder.stat().st_uid not in (0, os.geteuid()):
        raise InputError(f"the work folder {folder} belongs to another user; give another --work")


def _is_open(folder: Path) -> bool:
    """Whether everybody may write to a folder, as to /tmp and to many mounted volumes."""
    return hasattr(os, "geteuid") and folder.is_dir() and bool(folder.stat().st_mode & stat.S_IWOTH)


def _own_place(folder: Path) -> Path:
    """Where a run works: in the folder, or where everybody may write to that, in one inside of it."""
    return folder / f"dedup-{os.geteuid()}" if _is_open(folder) else folder


def _check_own(place: Path) -> None:
    """Raises InputError where the folder inside is a link, another user's, or one that others may write to."""
    status = place.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise InputError(
            f"everybody may write to the work folder {place.parent}, and {place.name} in it is not a folder of this user alone; "
            "give another --work"
        )


def _mapped(path: Path) -> bytes | mmap:
    """The content of a file; it stays mapped for as long as an array holds it."""
    with path.open("rb") as stream:
        return mmap(stream.fileno(), 0, access=ACCESS_READ) if os.fstat(stream.fileno()).st_size else b""


def chunks_in(folder: Path) -> int:
    """How many chunks of articles a run that did not end has left in its work folder; 0 where there is none."""
    place = _own_place(folder)
    return sum(1 for _ in place.glob("*.sketch")) if (place / "run.json").exists() else 0


def run_label(paths: Sequence[str | Path], spec: SketchSpec, settings: Settings, chunk: int) -> dict[str, Any]:
    """What two runs must have in common for one to go on where the other stopped: the files' names, sizes and times."""
    inside = [item for path in map(Path, paths) for item in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    stats = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in inside if path.is_file()]
    files = hashlib.sha256(json.dumps(stats).encode()).hexdigest()
    return {"files": files, "spec": spec.to_dict(), "settings": settings.signature("families", "sketch", "index"), "chunk": chunk}


def _meta(parsed: Parsed, words: list[int]) -> dict[str, Any]:
    known = {str(place): stated for place, text in enumerate(parsed.texts) if (stated := _known(parsed.known.get(place), text))}
    refused = [(stated.where, stated.error) for stated in parsed.refused]
    marked = [place for place, text in enumerate(parsed.texts) if is_marked(text)]
    return {"ids": parsed.ids, "words": words, "known": known, "refused": refused, "marked": marked}


def _known(article: Article | None, text: str) -> dict[str, str]:
    known = {name: value for name in ("title", "url", "outlet", "published") if (value := getattr(article, name, None))}
    opening = None if "title" in known else opening_of(text)
    return {**known, "opening": opening} if opening else known
