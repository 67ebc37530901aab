"""A user's script, checked by `make types`: what is right passes `mypy --strict`, and each wrong line is an error there.

An error that is not found any more makes its `type: ignore` unused, which is an error, too.
"""

from pathlib import Path

from dedup import Article, Comparison, Settings, compare, read_article


def right(settings: Settings) -> list[str]:
    source: Article = read_article(Path("source.txt"))
    result: Comparison = compare(source, "Their text.", settings=settings, with_text=True)
    share: float = result.score
    spans: list[tuple[int, int]] = [(span.start, span.end) for passage in result.passages for span in passage.source]
    Path("page.html").write_text(result.to_html(), encoding="utf-8")
    return [change.source.text for change in result.changes if change.severity == "fact"] if spans and share else []


def wrong(result: Comparison) -> None:
    first: int = result.relation  # type: ignore[assignment]
    print(result.pasages, first)  # type: ignore[attr-defined]
    compare("Their text.", 12)  # type: ignore[arg-type]
    Settings(colour="red")  # type: ignore[call-arg]
