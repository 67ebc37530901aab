"""HTML page -> Article: the article's text without the page around it, and what the page says about it.

trafilatura finds the text, each paragraph becomes a line. Dates come from the page's own statements first, for trafilatura cuts
them to the day and the time tells which of two articles was first.
"""

from __future__ import annotations

import copy
import json
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dedup.addresses import resolved, same_site
from dedup.article import Article
from dedup.errors import InputError
from dedup.lang.base import Pack, pack_of
from dedup.read.byline import author_of
from dedup.read.dates import iso_date
from dedup.read.markup import without_markup
from dedup.read.on_page import articles_on, is_marked, of_the_page, record_of_page, teasers_on, titles_of, without_layout_tables
from dedup.read.page_links import article_links, head_links
from dedup.read.records import records_in
from dedup.read.site_name import outlet_of, publisher_of
from dedup.read.stated import stated_credit, stated_links

_DATE_NAMES: Final = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "pubdate",
    "publishdate", "publish-date", "dc.date.issued", "dcterms.issued", "dc.date", "date",
)  # fmt: skip
_SENTENCE: Final = re.compile(r"[.!?…。！？۔؟।][\"'”’»)\]]*\s*$")
_FEWEST_WORDS: Final = 12
"""A page that marks no article has one if its lines of prose hold this many words; cookie banners and error pages stay below."""
_RAW: Final = frozenset(["pre", "script", "style", "textarea"])
_SPACES: Final = re.compile(r"[ \t\n\f\r]+")
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, from references such as "&#1;": the parser lets them in, but takes none back."""
_SAVED_FROM: Final = re.compile(r"<!-- saved from url=\(\d{4}\)(\S+) -->")
_START: Final = 4096
"""Characters of a page among which a browser notes where it saved it from."""
_SILENCE: Final = logging.NullHandler()
"""Without any handler, warnings of the libraries would reach standard error by logging's last resort."""


def article_from_html(page: str, identity: str = "", address: str | None = None) -> tuple[Article, tuple[str, ...]]:
    """The article in an HTML page, and notes. `address` is where the page was found, None where that is not known.

    The article's `url` is the page's canonical address if that is of the site that it was found on, else where it was found: the
    other one is among the `links`, which are those in the article's paragraphs and those to pages that it says it comes from.
    Raises InputError when the page holds no article.
    """
    tree = _tree(page)
    markup_notes = _of_one_article(tree)
    extracted = _extracted(tree)
    url = _address(tree, extracted.get("url"), address) or _saved_from(page)
    nodes = _stated(tree)
    records = records_in(nodes)
    chosen = record_of_page(records, url, [extracted.get("title") or "", *titles_of(tree)])
    stated = chosen or {}
    outlet = outlet_of(tree, url, publisher_of(stated), extracted.get("sitename"))
    extracted, text, notes = _text(tree, extracted, stated, bool(records))
    links, _ = stated_links(stated, url, None)
    signed = chosen or (_signed(nodes) if not records else {})
    named = {node["@id"]: node for node in _all_nodes(nodes) if isinstance(node.get("@id"), str)}
    article = Article(
        text=text,
        id=identity,
        title=extracted.get("title"),
        url=url,
        outlet=outlet,
        author=author_of(tree, signed, named, extracted.get("author") if len(records) < 2 else None, outlet, _pack(text)),
        published=_published(tree, stated, extracted.get("date")),
        links=(*article_links(tree, text, url), *head_links(tree, url), *links),
        credit=stated_credit(stated, outlet),
    )
    return article, (*markup_notes, *notes, *_lost_nuls(page))


def _of_one_article(tree: Any) -> tuple[str, ...]:
    """Leave of several articles on a page the one that its title names, in place, and say so; where it names none, say how many."""
    articles = articles_on(tree)
    if len(articles) < 2:
        return ()
    own = of_the_page(articles, titles_of(tree))
    if own is None:
        return (f"the page holds {len(articles)} articles, none of them under its title: they were read as one",)
    for item in articles:
        if item is not own:
            item.drop_tree()
    return (f"the page holds {len(articles)} articles: the one under its title was read",)


def _pack(text: str) -> Pack:
    from dedup.language import language_of
    from dedup.words import words

    return pack_of(language_of(words(text).norms))


def _signed(nodes: Sequence[Any]) -> Mapping[str, Any]:
    """The first record with a headline and an author, of a page that states no article: a review, a page of its own kind."""
    return next((node for node in _all_nodes(nodes) if node.get("headline") and node.get("author")), {})


