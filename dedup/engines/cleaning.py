"""A corpus without the articles that are not needed: what stays is written as it was read, and a table says what went and why."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from dedup.engines.reading import described, json_reader
from dedup.errors import InputError, MissingExtra
from dedup.families.keep import Removal
from dedup.read import most_bytes
from dedup.read.corpus_record import shown
from dedup.read.packed import numbered_lines
from dedup.read.sheets import raw_rows
from dedup.settings import Settings
from dedup.sheet import csv_text
from dedup.terminal import check_output, placed

_LINES: Final = (".jsonl", ".ndjson", ".jl")
_TABLE: Final = (".parquet",)
_SHEET: Final = (".csv",)
_SOURCES: Final = {
    _LINES: (_LINES, "lines of JSON"),
    _TABLE: (_TABLE, "Parquet"),
    _SHEET: ((*_SHEET, ".tsv"), "CSV or TSV"),
}
"""What a corpus of each kind of file is made of: their endings, and how they are called."""
_ROWS: Final = 1000
_NAMED: Final = 3
"""Ids that an error names."""
REMOVED_COLUMNS: Final = ("id", "where", "family", "kept", "why", "edge_with", "shared", "error")

_Item = TypeVar("_Item")
_Row = tuple[str | None, str, str]
"""The id of a record, None where it is no article; where it stands; why it is none."""


@dataclass(slots=True)
class Cleaned:
    """What became of the records: `read` is the sum of `kept`, `removed` and `refused`, the records that are no article."""

    kept: int = 0
    removed: int = 0
    refused: int = 0
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many records there are."""
        return self.kept + self.removed + self.refused

    def stays(self, name: str | None, where: str, gone: Mapping[str, Removal], error: str = "") -> bool:
        """Count a record; whether it stays. `name`: its id, None where it is no article."""
        if name is None:
            self.refused += 1
            self.rows.append(("", where, "", "", "refused", "", "", error))
            return False
        if (why := gone.get(name)) is None:
            self.kept += 1
            return True
        self.removed += 1
        self.rows.append((name, where, why.family, why.kept, why.kind, why.edge_with, why.shared, ""))
        return False


def check_cleaned(paths: Sequence[str | Path], target: Path) -> None:
    """Raise InputError where a corpus cannot be written again as such a file: lines of JSON as lines, rows of a table as rows.

    Raises DedupError for a place that `--output` would not take either: see `check_output`.
    """
    kind = _kind(target)
    endings, forms = _SOURCES[kind]
    for path in map(Path, paths):
        if not path.is_file() or not _is(path, endings) or (kind == _SHEET and path.suffix.lower() not in endings):
            raise InputError(f"{path} cannot be written to {target} as it was read: that takes files of {forms}")
    for place in (str(target), _table_of(target)):
        check_output(place, tuple(map(str, paths)))


def _kind(target: Path) -> tuple[str, ...]:
    """What kind of file a cleaned corpus becomes. Raises InputError for another."""
    for kind in _SOURCES:
        if _is(target, kind) and (kind == _LINES or not target.name.lower().endswith(".gz")):
            return kind
    raise InputError(f"cannot write a cleaned corpus to {target}: the name must end in .jsonl, .jsonl.gz, .parquet or .csv")


def clean(paths: Sequence[str | Path], gone: Mapping[str, Removal], target: Path, settings: Settings) -> Cleaned:
    """Write the records of a corpus but those that go, byte for byte or row for row; beside `target` a table of what went.

    Rows of CSV go through the one writer of CSV, which makes formulas and control characters inert (`dedup.sheet`): such a cell is
    not as it was read.
    The table is `<target>.removed.csv`. Each file appears whole or not at all, the corpus first, and where a link leads to.
    Raises InputError, MissingExtra, and DedupError for a place that is refused.
    """
    check_cleaned(paths, target)
    made, way = Cleaned(), _WAYS[_kind(target)]
    if target.name.lower().endswith(".gz"):
        way = partial(_clean_lines, packed=True)
    with placed(str(target)) as part, placed(_table_of(target)) as table:
        try:
            way([str(path) for path in paths], gone, Path(part), settings, made)
            _check_removed(gone, made)
            with open(table, "w", encoding="utf-8", newline="") as removed:
                removed.write(csv_text([REMOVED_COLUMNS, *made.rows], line_end="\n"))
        except OSError as error:
            raise InputError(f"cannot write to {target}: {error.strerror or error}") from error
    return made


def _table_of(target: Path) -> str:
    return f"{target}.removed.csv"


