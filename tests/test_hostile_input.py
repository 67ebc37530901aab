"""Files made to exhaust the machine, to confuse a reader or to end it: refused by name, within bounds of work and memory."""

from __future__ import annotations

import gzip
import io
import json
import os
import time
import tracemalloc
import zlib
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from dedup import Settings
from dedup.errors import InputError
from dedup.read import read_noted
from dedup.read.corpus import read_corpus
from dedup.read.corpus_record import attempt, until_broken
from dedup.read.limited import article_within, costly
from dedup.read.markup import shown_text, without_markup
from dedup.read.packed import numbered_lines

TEXT = "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said."
SMALL = Settings(article_max_characters=1_000, read_page_seconds=1.0)


def errors(path: Path | str, settings: Settings | None = None) -> list[str]:
    return [found.error for found in read_corpus([path], settings) if found.error]


def texts(path: Path | str, settings: Settings | None = None) -> list[str]:
    return [found.article.text for found in read_corpus([path], settings) if found.article]


def test_one_value_of_a_table_that_stands_in_all_rows_is_unpacked_a_row_at_a_time(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "bomb.parquet"
    value, rows = "word " * 200_000, 300
    indices = arrow.array([0] * rows, arrow.int32())
    column = arrow.DictionaryArray.from_arrays(indices, arrow.array([value]))
    parquet.write_table(arrow.table({"text": column}), path, compression="zstd")
    assert path.stat().st_size < 20_000
    tracemalloc.start()
    found = sum(one.article is not None for one in read_corpus([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == rows
    assert peak < 20 * len(value)


def test_a_value_of_a_table_with_more_bytes_than_any_article_is_refused(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"text": ["x" * 1_200_000, TEXT], "author": [["y"], ["z" * 9]]}), path)
    assert texts(path, SMALL) == [TEXT]
    assert "column 'text' cannot be read: it has 1,200,000 bytes" in errors(path, SMALL)[0]


def test_a_group_of_rows_that_unpacks_to_too_much_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    with parquet.ParquetWriter(path, arrow.schema({"text": arrow.string()})) as writer:
        writer.write_table(arrow.table({"text": [f"{n} {TEXT * 5}" for n in range(50)]}))
        writer.write_table(arrow.table({"text": [TEXT]}))
    settings = Settings(read_table_bytes=10_000)
    assert texts(path, settings) == [TEXT]
    assert "over read_table_bytes = 10,000" in errors(path, settings)[0]


def test_a_sparse_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    for name in ("a.json", "a.txt", "a.html"):
        with open(tmp_path / name, "wb") as stream:
            stream.truncate(9 << 30)
        started = time.process_time()
        (error,) = errors(tmp_path / name, Settings(read_json_bytes=1 << 20))
        assert "bytes" in error
        assert time.process_time() - started < 2


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no /dev/zero")
def test_a_device_behind_a_link_is_refused_by_name(tmp_path: Path) -> None:
    for name in ("a.jsonl", "a.warc", "a.json"):
        (tmp_path / name).symlink_to("/dev/zero")
        with pytest.raises(InputError, match=f"{name}: a device"):
            read_corpus([tmp_path / name])
    assert errors(tmp_path) == ["no regular file"] * 3


def test_half_a_billion_blank_lines_in_half_a_megabyte_are_not_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    packed = gzip.compress(b"\n" * (20 << 20))
    path.write_bytes(packed * 8)
    started = time.process_time()
    (error,) = errors(path)
    assert "it unpacks to over" in error
    assert "read_packed_ratio" in error
    assert time.process_time() - started < 5


def test_lines_are_those_of_the_file_however_it_is_cut(tmp_path: Path) -> None:

    data = b'\n\n{"a": 1}\r\n \nlong line of sorts\n' + b"x" * 300_000 + b"\n\nend"
    expected = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    assert list(numbered_lines(io.BytesIO(data), 1 << 20)) == expected
    assert [len(line) for _, line in numbered_lines(io.BytesIO(data), 1000)] == [9, 18, 1000, 3]
    del tmp_path


PANIC = type("PanicException", (BaseException,), {})


def test_a_panic_of_a_parser_is_a_refused_record() -> None:
    def panics() -> Any:
        raise PANIC("index out of bounds")

    assert attempt("here", panics).error == "PanicException: index out of bounds"

    def items() -> Any:
        yield 1
        raise PANIC("index out of bounds")

    one, error = until_broken(items())
    assert (one, str(error)) == (1, "PanicException: index out of bounds")


def warc(*blocks: bytes, kind: str = "response", uri: str = "http://tarn.example/a", type_: str = "application/http") -> bytes:
    found = b""
    for number, block in enumerate(blocks):
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:08}-0000-0000-0000-000000000000>\r\n"
            f"WARC-Date: 2024-05-06T11:46:32Z\r\nWARC-Target-URI: {uri}{number}\r\nContent-Type: {type_}\r\n"
            f"Content-Length: {len(block)}\r\n\r\n"
        )
        found += head.encode() + block + b"\r\n\r\n"
    return found


