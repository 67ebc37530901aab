"""The pictures of the families as one HTML page that needs nothing else: who took from whom, over time where dates are known.

Across: from left to right by date, or by distance from the root where dates are missing. An arrow goes from source to derivative; a
line without a head joins two of which nobody knows who was first. The page holds no script.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from dedup.families.graph import moment
from dedup.families.model import Edge, Family, Member

MOST: Final = 500
"""Families drawn, the largest first; the page says how many it leaves out."""
MOST_MEMBERS: Final = 200
"""Members drawn of one family."""

_LANE: Final = 26
_WIDTH: Final = 900
_LEFT: Final = 20
_LABEL: Final = 300
_TITLE: Final = 44

_ACTING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Dot:
    """A member in the picture."""

    x: float
    y: float
    label: str
    about: str
    is_root: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An edge in the picture."""

    path: str
    directed: bool
    width: float
    about: str


def render_families(families: Sequence[Family]) -> str:
    """The page as HTML text, the largest families first. Deterministic; holds ids, titles, outlets and dates, no texts."""
    order = sorted(families, key=lambda family: (-len(family.members), family.family))
    style = _asset("families.css")
    page: str = _template().render(
        style=Markup(style),
        policy=f"default-src 'none'; style-src 'sha256-{_digest(style)}'; base-uri 'none'; form-action 'none'",
        pictures=[_picture(family) for family in order[:MOST]],
        families=len(families),
        articles=sum(len(family.members) for family in families),
        left_out=max(0, len(order) - MOST),
    )
    return page


@cache
def _asset(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_asset("families.html.j2"))


def _digest(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _picture(family: Family) -> dict[str, Any]:
    drawn = sorted(family.members, key=lambda member: (_steps(family).get(member.id, 0), _when(member), member.id))[:MOST_MEMBERS]
    across, dated = _across(family, drawn)
    places = {member.id: (across[member.id], _LANE * (lane + 0.5)) for lane, member in enumerate(drawn)}
    edges = [edge for edge in family.edges if edge.a in places and edge.b in places]
    return {
        "name": _shown(family.family),
        "root": _shown(family.root) if family.root else None,
        "members": len(family.members),
        "left_out": len(family.members) - len(drawn),
        "dated": dated,
        "width": _WIDTH,
        "height": _LANE * len(drawn),
        "dots": [Dot(*places[member.id], _label(member), _about(member), member.id == family.root) for member in drawn],
        "lines": [_line(edge, places) for edge in edges],
    }


def _across(family: Family, drawn: Sequence[Member]) -> tuple[dict[str, float], bool]:
    """Where each member stands from left to right, and whether that is its date."""
    dates = {member.id: moment(member.published) for member in drawn}
    known = [date.timestamp() for date in dates.values() if date]
    if len(known) == len(drawn) and known and min(known) < max(known):
        values = {name: date.timestamp() for name, date in dates.items() if date}
        dated = True
    else:
        steps, dated = _steps(family), False
        values = {member.id: float(steps.get(member.id, 0)) for member in drawn}
    low, high = min(values.values()), max(values.values())
    room = _WIDTH - _LABEL - 2 * _LEFT
    return {name: round(_LEFT + room * (value - low) / ((high - low) or 1), 1) for name, value in values.items()}, dated


def _steps(family: Family) -> dict[str, int]:
    """Edges between each member and the root (the first member where it is not known)."""
    near: dict[str, list[str]] = {}
    for edge in family.edges:
        near.setdefault(edge.a, []).append(edge.b)
        near.setdefault(edge.b, []).append(edge.a)
    start = family.root or family.family
    steps, waiting = {start: 0}, [start]
    for name in waiting:
        for other in sorted(near.get(name, ())):
            if other not in steps:
                steps[other] = steps[name] + 1
                waiting.append(other)
    return steps


def _when(member: Member) -> float:
    date = moment(member.published)
    return date.timestamp() if date else 0.0


def _line(edge: Edge, places: dict[str, tuple[float, float]]) -> Line:
    (x1, y1), (x2, y2) = places[edge.source_id or edge.a], places[edge.derivative_id or edge.b]
    bend = min(x1, x2) - 12 if abs(x1 - x2) < 1 else (x1 + x2) / 2
    about = f"{edge.source_id or edge.a} → {edge.derivative_id or edge.b}" if edge.source else f"{edge.a} — {edge.b}"
    figures = f"resemblance {edge.resemblance:.2f}, {edge.shared:,} shared runs of four words"
    return Line(
        path=f"M{x1} {y1} Q{bend} {y1 if abs(x1 - x2) >= 1 else (y1 + y2) / 2} {x2} {y2}",
        directed=edge.source is not None,
        width=round(1 + 2 * max(edge.a_containment, edge.b_containment), 2),
        about=f"{_shown(about)}: {figures}",
    )


def _label(member: Member) -> str:
    name = _shown(member.title or member.id)
    return name if len(name) <= _TITLE else f"{name[: _TITLE - 1]}…"


def _about(member: Member) -> str:
    known = (member.id, member.title, member.outlet, member.published, f"{member.words:,} words")
    return _shown(" · ".join(item for item in known if item))


def _shown(text: str) -> str:
    """The text without characters that turn the direction of what follows, and without control characters."""
    return "".join(" " if c in _ACTING or not (c.isprintable() or c == " ") else c for c in text)
