"""Sheets and Arrow files that anybody may have written: a few bytes of which a reader would make gigabytes."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from dedup.read.arrow_sizes import Sizes
from dedup.read.corpus import read_corpus
from dedup.read.corpus_record import until_broken
from dedup.settings import Settings

TEXT = "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said."
SMALL = Settings(article_max_characters=1_000)


def errors(path: Path, settings: Settings | None = None) -> list[str]:
    return [found.error for found in read_corpus([path], settings) if found.error]


@pytest.mark.parametrize("head", [b"", b"text,url\n"])
def test_a_table_of_zeros_without_a_line_end_is_refused_at_its_first_characters(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(head)
    os.truncate(path, 8 << 30)
    (error,) = errors(path, SMALL)
    assert "a row of over" in error


def test_a_row_of_many_lines_in_quotation_marks_is_refused_as_one_of_too_many_characters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'text,url\n"{TEXT[:40]}\n{TEXT[40:]}",\n' + '"a\n",' * 2_000_000, encoding="utf-8")
    found = list(read_corpus([path], SMALL))
    assert [one.article.text for one in found if one.article] == [f"{TEXT[:40]}\n{TEXT[40:]}"]
    assert "a row of over" in str(found[-1].error)
    assert len(found) == 2


def test_a_first_row_of_a_million_names_is_not_told_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name," * 100_000, encoding="utf-8")
    (error,) = errors(path)
    assert "more characters" in error
    assert len(error) < 21_000


def test_a_message_that_leads_back_to_itself_is_read_once_and_one_without_a_mark_is_read() -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    table = arrow.table({"text": [TEXT]})

    def written(**options: Any) -> bytes:
        stream = io.BytesIO()
        with arrow.ipc.new_stream(stream, table.schema, options=arrow.ipc.IpcWriteOptions(**options)) as writer:
            writer.write_table(table)
        return stream.getvalue()

    (_, (size, _)) = Sizes(io.BytesIO(written())).of_stream()
    old = written(use_legacy_format=True, metadata_version=arrow.ipc.MetadataVersion.V4)
    assert [size for size, _ in Sizes(io.BytesIO(old)).of_stream()] == [0, size]
    schema = 8 + int.from_bytes(written()[4:8], "little")
    back = -8 - int.from_bytes(written()[schema + 4 : schema + 8], "little")
    broken = written().replace(size.to_bytes(8, "little"), back.to_bytes(8, "little", signed=True))
    assert broken != written()
    one, error = islice(until_broken(Sizes(io.BytesIO(broken)).of_stream()), 9)
    assert (one[0], "leads back" in str(error)) == (0, True)


@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize("packing", ["zstd", "lz4"])
def test_a_batch_of_an_arrow_file_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path, packing: str, as_file: bool) -> None:
    """29 KB unpacked to 900 MB, 2.8 GB in all."""
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    table = arrow.table({"text": ["a" * 3_000_000, TEXT]})
    path = tmp_path / "a.arrow"
    options = arrow.ipc.IpcWriteOptions(compression=packing)
    with (arrow.ipc.new_file if as_file else arrow.ipc.new_stream)(str(path), table.schema, options=options) as writer:
        writer.write_table(table)
    assert path.stat().st_size < 50_000
    (error,) = errors(path, replace(SMALL, read_table_bytes=2_000_000))
    assert "a batch unpacks to 3,0" in error
    assert "over read_table_bytes = 2,000,000" in error
    assert [found.article.text for found in read_corpus([path]) if found.article][-1] == TEXT


def arrow_file(table: Any, **options: Any) -> bytes:
    import pyarrow

    stream = io.BytesIO()
    with pyarrow.ipc.new_file(stream, table.schema, options=pyarrow.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table)
    return stream.getvalue()


def test_a_batch_that_the_footer_alone_leads_to_is_refused_too(tmp_path: Path) -> None:
    """The head of the schema at the beginning is broken: pyarrow reads that of the footer."""
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    path = tmp_path / "a.arrow"
    data = bytearray(arrow_file(arrow.table({"text": ["a" * 3_000_000, TEXT]}), compression="zstd"))
    data[8:24] = bytes(16)
    path.write_bytes(data)
    (error,) = errors(path, replace(SMALL, read_table_bytes=2_000_000))
    assert "a batch unpacks to 3,0" in error
    assert [found.article.text for found in read_corpus([path]) if found.article][-1] == TEXT


def test_a_footer_that_names_what_is_no_batch_is_refused(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    path = tmp_path / "a.arrow"
    data = arrow_file(arrow.table({"text": [TEXT]}))
    place = arrow.BufferReader(data).size() - 10
    footer = place - int.from_bytes(data[place : place + 4], "little")
    schema = 8 + 8 + int.from_bytes(data[12:16], "little")
    assert data[footer:].count(schema.to_bytes(8, "little")) == 1
    for elsewhere in (8, 1 << 40, -8):
        moved = data[footer:].replace(schema.to_bytes(8, "little"), elsewhere.to_bytes(8, "little", signed=True))
        path.write_bytes(data[:footer] + moved)
        (error,) = errors(path)
        assert "broken Arrow file" in error


@pytest.mark.parametrize("as_file", [True, False])
def test_a_dictionary_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path, as_file: bool) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    column = arrow.DictionaryArray.from_arrays(arrow.array([0, 1], arrow.int32()), arrow.array(["a" * 3_000_000, TEXT]))
    table, path = arrow.table({"text": column}), tmp_path / "a.arrow"
    options = arrow.ipc.IpcWriteOptions(compression="zstd")
    with (arrow.ipc.new_file if as_file else arrow.ipc.new_stream)(str(path), table.schema, options=options) as writer:
        writer.write_table(table)
    (error,) = errors(path, replace(SMALL, read_table_bytes=2_000_000))
    assert "a batch unpacks to 3,0" in error
    assert [found.article.text for found in read_corpus([path]) if found.article][-1] == TEXT


def test_the_rows_before_a_broken_head_are_read(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    table, path = arrow.table({"text": [TEXT]}), tmp_path / "a.arrow"
    with arrow.ipc.new_stream(str(path), table.schema) as writer:
        writer.write_table(table)
    path.write_bytes(path.read_bytes()[:-8] + b"\xff\xff\xff\xff\xf0\xff\xff\x7f")
    one, broken = read_corpus([path])
    assert one.article is not None
    assert "broken Arrow file, cannot be read from here on: a head that cannot be read" in str(broken.error)


def test_a_column_whose_values_lie_outside_of_it_is_refused(tmp_path: Path) -> None:
    """The offsets of two texts, the middle one made larger than the last: a text of negative length ends pyarrow's process."""
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    path, size = tmp_path / "a.arrow", len(TEXT)
    data = arrow_file(arrow.table({"text": [TEXT, TEXT]}))
    offsets = b"".join(n.to_bytes(4, "little") for n in (0, size, 2 * size))
    assert data.count(offsets) == 1
    path.write_bytes(data.replace(offsets, offsets[:4] + (1 << 23).to_bytes(4, "little") + offsets[8:]))
    first, second = errors(path)
    assert first == second
    assert "column 'text' cannot be read: Offset" in first


def test_a_column_name_that_is_no_utf_8_is_none_that_is_looked_for(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="needs dedup-news[crawl]")
    path, data = tmp_path / "a.arrow", arrow_file(arrow.table({"text": [TEXT], "beside": [1]}))
    path.write_bytes(data.replace(b"beside", b"bes\xffde"))
    assert [one.article.text for one in read_corpus([path]) if one.article] == [TEXT]
    path.write_bytes(data.replace(b"text", b"te\xfft"))
    (error,) = errors(path)
    assert error.startswith("no column 'text'")
    assert error.endswith("the columns are '\ufffd', 'beside'")