PAGE = f"<!doctype html><html><head><title>B</title></head><body><article><p>{TEXT}</p></article></body></html>".encode()


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_http_heads_with_bare_line_feeds_are_read(tmp_path: Path, end: bytes) -> None:
    pytest.importorskip("fastwarc")
    path = tmp_path / "a.warc"
    path.write_bytes(warc(b"HTTP/1.1 200 OK" + end + b"Content-Type: text/html; charset=utf-8" + end + end + PAGE))
    assert TEXT in texts(path)[0]


def test_a_response_that_is_no_http_is_refused_and_one_of_a_name_server_passed_over(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    path = tmp_path / "a.warc"
    path.write_bytes(warc(PAGE) + warc(b"tarn.example. 1 IN A 10.0.0.1\n", uri="dns:tarn.example", type_="text/dns"))
    assert errors(path) == ["the response is no HTTP: its first line is no status line, or its headers have no end"]


def test_a_response_whose_headers_have_no_end_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc")
    path = tmp_path / "a.warc"
    path.write_bytes(warc(b"HTTP/1.1 200 OK\rContent-Type: text/html\r\r" + PAGE) + warc(b"HTTP/1.1 204 No Content\r\n\r\n"))
    assert errors(path) == ["the response is no HTTP: its first line is no status line, or its headers have no end"]


@pytest.mark.parametrize("date", ["2024-05-31T09:30:00+99:99", "Fri, 31 May 2024 09:30:00 +9999", 1e300, 10**400, -5, "not a day"])
def test_a_date_that_is_none_is_a_note(tmp_path: Path, date: object) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": TEXT, "published": date}), encoding="utf-8")
    reading = read_noted(path)
    assert reading.article.published is None
    assert "is not used" in reading.notes[0]


@pytest.mark.parametrize(
    ("record", "published"),
    [
        ({"published": 1714986000}, "2024-05-06T09:00:00+00:00"),
        ({"published": 1714986000000}, "2024-05-06T09:00:00+00:00"),
        ({"date_publish": "2024-05-06 09:00:00"}, "2024-05-06 09:00:00"),
        ({"publish_date": "2024-05-06"}, "2024-05-06"),
    ],
)
@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_keys_of_crawlers_are_known_in_files(tmp_path: Path, record: dict[str, object], published: str, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text(json.dumps({"maintext": f"<p>{TEXT}</p>", "authors": ["Una Rask"], **record}), encoding="utf-8")
    (found,) = read_corpus([path])
    assert found.article is not None
    assert (found.article.text, found.article.author, found.article.published) == (TEXT, "Una Rask", published)


HOSTILE_PAGES = {
    "links in a paragraph": f"<p>{TEXT}</p><p>" + "<a href='/x'>link</a> " * 20_000 + "</p>",
    "attributes of an element": f"<p>{TEXT}</p><p " + " ".join(f"a{n}" for n in range(100_000)) + ">Hello.</p>",
}


@pytest.mark.parametrize("name", HOSTILE_PAGES)
def test_a_page_that_takes_its_extractor_too_long_is_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><article>{HOSTILE_PAGES[name]}</article></body></html>", encoding="utf-8")
    (error,) = errors(path, SMALL)
    assert "took over 1 seconds (read_page_seconds)" in error
    with pytest.raises(InputError, match=r"a\.html: the page took over"):
        read_noted(path, settings=SMALL)


def test_a_pdf_that_takes_its_extractor_too_long_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(packed_pdf(b"BT /F 9 Tf () Tj ET " * 1_000_000))
    assert path.stat().st_size < 50_000
    with pytest.raises(InputError, match=r"a\.pdf: the PDF took over 1 seconds \(read_page_seconds\)"):
        read_noted(path, settings=SMALL)


def test_a_module_in_the_working_folder_is_not_run_by_who_reads_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "base64.py").write_text("raise SystemExit(7)", encoding="utf-8")
    path = tmp_path / "a.pdf"
    path.write_bytes(packed_pdf(b"BT /F 9 Tf (The mayor of Tarn closed the bridge.) Tj ET"))
    monkeypatch.chdir(tmp_path)
    assert read_noted(path).article.text == "The mayor of Tarn closed the bridge."


def packed_pdf(drawing: bytes) -> bytes:
    """A page that draws so, packed."""
    packed = zlib.compress(drawing, 9)
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        stream,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = b"%PDF-1.4\n", b""
    for number, one in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<< /Root 1 0 R /Size 6 >>\n" % places
    return body + table + b"startxref\n%d\n%%%%EOF" % len(body)


@pytest.mark.parametrize(
    "unit", ["<!--", "<![CDATA[", "<![", "<a ", "<a b='", "<a b='>'", '<a b="<"', "</", "<?", "&#", "<style>", "<p></p><script>"]
)
def test_markup_that_never_ends_is_read_in_one_pass(unit: str) -> None:
    """Python's own parser took 1.2 s for 32,000 characters of "<!--", and failed at "<![<!["."""
    before = process_time()
    text, notes = without_markup(f"<p>{TEXT}</p>" + unit * (400_000 // len(unit)))
    assert text.startswith(TEXT)
    assert notes
    assert process_time() - before < 10


@pytest.mark.parametrize("digits", ["9" * 5_000, "x" + "f" * 5_000, "0" * 5_000 + "65"])
def test_a_character_reference_of_thousands_of_digits_is_one_that_does_not_exist(digits: str) -> None:
    assert without_markup(f"{TEXT}&amp;&#{digits};")[0] == f"{TEXT}&\ufffd"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One<!-- two --> three</p>", "One three"),
        ("<p>One</p><script>if (a < b) '<p>'</script><p>two</p>", "One\ntwo"),
        ('<p title="a > b">One</p>two', "One\ntwo"),
        ("<p>1 < 2 &lt; 3 &amp;amp; 4</p>", "1 < 2 < 3 &amp; 4"),
        ("<p>One</p><template><p>two</p></template>three", "One\nthree"),
        ("<p>One <b", "One <b"),
        ("<STYLE>p {}</STYLE><P>One<BR/>two</P>", "One\ntwo"),
        ("<?xml version='1.0'?><!DOCTYPE html><p>One</p>", "One"),
    ],
)
def test_a_piece_of_html_is_what_it_shows(page: str, text: str) -> None:
    assert shown_text(page) == text


def test_a_page_read_apart_is_read_the_same() -> None:
    body = f"<article><p>{TEXT}</p><p>{TEXT} Twice.</p>{'<i></i>' * 4_000}</article>"
    page = f"<html><head><title>T | Tarn Post</title></head><body>{body}</body></html>"
    plain = page.replace("<i></i>", "")
    assert costly(page)
    assert not costly(plain)
    assert article_within(page, "a", "https://tarn.example/a", 30.0) == article_within(plain, "a", "https://tarn.example/a", 30.0)
    with pytest.raises(InputError, match="no article in the page"):
        article_within("<i></i>" * 4_000, "a", None, 30.0)
