"""What a fuzzer feeds: each target takes bytes and raises for a law that is broken; seeds are made here, nothing is fetched.

`python tests/fuzz.py TARGET SECONDS` searches; what it found once stands in `faults/TARGET` and is tried in every run of the tests.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from dedup import Article, Comparison, DedupError, Settings, compare
from dedup.read import read_bytes
from dedup.read.corpus import read_corpus
from dedup.report.page import render_page
from dedup.sheet import csv_text
from dedup.sketch.minhash import sketch
from dedup.words import words

WORDS: Final = Settings(model="", article_max_characters=20_000, read_page_seconds=2.0)
PLAIN: Final = Article(
    "The harbour board of Ostrel voted on Monday to raise the levy by 5 percent. “We had no choice,” said Mira Oduya, "
    "who leads it. The levy was $4.2 million in 1994, and the board’s auditor had warned of it."
)
_FORMULA: Final = re.compile(r" *[\t\r]|\s*[=+\-@＝＋－＠]")
_ACTING: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Target = Callable[[bytes], None]


def text(data: bytes) -> None:
    """A text of any bytes, compared with another one and itself: its passages tile it, its edits rebuild them."""
    article = _article(data, "a.txt")
    if article is None:
        return
    found = words(article.text)
    assert all(start < end for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    assert sketch([article.text]).words.tolist() == [len(found)]
    for one, other in ((PLAIN, article), (article, PLAIN), (article, Article(article.text + " "))):
        _check(one, other, compare(one, other, source="a", settings=WORDS))


def json_file(data: bytes) -> None:
    """A JSON file of any bytes."""
    _article(data, "a.json")


def html(data: bytes) -> None:
    """A page of any bytes: its links stand in its text."""
    article = _article(data, "a.html")
    for link in article.linked if article else ():
        assert not link.end or article is None or article.text[link.start : link.end] == link.text


def warc(data: bytes) -> None:
    """A web archive of any bytes."""
    _corpus(data, "a.warc")


def parquet(data: bytes) -> None:
    """A table of any bytes."""
    _corpus(data, "a.parquet")


def csv_out(data: bytes) -> None:
    """Cells of any text as CSV: the same cells come back, none runs as a formula, none acts on a terminal."""
    cells = data.decode("utf-8", "replace").split("\x1f")
    written = csv_text([cells])
    assert not _ACTING.search(written)
    (row,) = csv.reader(io.StringIO(written, newline="")) if any(cells) or len(cells) > 1 else ([""],)
    assert len(row) == len(cells)
    assert not any(_FORMULA.match(cell) for cell in row if cell.strip())


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += [tag] if tag in ("script", "iframe", "object", "embed", "base", "form", "meta") else []
        self.handlers += [name for name, value in attrs if name.startswith("on") or (value or "").lower().startswith("javascript:")]


def page_out(data: bytes) -> None:
    """The page of a comparison with any text, title and address: it holds no script, frame or handler but its own."""
    said = data.decode("utf-8", "replace")
    try:
        article = Article(said, title=said[:80], url=f"http://a.example/{said[:40]}", outlet=said[-40:], author=said[:20])
        found = compare(PLAIN, article, settings=WORDS)
    except DedupError:
        return
    assert _shape(render_page(found, PLAIN, article)) == _usual()


def _shape(page: str) -> tuple[list[str], list[str]]:
    parsed = _Scripts()
    parsed.feed(page)
    return parsed.tags, parsed.handlers


_KNOWN: Final[list[tuple[list[str], list[str]]]] = []


def _usual() -> tuple[list[str], list[str]]:
    if not _KNOWN:
        other = Article(
            "The ferry came back in June. Nobody had waited for it.", title="Ferry", url="http://a.example/1", outlet="O"
        )
        _KNOWN.append(_shape(render_page(compare(PLAIN, other, settings=WORDS), PLAIN, other)))
    return _KNOWN[0]


def _article(data: bytes, name: str) -> Article | None:
    try:
        return read_bytes(data, name, settings=WORDS).article
    except DedupError:
        return None


def _corpus(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        for found in read_corpus([path], WORDS):
            assert (found.article is None) == bool(found.error)


def _check(source: Article, derivative: Article, found: Comparison) -> None:
    covered = bytearray(len(derivative.text))
    for passage in found.passages:
        assert passage.text == derivative.text[passage.start : passage.end]
        assert not any(covered[passage.start : passage.end])
        covered[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
        rebuilt = "".join(
            source.text[slice(*edit.source)] if edit.op == "equal" else derivative.text[slice(*edit.derivative)]
            for edit in passage.edits
        )
        assert not passage.edits or rebuilt == passage.text
        for item in (*passage.source, *(change.source for change in passage.changes)):
            assert source.text[item.start : item.end] == item.text
    assert all(done or char.isspace() for done, char in zip(covered, derivative.text, strict=True))
    json.dumps(found.to_dict())


def _warc_seed(body: bytes) -> bytes:
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        f"WARC-Date: 2024-05-06T11:46:32Z\r\nWARC-Target-URI: http://a.example/\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


_PAGE: Final = (
    '<!doctype html><html><head><title>Levy | Post</title><meta property="og:type" content="article">'
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Levy","author":{"name":"Una Rask"}}</script></head>'
    f'<body><article><h1>Levy</h1><p>{PLAIN.text} <a href="http://b.example/x">More</a></p></article></body></html>'
).encode()


def seeds(target: str) -> list[bytes]:
    """What a search begins with."""
    said = PLAIN.text
    texts = [
        said.encode(),
        said.upper().encode(),
        said.replace(" ", "\n").encode("utf-16"),
        "слово соunсil har-\nbour ﬁne\u00ad\u202e".encode(),
        "“Yes,” said Ann. â€œNoâ€\x9d 1,000.5 per cent of $7m in May 1994 — not 3%.".encode(),
        "市议会投票。کونسل نے ووٹ دیا۔".encode(),
    ]
    record = {"text": said, "title": "t", "published": 1714986000, "links": [{"url": "http://b.example", "start": 1, "end": 4}]}
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    made: Mapping[str, list[bytes]] = {
        "text": texts,
        "json": [json.dumps(record).encode(), json.dumps({"@graph": [{"@type": "NewsArticle", "articleBody": said}]}).encode()],
        "html": [_PAGE, _PAGE.replace(b"article>", b"td>").replace(b"<body>", b"<body><table><tr>")],
        "warc": [_warc_seed(http + _PAGE), _warc_seed(http.replace(b"\r", b"") + _PAGE) * 2, _warc_seed(b"no http")],
        "parquet": _tables(said),
        "csv": [b"=1+1\x1f@x\x1f plain", "＝1\x1f\u202e\r\n".encode(), *texts],
        "page": [b"</script><script>alert(1)</script> a word.", b"javascript:x \" onload='y' & a word.", *texts],
    }
    return made[target]


def _tables(said: str) -> list[bytes]:
    import pyarrow
    from pyarrow import parquet as tables

    stream = io.BytesIO()
    tables.write_table(pyarrow.table({"id": ["a", "b"], "text": [said, said], "author": [["x"], None]}), stream)
    return [stream.getvalue()]


TARGETS: Final[Mapping[str, Target]] = {
    "text": text,
    "json": json_file,
    "html": html,
    "warc": warc,
    "parquet": parquet,
    "csv": csv_out,
    "page": page_out,
}
