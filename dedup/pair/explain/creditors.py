"""Whom an article credits: the source's outlet, reporter and address, other outlets and agencies, "the paper" and "a report".

A name alone is no credit: reporting has to be ascribed to it. Who writes in an outlet does not credit it by its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dedup.addresses import same_site, site
from dedup.document import Document
from dedup.lang.base import NEUTRAL, Pack, pack_of
from dedup.words import Span

_AROUND: Final = 60
"""Characters before and after a name among which the words stand that ascribe reporting to it. Chosen by hand."""
_CAPITALISED: Final = re.compile(r"\b(?P<word>[A-Z][\w’'-]*)(?P<stop>\.?)[ \u00a0]\Z")


@dataclass(frozen=True, slots=True)
class Marker:
    """Words that credit somebody: where they stand, whom they name (None: nobody), and whether that is the source for sure.

    `opens`: they end in a colon and credit what follows as long as it stands as the source has it.
    """

    span: Span
    to: str | None
    sure: bool
    opens: bool = False


def markers(source: Document, derivative: Document) -> tuple[Marker, ...]:
    """All credits of the derivative, in order; a sure one names the source, its outlet, its reporter or its address.

    What only points back ("the newspaper") credits the outlet that stands before it; "reportedly" and "it was reported" credit whom
    the article names elsewhere, or nobody by name. A "report" that is part of the source's own story is no report of the press.
    """
    pack = pack_of(derivative.language)
    if not pack.has_pattern("credit.vague"):
        return ()
    text = derivative.text
    sure = [Marker(span, name, True) for span, name in _named(source, derivative)]
    doubtful = [
        Marker(match.span(), match[0], False)
        for match in pack.pattern("credit.agency").finditer(text)
        if _is_agency(pack, text, match)
    ]
    doubtful += [Marker(span, name, False) for span, name in _other_outlets(pack, text, derivative.article.outlet, source.text)]
    named = sorted([*sure, *doubtful], key=lambda marker: marker.span)
    doubtful += [
        marker for match in pack.pattern("credit.vague").finditer(text) if (marker := _vague(pack, text, match, named, source.text))
    ]
    return _without_nested(sure + doubtful)


def is_ascribed(pack: Pack, text: str, span: Span) -> bool:
    """Whether reporting is ascribed to a name at a place: "X reported", "according to X", "an X investigation", "(X)".

    Nothing is by the credit of a picture ("(Ida Marsh/X)"), a byline ("By X") or somebody's office ("the X editorial director").
    """
    before, after = text[max(0, span[0] - _AROUND) : span[0]], text[span[1] : span[1] + _AROUND]
    if before.endswith("/") or pack.pattern("credit.byline").search(before) or pack.pattern("credit.office").match(after):
        return False
    opened = before.endswith("(")
    if opened:
        return after.startswith(")")
    return pack.pattern("credit.before").search(before) is not None or pack.pattern("credit.after").match(after) is not None


def _vague(pack: Pack, text: str, match: re.Match[str], named: list[Marker], source: str) -> Marker | None:
    """The credit in words that name nobody, or name somebody behind "reported by"; None where they are of the story itself."""
    words, before = match[0], [marker for marker in named if marker.span[1] <= match.start()]
    if match["by"]:
        return Marker(match.span(), match["by"], False)
    if pack.pattern("credit.pointing").match(words):
        tells = pack.pattern("credit.says").match(text, match.end()) or pack.pattern("credit.told").search(
            text, max(0, match.start() - _AROUND), match.start()
        )
        alone = pack.pattern("credit.printed").match(words) is not None and tells is not None
        return Marker(match.span(), before[-1].to if before else None, False) if before or alone else None
    if pack.pattern("credit.bare").match(words) and pack.pattern("credit.report").search(source):
        return None
    sure = next((marker.to for marker in named if marker.sure), None)
    if sure is None and words.lower() in pack.words("hearsay"):
        return None
    return Marker(match.span(), sure, False)


def _without_nested(every: list[Marker]) -> tuple[Marker, ...]:
    kept: list[Marker] = []
    for marker in sorted(every, key=lambda m: (not m.sure, m.span[0] - m.span[1], m.span[0])):
        if not any(marker.span[0] < k.span[1] and k.span[0] < marker.span[1] for k in kept):
            kept.append(marker)
    return tuple(sorted(kept, key=lambda m: m.span))


def _is_agency(pack: Pack, text: str, match: re.Match[str]) -> bool:
    """Whether an agency's name stands for it: reporting is ascribed to it, and nobody of the text has it as a surname."""
    name = match["name"]
    if not is_ascribed(pack, text, match.span()):
        return False
    return name.isupper() or not any(
        pack.pattern("credit.personal").search(text, 0, place.start())
        for place in re.finditer(rf"\b{re.escape(name)}\b", text)
        if not pack.pattern("credit.news").match(text, place.end())
    )


def _is_surname(pack: Pack, text: str, name: str) -> bool:
    """Whether a title or what may be a first name stands before a name anywhere: "Dr. Rask", "Ida Rask", not "On Friday Rask"."""
    before = (_CAPITALISED.search(text, 0, place.start()) for place in re.finditer(rf"\b{re.escape(name)}\b", text))
    return any(match is not None and _opens_name(pack, match["word"].lower(), match["stop"]) for match in before)


