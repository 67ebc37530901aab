"""Who credits whom: what each article says of the other, of a third that both rest on, and what their pages show."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dedup.addresses import page_address, same_site, site
from dedup.article import Article, Link
from dedup.document import Document, kept_with_document
from dedup.lang.base import NEUTRAL, THIRD_TEXTS, pack_of
from dedup.lang.needs import matches
from dedup.pair.relate.outlets import Outlets, is_press, mentions, outlet_key, outlets, same_outlet, strict_names
from dedup.pair.relate.shared import furniture
from dedup.words import Span

_HANDLE: Final = re.compile(r"\(@(?P<handle>\w{2,20})\)")
LINK: Final = 3.0
CREDIT: Final = 2.0
AUTHOR: Final = 2.0
HOST: Final = 1.5
NAME: Final = 1.0
"""How strong a tie is: the other's own address, its reporting ascribed to it, its site, its bare name."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One thing that an article says of its sources: `kind`, whom it names, and where (an empty place for what the page says)."""

    kind: str
    name: str
    span: Span
    strength: float


@dataclass(frozen=True, slots=True)
class CrossReferences:
    """What `a` says of `b` and `b` of `a`, the strongest first; `thirds`: what both name and neither is (kind, name, places)."""

    of_a: tuple[Tie, ...]
    of_b: tuple[Tie, ...]
    thirds: tuple[tuple[str, str, Span, Span], ...]


@lru_cache(maxsize=4)
def cross_references(a: Document, b: Document) -> CrossReferences:
    """Who credits whom of two articles."""
    return CrossReferences(_towards(a, b), _towards(b, a), tuple(_thirds(a, b)))


def _towards(ours: Document, theirs: Document) -> tuple[Tie, ...]:
    """What `ours` says of `theirs`."""
    references = [*_links(ours, theirs), *_credits(ours, theirs), *_agency(ours, theirs), *_author(ours, theirs)]
    return tuple(sorted(references, key=lambda tie: -tie.strength))


def _links(ours: Document, theirs: Document) -> list[Tie]:
    """Links of `ours` to the page of `theirs`, what its page says it is based on, or that site; another article there is no tie."""
    address = _page(theirs.article.url)
    if not address:
        return []
    for link in ours.article.linked:
        if _page(link.url) == address and not _is_offered(ours, link):
            kind = "links_the_other" if link.rel == "link" else "based_on_the_other"
            return [Tie(kind, link.url, ours.within(link.start, link.end), LINK)]
    if same_site(address, ours.article.url):
        return []
    near = next((link for link in ours.article.linked if same_site(link.url, address) and not _is_article(link.url)), None)
    return [Tie("links_its_site", site(address), ours.within(near.start, near.end), HOST)] if near else []


def _is_offered(ours: Document, link: Link) -> bool:
    """Whether a link offers another article to read, as "Read more: …" does: its words stand in furniture, not in the prose."""
    words = ours.words_at(link.start, link.end)
    return len(words) > 0 and bool(furniture(ours)[words.start : words.stop].all())


_SLUG: Final = re.compile(r"/[^/?]*[^\W_]+(?:[-_][^\W_]+){3,}[^/?]*$|[-_/]\d{6,}(?:\.\w+)?$")
"""A last part of four words, or a number of six digits: it names one article, whatever parameters follow."""


_NUMBERED: Final = re.compile(r"/\d{5,}(?=[/.?]|$)|[?&][\w.-]+=\d{3,}(?=&|$)")
"""A number in a path or for a parameter that an article is kept under: "?id=79336"."""


def _is_article(address: str) -> bool:
    """Whether an address names one article, rather than a site, a section or an author."""
    page = page_address(address)
    return bool(_SLUG.search(page.partition("?")[0]) or _NUMBERED.search(page))


@lru_cache(maxsize=4096)
def _page(address: str | None) -> str:
    """The page of an address, without parameters where its path names one article by itself."""
    page = page_address(address) if address else ""
    path = page.partition("?")[0]
    return path if _SLUG.search(path) else page


