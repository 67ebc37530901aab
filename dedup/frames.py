"""Families of the rows of a DataFrame.

from dedup.frames import families
found = families(df)            # df with the columns family, root and keep beside its own
clean = found[found.keep]
"""

from __future__ import annotations

import json
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dedup.engines.local import find_families
from dedup.errors import InputError
from dedup.families.keep import Keep, removals
from dedup.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from dedup.read.corpus import CorpusRecord

_TOLD: Final = 20
"""Rows that a warning names."""
_KNOWN: Final = ("title", "url", "outlet", "author", "published")


def families(
    frame: pd.DataFrame, *, text: str = "text", keep: Keep = "one", copies: bool = False, settings: Settings | None = None
) -> pd.DataFrame:
    """A copy of the frame with the columns `family` (a number, missing for rows that belong to none), `root` and `keep`.

    `text` names the column of the texts; title, url, outlet, author and published are used where there are such columns. `root`:
    whether the row is the root of its family. `keep`: False for what `removals` leaves out under `keep` and `copies`; a row whose
    text holds no word is in no family and is kept. So is one that is no article (no text, one that is too long): a UserWarning
    gives the places of these rows, from 0. Raises InputError where there is no such column, or one of those to add.
    """
    if missing := {text} - set(frame.columns):
        raise InputError(f"the frame has no column {missing.pop()!r}; name the one with the texts: text=...")
    if taken := {"family", "root", "keep"} & set(frame.columns):
        raise InputError(f"the frame has a column {min(taken)!r} already; rename it")
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "frame.jsonl"
        _write(frame, text, corpus)
        refused: list[CorpusRecord] = []
        listed = find_families([corpus], Path(folder) / "work", settings, reject=refused.append).families
    if refused:
        warnings.warn(_warning(refused), stacklevel=2)
    gone, made = removals(listed, keep, copies=copies), frame.copy()
    number = {int(member.id): at for at, family in enumerate(listed) for member in family.members}
    roots = {int(family.root) for family in listed if family.root is not None}
    rows = range(len(frame))
    made["family"] = _column([number.get(row) for row in rows])
    made["root"] = [row in roots for row in rows]
    made["keep"] = [f"{row:012d}" not in gone for row in rows]
    return made


def _warning(refused: list[CorpusRecord]) -> str:
    """Which rows are no article: each is a line of the corpus, which counts from 1."""
    rows = sorted((int(one.where.rpartition(":")[2]) - 1, one.error or "") for one in refused)
    places = ", ".join(str(row) for row, _ in rows[:_TOLD]) + (", …" if len(rows) > _TOLD else "")
    return f"{len(rows)} rows are no article and are kept as they are: {places} (row {rows[0][0]}: {rows[0][1]})"


def _column(numbers: list[int | None]) -> Any:
    import pandas as pd

    return pd.array(numbers, dtype="Int64")


def _write(frame: pd.DataFrame, text: str, corpus: Path) -> None:
    """Rows as lines; their ids are their places, so that they sort as the rows do."""
    columns = [name for name in _KNOWN if name in frame.columns]
    with corpus.open("w", encoding="utf-8") as lines:
        for row, values in enumerate(frame[[text, *columns]].itertuples(index=False, name=None)):
            known = {name: plain for name, value in zip(columns, values[1:], strict=True) if (plain := _plain(value))}
            article = {"id": f"{row:012d}", "text": values[0] if isinstance(values[0], str) else "", **known}
            lines.write(json.dumps(article) + "\n")


def _plain(value: Any) -> str:
    """Dates as ISO 8601; "" for what is missing."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()) if value == value else ""  # NaT is unlike itself
    return value if isinstance(value, str) else ""