def _opens_name(pack: Pack, word: str, stop: str) -> bool:
    if word in pack.words("title"):
        return True
    return not stop and word not in pack.words("not_name") | pack.words("small")


def _other_outlets(pack: Pack, text: str, mine: str | None, source: str) -> Iterator[tuple[Span, str]]:
    """Names that read like an outlet's, where they report something, or publish; a name of the source's own story is none."""
    listed = pack.words("outlet") - pack.words("outlet_also_person")
    for match in pack.pattern("credit.outlet").finditer(text):
        name = pack.pattern("credit.days").sub("", match[0])
        span = match.start(), match.start() + len(name)
        if is_ascribed(pack, text, span) and not (mine and _same_name(pack, name, mine)) and name not in source and " " in name:
            yield span, name
    for match in pack.pattern("credit.publisher").finditer(text):
        bare = match["name"].split()[-1]
        low = bare.lower()
        unknown = not (low in pack.words("small") or pack.thesaurus.lemmas(low)) and not _is_surname(pack, text, bare)
        if (low in listed or unknown) and bare not in source and not (mine and _same_name(pack, bare, mine)):
            yield match.span("name"), match["name"]


def _same_name(pack: Pack, one: str, other: str) -> bool:
    """Whether two names are of one outlet: the words of the one are among those of the other ("Fox News", "Fox Online News")."""
    first, second = (set(re.findall(r"\w+", name.lower())) - pack.words("definite") for name in (one, other))
    return bool(first and second) and (first <= second or second <= first)


def _named(source: Document, derivative: Document) -> Iterator[tuple[Span, str]]:
    """Where the derivative names the source's outlet, author or address, and the name."""
    pack = pack_of(derivative.language)
    text, known, mine = derivative.text, source.article, derivative.article
    outlet = known.outlet or named_outlet(pack, source.text)
    own = same_site(known.url, mine.url) or bool(outlet and mine.outlet and _same_name(pack, outlet, mine.outlet))
    for pattern in _outlet_patterns(pack, outlet) if outlet and not own else ():
        places = (span for match in pattern.finditer(text) if is_ascribed(pack, text, span := match.span()))
        yield from ((span, outlet) for span in places if outlet and not _is_namesake(pack, text, span, outlet))
    authors = [author.strip() for author in pack.pattern("credit.authors").split(known.author or "")]
    for author in (name for name in authors if _is_reporter(pack, name)):
        mentions = re.finditer(rf"\b{re.escape(author)}\b", text)
        yield from ((match.span(), author) for match in mentions if is_ascribed(pack, text, match.span()))
    host = site(known.url)
    if host and not own:
        yield from ((match.span(), outlet or host) for match in re.finditer(re.escape(host), text, re.I))


def _is_namesake(pack: Pack, text: str, span: Span, outlet: str) -> bool:
    """Whether a short name stands for another outlet: behind "the Tarn Courier" "the Courier" is not the Vale Courier."""
    *first, last = outlet.split()
    if not first or text[slice(*span)].lower().endswith(" ".join((first[-1], last)).lower()):
        return False
    before = [match[1] for match in re.finditer(rf"\b([A-Z][\w’'-]*) {re.escape(last)}\b", text[: span[0]])]
    others = [word for word in before if word.lower() not in pack.words("definite")]
    return bool(others) and others[-1].lower() != first[-1].lower()


def _outlet_patterns(pack: Pack, outlet: str) -> Iterator[re.Pattern[str]]:
    """Patterns for an outlet's name, in any case where it has several words, its short form, and its name as an address."""
    name, the = NEUTRAL.pattern("outlet.the").sub("", outlet.strip()), pack.pattern("credit.the").pattern
    words, common = name.split(), name.lower() in pack.words("outlet") or bool(pack.thesaurus.lemmas(name.lower()))
    article = the if common and len(words) == 1 and name != outlet.strip() else f"(?:{the})?"
    yield re.compile(rf"\b{article}{re.escape(name)}\b", re.I if len(words) > 1 else 0)
    if len(words) > 1 and words[-1].lower() in pack.words("outlet") - pack.words("outlet_too_short"):
        yield re.compile(rf"\b{the}{re.escape(words[-1])}\b")
    yield re.compile(rf"\b{re.escape(''.join(words))}{NEUTRAL.pattern('outlet.domain').pattern}", re.I)


def _is_reporter(pack: Pack, author: str) -> bool:
    return len(author.split()) >= 2 and not pack.pattern("credit.desk").search(author)


@lru_cache(maxsize=64)
def named_outlet(pack: Pack, text: str) -> str | None:
    """The outlet that a text names as itself: in a dateline, or by "told", "seen by", "reviewed by" or "has reviewed"."""
    dateline = pack.pattern("credit.dateline").search(text)
    if dateline:
        return dateline["a"]
    itself = pack.pattern("credit.itself").search(text)
    outlet = itself and (itself["b"] or itself["c"])
    return outlet[0].upper() + outlet[1:] if outlet else None
