"""Many articles from files of all kinds; a bad record is a record with an error."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import sys
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from dedup.article import Article
from dedup.errors import InputError
from dedup.read.corpus import CorpusRecord, Reached, corpus_bytes, read_corpus
from dedup.settings import Settings

GOOD = {"id": "a", "text": "The mayor closed the bridge on Monday.", "title": "Bridge", "published": "2024-05-31"}


def lines(*records: object) -> bytes:
    return "".join(f"{record if isinstance(record, str) else json.dumps(record)}\n" for record in records).encode()


def read(*paths: Path | str, **settings: object) -> list[tuple[str | None, str | None]]:
    """(id, error) of every record."""
    found = read_corpus(paths, Settings().updated(dict(settings)))
    return [(one.article.id if one.article else None, one.error) for one in found]


def test_json_lines_with_bad_ones_between(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        lines(GOOD, "{broken", [1], {"id": "b"}, {"id": "c", "text": 3}, {"text": "No id."}) + b'{"text": "\xff"}\n\n' + lines(GOOD)
    )
    found = read(path)
    assert [identity for identity, _ in found] == ["a", None, None, None, None, f"{path}:6", None, "a"]
    told = ("broken JSON", "is list", "no key 'text'", "expected a string", "not UTF-8")
    assert all(part in error for part, error in zip(told, [error for _, error in found if error], strict=True))


def test_compressed_lines_and_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(lines(GOOD)))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines(GOOD, {"text": "x"}))))
    assert read(path, "-") == [("a", None), ("a", None), ("stdin:2", None)]
    assert corpus_bytes([path, "-"]) == 0
    assert corpus_bytes([path]) > 0


def test_folders_are_read_by_name_and_files_are_named_by_their_paths(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.txt").write_text("A text.")
    (tmp_path / "a.txt").write_text("A text.")
    (tmp_path / "many.json").write_text(json.dumps([GOOD, {"id": "z", "text": "More."}]))
    (tmp_path / "empty.txt").write_text(" ")
    (tmp_path / "notes.md").write_text("not read")
    assert [identity for identity, _ in read(tmp_path)] == [f"{tmp_path}/a.txt", None, "a", "z", f"{tmp_path}/b/one.txt"]


def test_a_record_tells_what_it_states_itself(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    canonical = '<link rel="canonical" href="https://example.org/a">'
    page.write_text(f"<html><head>{canonical}</head><body><article><p>{PARAGRAPH}</p></article></body></html>")
    text, table = tmp_path / "a.txt", tmp_path / "a.jsonl"
    text.write_text("A text.")
    table.write_bytes(lines(GOOD, {"url": "https://example.org/b", "text": "x"}, {"text": "x"}))
    found = list(read_corpus([page, text, table]))
    assert [one.stated for one in found] == ["https://example.org/a", "", "a", "https://example.org/b", ""]
    assert [one.whole for one in found] == [True, True, False, False, False]


def test_what_was_read_before_a_packed_file_breaks_off_is_there(tmp_path: Path) -> None:
    packed = gzip.compress(lines(*({"id": f"a{number}", "text": os.urandom(200).hex()} for number in range(200))))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    (tmp_path / "b.jsonl.gz").write_bytes(lines(GOOD))
    found = list(read_corpus([path, tmp_path / "b.jsonl.gz"]))
    ids = [one.article.id for one in found if one.article]
    assert 90 < len(ids) < 110
    assert ids == [f"a{number}" for number in range(len(ids))]
    told = [(one.where, one.error) for one in found if one.error]
    assert [where for where, _ in told] == [f"{path}:{len(ids) + 1}", f"{tmp_path}/b.jsonl.gz:1"]
    assert "ended before" in str(told[0][1])
    assert "Not a gzipped file" in str(told[1][1])


def test_a_line_without_end_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"id": "long", "text": "word " * 500_000}, GOOD))
    (_, error), (identity, _) = read(path, article_max_characters=100)
    assert "the line has 1,050,176 bytes or more" in str(error)
    assert identity == "a"


def test_a_pipe_is_read_when_it_is_given_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    os.mkfifo(path)
    threading.Thread(target=path.write_bytes, args=(lines(GOOD),), daemon=True).start()
    assert read(path) == [("a", None)]


def test_what_a_folder_cannot_give_is_a_refused_record(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "gone").mkdir(parents=True)
    (corpus / "b.txt").write_text("A text.")
    (corpus / "broken.txt").symlink_to(tmp_path / "nowhere")
    (corpus / "linked").symlink_to(tmp_path)
    os.mkfifo(corpus / "pipe.jsonl")
    with open(os.fsencode(corpus) + b"/caf\xe9.txt", "w") as stream:
        stream.write("A text.")
    found = read_corpus([corpus])
    first = next(found)
    shutil.rmtree(corpus / "gone")  # as good as one that cannot be read
    told = {one.where.removeprefix(f"{corpus}/"): one.error for one in (first, *found)}
    assert told["b.txt"] is told["caf\\xe9.txt"] is None
    assert "No such file" in str(told["broken.txt"])
    assert told["linked"] == "a link to a folder, which is not followed"
    assert told["pipe.jsonl"] == "no regular file"
    assert "the folder cannot be read" in str(told["gone"])
    assert len(told) == 6


def test_an_index_is_no_part_of_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "index").mkdir()
    for name in ("index/index.sqlite", "index/rejects.jsonl", "a.txt", "b.txt"):
        (tmp_path / name).write_text("A text.")
    found = list(read_corpus([tmp_path], skip=lambda file: file.endswith("b.txt")))
    assert [one.where for one in found] == [f"{tmp_path}/a.txt"]
    with pytest.raises(InputError, match="this is an index"):
        read_corpus([tmp_path / "a.txt", tmp_path / "index"])


def test_how_far_the_reading_is_counts_bytes_on_the_disk(tmp_path: Path) -> None:
    packed, plain = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl"
    packed.write_bytes(gzip.compress(lines(*({"id": f"a{n}", "text": "The same words again. " * 50} for n in range(2000)))))
    plain.write_bytes(lines(GOOD, GOOD))
    reached = Reached()
    seen = [reached.bytes for _ in read_corpus([packed, plain], reached=reached)]
    assert seen == sorted(seen)
    assert 0 < seen[0] <= packed.stat().st_size == seen[1999]
    assert seen[-1] == corpus_bytes([packed, plain])


def test_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"id": ["a", "b"], "text": ["One text.", None]}), path)
    assert read(path)[0] == ("a", None)
    assert "no key 'text'" in str(read(path)[1][1])
    path.write_bytes(b"PAR1 no")
    assert "broken Parquet" in str(read(path)[0][1])


def test_sheets(tmp_path: Path) -> None:
    sheet, long_row = tmp_path / "news.csv", b"5,x," + b"a" * 200_000 + b",\n"
    rows = [b'1,x,"One, two\nthree",2024-01-02\n', b"\n", b"2,x\n", b"3,x,,\n", b"4,x,caf\xe9,\n", long_row]
    sheet.write_bytes(b"".join([b"\xef\xbb\xbfid,Text,text,published\n", *rows]))
    one, short, empty, broken, long = read_corpus([sheet])
    assert one.article == Article("One, two\nthree", "1", published="2024-01-02")
    assert (short.where, short.error) == (f"{sheet}:5", "the row has 2 values, the first row names 4 columns")
    assert empty.error is not None
    assert "surrogate" in str(broken.error)
    assert long.article is not None
    assert len(long.article.text) == 200_000
    (tmp_path / "other.csv").write_text("id;text\nb;Four; five\n", encoding="utf-8")
    assert [found.error for found in read_corpus([tmp_path / "other.csv"])] == [
        "the row has 3 values, the first row names 2 columns"
    ]
    (tmp_path / "none.tsv").write_text("id\tvalue\n", encoding="utf-8")
    assert "no column 'text'" in str(next(read_corpus([tmp_path / "none.tsv"])).error)
    assert list(read_corpus([tmp_path])) == []  # in a folder a sheet may be anything


@pytest.mark.parametrize("as_file", [False, True])
def test_the_folder_of_a_dataset(as_file: bool, tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    table = arrow.Table.from_pylist([{"id": "1", "text": "One two", "label": 3}, {"id": "2", "text": "", "label": 4}])
    folder = tmp_path / "set"
    folder.mkdir()
    path = folder / "data-00000-of-00001.arrow"
    with (arrow.ipc.new_file if as_file else arrow.ipc.new_stream)(str(path), table.schema) as writer:
        writer.write_table(table)
    (folder / "state.json").write_text("{}", encoding="utf-8")
    one, empty = read_corpus([folder])
    assert one.article == Article("One two", "1")
    assert empty.where == f"{path}:2"
    assert "text is empty" in str(empty.error)
    path.write_bytes(path.read_bytes()[: 200 if not as_file else -30])
    (broken,) = read_corpus([folder])
    assert "broken Arrow file" in str(broken.error)


def test_a_value_of_a_table_that_cannot_be_read_spoils_no_other(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    parquet = pytest.importorskip("pyarrow.parquet")
    broken = arrow.Array.from_buffers(arrow.string(), 2, arrow.array([b"\xff\xfe bad", b"A text."]).buffers())
    day = arrow.array([0, 0], arrow.timestamp("us", tz="Nowhere/Zone"))
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"id": ["a", "b"], "text": broken, "published": day}), path)
    refused, found = read_corpus([path])
    assert "column 'text' cannot be read" in str(refused.error)
    assert json.loads(refused.record)["id"] == "a"
    assert found.article is not None
    assert found.article.published == "1970-01-01T00:00:00+00:00"
    for table, told in (
        ({"text": [b"A text."]}, "key 'text' is bytes"),
        ({"text": ["A text."], "id": arrow.array([1], arrow.decimal128(3))}, "key 'id' is Decimal"),
        ({"body": ["A text."]}, "no column 'text', 'maintext', 'articleBody'; the columns are 'body'"),
    ):
        parquet.write_table(arrow.table(table), path)
        assert told in str(read(path)[0][1])


def test_a_broken_group_of_rows_is_passed_over(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    table = arrow.table({"id": [f"a{n}" for n in range(20)], "text": [f"A text {n}." for n in range(20)]})
    parquet.write_table(table, path, row_group_size=10, use_dictionary=False)
    at = parquet.ParquetFile(path).metadata.row_group(0).column(1).data_page_offset
    data = bytearray(path.read_bytes())
    data[at : at + 20] = b"\xff" * 20
    path.write_bytes(data)
    first, *others = read_corpus([path])
    assert first.where == f"{path}:1"
    assert "rows up to 10 are not read" in str(first.error)
    assert [one.article.id for one in others if one.article] == [f"a{n}" for n in range(10, 20)]


PARAGRAPH = "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said. " * 5
PAGE = f"<html><body><article><h1>Bridge</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH}</p></article></body></html>".encode()


def warc_record(
    url: str, body: bytes, kind: str = "text/html", status: str = "200 OK", headers: str = "", packed: bool = True
) -> bytes:
    payload = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n{headers}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-31T09:30:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{url}>\r\nContent-Type: application/http\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    record = head.encode() + payload + b"\r\n\r\n"
    return gzip.compress(record) if packed else record


def test_web_archives(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc", reason="needs dedup-news[crawl]")
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        warc_record("https://example.org/a", PAGE)
        + warc_record("https://example.org/b.png", b"x", kind="image/png")
        + warc_record("https://example.org/c", PAGE, status="404 Not Found")
        + warc_record("https://example.org/d", b"<html><body></body></html>")
    )
    found = list(read_corpus([path]))
    assert [one.where for one in found] == [f"{path}#https://example.org/a", f"{path}#https://example.org/d"]
    article = found[0].article
    assert article is not None
    assert (article.id, article.url, article.published) == (
        "https://example.org/a",
        "https://example.org/a",
        "2024-05-31T09:30:00Z",
    )
    assert "closed the old bridge" in article.text
    assert found[1].error
    assert json.loads(found[1].record)["WARC-Record-ID"] == "<urn:uuid:https://example.org/d>"


def in_archive(path: Path, *bodies: tuple[str, bytes]) -> list[CorpusRecord]:
    """What is found in an archive of these responses (headers, body), with a good one behind them."""
    responses = [*bodies, ("", PAGE)]
    path.write_bytes(b"".join(warc_record(f"https://example.org/{n}", body, headers=h) for n, (h, body) in enumerate(responses)))
    return list(read_corpus([path]))


def raw_deflate(page: bytes) -> bytes:
    return zlib.compress(page)[2:-4]


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("none", bytes), ("UTF-8", bytes), ("identity", bytes), ("x-gzip", gzip.compress), ("GZIP", gzip.compress),
        ("deflate", zlib.compress), ("deflate", raw_deflate), ("gzip, gzip", lambda page: gzip.compress(gzip.compress(page))),
        ("gzip", bytes), ("br", bytes),
    ],
)  # fmt: skip
def test_every_coding_of_a_page_is_unpacked(tmp_path: Path, coding: str, packed: Callable[[bytes], bytes]) -> None:
    """The last two: stored unpacked, under the headers of the packed page."""
    pytest.importorskip("fastwarc", reason="needs dedup-news[crawl]")
    first, last = in_archive(tmp_path / "a.warc.gz", (f"Content-Encoding: {coding}\r\n", packed(PAGE)))
    assert first.article is not None
    assert last.article is not None
    assert first.article.text == last.article.text


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Encoding: gzip\r\n", b"no gzip" * 20), ("Content-Encoding: gzip\r\n", gzip.compress(PAGE)[:-20]),
        ("Content-Encoding: br\r\n", b"no brotli" * 20), ("Content-Encoding: deflate\r\n", b"\0" * 200),
        ("Content-Encoding: zstd\r\n", b"no zstd" * 20), ("Transfer-Encoding: chunked\r\n", b"zz\r\nabc"),
    ],
)  # fmt: skip
def test_a_broken_body_is_one_refused_record(tmp_path: Path, headers: str, body: bytes) -> None:
    pytest.importorskip("fastwarc", reason="needs dedup-news[crawl]")
    first, last = in_archive(tmp_path / "a.warc.gz", (headers, body))
    assert "the body cannot be unpacked" in str(first.error)
    assert last.article is not None


@pytest.mark.parametrize("packed", [True, False])
def test_a_record_that_is_cut_off_is_no_article(tmp_path: Path, packed: bool) -> None:
    pytest.importorskip("fastwarc", reason="needs dedup-news[crawl]")
    record = warc_record("https://example.org/a", PAGE.replace(b"</article>", os.urandom(999).hex().encode()), packed=packed)
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(record * 2 + record[: -len(record) // 4])
    whole, again, cut = read_corpus([path])
    assert whole.article == again.article is not None
    assert "cut off: the record has" in str(cut.error)


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_intact_behind_a_broken_record_is_read(tmp_path: Path, packed: bool) -> None:
    pytest.importorskip("fastwarc", reason="needs dedup-news[crawl]")
    records = [bytearray(warc_record(f"https://example.org/{number}", PAGE, packed=packed)) for number in range(6)]
    for broken in (1, 2, 4):
        records[broken][:20] = b"\xff" * 20
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(records))
    found = list(read_corpus([path]))
    assert [one.stated[-1:] for one in found] == ["0", "", "3", "", "5"]
    assert f"broken WARC after the record at byte {len(b''.join(records[:3])):,}," in str(found[3].error)


def test_long_texts_are_refused_records_and_wrong_paths_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"id": "long", "text": "word " * 100}, GOOD))
    assert read(path, article_max_characters=100)[0][1] == "the text has 500 characters, over article_max_characters = 100"
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.jsonl")
    (tmp_path / "a.doc").write_text("x")
    with pytest.raises(InputError, match=r"unknown format; the name must end in one of \.jsonl"):
        read(tmp_path / "a.doc")
    with pytest.raises(InputError, match="no such file"):  # before anything is read
        read_corpus([path, tmp_path / "none.jsonl"])


def test_a_refused_record_is_told_and_shortened(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines("{broken", "[" + "1, " * 20_000 + "1]"))
    short, long = read_corpus([path])
    assert short.record == "{broken"
    assert len(long.record) < 20_100
    assert long.record.endswith("… [40,003 more characters]")


def test_a_closed_standard_input_is_an_error_of_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="standard input is closed"):
        read_corpus(["-"])