def _check_removed(gone: Mapping[str, Removal], made: Cleaned) -> None:
    """Raises InputError where an article that should go was not met, or more than once: the corpus is not what was read before."""
    if made.removed == len(gone):
        return
    met = [name for name, _, _, _, why, *_ in made.rows if why != "refused"]
    odd = sorted(gone.keys() - set(met)) or sorted({name for name in met if met.count(name) > 1})
    shown_names = ", ".join(odd[:_NAMED])
    raise InputError(f"{made.removed} articles would go, not {len(gone)} ({shown_names}): the corpus has changed; run it again")


@contextmanager
def _reading(path: str) -> Iterator[None]:
    """What the reading of a file raises becomes InputError that names it. For the reading alone: see `_named_errors`."""
    try:
        yield
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise InputError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "pyarrow":
            raise
        raise InputError(f"{path}: cannot be read: {error}") from error


def _named_errors(path: str, items: Iterator[_Item]) -> Iterator[_Item]:
    """The same, its errors as those of reading the file; what is done with each is outside of that."""
    while True:
        with _reading(path):
            one = next(items, None)
        if one is None:
            return
        yield one


def _is(path: Path, endings: Sequence[str]) -> bool:
    return path.name.lower().removesuffix(".gz").endswith(tuple(endings))


def _clean_lines(
    paths: Sequence[str], gone: Mapping[str, Removal], part: Path, settings: Settings, made: Cleaned, packed: bool = False
) -> None:
    most = most_bytes(settings.article_max_characters)
    with gzip.open(part, "wb") if packed else open(part, "wb") as out:
        for path in paths:
            with ExitStack() as stack:
                with _reading(path):
                    opened = gzip.open if path.lower().endswith(".gz") else open
                    stream = stack.enter_context(opened(path, "rb"))
                lines = numbered_lines(stream, most, settings.read_packed_ratio)  # type: ignore[arg-type]
                for number, line in _named_errors(path, lines):
                    where = f"{path}:{number}"
                    name, error = _named(line, where, most, settings)
                    if made.stays(name, where, gone, error):
                        out.write(line + b"\n")


def _named(line: bytes, where: str, most: int, settings: Settings) -> tuple[str | None, str]:
    """The id of the article in a line; None, and why, where it holds none."""
    if len(line) >= most:
        return None, f"the line has {most:,} bytes or more"
    orjson = json_reader()
    try:
        return described(orjson.loads(line), where, settings.article_max_characters).id, ""
    except (InputError, orjson.JSONDecodeError) as error:
        return None, str(error)


def _clean_table(paths: Sequence[str], gone: Mapping[str, Removal], part: Path, settings: Settings, made: Cleaned) -> None:
    try:
        from pyarrow.parquet import ParquetFile, ParquetWriter
    except ImportError as error:
        raise MissingExtra("reading Parquet needs pyarrow; run `pip install 'dedup-news[families]'`") from error
    with ExitStack() as stack:
        writer: Any = None
        for path in paths:
            with _reading(path):
                table = stack.enter_context(ParquetFile(path))
            if writer is None:
                writer = stack.enter_context(ParquetWriter(part, table.schema_arrow))
            elif not table.schema_arrow.equals(writer.schema):
                raise InputError(f"{path} has other columns than {paths[0]}; clean them one by one")
            names = _names(path, settings)
            for batch in _named_errors(path, table.iter_batches(_ROWS)):
                stays = [_stays(next(names, None), path, gone, made) for _ in range(batch.num_rows)]
                writer.write_batch(batch.filter(_mask(stays)))


def _clean_sheet(paths: Sequence[str], gone: Mapping[str, Removal], part: Path, settings: Settings, made: Cleaned) -> None:
    columns: list[str] = []
    with open(part, "w", encoding="utf-8", errors="surrogateescape", newline="") as out:
        for path in paths:
            rows, names = _named_errors(path, raw_rows(path, settings)), _names(path, settings)
            first = next(rows, [])
            if columns and first != columns:
                raise InputError(f"{path} has other columns than {paths[0]}; clean them one by one")
            if not columns:
                columns = first
                out.write(csv_text([columns], line_end="\n"))
            for row in rows:
                if _stays(next(names, None), path, gone, made):
                    out.write(csv_text([row], line_end="\n"))


_WAYS: Final = {_LINES: _clean_lines, _TABLE: _clean_table, _SHEET: _clean_sheet}


def _mask(stays: list[bool]) -> Any:
    from pyarrow import array

    return array(stays)


def _stays(row: _Row | None, path: str, gone: Mapping[str, Removal], made: Cleaned) -> bool:
    if row is None:
        raise InputError(f"{path}: not all of its rows can be read, so it cannot be written again as it was read")
    name, where, error = row
    return made.stays(name, where, gone, error)


def _names(path: str, settings: Settings) -> Iterator[_Row]:
    from dedup.read.corpus import read_corpus

    for record in read_corpus([path], settings):
        yield (record.article.id if record.article else None), record.where or shown(path), record.error or ""
