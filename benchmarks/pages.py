"""Suite `pages`: articles out of 181 news pages (article-extraction-benchmark), beside trafilatura alone.

The layout: ground-truth.json (`{id: {"articleBody", "url"}}`), html/ID.html.gz. The measure is the set's own: shares of the runs of
four words, each page weighing the same. A page that is refused has no text.

What the set does not say, who wrote a page for whom and when, was read by hand off 40 of the pages, drawn by lot: the byline, the
date and the name that a reader sees, and what the page's own records say of them (`labels/pages_known.jsonl`). Another 40
(`labels/pages_known_second.jsonl`) were drawn and labelled before anything was seen of what is made of them: `second_right_*`.
Neither is unseen any more: the misses of the first were read and mended, and after their first run two misses of the second.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.suite import DataError, Figures, Options, Published, Suite, mean
from dedup.errors import InputError
from dedup.read.html import article_from_html
from dedup.settings import Settings

_LABELS: Final = Path(__file__).parent / "labels" / "pages_known.jsonl"
_SECOND: Final = _LABELS.with_name("pages_known_second.jsonl")
_RUN: Final = 4
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was stored, its address, and the text of its article."""

    name: str
    html: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """Shares of the runs (in both, too much, missed) of us and of trafilatura alone, and what is known of the article."""

    name: str
    ours: tuple[float, float, float]
    alone: tuple[float, float, float]
    notes: tuple[str, ...]
    refused: str
    known: Mapping[str, str | None]


def load(data: Path, options: Options) -> list[Page]:
    """The pages, in the order of their names. Raises DataError for one that is missing or broken."""
    del options
    try:
        truth = json.loads((data / "ground-truth.json").read_text(encoding="utf-8"))
        return [_page(data, name, stated) for name, stated in sorted(truth.items())]
    except (OSError, ValueError, EOFError) as error:
        raise DataError(f"{data}: {error}") from error


def _page(data: Path, name: str, stated: Mapping[str, Any]) -> Page:
    with gzip.open(data / "html" / f"{name}.html.gz", "rt", encoding="utf-8") as stream:
        return Page(name, stream.read(), stated.get("url", ""), stated["articleBody"])


def judge(case: Page, settings: Settings) -> PageOutcome:
    """Extract one article twice."""
    del settings
    from trafilatura import extract

    alone = extract(case.html, include_comments=False) or ""
    try:
        article, notes = article_from_html(case.html, case.name)
    except InputError as error:
        return PageOutcome(case.name, _shares(case.text, ""), _shares(case.text, alone), (), str(error), {})
    known = {name: getattr(article, name) for name in ("title", "author", "outlet", "published", "url")}
    return PageOutcome(case.name, _shares(case.text, article.text), _shares(case.text, alone), notes, "", known)


def _shares(wanted: str, found: str) -> tuple[float, float, float]:
    """Runs of four words in both, in what was found alone, in what was wanted alone, as shares of all of them."""
    want, have = _runs(wanted), _runs(found)
    counts = (want & have).total(), (have - want).total(), (want - have).total()
    return tuple(count / max(1, sum(counts)) for count in counts)  # type: ignore[return-value]


def _runs(text: str) -> Counter[tuple[str, ...]]:
    found = _WORD.findall(text)
    return Counter(tuple(found[place : place + _RUN]) for place in range(max(1, len(found) - _RUN + 1)) if found)


def figures(outcomes: Sequence[PageOutcome]) -> Figures:
    """F1, precision and recall of us and, as `alone_`, of trafilatura without what we do around it; refused pages, known fields."""
    ours, alone = (_scores([getattr(item, side) for item in outcomes]) for side in ("ours", "alone"))
    read = [item for item in outcomes if not item.refused]
    shares = {name: mean([bool(item.known.get(name)) for item in read]) for name in ("author", "outlet", "published")}
    return {
        **ours,
        **{f"alone_{name}": value for name, value in alone.items()},
        "refused": float(len(outcomes) - len(read)),
        **{f"has_{name}": share for name, share in shares.items()},
        **right(read, labelled()),
        **{f"second_{name}": value for name, value in right(read, labelled(_SECOND)).items()},
    }


def labelled(path: Path = _LABELS) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By page: `outlet` and `published`, of which one is to be named, and `author`, all of whom are to be; empty for nobody."""
    return {row["page"]: row for row in map(json.loads, path.read_text("utf-8").splitlines())}


def right(outcomes: Sequence[PageOutcome], labels: Mapping[str, Mapping[str, Sequence[str]]]) -> Figures:
    """Shares of the labelled pages whose author, outlet and day are right, 0-1, and `labelled`, how many these pages are.

    An author is right where no word is missing or too much ("Texts by", "Staff Writer"), an outlet without regard to capitals, a
    day where it is the reader's or that of UTC; nothing is right where nothing is stated. Empty without such pages.
    """
    read = [(labels[item.name], item.known) for item in outcomes if item.name in labels]
    if not read:
        return {}
    return {
        "right_author": mean([_names(" ".join(label["author"])) == _names(known.get("author") or "") for label, known in read]),
        "right_outlet": mean([_names(known.get("outlet") or "") in map(_names, label["outlet"]) for label, known in read]),
        "right_published": mean([(known.get("published") or "")[:10] in label["published"] for label, known in read]),
        "labelled": float(len(read)),
    }


def _names(text: str) -> list[str]:
    return sorted(_WORD.findall(text.casefold()))


def _scores(shares: Sequence[tuple[float, float, float]]) -> Figures:
    precision = mean([both / (both + much) if both + much else 0.0 for both, much, missed in shares if both + much])
    recall = mean([both / (both + missed) if both + missed else 0.0 for both, much, missed in shares if both + missed])
    return {"f1": 2 * precision * recall / (precision + recall), "precision": precision, "recall": recall}


def report(outcomes: Sequence[PageOutcome], options: Options) -> Mapping[str, Any]:
    """The pages that were refused, and those that were told to be odd."""
    del options
    odd = {item.name: [item.refused] if item.refused else list(item.notes) for item in outcomes if item.refused or item.notes}
    return {"odd": odd}


SUITE: Final[Suite[Page, PageOutcome]] = Suite(
    name="pages",
    about="articles out of 181 news pages (article-extraction-benchmark)",
    folder="article-extraction-benchmark",
    signs=("ground-truth.json",),
    files=("ground-truth.json", "html/*.html.gz"),
    load=load,
    judge=judge,
    figures=figures,
    report=report,
    published={"f1": Published(0.958, "trafilatura 2.0.0, the set's README")},
    wanted={"f1": "≥ trafilatura's own on the same pages"},
    details=r"has_|right_|second_|labelled|alone_p|alone_r",
)
