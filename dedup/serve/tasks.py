"""What the server's processes can do: read, compare, look up, add, render. Values in, values out; they know nothing of HTTP."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from dedup.article import Article
from dedup.errors import InputError, StoreError
from dedup.read import Reading, read_bytes
from dedup.result import ArticleInfo, Comparison
from dedup.settings import Settings

if TYPE_CHECKING:
    from dedup.detect import Detector, Match
    from dedup.fetch import Fetcher

Stage = Callable[[str], None]
Values = dict[str, Any]

FORMATS: Final[Mapping[str, tuple[str, str, str]]] = {
    "json": ("json:render_json", "application/json", "comparison.json"),
    "html": ("page:render_page", "text/html", "comparison.html"),
    "csv": ("csv:render_csv", "text/csv", "passages.csv"),
    "markdown": ("markdown:render_markdown", "text/markdown", "comparison.md"),
    "annotations": ("annotations:render_annotations", "application/ld+json", "annotations.jsonld"),
    "pan": ("pan:render_pan", "application/xml", "alignments.xml"),
    "schema-org": ("schema_org:render_schema_org", "application/ld+json", "schema-org.jsonld"),
}
"""Forms of a comparison: the module of `dedup.report` and its function, the media type, the name of the file."""


class Office:
    """Answers tasks one after the other. `known`: the settings, the index if there is one, whether addresses are read."""

    def __init__(self, known: Values) -> None:
        self._settings = Settings().updated(known["settings"])
        self._place: str | None = known["index"]
        self._fetches: bool = known["fetch"]
        self._opened: Detector | None = None
        self._fetcher: Fetcher | None = None
        self._doors: dict[str, Callable[[Values, Stage], Values]] = {
            "compare": self._compare,
            "extract": self._extract,
            "find": self._find,
            "search": self._search,
            "add": self._add,
            "render": _render,
        }

    def answer(self, task: Values, tell: Stage) -> Values:
        """The answer to a task `{"kind": …}`. `tell` hears what is being done. Raises DedupError."""
        return self._doors[task["kind"]](task, tell)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._opened:
            self._opened.close()

    def _compare(self, task: Values, tell: Stage) -> Values:
        tell("reading")
        a, b = (self._read(task[side], side)[0] for side in ("a", "b"))
        tell("comparing")
        from dedup.pair.compare import compare

        settings = self._settings if task["model"] else self._settings.updated({"model": ""})
        return _with_brief(compare(a, b, source=task["source"], settings=settings, with_text=True), a, b)

    def _extract(self, task: Values, tell: Stage) -> Values:
        tell("reading")
        article, notes = self._read(task["article"], "")
        return {"article": _plain(article), "notes": list(notes)}

    def _find(self, task: Values, tell: Stage) -> Values:
        tell("reading")
        article = self._read(task["article"], "")[0]
        article = replace(article, id=article.id if task["article"].get("id") else "")
        tell("looking in the index")
        matches = self._detector.find(article, explain=task["explain"])
        tell("writing down what was found")
        return {"found": len(matches), "matches": [_match(one, article) for one in matches[: task["limit"]]]}

    def _search(self, task: Values, tell: Stage) -> Values:
        tell("looking in the index")
        articles = self._detector.search(task["words"], outlet=task["outlet"], most=task["limit"])
        return {"articles": [_listed(article) for article in articles]}

    def _add(self, task: Values, tell: Stage) -> Values:
        tell("reading")
        article = self._read(task["article"], "")[0]
        added: list[Values] = []
        tell("keeping it in the index")
        self._detector.add_many(
            [article],
            same_id=task["same_id"],
            report=lambda one: added.append({"id": one.id, "version": one.version, "candidates": list(one.candidates)}),
        )
        return added[0]

    @property
    def _detector(self) -> Detector:
        if self._place is None:
            raise StoreError("the server has no index; start it with --index")
        if self._opened is None:
            from dedup.detect import Detector

            self._opened = Detector.open(self._place, settings=self._settings, create=False)
        return self._opened

    def _read(self, given: Values, side: str) -> tuple[Article, tuple[str, ...]]:
        """The article that a request means, and notes on how it was read. Raises InputError, with the side's name."""
        try:
            article, notes = self._article(given)
            most = self._settings.article_max_characters
            if len(article.text) > most:
                raise InputError(f"the text has {len(article.text):,} characters, over article_max_characters = {most:,}")
            return article, notes
        except InputError as error:
            raise InputError(f"article {side}: {error}" if side else str(error)) from error

    def _article(self, given: Values) -> tuple[Article, tuple[str, ...]]:
        """Of several keys the first that says something counts, as `bodies` names them; the rest is what is known of it."""
        if given.get("text"):
            from dedup.read.records import article_from_record
            from dedup.read.text import remarks

            article, notes = article_from_record(given)
            return article, (*notes, *remarks(article.text))
        if given.get("file"):
            return _described(_of_file(given, self._settings), given)
        if given.get("url"):
            return _described(self._fetched(given), {**given, "url": None})
        stored = self._detector.get(given["id"])
        if stored is None:
            raise InputError(f"there is no article {given['id']!r} in the index")
        return _described(Reading(stored), given)

    def _fetched(self, given: Values) -> Reading:
        if not self._fetches:
            raise InputError(f"the server does not read {given['url']}: it was started without --fetch; send the text")
        from dedup.serve.addresses import fetcher, read_page

        self._fetcher = self._fetcher or fetcher()
        return read_page(given["url"], self._fetcher, self._settings)