def _all_nodes(nodes: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """Every object of the page's statements, those of a graph and of a list among them."""
    for node in nodes:
        if isinstance(node, list):
            yield from _all_nodes(node)
        elif isinstance(node, dict):
            yield node
            yield from _all_nodes(node["@graph"] if isinstance(node.get("@graph"), list) else [])


def _address(tree: Any, canonical: str | None, address: str | None) -> str | None:
    """The page's own address. Who prints a story of others may state their address as the canonical one, and his own elsewhere."""
    own = address or next((item.get("content") for item in tree.iter("meta") if item.get("property") == "og:url"), None)
    own = resolved(own or "", canonical)
    return canonical if own is None or same_site(own, canonical) else own


def _saved_from(page: str) -> str | None:
    """The address that a browser noted when it saved the page."""
    noted = _SAVED_FROM.search(page[:_START])
    return resolved(noted[1], None) if noted else None


def _tree(page: str) -> Any:
    from trafilatura import load_html

    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).addHandler(_SILENCE)
    tree = load_html(page) if page.strip() else None
    if tree is None:
        raise InputError("no article in the page: it holds no HTML")
    return tree


def _extracted(tree: Any) -> Mapping[str, Any]:
    """trafilatura's findings: text, title, author, sitename, url, date; empty when there is no text."""
    from trafilatura import bare_extraction

    copied = _with_single_spaces(copy.deepcopy(tree))
    dates = {"original_date": True, "extensive_search": False, "max_date": "2999-12-31"}  # not today: same page, same result
    extracted: Any = bare_extraction(copied, with_metadata=True, include_comments=False, date_extraction_params=dates)
    return extracted.as_dict() if extracted else {}


def _with_single_spaces(tree: Any) -> Any:
    """White space as browsers show it: trafilatura keeps the source's line breaks and indents inside block quotes."""
    for item in tree.iter():
        if isinstance(item.tag, str) and item.tag not in _RAW:
            item.text = item.text and _shown(item.text)
        item.tail = item.tail and _shown(item.tail)
    return tree


def _shown(text: str) -> str:
    return _NOT_XML.sub("", _SPACES.sub(" ", text))


def _stated(tree: Any) -> list[Any]:
    """What the page states as JSON-LD, in order; what cannot be read is left out."""
    values = []
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            value = json.loads(script.text or "", strict=False)
            records_in(value), list(_all_nodes([value]))  # what is nested too deep for these is left out, too
            values.append(value)
        except (ValueError, RecursionError):
            continue
    return values


def _text(
    tree: Any, extracted: Mapping[str, Any], stated: Mapping[str, Any], marked: bool
) -> tuple[Mapping[str, Any], str, tuple[str, ...]]:
    """What was extracted, in the end; the text; and notes."""
    text, body = _lines(extracted.get("text") or ""), stated.get("articleBody")
    shown, markup_notes = without_markup(body) if isinstance(body, str) else ("", ())
    if _SENTENCE.search(shown) and _same(text, shown):
        return extracted, shown, ("the text was taken from the page's JSON-LD, not from the page itself", *markup_notes)
    marked = marked or bool(tree.xpath('//meta[@property="og:type"][@content="article"]')) or is_marked(tree)
    if not marked and (teasers := teasers_on(tree)):
        raise InputError(f"no article in the page but a list of {teasers} teasers, each with a heading of its own")
    if _is_article(text, marked):
        return extracted, text, ()
    laid_out = copy.deepcopy(tree)
    if without_layout_tables(laid_out):
        again = _extracted(laid_out)
        if _is_article(text := _lines(again.get("text") or ""), marked):
            return {**extracted, **again}, text, ("the article stands in a table that lays out the page",)
    raise InputError("no article in the page: no paragraphs of prose outside menus, forms and lists of links")


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _same(text: str, body: str) -> bool:
    """Whether the extraction fell back to the JSON-LD body: then the body has the paragraphs that the extraction lost."""
    return " ".join(text.split()) == " ".join(body.split()) and text.count("\n") < body.count("\n")


def _is_article(text: str, marked: bool) -> bool:
    from dedup.words import words

    prose = " ".join(line for line in text.splitlines() if _SENTENCE.search(line))
    return len(words(prose)) >= (1 if marked else _FEWEST_WORDS)


def _published(tree: Any, stated: Mapping[str, Any], day: str | None) -> str | None:
    """The date-time that the page states, or the time element on the day that trafilatura found, or that day."""
    claims = [claim for claim in (stated.get("datePublished"), *_meta_dates(tree)) if isinstance(claim, str)]
    times = [value for value in tree.xpath("//time/@datetime") if day and value.strip().startswith(day)]
    return next((date for claim in (*claims, *times, day or "") if (date := iso_date(claim))), None)


def _meta_dates(tree: Any) -> Iterator[str]:
    names: dict[str, str] = {}
    for item in tree.iter("meta"):
        name = item.get("property") or item.get("name") or item.get("itemprop") or ""
        names.setdefault(name.lower(), item.get("content") or "")
    return (names[name] for name in _DATE_NAMES if name in names)


def _lost_nuls(page: str) -> tuple[str, ...]:
    nuls = page.count("\0")
    return (f"{nuls:,} NUL character{'s' * (nuls > 1)} of the page dropped with its markup",) if nuls else ()
