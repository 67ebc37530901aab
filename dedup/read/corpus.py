"""Many articles from files: JSON lines, folders of text and HTML, WARC, Parquet; one bad record never ends the reading.

for found in read_corpus(["crawl.warc.gz", "articles.jsonl"]):
    found.article or found.error        # and found.where: the file and the place in it
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

from dedup.article import Article
from dedup.errors import DedupError, InputError, MissingExtra
from dedup.read import STANDARD_INPUT, read_article
from dedup.read.decode import decode
from dedup.read.records import article_from_record, parsed, records_in
from dedup.settings import Settings

_LINES: Final = (".jsonl", ".ndjson", ".jl", ".jsonl.gz", ".ndjson.gz", ".jl.gz")
_WARC: Final = (".warc", ".warc.gz")
_PARQUET: Final = (".parquet",)
_PAGES: Final = (".txt", ".html", ".htm", ".xhtml", ".json")
_PARQUET_ROWS: Final = 500


@dataclass(frozen=True, slots=True)
class Found:
    """One record of a corpus: an article, or why it is none. `where` names the file and the line, row, or address in it."""

    where: str
    article: Article | None = None
    error: str | None = None


def read_corpus(paths: Iterable[str | Path], settings: Settings | None = None) -> Iterator[Found]:
    """The records of files and folders, in order; "-" is JSON lines on standard input.

    An article without an id has its url as id, else `where`. Raises InputError for a path that is not there or of no known
    format, MissingExtra for a format whose reader is not installed; everything else is a record with an error.
    """
    settings = settings or Settings()
    for path in map(str, paths):
        reader = _reader(path)
        try:
            yield from (_bounded(found, settings) for found in reader(path))
        except OSError as error:
            raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error


def corpus_bytes(paths: Iterable[str | Path]) -> int:
    """Bytes of all files, 0 when one is standard input or not there: to tell how far a reading has come."""
    files = [file for path in map(str, paths) for file in (_files(path) if os.path.isdir(path) else [path])]
    return sum(map(os.path.getsize, files)) if all(map(os.path.isfile, files)) else 0


def reject_line(found: Found) -> str:
    """A refused record as one line of JSON for a rejects file."""
    return json.dumps({"where": found.where, "error": found.error}, ensure_ascii=False) + "\n"


def _reader(path: str) -> Callable[[str], Iterator[Found]]:
    if path == STANDARD_INPUT:
        return _json_lines
    if os.path.isdir(path):
        return _folder
    if not os.path.exists(path):
        raise InputError(f"{path}: no such file")
    for endings, reader in ((_LINES, _json_lines), (_WARC, _warc), (_PARQUET, _parquet), (_PAGES, _page)):
        if path.lower().endswith(endings):
            return reader
    known = ", ".join((*_LINES[:3], *_WARC, *_PARQUET, *_PAGES))
    raise InputError(f"{path}: unknown format; the name must end in one of {known} (JSON lines also with .gz)")


def _bounded(found: Found, settings: Settings) -> Found:
    """The record, refused when it is too long; with an id."""
    article = found.article
    if article is None:
        return found
    if len(article.text) > settings.article_max_characters:
        most = f"article_max_characters = {settings.article_max_characters:,}"
        return Found(found.where, error=f"the text has {len(article.text):,} characters, over {most}")
    return found if article.id else replace(found, article=replace(article, id=article.url or found.where))


def _json_lines(path: str) -> Iterator[Found]:
    name = "stdin" if path == STANDARD_INPUT else path
    with _stream(path) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                yield _found(f"{name}:{number}", _from_line, line)


def _from_line(line: bytes) -> Article:
    try:
        return _from_value(parsed(line.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8: byte 0x{line[error.start]:02X} at {error.start}") from None


def _from_value(value: Any) -> Article:
    if not isinstance(value, dict):
        raise InputError(f"the record is {type(value).__name__}, expected an object with a key 'text'")
    return article_from_record(value)[0]


def _page(path: str) -> Iterator[Found]:
    """A text or a page; of a JSON file every article in it."""
    if not path.lower().endswith(".json"):
        yield _found(path, read_article, path)
        return
    try:
        value = parsed(decode(Path(path).read_bytes()).text)
    except InputError as error:
        yield Found(path, error=str(error))
        return
    records = records_in(value) or [value]
    for number, record in enumerate(records):
        yield _found(f"{path}#{number}" if len(records) > 1 else path, _from_value, record)


def _folder(path: str) -> Iterator[Found]:
    """Every file of a known format below a folder, by name. Of texts and pages, the path within the folder is the id."""
    for file in _files(path):
        for found in _reader(file)(file):
            if found.article and file.lower().endswith(_PAGES) and not file.lower().endswith(".json"):
                inside = os.path.splitext(os.path.relpath(file, path))[0].replace(os.sep, "/")
                yield replace(found, article=replace(found.article, id=inside))
            else:
                yield found


def _files(folder: str) -> Iterator[str]:
    known = (*_LINES, *_WARC, *_PARQUET, *_PAGES)
    for parent, folders, names in os.walk(folder):
        folders.sort()
        yield from (os.path.join(parent, name) for name in sorted(names) if name.lower().endswith(known))


def _warc(path: str) -> Iterator[Found]:
    """The HTML pages among the responses of a web archive; everything else in it is passed over."""
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        raise MissingExtra("reading WARC files needs fastwarc; run `pip install 'dedup[crawl]'`") from error
    with open(path, "rb") as stream:
        records = ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=True, auto_decode="all")
        for record in _until_broken(records):
            if isinstance(record, Exception):
                yield Found(path, error=f"broken WARC, the rest of the file is not read: {record}")
            elif _is_page(record):
                url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
                yield _found(f"{path}#{url}", _from_archive, record.reader.read(), url, record.headers.get("WARC-Date"))


def _until_broken(records: Iterable[Any]) -> Iterator[Any]:
    rest = iter(records)
    while True:
        try:
            yield next(rest)
        except StopIteration:
            return
        except Exception as error:  # the parser's errors have no base of their own
            yield error
            return


def _is_page(record: Any) -> bool:
    return record.http_headers is not None and record.http_headers.status_code == 200 and "html" in (record.http_content_type or "")


def _from_archive(body: bytes, url: str, date: str | None) -> Article:
    from dedup.read.html import article_from_html

    article, _ = article_from_html(decode(body, page=True).text, url)
    return replace(article, id=url, url=article.url or url, published=article.published or date)


def _parquet(path: str) -> Iterator[Found]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError as error:
        raise MissingExtra("reading Parquet needs pyarrow; run `pip install 'dedup[crawl]'`") from error
    row = 0
    try:
        for batch in parquet.ParquetFile(path).iter_batches(_PARQUET_ROWS):
            for row, values in enumerate(batch.to_pylist(), row + 1):  # noqa: B020
                yield _found(f"{path}:{row}", _from_value, _as_json(values))
    except ArrowInvalid as error:
        yield Found(f"{path}:{row + 1}", error=f"broken Parquet, the rest of the file is not read: {error}")


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    """A row as JSON would hold it: dates as ISO 8601."""
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _found(where: str, read: Callable[..., Article], *arguments: Any) -> Found:
    try:
        return Found(where, read(*arguments))
    except DedupError as error:
        return Found(where, error=str(error).removeprefix(f"{where}: "))


@contextmanager
def _stream(path: str) -> Iterator[IO[bytes]]:
    if path == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with gzip.open(path) if path.lower().endswith(".gz") else open(path, "rb") as stream:
        yield stream  # type: ignore[misc]