def _pages(article: Article) -> dict[str, Link]:
    """The pages that an article links to, each with the first link."""
    first_links: dict[str, Link] = {}
    for link in article.linked:
        first_links.setdefault(_page(link.url), link)
    return first_links


def _credits(ours: Document, theirs: Document) -> list[Tie]:
    mine, other = outlets(ours), outlets(theirs)
    references = [
        Tie("credits_the_other", key, span, CREDIT)
        for key, span in mine.credited.items()
        if not _among(key, mine.own) and _among(key, other.own)
    ]
    if not references:
        references = [
            Tie("credits_whom_the_other_heard", key, span, CREDIT)
            for key, span in mine.credited.items()
            if _among(key, other.close) and not (_among(key, mine.own) or _among(key, other.credited) or _among(key, mine.close))
        ]
    if not references:
        references = _ascribed(ours, theirs)
    if not references:
        named = ((key, mentions(ours, key)) for key in sorted(strict_names(theirs) - mine.own))
        references = [Tie("names_the_other", key, span, NAME) for key, span in named if span]
    return references[:1]


def _ascribed(ours: Document, theirs: Document) -> list[Tie]:
    """Where `ours`, of an outlet of its own, ascribes something to a name that is the other's outlet's."""
    places = credit_places(ours, theirs)
    return [Tie("credits_the_other", ours.text[slice(*places[0])], places[0], CREDIT)] if places else []


def credit_places(ours: Document, theirs: Document) -> tuple[Span, ...]:
    """All places where `ours` ascribes something to the outlet of `theirs`, in order; none where both are of that outlet."""
    mine = outlets(ours)
    keys = strict_names(theirs) - mine.own
    return tuple(sorted({span for key in keys for span in mine.ascribed.get(key, ())}))


def _author(ours: Document, theirs: Document) -> list[Tie]:
    """Where an article names the author of the other, who is not its own."""
    for name in _AUTHOR.findall(theirs.article.author or ""):
        at = ours.text.find(name)
        if at >= 0 and name.lower() not in (ours.article.author or "").lower():
            return [Tie("names_its_author", name, (at, at + len(name)), AUTHOR)]
    return []


_AUTHOR: Final = re.compile(r"[A-Z][\w’'-]+ (?:[A-Z]\. )?[A-Z][\w’'-]+")


def _among(key: str, keys: object) -> bool:
    return any(same_outlet(key, known) for known in keys)  # type: ignore[attr-defined]


EDGE: Final = 600
"""Characters from either end of a text in which an agency's mark says whose copy it is; elsewhere it is part of the story. Set by
hand."""
_SHORT_FIELD, _SHORT_NAME = 5, 7
"""Letters below which a field, and up to which an agency's name, must be written as the agency writes it: "ap" is a word."""


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency by name: whether the article is its copy, and where it says so."""

    name: str
    copy: bool
    span: Span


@kept_with_document
def agencies(article: Document) -> dict[str, Agency]:
    """The agencies that an article is copy of or ascribes something to."""
    named_agencies: dict[str, Agency] = {}
    known, pack = article.article, pack_of(article.language)
    for field in filter(None, (known.author, known.outlet, known.credit)):
        named_agencies |= {name: Agency(name, True, (0, 0)) for name in NEUTRAL.named("agency.") if _names_agency(field, name)}
    for match in matches(pack, "sourcing.agency_copy", article):
        opening = match.start() < EDGE or match.start() > len(article.text) - EDGE
        named = _named(match)
        if named and opening:
            named_agencies.setdefault(named, Agency(named, True, match.span()))
    for match in matches(pack, "sourcing.agency_credit", article):
        named = _named(match)
        if named:
            named_agencies.setdefault(named, Agency(named, False, match.span()))
    return named_agencies


def _names_agency(field: str, name: str) -> bool:
    pattern = NEUTRAL.pattern(f"agency.{name}").pattern
    flags = re.IGNORECASE if len(field) >= _SHORT_FIELD and len(name) > _SHORT_NAME else re.NOFLAG
    return re.search(rf"\b(?:{pattern})\b", field, flags) is not None


def agency_named(field: str) -> str | None:
    """The agency that a short text names, by its full name; None where it names none."""
    return next((name for name in NEUTRAL.named("agency.") if _names_agency(field, name)), None)


def _named(match: re.Match[str]) -> str | None:
    group = match.lastgroup
    return NEUTRAL.named("agency.")[int(group[1:])] if group else None


def _agency(ours: Document, theirs: Document) -> list[Tie]:
    """Credits to the agency whose copy the other is, by an article that is not its copy."""
    mine, other = agencies(ours), agencies(theirs)
    return [
        Tie("credits_the_agency", one.name, one.span, CREDIT)
        for name, one in mine.items()
        if not one.copy and name in other and other[name].copy and is_agency_page(name, theirs)
    ]


def is_agency_page(agency: str, article: Document) -> bool:
    """Whether an article stands on the agency's own pages."""
    known = f"{article.article.outlet or ''} {site(article.article.url)}"
    pattern = NEUTRAL.pattern(f"agency.{agency}").pattern
    return re.search(rf"\b(?:{pattern})\b", known) is not None or outlet_key(agency) in outlet_key(known)


