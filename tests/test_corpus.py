"""Many articles from files of all kinds; a bad record is a record with an error."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from dedup.errors import InputError
from dedup.read.corpus import corpus_bytes, read_corpus, reject_line
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


def test_folders_are_read_by_name_and_ids_are_paths_in_them(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.txt").write_text("A text.")
    (tmp_path / "a.txt").write_text("A text.")
    (tmp_path / "many.json").write_text(json.dumps([GOOD, {"id": "z", "text": "More."}]))
    (tmp_path / "empty.txt").write_text(" ")
    (tmp_path / "notes.md").write_text("not read")
    assert [identity for identity, _ in read(tmp_path)] == ["a", None, "a", "z", "b/one"]


def test_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup[crawl]")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    parquet.write_table(arrow.table({"id": ["a", "b"], "text": ["One text.", None]}), path)
    assert read(path)[0] == ("a", None)
    assert "no key 'text'" in str(read(path)[1][1])
    path.write_bytes(b"PAR1 no")
    assert "broken Parquet" in str(read(path)[0][1])


def warc_record(url: str, body: str, kind: str = "text/html", status: str = "200 OK") -> bytes:
    payload = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{body}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-31T09:30:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{url}>\r\nContent-Type: application/http\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + payload + b"\r\n\r\n")


def test_web_archives(tmp_path: Path) -> None:
    pytest.importorskip("fastwarc", reason="needs dedup[crawl]")
    paragraph = "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said. " * 5
    page = f"<html><body><article><h1>Bridge</h1><p>{paragraph}</p><p>{paragraph}</p></article></body></html>"
    path = tmp_path / "a.warc.gz"
    path.write_bytes(
        warc_record("https://example.org/a", page)
        + warc_record("https://example.org/b.png", "x", kind="image/png")
        + warc_record("https://example.org/c", page, status="404 Not Found")
        + warc_record("https://example.org/d", "<html><body></body></html>")
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


def test_long_texts_are_refused_records_and_wrong_paths_errors(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"id": "long", "text": "word " * 100}, GOOD))
    assert read(path, article_max_characters=100)[0][1] == "the text has 500 characters, over article_max_characters = 100"
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.jsonl")
    (tmp_path / "a.doc").write_text("x")
    with pytest.raises(InputError, match=r"unknown format; the name must end in one of \.jsonl"):
        read(tmp_path / "a.doc")


def test_a_rejected_record_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines("{broken"))
    line = reject_line(next(iter(read_corpus([path]))))
    assert json.loads(line)["where"] == f"{path}:1"
    assert line.count("\n") == 1
