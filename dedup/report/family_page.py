"""Families of articles as one HTML page that needs nothing else: who took what from whom, each edge with its comparison.

Built as `page` is: the template escapes all data, style and script stand in files and run by their hashes, nothing is requested. It
reads without its script, which only opens the comparison that a link names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from markupsafe import Markup

from dedup.article import Article
from dedup.corpus_result import CorpusComparison
from dedup.kinds import DERIVED_KINDS, KINDS
from dedup.moments import moment_in_utc
from dedup.report import family, wording
from dedup.report.certainty import clarity, likelihood
from dedup.report.dropped import dropped_sentences
from dedup.report.family import EdgeView, Kindred, Tie
from dedup.report.family_names import Called
from dedup.report.page import environment, inlined, policy
from dedup.report.typeset import derivative_pieces, source_pieces
from dedup.report.visible import clipped, visible, web_address
from dedup.result import Difference, Passage, TextSpan

_LANE: Final = 44
_WIDTH: Final = 960
_LEFT: Final = 24
_LABEL: Final = 330
"""Room for the names beside the dots, in pixels of the picture."""
_LABEL_LETTERS, _ABOUT_LETTERS = 40, 50
_TICKS: Final = 16
"""Room for the first and the last date under the lowest name."""
_CORNER: Final = 10
_LABELLED: Final = 70
"""Pixels that an edge must go across before its share is written on it; shorter ones have it in the table alone."""
_EXCERPT: Final = 140


def render_family_page(corpus: CorpusComparison, articles: Sequence[Article]) -> str:
    """The page as HTML text. Deterministic; holds the texts of every pair that is an edge."""
    kin = family.kindred(corpus, articles)
    kicker = f"{len(corpus.articles)} articles, each compared with each"
    return _page(family.finding(kin), kicker, [kin], corpus.settings, is_alone=True)


def render_families_page(families: Sequence[Kindred], title: str, notes: Sequence[str], settings: str) -> str:
    """Several families on one page, in the order given. Deterministic; holds the texts of ties that have a comparison.

    `title` says what was found, `notes` what the page leaves out.
    """
    return _page(title, "The families of a corpus, the largest first", families, settings, notes)


def _page(
    title: str, kicker: str, families: Sequence[Kindred], settings: str, notes: Sequence[str] = (), *, is_alone: bool = False
) -> str:
    style, script = "".join(map(inlined, ("base.css", "page.css", "family.css"))), inlined("family.js")
    context = {
        "policy": policy(style, script),
        "style": Markup(style),
        "script": Markup(script),
        "title": title,
        "kicker": kicker,
        "notes": [visible(note) for note in notes],
        "is_alone": is_alone,
        "families": [_family(item) for item in families],
        "kinds": list(enumerate(wording.KIND_WORDS.values())),
        "percent": wording.percent,
        "settings": visible(settings),
    }
    return environment().get_template("family.html.j2").render(context).rstrip("\n") + "\n"


def _family(item: Kindred) -> dict[str, Any]:
    names = item.names
    views = [tie.view for tie in item.ties if tie.view]
    return {
        "finding": family.finding(item),
        "left_out": item.left_out,
        "articles": list(_articles(item)),
        "picture": _picture(item),
        "edges": [_edge(view) for view in views],
        "measured": [_measured(tie, names) for tie in item.ties if not tie.view],
        "through": item.through,
        "matrices": list(_matrices(names, views)),
    }


def _measured(tie: Tie, names: Sequence[Called]) -> dict[str, Any]:
    return {"names": tuple(names[end] for end in tie.ends), "known": tie.known, "figures": tie.figures}


def _articles(item: Kindred) -> Iterator[dict[str, Any]]:
    for place, (called, info) in enumerate(zip(item.names, item.articles, strict=True)):
        yield {
            "name": called.name,
            "whole": called.whole,
            "byline": wording.byline(info, to_the_minute=True),
            "href": web_address(info.url),
            "is_root": place == item.root,
        }


# -- the picture


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge in the picture, a link to the comparison with that number; 0 where there is none."""

    number: int
    path: str
    x: float
    y: float
    known: bool
    width: float
    label: str
    said: str


