"""Many articles from files: JSON lines, folders of text and HTML, WARC, Parquet, Arrow, CSV; one bad record never ends the reading.

for record in read_corpus(["crawl.warc.gz", "articles.jsonl"]):
    record.article or record.error      # and record.where: the file and the place in it
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from dedup.article import Article
from dedup.errors import InputError
from dedup.index.sqlite import FILE as INDEX_FILE
from dedup.read import STANDARD_INPUT, SUFFIXES, read_article
from dedup.read.corpus_record import CorpusRecord, Reached, attempt, reason, shown
from dedup.read.decode import decode
from dedup.read.lines import article_from_value, read_lines
from dedup.read.records import parsed, records_in
from dedup.read.sheets import read_arrow, read_sheet
from dedup.read.tables import read_table
from dedup.read.warc import read_warc
from dedup.settings import Settings

__all__ = ["CorpusRecord", "Reached", "check_paths", "corpus_bytes", "read_corpus"]

Skip = Callable[[str], bool]
"""Whether a file in a folder is no part of the corpus."""
Reader = Callable[[str, Settings, Reached], Iterator[CorpusRecord]]

_LINES: Final = (".jsonl", ".ndjson", ".jl", ".jsonl.gz", ".ndjson.gz", ".jl.gz")
_WARC: Final = (".warc", ".warc.gz")
_PARQUET: Final = (".parquet",)
_ARROW: Final = (".arrow",)
_SHEETS: Final = (".csv", ".tsv")
_PAGES: Final = tuple(suffix for suffix, form in SUFFIXES.items() if form in ("text", "html", "saved"))
_JSON: Final = tuple(suffix for suffix, form in SUFFIXES.items() if form == "json")
_DOCUMENTS: Final = tuple(suffix for suffix in SUFFIXES if suffix not in (*_PAGES, *_JSON))
"""Read where they are named, not where a folder holds them: in a folder of articles a README.md or a form is none."""
_KNOWN: Final = (*_LINES, *_WARC, *_PARQUET, *_ARROW, *_PAGES, *_JSON)
"""What is read of a folder; sheets stand there for other reasons, and are read where they are named."""
_OF_DATASETS: Final = ("dataset_info.json", "state.json", "dataset_dict.json")
"""Files beside the Arrow files of a `datasets` folder, which hold no article."""


def read_corpus(
    paths: Iterable[str | Path], settings: Settings | None = None, *, skip: Skip | None = None, reached: Reached | None = None
) -> Iterator[CorpusRecord]:
    """The records of files and folders, in order; "-" is JSON lines on standard input.

    An article that states no id is named by its url; pages and texts, and what states neither, by `where`. Folders that hold an
    index are passed over, so are files that `skip` says. `reached` is told how far the reading has come. Raises InputError at once,
    see `check_paths`, MissingExtra for a format whose reader is not installed; everything else is a record with an error.
    """
    listed = [str(path) for path in paths]
    check_paths(listed)
    return _records(listed, settings or Settings(), skip or _nothing, reached or Reached())


def check_paths(paths: Iterable[str | Path]) -> None:
    """Raise InputError for a path that is not there, cannot be read, is of no known format, or is an index."""
    for path in map(str, paths):
        if path == STANDARD_INPUT:
            if sys.stdin is None:
                raise InputError("standard input is closed; give a file, or pipe records in")
        elif not os.path.exists(path):
            raise InputError(f"{path}: {'a link to what is not there' if os.path.lexists(path) else 'no such file'}")
        elif not os.access(path, os.R_OK):
            raise InputError(f"{path}: cannot be read: permission denied")
        elif _is_device(path):
            raise InputError(f"{path}: a device, which never ends; give a file, or - for standard input")
        elif _is_index(path):
            raise InputError(f"{path}: this is an index; give the files that its articles come from")
        elif not os.path.isdir(path):
            _reader(path)


def corpus_bytes(paths: Iterable[str | Path], skip: Skip | None = None) -> int:
    """Bytes of all files, 0 when one is standard input or not there: to tell how far a reading has come."""
    files = [file for path in map(str, paths) for file in _files(path, skip or _nothing) if isinstance(file, str)]
    return sum(map(os.path.getsize, files)) if all(map(os.path.isfile, files)) else 0


def _nothing(path: str) -> bool:
    del path
    return False


def _is_device(path: str) -> bool:
    mode = os.stat(path).st_mode
    return stat.S_ISCHR(mode) or stat.S_ISBLK(mode)


def _is_index(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, INDEX_FILE))


def _records(paths: Iterable[str], settings: Settings, skip: Skip, reached: Reached) -> Iterator[CorpusRecord]:
    done = 0
    for path in paths:
        for file in _files(path, skip):
            if isinstance(file, CorpusRecord):
                yield file
                continue
            here = Reached()
            for record in _file(file, settings, here):
                reached.bytes = done + here.bytes
                yield _bounded(record, settings)
            done += os.path.getsize(file) if os.path.isfile(file) else 0


def _file(path: str, settings: Settings, reached: Reached) -> Iterator[CorpusRecord]:
    try:
        yield from _reader(path)(path, settings, reached)
    except OSError as error:
        yield CorpusRecord(shown(path), error=f"cannot be read: {reason(error)}")


def _reader(path: str) -> Reader:
    if path == STANDARD_INPUT:
        return read_lines
    readers: tuple[tuple[tuple[str, ...], Reader], ...] = (
        (_LINES, read_lines), (_WARC, read_warc), (_PARQUET, read_table), (_ARROW, read_arrow), (_SHEETS, read_sheet),
        (_PAGES, _page), (_JSON, _json),
    )  # fmt: skip
    for endings, reader in readers:
        if path.lower().endswith(endings):
            return reader
    if path.lower().endswith(_DOCUMENTS):
        return _page
    known = ", ".join((*_LINES[:3], *_WARC, *_PARQUET, *_ARROW, *_SHEETS, *_PAGES, *_JSON, *_DOCUMENTS))
    raise InputError(f"{path}: unknown format; the name must end in one of {known} (JSON lines also with .gz)")


def _bounded(one: CorpusRecord, settings: Settings) -> CorpusRecord:
    """The record, refused when it is too long; with an id."""
    article = one.article
    if article is None:
        return one
    if len(article.text) > settings.article_max_characters:
        most = f"article_max_characters = {settings.article_max_characters:,}"
        shown_record = json.dumps({"id": one.stated, "title": article.title, "text": f"{article.text[:200]}…"}, ensure_ascii=False)
        return CorpusRecord(one.where, error=f"the text has {len(article.text):,} characters, over {most}", record=shown_record)
    return one if article.id else replace(one, article=replace(article, id=one.stated or one.where))


def _page(path: str, settings: Settings, reached: Reached) -> Iterator[CorpusRecord]:
    """A text, or a page, which states its canonical address; many copies of a page may, so each file keeps its own name."""
    del reached  # one record
    where = shown(path)
    record = attempt(where, _unnamed, path, settings, whole=True)
    yield replace(record, article=replace(record.article, id=where)) if record.article else record


def _unnamed(path: str, settings: Settings) -> Article:
    try:
        return replace(read_article(path, settings=settings), id="")
    except InputError as error:
        raise InputError(str(error).removeprefix(f"{path}: ")) from error


def _json(path: str, settings: Settings, reached: Reached) -> Iterator[CorpusRecord]:
    """Every article in a JSON file."""
    del reached
    where = shown(path)
    try:
        value = parsed(decode(_whole(path, settings.read_json_bytes)).text)
    except InputError as error:
        yield CorpusRecord(where, error=str(error), whole=True)
        return
    records = records_in(value) or [value]
    for number, record in enumerate(records):
        place = f"{where}#{number}" if len(records) > 1 else where
        yield attempt(
            place, article_from_value, record, whole=len(records) == 1, record=partial(json.dumps, record, ensure_ascii=False)
        )


def _whole(path: str, most: int) -> bytes:
    with open(path, "rb") as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise InputError(f"over {most:,} bytes (read_json_bytes), and JSON is read whole; write it as JSON lines")
    return data


def _files(path: str, skip: Skip) -> Iterator[str | CorpusRecord]:
    """The file itself, or every file of a known format below a folder, by name; what cannot be read is a refused record."""
    if not os.path.isdir(path):
        yield path
        return
    failed: list[OSError] = []
    for parent, folders, names in os.walk(path, onerror=failed.append):
        yield from _unreadable(failed)
        inside = sorted(os.path.join(parent, name) for name in folders)
        folders[:] = [os.path.basename(folder) for folder in inside if not _is_index(folder)]
        yield from (
            CorpusRecord(shown(one), error="a link to a folder, which is not followed") for one in inside if os.path.islink(one)
        )
        for file in (os.path.join(parent, name) for name in sorted(names) if name.lower().endswith(_KNOWN)):
            if not skip(file) and not (_is_of_datasets(names, folders) and file.endswith(_OF_DATASETS)):
                yield file if (error := _no_file(file)) is None else CorpusRecord(shown(file), error=error)
    yield from _unreadable(failed)


def _is_of_datasets(names: Iterable[str], folders: Iterable[str]) -> bool:
    """Whether these are what `datasets` saves in a folder: Arrow files, or folders of them."""
    return any(name.endswith(_ARROW) for name in names) or ("dataset_dict.json" in names and any(folders))


def _unreadable(failed: list[OSError]) -> Iterator[CorpusRecord]:
    """The folders that could not be listed so far; the list is empty afterwards."""
    while failed:
        error = failed.pop(0)
        yield CorpusRecord(shown(error.filename), error=f"the folder cannot be read: {reason(error)}")


def _no_file(path: str) -> str | None:
    """Why what a folder lists is no file that can be read; None when it is one. A pipe would be waited for without end."""
    try:
        return None if stat.S_ISREG(os.stat(path).st_mode) else "no regular file"
    except OSError as error:
        return f"cannot be read: {reason(error)}"
