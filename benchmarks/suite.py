"""What a suite is: where its data are, its cases, how one case is judged, and the figures of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from dedup.errors import DedupError
from dedup.settings import Settings

Figures = dict[str, float]
Case = TypeVar("Case")
Outcome = TypeVar("Outcome")


class DataError(DedupError):
    """A data set is missing, or a file of it is not as published."""


@dataclass(frozen=True, slots=True)
class Published:
    """A published figure and where it stands; `confirmed` is false where it was not looked up in the source."""

    value: float
    where: str
    confirmed: bool = True

    def __str__(self) -> str:
        return f"{number(self.value)} {self.where}{'' if self.confirmed else ' (unconfirmed)'}"


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked for; `extra` holds the options that a suite declares for itself, by name."""

    settings: Settings = field(default_factory=Settings)
    limit: int | None = None
    jobs: int = 1
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suite(Generic[Case, Outcome]):
    """One benchmark.

    `signs`: globs, one of which matches in a folder of this data set and in no other. `folder`: the usual name of that folder.
    `files`: globs of what is read there, for the hash of the data. `load` lists the cases, `judge` runs one of them (in a
    worker: cases and outcomes must survive pickling), `figures` sums up, `report` adds what is not a number. `extra` names the
    suite's own options with their help, `wanted` the goals of this project. `details`: pattern of figures that the README's table
    leaves out. `in_parts`: a run may measure a part, so that the table takes each figure from the last run that has it.
    """

    name: str
    about: str
    folder: str
    signs: tuple[str, ...]
    load: Callable[[Path, Options], Sequence[Case]]
    judge: Callable[[Case, Settings], Outcome]
    figures: Callable[[Sequence[Outcome]], Figures]
    report: Callable[[Sequence[Outcome], Options], Mapping[str, Any]] | None = None
    homes: tuple[str, ...] = ("../shared/gold",)
    files: tuple[str, ...] = ("**/*",)
    extra: Mapping[str, str] = field(default_factory=dict)
    published: Mapping[str, Published] = field(default_factory=dict)
    wanted: Mapping[str, str] = field(default_factory=dict)
    parallel: bool = True
    details: str = r"(?!)"
    in_parts: bool = False


def number(value: float) -> str:
    """A figure for people: shares with three places and no leading zero, larger numbers with fewer."""
    if value != value:
        return "–"
    if float(value).is_integer() and abs(value) > 1:
        return f"{value:,.0f}"
    text = f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def mean(values: Sequence[float]) -> float:
    """The mean, nan of nothing."""
    return sum(values) / len(values) if values else float("nan")


def counted(figures: Mapping[str, float]) -> Figures:
    """The figures that could be counted: those that are not nan."""
    return {name: value for name, value in figures.items() if value == value}