def _picture(item: Kindred) -> dict[str, Any]:
    """Lanes from top to bottom by date or distance from a source; across the same."""
    down = family.steps(item)
    across, ticks = _across(item, down)
    order = sorted(down, key=lambda place: (across[place], place))
    places = {place: (across[place], _LANE * (lane + 0.75)) for lane, place in enumerate(order)}
    dots = [
        {
            "x": x,
            "y": y,
            "label": clipped(one.name, _LABEL_LETTERS),
            "about": clipped(one.about, _ABOUT_LETTERS),
            "root": place == item.root,
        }
        for place, (x, y) in places.items()
        for one in (item.names[place],)
    ]
    return {
        "width": _WIDTH,
        "height": _LANE * (len(order) + 0.5) + _TICKS,
        "dots": dots,
        "arrows": [_arrow(tie, places) for tie in item.ties],
        "ticks": ticks,
    }


def _across(item: Kindred, down: dict[int, int]) -> tuple[dict[int, float], list[tuple[float, str]]]:
    """Where each article stands from left to right; the first and the last date where that is by date."""
    dates = {place: moment_in_utc(item.articles[place].published) for place in down}
    known = {place: date.timestamp() for place, date in dates.items() if date}
    dated = len(known) == len(down) and len(set(known.values())) > 1
    values: dict[int, float] = known if dated else {place: float(step) for place, step in down.items()}
    low, high = min(values.values(), default=0.0), max(values.values(), default=0.0)
    room = _WIDTH - _LABEL - 2 * _LEFT
    across = {place: round(_LEFT + room * (value - low) / ((high - low) or 1), 1) for place, value in values.items()}
    if not dated:
        return across, []
    ends = (min(known, key=lambda place: known[place]), max(known, key=lambda place: known[place]))
    return across, [(across[place], visible(wording.when(item.articles[place].published))) for place in ends]


def _arrow(tie: Tie, places: dict[int, tuple[float, float]]) -> Arrow:
    here, there = (places[place] for place in tie.ends)
    (x1, y1), (x2, y2) = (here, there) if tie.known or here <= there else (there, here)
    corner = _CORNER if y2 > y1 else -_CORNER
    across = f"V{y2 - corner}Q{x1} {y2} {x1 + _CORNER} {y2}H{x2}"  # down a trunk of the source, then along the derivative's lane
    path = f"M{x1} {y1}{across}" if x2 > x1 + 2 * _CORNER else f"M{x1} {y1}Q{min(x1, x2) - 24} {y2} {x2} {y2}"
    return Arrow(
        number=tie.view.number if tie.view else 0,
        path=path,
        x=round((x1 + x2) / 2, 1),
        y=y2,
        known=tie.known,
        width=round(1.5 + 4 * tie.share, 2),
        label=wording.percent(tie.share) if abs(x2 - x1) > _LABELLED else "",
        said=tie.said,
    )


# -- the comparisons


def _edge(view: EdgeView) -> dict[str, Any]:
    comparison = view.pair.comparison
    return {
        "number": view.number,
        "names": view.names,
        "roles": (view.left.role, view.right.role),
        "said": view.said,
        "relation": wording.plain(comparison.relation),
        "known": comparison.source is not None,
        "confidence": likelihood(comparison.direction.confidence) if comparison.source else "",
        "shares": view.shares,
        "evidence": [
            (f"{item.weight:+.1f}", wording.plain(item.kind), visible(item.text)) for item in comparison.direction.evidence
        ],
        "rows": [_row(number, item, view) for number, item in enumerate(comparison.passages, 1)],
        "dropped": [visible(item.text) for item in dropped_sentences(comparison)],
    }


