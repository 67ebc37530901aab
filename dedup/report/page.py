"""The report as one HTML page that needs nothing else: no network, no other file, no framework.

The template gets plain data and escapes all of it. Style and script stand in files of their own and are put in when the page is
made; the page's Content-Security-Policy allows these two, by their hashes, and nothing else. What the script needs to know comes
as JSON in a block that no browser runs. The page reads and prints without its script, too.
"""

from __future__ import annotations

import base64
import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from dedup.article import Article
from dedup.report import wording
from dedup.report.annotations import collection_iri
from dedup.report.figures import figures
from dedup.report.iris import iri
from dedup.report.markdown import markdown_parts
from dedup.report.packed import packed
from dedup.report.pan import render_pan
from dedup.report.schema_org import render_schema_org
from dedup.report.sides import Column, columns
from dedup.report.typeset import Line, derivative_lines, has_marked_edits, source_lines
from dedup.report.visible import acting, clipped, label, visible, web_address
from dedup.result import DERIVED_KINDS, KINDS, Change, Comparison, Dropped, Evidence, Passage, TextSpan

_LIST_CHARACTERS: Final = 120
"""Lists beside the texts show the opening words of a sentence; the sentence itself is a click away."""
DOWNLOADS: Final = (
    ("json", "comparison.json", "JSON"),
    ("csv", "passages.csv", "CSV"),
    ("markdown", "comparison.md", "Markdown"),
    ("annotations", "annotations.jsonld", "Web Annotations"),
    ("pan", "alignments.xml", "PAN XML"),
    ("schema-org", "schema-org.jsonld", "schema.org"),
)
"""What the page's buttons save: a format of the command line, the file's name, the button's words."""
_LONG_ARTICLE: Final = 30_000
"""Characters from which the browser may leave out paragraphs that are not on the screen, at the price of estimated heights."""


def render_page(comparison: Comparison, a: Article, b: Article) -> str:
    """The page as HTML text. Deterministic; holds both articles in full."""
    left, right = columns(comparison, a, b)
    style, script = asset("page.css"), asset("exports.js") + asset("page.js")
    context = {
        "policy": policy(style, script),
        "style": Markup(style),
        "script": Markup(script),
        **_context(comparison, left, right),
        "downloads": DOWNLOADS,
        "packed": packed(comparison, left, right, _files(comparison, left, right, a, b)),
    }
    return environment().get_template("page.html.j2").render(context).rstrip("\n") + "\n"


def _files(comparison: Comparison, left: Column, right: Column, a: Article, b: Article) -> dict[str, Any]:
    return {
        "markdown": list(markdown_parts(comparison, left, right)),
        "pan": render_pan(comparison, a, b),
        "schema": render_schema_org(comparison, a, b),
    }