def _described(reading: Reading, given: Values) -> tuple[Article, tuple[str, ...]]:
    """What was read, with what the request itself says of it in the place of what the page says."""
    from dedup.read.records import known_from_record

    known, notes = known_from_record(given, reading.article.text)
    return replace(reading.article, **known), (*reading.notes, *notes)


def _of_file(given: Values, settings: Settings) -> Reading:
    try:
        data = base64.b64decode(given["file"], validate=True)
    except (binascii.Error, ValueError):
        raise InputError("file is no Base64; send the bytes of the file so coded") from None
    return read_bytes(data, given.get("name") or "", settings=settings)


def _plain(article: Article) -> Values:
    return {"id": article.id, "text": article.text, **article.known()}


_OPENING: Final = 240
"""Characters of an article that a list shows."""


def _listed(article: Article) -> Values:
    known = article.known()
    shown = {name: known.get(name) for name in ("title", "outlet", "published", "url")}
    return {
        "id": article.id,
        **shown,
        "headline": _headline(article),
        "name": _name(article),
        "opening": " ".join(article.text[: 2 * _OPENING].split())[:_OPENING],
    }


def _headline(article: Article) -> str:
    """As in a brief: the title, or the headline that the text begins with; "" where it has neither."""
    from dedup.report.names import headline

    return headline(_info(article), article.text)


def _name(article: Article) -> str:
    """As in a brief: the headline; that there is none, and the first words, else; the id of an article without words."""
    from dedup.report.names import named
    from dedup.report.sides import Column

    return named(Column("a", "", article.text, _info(article))).shown if article.text.strip() else article.id


def _info(article: Article) -> ArticleInfo:
    return ArticleInfo(article.id, article.title, article.url, article.outlet, article.published, 0)


def _with_brief(comparison: Comparison, a: Article, b: Article) -> Values:
    """A comparison as JSON tells it, with its texts; and the sentence of its brief."""
    from dedup.report.brief import brief

    made = brief(comparison, a, b)
    record = {"comparison": {**comparison.to_dict(), "brief": made.to_dict()}, "a": _plain(a), "b": _plain(b)}
    return {"record": record, "finding": made.finding, "certainty": made.certainty}


def _match(match: Match, article: Article) -> Values:
    """A match as plain values; with its comparison where there is one, whose texts go along."""
    plain = {**match.to_dict(), "headline": _headline(match.article), "name": _name(match.article)}
    plain |= {"outlet": match.article.outlet, "published": match.article.published}
    comparison = match.explained()
    if not isinstance(comparison, Comparison):
        return plain
    a, b = (replace(info, text=one.text) for info, one in ((comparison.a, match.article), (comparison.b, article)))
    return {**plain, **_with_brief(replace(comparison, a=a, b=b), match.article, article)}


def _render(task: Values, tell: Stage) -> Values:
    """A kept comparison in one of the forms. Raises InputError for what is no comparison."""
    from importlib import import_module

    from dedup.article import restored

    tell("rendering")
    module, function = FORMATS[task["format"]][0].split(":")
    record = task["record"]
    a, b = (restored(_of(record[side], "text"), _of(record[side], "id"), _rest(record[side])) for side in ("a", "b"))
    render = getattr(import_module(f"dedup.report.{module}"), function)
    return {"text": render(Comparison.from_dict(record["comparison"]), a, b)}


def _of(values: Values, name: str) -> str:
    return str(values[name])


def _rest(values: Values) -> Values:
    return {name: value for name, value in values.items() if name not in ("text", "id")}