def _row(number: int, item: Passage, view: EdgeView) -> dict[str, Any]:
    words = wording.KIND_WORDS[item.kind]
    changes = [change for change in wording.gravest_first(item) if change.severity in ("fact", "loaded")]
    return {
        "id": f"e{view.number}p{number}",
        "css": f"k{KINDS.index(item.kind)}",
        "letter": words.letter,
        "name": words.name,
        "source": source_pieces(item, view.left.text),
        "derivative": derivative_pieces(item, view.right.text),
        "credit": wording.credit_words(item.credit) if item.kind in DERIVED_KINDS else "",
        "changes": [
            (wording.change_words(one), _quoted(one.source), _quoted(one.derivative), visible(one.note)) for one in changes
        ],
    }


def _quoted(span: TextSpan) -> str:
    return f"“{visible(span.text)}”" if span.text else "nothing"


# -- the matrix: which sentences of a source each derivative used


def _matrices(names: Sequence[Called], views: Sequence[EdgeView]) -> Iterator[dict[str, Any]]:
    for source in dict.fromkeys(view.pair.ends[0] for view in views):
        mine = [view for view in views if view.pair.ends[0] == source]
        stretches = _stretches(mine)
        text = mine[0].left.text
        yield {
            "source": names[source],
            "known": all(view.pair.comparison.source is not None for view in mine),
            "derivatives": [(view.number, view.names[1]) for view in mine],
            "rows": list(
                _folded([(_excerpt(text, stretch), [list(_uses(view, stretch)) for view in mine]) for stretch in stretches])
            ),
        }


def _excerpt(text: str, stretch: tuple[int, int]) -> str:
    return clipped(visible(text[slice(*stretch)]), _EXCERPT)


_Row = tuple[str, list[list[dict[str, Any]]]]


def _folded(rows: Sequence[_Row]) -> Iterator[tuple[_Row | None, list[str]]]:
    """The rows in order: one that somebody used and no texts, or none and the texts of some in a row that nobody did."""
    for is_used, run in groupby(rows, key=lambda row: any(row[1])):
        if is_used:
            yield from ((row, []) for row in run)
        else:
            yield None, [text for text, _ in run]


def _stretches(views: Sequence[EdgeView]) -> list[tuple[int, int]]:
    """The sentences of a source, as far as its comparisons name them: spans that touch one another's words become one."""
    spans = {(span.start, span.end) for view in views for item in view.pair.comparison.passages for span in item.source}
    spans |= {(item.start, item.end) for view in views for item in dropped_sentences(view.pair.comparison)}
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _uses(view: EdgeView, stretch: tuple[int, int]) -> Iterator[dict[str, Any]]:
    for number, item in enumerate(view.pair.comparison.passages, 1):
        if any(span.start < stretch[1] and span.end > stretch[0] for span in item.source):
            words = wording.KIND_WORDS[item.kind]
            sign, said = _changed(item, view.pair.comparison.differences)
            yield {
                "href": f"#e{view.number}p{number}",
                "css": f"k{KINDS.index(item.kind)}",
                "letter": f"{words.letter}{sign}",
                "title": f"{words.name}{said}, passage {number} of {view.names[1].said}",
            }


def _changed(item: Passage, differences: Sequence[Difference]) -> tuple[str, str]:
    """The mark of a passage that says otherwise, as sure as the brief has it, and the words for it; "" for none.

    It changes what its source says; of two articles of which none is known to be the source, they differ there.
    """
    changes = (change for change in wording.gravest_first(item) if change.severity in ("fact", "loaded"))
    severities = [(change.confidence, wording.SEVERITY[change.severity]) for change in changes]
    severities += [(one.confidence, "difference") for one in differences if item.start <= one.b.start and one.b.end <= item.end]
    if not severities:
        return "", ""
    confidence, what = max(severities, key=lambda one: one[0])
    sure = clarity(confidence)
    return "?" if sure == "doubtful" else "!", f", {what}, {sure}"
