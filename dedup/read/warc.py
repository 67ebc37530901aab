"""Web archives: the HTML pages among their responses; a record that is broken or cut off is a refused one, and the rest is read."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import IO, Any, Final, Literal

from dedup.addresses import page_address
from dedup.article import Article
from dedup.errors import InputError, MissingExtra
from dedup.read import most_bytes, sniffed
from dedup.read.corpus_record import CorpusRecord, Reached, attempt, reason, shown, until_broken
from dedup.read.decode import decode
from dedup.settings import Settings

_HEAD: Final = 1 << 16
"""Bytes at the beginning of a response that hold its headers."""
_ZLIB: Final = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""Window sizes for zlib; what servers call deflate comes with zlib's header or without."""
_OTHERS: Final = ("br", "zstd")
_PACKED, _PLAIN, _SEARCHED = b"\x1f\x8b\x08", b"WARC/1.", 1 << 20
"""What a record begins with, and how many bytes are searched for it at a time."""
_STATED: Final = ("WARC-Record-ID", "WARC-Target-URI", "WARC-Date")


def read_warc(path: str, settings: Settings, reached: Reached) -> Iterator[CorpusRecord]:
    """The HTML pages among the responses with status 200; everything else in an archive is passed over.

    What is between two intact records and cannot be read is one refused record.
    """
    try:
        import fastwarc  # noqa: F401
    except ImportError as error:
        raise MissingExtra("reading WARC files needs fastwarc; run `pip install 'dedup-news[crawl]'`") from error
    name = shown(path)
    with open(path, "rb") as stream:
        begin = _PACKED if stream.read(len(_PACKED)) == _PACKED else _PLAIN
        at = last = reported = 0
        while at >= 0:
            broken = False
            for record in until_broken(_pages(stream, at, name, settings)):
                reached.bytes = max(reached.bytes, stream.tell())
                if broken := isinstance(record, Exception):
                    if reported <= last:
                        where = f"after the record at byte {last:,}"
                        yield CorpusRecord(name, error=f"broken WARC {where}, not read up to the next intact one: {reason(record)}")
                    reported = last + 1
                elif isinstance(record, int):
                    last = record
                else:
                    yield record
            at = _next(stream, begin, max(at, last) + 1) if broken else -1


