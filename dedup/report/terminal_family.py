"""Several compared articles for a terminal: who took what from whom, in a few lines; each pair's report is `dedup compare A B`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.color import ColorSystem

from dedup.article import Article
from dedup.corpus_result import CorpusComparison
from dedup.report import family, wording
from dedup.report.family import EdgeView
from dedup.report.fold import hanging, paint


def render_family_terminal(corpus: CorpusComparison, articles: Sequence[Article], *, width: int = 80, color: bool = True) -> str:
    """The summary as text of at most `width` columns; `color` adds ANSI styles."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(corpus, articles, width, ColorSystem.STANDARD if color else None))


def _lines(corpus: CorpusComparison, articles: Sequence[Article], width: int, color: ColorSystem | None) -> Iterator[str]:
    kin = family.kindred(corpus, articles)
    yield from hanging(("", ""), [(family.finding(kin), "bold")], 0, width, color)
    yield ""
    for number, (called, info) in enumerate(zip(kin.names, corpus.articles, strict=True), 1):
        root = " (root)" if corpus.root == number - 1 else ""
        about = wording.byline(info, to_the_minute=True)
        yield from hanging((f"{number:3} ", "bold"), [(called.name + root, ""), (f" · {about}", "bright_black")], 0, width, color)
    yield from _edges([tie.view for tie in kin.ties if tie.view], width, color)
    yield from _explained(kin.through, width, color)


def _edges(views: Sequence[EdgeView], width: int, color: ColorSystem | None) -> Iterator[str]:
    if views:
        yield from ("", paint([("Who took what from whom", "bold")], color))
    for view in views:
        source, derivative = view.pair.ends
        sign = "→" if view.pair.comparison.source else "–"
        yield from hanging((f"{source + 1:3} {sign} {derivative + 1} ", "bold"), [(view.said, "")], 0, width, color)
        shares = view.shares
        facts = (
            f"credited {wording.percent(shares.credited)} of that, added {wording.percent(shares.added)}, "
            f"left out {wording.percent(shares.left_out)} of {view.names[0].said}"
        )
        yield from hanging(("", ""), [(facts, "bright_black")], 8, width, color)


def _explained(lines: Sequence[str], width: int, color: ColorSystem | None) -> Iterator[str]:
    if lines:
        yield from ("", paint([("Alike only through a third", "bold")], color))
    for line in lines:
        yield from hanging(("- ", ""), [(line, "")], 2, width, color)