def _thirds(a: Document, b: Document) -> list[tuple[str, str, Span, Span]]:
    """What both rest on: the copy of one agency, reporting that both ascribe to one outlet, a page that both link to, a tweet."""
    one, other = agencies(a), agencies(b)
    thirds = [
        ("agency", name, one[name].span, other[name].span)
        for name in one
        if name in other and not is_agency_page(name, a) and not is_agency_page(name, b)
    ]
    mine, theirs = outlets(a), outlets(b)
    thirds += _credited_by_both(a, b, mine, theirs)
    here, there = _pages(a.article), _pages(b.article)
    outside = (page for page in here if page in there and not any(same_site(page, one.article.url) for one in (a, b)))
    thirds += [("page", page, _link_place(a, here[page]), _link_place(b, there[page])) for page in outside]
    handles = _handles(a), _handles(b)
    thirds += [("tweet", name, span, handles[1][name]) for name, span in handles[0].items() if name in handles[1]]
    return thirds


def _link_place(article: Document, link: Link) -> Span:
    return article.within(link.start, link.end)


def _credited_by_both(a: Document, b: Document, mine: Outlets, theirs: Outlets) -> list[tuple[str, str, Span, Span]]:
    own = mine.own | theirs.own
    first = {**mine.credited, **{key: span for key, span in _close_places(a).items() if key not in mine.credited}}
    second = {**theirs.credited, **{key: span for key, span in _close_places(b).items() if key not in theirs.credited}}
    return [
        ("outlet", key, span, second[match])
        for key, span in first.items()
        if is_press(key) and not _among(key, own) and (match := next((one for one in second if same_outlet(key, one)), None))
    ]


@kept_with_document
def _close_places(article: Document) -> dict[str, Span]:
    placed = ((key, mentions(article, key)) for key in sorted(outlets(article).close))
    return {key: span for key, span in placed if span}


@kept_with_document
def _handles(article: Document) -> dict[str, Span]:
    first_places: dict[str, Span] = {}
    for match in _HANDLE.finditer(article.text):
        first_places.setdefault(match["handle"].lower(), match.span())
    return first_places


@kept_with_document
def third_places(article: Document) -> dict[str, tuple[int, ...]]:
    """Where an article names each kind of a third text: a statement, a tweet, an interview."""
    pack = pack_of(article.language)
    return {kind: tuple(match.start() for match in matches(pack, f"third.{kind}", article)) for kind in THIRD_TEXTS}


def third_texts(article: Document) -> dict[str, int]:
    """How often an article names each kind of a third text."""
    return {kind: len(places) for kind, places in third_places(article).items()}


def both_name(a: Document, b: Document) -> float:
    """How much of third texts both name: the sum over kinds of log(1 + the lesser count)."""
    one, other = third_texts(a), third_texts(b)
    return sum(math.log1p(min(count, other.get(kind, 0))) for kind, count in one.items())