@cache
def asset(name: str) -> str:
    """A style or a script, as its file has it."""
    return (files(__package__) / "assets" / name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """The templates, which escape all that is put into them."""
    templates = {item.name: item.read_text(encoding="utf-8") for item in (files(__package__) / "templates").iterdir()}
    return Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def policy(style: str, script: str) -> str:
    """A Content-Security-Policy that allows this style and this script, by their hashes, and nothing else."""
    allowed = f"style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _digest(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _context(comparison: Comparison, left: Column, right: Column) -> dict[str, Any]:
    shares = figures(comparison, left.info.words)
    texts = {"source": source_lines(comparison, left), "derivative": derivative_lines(comparison, right)}
    return {
        "left": left,
        "right": right,
        "finding": wording.finding(comparison, left, right, shares),
        "articles": [_card(left), _card(right)],
        "long": {"source": len(left.text) > _LONG_ARTICLE, "derivative": len(right.text) > _LONG_ARTICLE},
        "texts": texts,
        "shares": shares,
        "percent": wording.percent,
        "bar": list(_bar(comparison)),
        "evidence": [_evidence(item, right) for item in comparison.direction.evidence],
        "measures": _measures(comparison, left, right),
        "notes": [visible(note) for note in comparison.notes],
        "settings": visible(comparison.settings),
        "lists": _lists(comparison),
        "data": Markup(_script_json(_data(comparison, left, right, texts))),
    }


# -- what stands above the texts


def _card(column: Column) -> dict[str, Any]:
    info = column.info
    title = visible(info.title or info.id or f"Article {column.side.upper()}")
    return {
        "role": column.role,
        "title": title,
        "byline": wording.byline(column),
        "url": visible(info.url or ""),
        "href": web_address(info.url),
    }


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind's part of the bar, in per cent of its length."""

    index: int
    words: wording.KindWords
    count: int
    start: float
    width: float
    share: float


def _bar(comparison: Comparison) -> Iterator[Segment]:
    sizes = dict.fromkeys(KINDS, 0)
    for passage in comparison.passages:
        sizes[passage.kind] += passage.words
    total = sum(sizes.values()) or 1
    start = 0.0
    for index, (kind, size) in enumerate(sizes.items()):
        if size:
            width = 100 * size / total
            yield Segment(index, wording.KIND_WORDS[kind], size, round(start, 3), round(width, 3), size / total)
            start += width


def _evidence(item: Evidence, right: Column) -> dict[str, Any]:
    side = "derivative" if item.article == right.side else "source"
    place = f"{side} {item.start} {item.end}" if item.end > item.start else ""
    return {"kind": wording.plain(item.kind), "text": visible(item.text), "weight": f"{item.weight:+.1f}", "place": place}


def _measures(comparison: Comparison, left: Column, right: Column) -> list[tuple[str, str]]:
    measures = comparison.measures
    inside = {"a": measures.a_containment, "b": measures.b_containment}
    return [
        (wording.decimal(measures.resemblance), "resemblance: runs of words in both, of all runs"),
        (wording.decimal(inside[right.side]), f"containment of the {right.role} in the {left.role}"),
        (wording.decimal(inside[left.side]), f"containment of the {left.role} in the {right.role}"),
    ]


# -- the lists beside the texts


def _lists(comparison: Comparison) -> list[dict[str, Any]]:
    changes = list(_changes(comparison))
    pick = [[item for item in changes if item["severity"] in wanted] for wanted in (("fact",), ("loaded",), ("neutral", "style"))]
    return [
        {"id": "facts", "title": "Changes of fact", "form": "change", "groups": _single(pick[0])},
        {"id": "loaded", "title": "Loaded swaps", "form": "change", "groups": _single(pick[1])},
        {"id": "quotations", "title": "Quotations checked", "form": "quote", "groups": _single(list(_quotations(comparison)))},
        {"id": "added", "title": "Added framing and commentary", "form": "added", "groups": _single(list(_added(comparison)))},
        {"id": "left-out", "title": "Left out", "form": "dropped", "groups": list(_left_out(comparison))},
        {"id": "other", "title": "Other changes", "form": "change", "groups": _single(pick[2])},
    ]


def _single(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [("", rows)] if rows else []


def _numbered(comparison: Comparison) -> Iterator[tuple[dict[str, Any], Passage]]:
    for number, passage in enumerate(comparison.passages, 1):
        yield {"number": number, "css": f"k{KINDS.index(passage.kind)}"}, passage


def _changes(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for entry, passage in _numbered(comparison):
        for index, change in enumerate(passage.changes):
            yield {
                **entry,
                "index": index,
                "severity": change.severity,
                "kind": wording.plain(change.kind),
                "before": _excerpt(change.source),
                "after": _excerpt(change.derivative),
                "note": visible(change.note),
            }


def _quotations(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for entry, passage in _numbered(comparison):
        for index, quote in enumerate(passage.quotes):
            text = passage.text[quote.start - passage.start : quote.end - passage.start]
            kept = quote.status in ("identical", "style")
            yield {**entry, "index": index, "text": _shortened(text), "status": wording.quote_words(quote), "kept": kept}


def _added(comparison: Comparison) -> Iterator[dict[str, Any]]:
    for entry, passage in _numbered(comparison):
        if passage.kind in ("added_framing", "added_commentary") or passage.cues:
            cues = [(wording.plain(cue.kind), visible(cue.text)) for cue in passage.cues]
            yield {**entry, "text": _excerpt(passage), "cues": cues}


def _left_out(comparison: Comparison) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    order = list(wording.DROPPED_GROUPS)
    rows = [
        {"number": number, "group": item.group, "text": _excerpt(item), "speaker": visible(item.speaker or "")}
        for number, item in enumerate(comparison.dropped, 1)
    ]
    rows.sort(key=lambda row: (order.index(row["group"]) if row["group"] in order else len(order), row["group"], row["number"]))
    for group, items in groupby(rows, key=lambda row: str(row["group"])):
        yield wording.DROPPED_GROUPS.get(group, wording.plain(group)), list(items)


def _excerpt(item: TextSpan | Passage | Dropped) -> str:
    return _shortened(item.text)


def _shortened(text: str) -> str:
    return clipped(visible(text), _LIST_CHARACTERS)


# -- what the script needs


def _data(
    comparison: Comparison,
    left: Column,
    right: Column,
    texts: dict[str, tuple[Line, ...]],
) -> dict[str, Any]:
    moved = set(moved_passages(comparison))
    said = sorted({wording.credit_words(passage.credit) for passage in comparison.passages})
    return {
        "kinds": [[words.letter, words.name, words.meaning] for words in wording.KIND_WORDS.values()],
        "severities": wording.SEVERITY,
        "credits": said,
        "passages": [
            _passage_data(passage, said.index(wording.credit_words(passage.credit)), number in moved)
            for number, passage in enumerate(comparison.passages, 1)
        ],
        "sides": {"source": left.side, "derivative": right.side},
        "iris": {"source": iri(left), "derivative": iri(right), "collection": collection_iri(left, right)},
        "dropped": sum(item.words for item in comparison.dropped),
        "sourceWords": left.info.words,
        "texts": {side: _text_data(column.text, texts[side]) for side, column in (("source", left), ("derivative", right))},
    }


def _text_data(text: str, lines: tuple[Line, ...]) -> dict[str, Any]:
    """What the paragraphs of the page do not hold of a text: line ends, and characters that are shown by a label."""
    hidden = [place for line in lines for place in acting(text, line.start, line.start + line.size)]
    return {"ends": [line.end for line in lines], "hidden": [[place, ord(text[place]), label(text[place])] for place in hidden]}


def _passage_data(passage: Passage, credit: int, moved: bool) -> dict[str, Any]:
    """One passage for the script, short names, nothing that is empty: long articles have a thousand of them."""
    data = {
        "k": KINDS.index(passage.kind),
        "at": [passage.start, passage.end],
        "w": passage.words,
        "q": passage.quoted_words,
        "sim": round(passage.similarity, 2) if passage.source else 0,
        "sure": round(passage.confidence, 2),
        "src": [_ends(span) for span in passage.source],
        "ed": [[edit.op[0], edit.source[1], edit.derivative[1]] for edit in passage.edits] if has_marked_edits(passage) else [],
        "ch": [_change_data(item) for item in passage.changes],
        "qu": [[quote.start, quote.end, wording.quote_words(quote), *_ends(quote.source)] for quote in passage.quotes],
        "cue": [[wording.plain(cue.kind), cue.start, cue.end] for cue in passage.cues],
        "cr": credit,
        "c": int(passage.credit is not None and passage.credit.credited),
        "mv": int(moved),
    }
    return {name: value for name, value in data.items() if value or name in ("k", "at", "w")}


def _change_data(item: Change) -> list[Any]:
    return [item.severity, wording.plain(item.kind), *_ends(item.source), *_ends(item.derivative), visible(item.note)]


def _ends(span: TextSpan | None) -> list[int]:
    return [span.start, span.end] if span else [0, 0]


def moved_passages(comparison: Comparison) -> list[int]:
    """Numbers of the passages that come in another order than in the source: the fewest that must move to restore it."""
    placed = [(passage.source[0].start, number) for number, passage in enumerate(comparison.passages, 1) if _is_placed(passage)]
    kept = _longest_rising(placed)
    return [number for _, number in placed if number not in kept]


def _is_placed(passage: Passage) -> bool:
    return passage.kind in DERIVED_KINDS and bool(passage.source)


def _longest_rising(placed: list[tuple[int, int]]) -> set[int]:
    """Second members of a longest subsequence whose first members never fall (patience sorting)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (start, _) in enumerate(placed):
        pile = bisect_right(tops, start)
        before.append(last[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(start)
            last.append(index)
        else:
            tops[pile], last[pile] = start, index
    kept, index = set(), last[-1] if last else -1
    while index >= 0:
        kept.add(placed[index][1])
        index = before[index]
    return kept


def _script_json(data: dict[str, Any]) -> str:
    """JSON that cannot end or break the script element that it stands in."""
    raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029\x7f\x85":
        raw = raw.replace(character, f"\\u{ord(character):04x}")
    return raw
