"""The report as one HTML page that needs nothing else: no network, no other file, no framework.

The template gets plain data and escapes all of it. Style and script stand in files of their own and are put in when the page is
made; the page's Content-Security-Policy allows these two, by their hashes, and nothing else. What the script needs to know comes
in one block that no browser runs (see `packed`): it marks the texts and fills the lists, so that their weight stays small. Without
it the page still shows the finding, the figures and both texts, and colours short ones by kind.
"""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from dedup.article import Article
from dedup.kinds import DERIVED_KINDS, KINDS
from dedup.report import wording
from dedup.report.annotations import collection_iri
from dedup.report.brief import Brief, brief
from dedup.report.certainty import CLARITIES
from dedup.report.figures import figures
from dedup.report.finding import how_sure
from dedup.report.iris import iris
from dedup.report.markdown import markdown_head
from dedup.report.names import Named
from dedup.report.packed import packed
from dedup.report.page_brief import page_brief
from dedup.report.pan import pan_frame
from dedup.report.schema_org import render_schema_org
from dedup.report.sides import Column, columns, origin
from dedup.report.typeset import derivative_lines, has_marked_edits, line_spans, source_lines
from dedup.report.visible import acting, acting_data, label, visible, web_address
from dedup.result import Comparison, Evidence, Passage

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
"""Characters from which the script alone marks passages, and the browser may leave out paragraphs that are not on the screen, at
the price of estimated heights."""


def render_page(comparison: Comparison, a: Article, b: Article) -> str:
    """The page as HTML text. Deterministic; holds both articles in full, and at most 160 KB beside them up to 20,000 words each."""
    left, right = columns(comparison, a, b)
    style, script = _inlined_parts()
    context = {
        "policy": page_policy(),
        "style": Markup(style),
        "script": Markup(script),
        **_context(comparison, left, right, brief(comparison, a, b)),
        "downloads": DOWNLOADS,
        "packed": packed(comparison, left, right, _beside(comparison, a, b)),
    }
    return environment().get_template("page.html.j2").render(context).rstrip("\n") + "\n"


_SCRIPTS: Final = ("unpack.js", "texts.js", "wording.js", "verdicts.js", "lists.js", "pairs.js", "exports.js", "page.js")


def page_policy() -> str:
    """The Content-Security-Policy of every page that `render_page` makes: a server sends it as a header, too."""
    return policy(*_inlined_parts())


def _inlined_parts() -> tuple[str, str]:
    return inlined("base.css") + inlined("page.css"), "".join(map(inlined, _SCRIPTS))


_LEFT_AWAY: Final = re.compile(r"^ *(?://.*|/\*(?:[^*]|\*(?!/))*\*/)?\n|^ +|(?<=[;{,]) // .*$", re.M)

_INDENT: Final = re.compile("^ +", re.M)
_STRING: Final = re.compile(r'("[^"]*")')
_OPEN_LINE: Final = re.compile(r"(?<=[{;,(\[])\n")
"""The end of a line that goes on in the next one whatever that holds; no comment is left that could swallow it."""
_PLAIN_LINE: Final = re.compile(r"^(?:[^\"'`/\\\n]|\"[^\"`\\\n]*\")+$", re.M)
"""A line of a script without patterns and templates, of which only expressions go over several lines, and with whole strings."""
_SPACED: Final = re.compile(r" (=>|[=!]==|[<>]=|&&|\|\||\?\?|[=?:*<>]) |(?<=,) ")
_ZERO: Final = re.compile(r"(?<=[\s:,(-])0(?=\.\d)")
"""The nought of a part of one: a style's strings hold none."""
_AROUND: Final = re.compile(r"\s*([{};])\s*|(?<=[:,])\s+")


@cache
def inlined(name: str) -> str:
    """A style or a script as its file has it, without indentation, empty lines and comments; with the line ends that it needs."""
    text = _LEFT_AWAY.sub("", (files(__package__) / "assets" / name).read_text(encoding="utf-8"))
    if not name.endswith(".css"):
        return _OPEN_LINE.sub("", _PLAIN_LINE.sub(lambda line: _tight(line[0], _SPACED), text))
    return _ZERO.sub("", _tight(text, _AROUND)).replace(";}", "}")


def _tight(text: str, space: re.Pattern[str]) -> str:
    """A text without the white space that `space` finds, but for what stands between quotation marks, where it counts."""
    parts = _STRING.split(text)
    return "".join(part if at % 2 else space.sub(lambda match: match[1] or "", part) for at, part in enumerate(parts))