def _pages(stream: IO[bytes], at: int, name: str, settings: Settings) -> Iterator[CorpusRecord | int]:
    """For each response from byte `at` on what is found in it, if it is a page, and then the byte at which it begins."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    most = most_bytes(settings.article_max_characters)
    stream.seek(at)
    for record in ArchiveIterator(stream, record_types=WarcRecordType.response, parse_http=False):
        head = _read(record.reader, _HEAD)
        headers = {key: record.headers.get(key) for key in _STATED}
        url = (headers["WARC-Target-URI"] or "").strip("<>")
        kind = _kind(head, url)
        if kind == "page":
            rest, missing = _with_line_ends(head), record.content_length - len(head)
            block = rest + _read(record.reader, most - len(head))
            arguments = block, len(rest) + missing, most, url, headers["WARC-Date"], settings.read_page_seconds
            yield attempt(f"{name}#{url}", _article, *arguments, record=partial(json.dumps, headers, ensure_ascii=False))
        elif kind == "broken":
            why = "the response is no HTTP: its first line is no status line, or its headers have no end"
            yield CorpusRecord(f"{name}#{url}", error=why, record=json.dumps(headers, ensure_ascii=False))
        yield record.stream_pos


def _next(stream: IO[bytes], begin: bytes, at: int) -> int:
    """The first byte from `at` on at which a record may begin, -1 for none."""
    stream.seek(at)
    before = b""
    while part := stream.read(_SEARCHED):
        if (place := (before + part).find(begin)) >= 0:
            return at - len(before) + place
        at += len(part)
        before = part[1 - len(begin) :]
    return -1


def _read(stream: Any, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _kind(head: bytes, url: str) -> Literal["page", "other", "broken"]:
    """What a response is; of other schemes than HTTP (an archive has the answers of name servers, too) something else."""
    try:
        response = _response(_with_line_ends(head), "none")
    except OSError:
        response = None
    headers = response.http_headers if response else None
    if headers is None or headers.status_code is None:
        return "broken" if url.startswith(("http://", "https://")) else "other"
    kind = response.http_content_type
    if headers.status_code == 200 and not kind and not _HEAD_END.search(head):
        return "broken"
    return "page" if headers.status_code == 200 and "html" in (kind or "") else "other"


_HEAD_END: Final = re.compile(rb"\n\r?\n")
_BARE_END: Final = re.compile(rb"(?<!\r)\n\r?\n")


def _with_line_ends(head: bytes) -> bytes:
    """The beginning of a response with the line ends of HTTP, where its headers end in bare line feeds."""
    bare = _BARE_END.search(head)
    if bare is None or 0 <= head.find(b"\r\n\r\n") < bare.start():
        return head
    headers = head[: bare.start()].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return headers + b"\r\n\r\n" + head[bare.end() :]


def _article(block: bytes, length: int, most: int, url: str, date: str | None, seconds: float) -> Article:
    from dedup.read.limited import article_within

    if length > most:
        raise InputError(f"the record has {length:,} bytes, over {most:,}")
    if len(block) < length:
        raise InputError(f"cut off: the record has {len(block):,} of {length:,} bytes")
    article, _ = article_within(decode(_payload(block, most), page=True).text, url, url, seconds)
    return replace(article, id=page_address(url) or url, url=article.url or url, published=article.published or date)


def _payload(block: bytes, most: int) -> bytes:
    """The page in an HTTP response, unpacked.

    Many crawlers store it unpacked, with the headers of the packed one: what cannot be unpacked and begins like a page is one.
    Raises InputError for other bodies that are not what the headers say.
    """
    plain = _response(block, "none")
    raw, codings = _read(plain.reader, most), _codings(plain.http_headers)
    try:
        return _unpacked(_read(_response(block, "transfer").reader, most), codings, most)
    except (OSError, EOFError, zlib.error) as error:
        if sniffed(raw[:_HEAD].decode("utf-8", "replace")) == "html":
            return raw
        raise InputError(f"the body cannot be unpacked: {reason(error)[:200]}") from error


def _codings(headers: Any) -> list[str]:
    stated = ",".join(headers.get_multiple("Content-Encoding"))
    return [name.strip().lower() for name in stated.split(",")]


def _unpacked(body: bytes, codings: Sequence[str], most: int) -> bytes:
    """The body without its codings, the last one first; names of none ("identity", "UTF-8") are passed over, as browsers do."""
    for name in reversed(codings):
        if name in _ZLIB:
            body = _first_of([partial(_inflated, body, bits, most) for bits in _ZLIB[name]])
        elif name in _OTHERS:
            header = f"HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\n\r\n".encode()
            body = _read(_response(header + body, "content").reader, most)
    return body


def _first_of(ways: Sequence[Callable[[], bytes]]) -> bytes:
    """What the first way gives that does not fail, else what the last one raises."""
    for way in ways[:-1]:
        try:
            return way()
        except zlib.error:
            continue
    return ways[-1]()


def _inflated(body: bytes, bits: int, most: int) -> bytes:
    """Raises zlib.error, EOFError for a body that is cut off, OSError for one that is larger than `most`."""
    inflated = b""
    while body:
        packed = zlib.decompressobj(bits)
        inflated += packed.decompress(body, most - len(inflated) + 1)
        if len(inflated) > most:
            raise OSError(f"over {most:,} bytes")
        if not packed.eof:
            raise EOFError("it is cut off")
        body = packed.unused_data if packed.unused_data[:2] == b"\x1f\x8b" else b""
    return inflated


def _response(block: bytes, decoded: str) -> Any:
    """The record of an HTTP response, `decoded` as fastwarc's `auto_decode` says. Raises OSError for what is none."""
    from fastwarc.warc import WarcRecord

    record: Any = WarcRecord()
    record.set_bytes_content(block)
    record.is_http = True
    record.parse_http(auto_decode=decoded)
    return record