@cache
def environment() -> Environment:
    """The templates, without their indentation, which escape all that is put into them."""
    folder = files(__package__) / "templates"
    templates = {item.name: _INDENT.sub("", item.read_text(encoding="utf-8")) for item in folder.iterdir()}
    return Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def policy(style: str, script: str) -> str:
    """A Content-Security-Policy that allows this style and this script, by their hashes, and nothing else."""
    allowed = f"style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'"
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _digest(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _context(comparison: Comparison, left: Column, right: Column, made: Brief) -> dict[str, Any]:
    shares = figures(comparison, left.info.words)
    long = {side: len(column.text) > _LONG_ARTICLE for side, column in (("source", left), ("derivative", right))}
    texts = {
        "source": source_lines(comparison, left, bare=long["source"]),
        "derivative": derivative_lines(comparison, right, bare=long["derivative"]),
    }
    return {
        "left": left,
        "right": right,
        "brief": page_brief(made),
        "articles": [_card(left, made.left), _card(right, made.right)],
        "long": long,
        "texts": texts,
        "figures": wording.shown_figures(comparison, left, right, shares),
        "has_direction": comparison.source is not None,
        "alone": wording.left_out_words(comparison),
        "percent": wording.percent,
        "counts": wording.counts(comparison),
        "bar": list(_bar(comparison)),
        "evidence": [_evidence(item, left, right) for item in comparison.direction.evidence],
        "how_sure": how_sure(comparison),
        "measures": _measures(comparison, left, right),
        "notes": [visible(note) for note in comparison.notes],
        "settings": visible(comparison.settings),
    }


# -- what stands above the texts


def _card(column: Column, one: Named) -> dict[str, Any]:
    info = column.info
    return {
        "role": column.role,
        "title": one.headline or f"“{one.opening}”",
        "byline": wording.byline(info, to_the_minute=True),
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
    start, named = 0.0, wording.kind_words(comparison)
    for index, (kind, size) in enumerate(sizes.items()):
        if size:
            width = 100 * size / total
            yield Segment(index, named[kind], size, round(start, 3), round(width, 3), size / total)
            start += width


def _evidence(item: Evidence, left: Column, right: Column) -> dict[str, Any]:
    mine = right if item.article == right.side else left
    side = "derivative" if mine is right else "source"
    text = wording.when(item.text) if item.kind == "published_first" else item.text
    place = f"{side} {item.start} {item.end}" if item.end > item.start else ""
    return {"kind": wording.evidence_words(item, mine.role), "text": visible(text), "weight": f"{item.weight:+.1f}", "place": place}


def _measures(comparison: Comparison, left: Column, right: Column) -> list[tuple[str, str]]:
    measures = comparison.measures
    inside = {"a": measures.a_containment, "b": measures.b_containment}
    return [
        (wording.decimal(measures.resemblance), "resemblance: runs of words in both, of all runs"),
        (wording.decimal(inside[right.side]), f"containment of the {right.role} in the {left.role}"),
        (wording.decimal(inside[left.side]), f"containment of the {left.role} in the {right.role}"),
    ]


# -- what the script needs


def _beside(comparison: Comparison, a: Article, b: Article) -> dict[str, Any]:
    left, right = columns(comparison, a, b)
    made = brief(comparison, a, b)
    moved = set(moved_passages(comparison))
    return {
        "sides": {"source": left.side, "derivative": right.side},
        "roles": {"source": left.role, "derivative": right.role},
        "texts": {"source": _text_data(left.text), "derivative": _text_data(right.text)},
        "moved": "".join("01"[number in moved] for number in range(1, len(comparison.passages) + 1)),
        "marked": "".join("01"[has_marked_edits(item)] for item in comparison.passages),
        "kinds": [[words.kind, words.name, words.meaning, words.letter] for words in wording.kind_words(comparison).values()],
        "statuses": wording.quote_statuses(comparison),
        "origin": origin(comparison),
        "alone": wording.left_out_words(comparison),
        "clarity": CLARITIES,
        "severities": wording.SEVERITY,
        "groups": wording.DROPPED_GROUPS,
        **acting_data(),
        "iris": dict(zip(("source", "derivative", "collection"), (*iris(left, right), collection_iri(left, right)), strict=True)),
        "markdown": markdown_head(comparison, left, right, made),
        "brief": made.to_dict(),
        "pan": pan_frame(left, right),
        "schema": render_schema_org(comparison, a, b),
    }


def _text_data(text: str) -> dict[str, Any]:
    """What the paragraphs of the page do not hold of a text: line ends, and characters that are shown by a label."""
    spans = list(line_spans(text))
    hidden = [place for start, end, _ in spans for place in acting(text, start, end)]
    return {
        "ends": [text[end:following] for _, end, following in spans],
        "hidden": [[place, ord(text[place]), label(text[place])] for place in hidden],
    }


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
