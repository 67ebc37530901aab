"""Whether the derivative names its source where it uses it: outlets, agencies, reporters, "a report", links, last-line credits.

A credit covers the sentence that it stands in, the block quotation that it introduces, and, where nothing nearer credits
them, what a credit in the last line reasonably covers: every borrowed passage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from dedup.addresses import site
from dedup.document import Document
from dedup.lang.base import pack_of
from dedup.pair.align.drafts import PassageDraft
from dedup.result import DERIVED_KINDS, Credit
from dedup.words import Span

_AGENCIES: Final = (
    "Associated Press|AP|Reuters|Agence France-Presse|AFP|Bloomberg|United Press International|UPI|Press Association|PA "
    "Media|dpa|ANSA|EFE|Xinhua|TASS|Interfax|Kyodo"
)
_VAGUE: Final = re.compile(
    r"\b(?:according to (?:a|an|the|one|media|news|press|local|several|multiple|new|recent|published)\s(?:\w+\s){0,2}?reports?\b"
    r"|(?:it (?:was|has been) )?(?:previously|first|earlier|originally) reported\b|a (?:new |recent |media |news |press "
    r"|newspaper )*report (?:says|said|claims|claimed|found|shows)"
    r"|media reports?|reports say|news reports?|reportedly|the (?:newspaper|paper|outlet|broadcaster|site|website"
    r"|magazine|news agency)\b(?! (?:industry|business|market)))",
    re.I,
)
_REPORTS: Final = (
    r"(?:report(?:s|ed)?|wr(?:ites|ote)|said|says|tells?|told|noted|notes|adds?|added|obtained|reviewed|seen|published"
    r"|revealed|reveals|quoted|quotes|broke|asked|spoke|explains?|continues?|points? out)"
)
_AGENCY: Final = re.compile(rf"\b(?:{_AGENCIES})\b(?=\s+(?:{_REPORTS}|reporter)\b)|(?<=according to )(?:the )?(?:{_AGENCIES})\b")
_LAST_LINE: Final = re.compile(
    r"^\W*(?:source|sources|via|credit|h/t|hat tip|originally published|first published|first appeared|read (?:the "
    r")?(?:full|original)|with reporting (?:by|from))\b.*$",
    re.I | re.M,
)
_BLOCK_END: Final = re.compile(r"[:：]\s*$")
_SAYS_COLON: Final = re.compile(rf"\s*(?:also |then )?{_REPORTS}\s*:\s*")


@dataclass(frozen=True, slots=True)
class _Marker:
    """Words that credit somebody: where they stand, whom they name, and whether that is the source for sure."""

    span: Span
    to: str
    sure: bool


def credit_passages(source: Document, derivative: Document, drafts: tuple[PassageDraft, ...]) -> tuple[Credit | None, ...]:
    """For each passage its credit: None where the passage neither borrows anything nor names the source.

    `credited`: the source is named for it; `quoted`: its borrowed words stand in quotation marks or in a credited block;
    `claimed`: False where a passage that nothing in the source carries stands under a credit to the source.
    """
    markers = _markers(source, derivative)
    last = _last_credit(derivative, markers)
    blocks = _blocks(derivative, markers, drafts)
    return tuple(_credit(derivative, draft, markers, last, blocks) for draft in drafts)


def _credit(
    derivative: Document,
    draft: PassageDraft,
    markers: tuple[_Marker, ...],
    last: _Marker | None,
    blocks: tuple[tuple[Span, _Marker], ...],
) -> Credit | None:
    sentence = derivative.sentences[draft.sentence] if draft.sentence < len(derivative.sentences) else draft.span
    own = [m for m in markers if sentence[0] <= m.span[0] < sentence[1]]
    block = next((marker for span, marker in blocks if span[0] <= draft.span[0] < span[1]), None)
    borrowed = draft.kind in DERIVED_KINDS
    marker = _nearest(own, draft.span) or block or (last if borrowed else None)
    if not borrowed:
        return _claim(derivative, draft, own, block)
    quoted = _is_quoted(derivative, draft.span) or block is not None
    if marker is None:
        return Credit(False, quoted, None, None)
    return Credit(True, quoted, marker.to, derivative.text_span(marker.span))


def _nearest(markers: list[_Marker], span: Span) -> _Marker | None:
    ranked = sorted(markers, key=lambda m: (not m.sure, max(m.span[0] - span[1], span[0] - m.span[1], 0)))
    return ranked[0] if ranked else None


def _claim(derivative: Document, draft: PassageDraft, own: list[_Marker], block: _Marker | None) -> Credit | None:
    """An added passage under a credit to the source claims what the source does not carry; lead-ins and furniture claim nothing."""
    if draft.kind in ("boilerplate", "attribution"):
        marker = _nearest(own, draft.span)
        return Credit(True, False, marker.to, derivative.text_span(marker.span)) if marker else None
    inside = [m for m in own if m.sure and _governs(derivative, m.span, draft.span)]
    marker = _nearest(inside, draft.span) or block
    if marker is None or draft.kind == "added_commentary":
        return None
    return Credit(True, _is_quoted(derivative, draft.span), marker.to, derivative.text_span(marker.span), claimed=False)


def _governs(derivative: Document, marker: Span, span: Span) -> bool:
    """Whether a credit speaks for a passage: it stands in it or touches it with a verb of reporting or "according to"."""
    inside = span[0] <= marker[0] and marker[1] <= span[1]
    around = derivative.text[max(0, marker[0] - 30) : marker[1] + 40]
    speaks = re.search(rf"according to|\b{_REPORTS}\b|via|citing|per ", around, re.I)
    gap = derivative.text[min(span[1], marker[1]) : max(span[0], marker[0])]
    return bool(speaks) and (inside or len(gap) < 40)


def _is_quoted(derivative: Document, span: Span) -> bool:
    inside = derivative.words.inside(span)
    return len(inside) > 0 and float(derivative.quoted[inside.start : inside.stop].mean()) >= 0.5


def _markers(source: Document, derivative: Document) -> tuple[_Marker, ...]:
    """All credits of the derivative, in order; a sure one names the source, its outlet, its reporter or its address.

    What only points back ("the newspaper", "reportedly") credits whom a sure one names elsewhere in the article; a bare
    "reportedly" with nobody named credits nobody.
    """
    text = derivative.text
    sure = [_Marker(match.span(), name, True) for pattern, name in _patterns(source) for match in pattern.finditer(text)]
    found = [_Marker(match.span(), match.group(), False) for match in _AGENCY.finditer(text)]
    found += [_Marker(match.span(), name, False) for match, name in _other_outlets(text, derivative.article.outlet, source.text)]
    named = sure[0].to if sure else None
    for match in _VAGUE.finditer(text):
        points_back = named if named and not sure[0].to.islower() else None
        if points_back or match.group().lower() != "reportedly":
            found.append(_Marker(match.span(), points_back or _whom(match.group()), False))
    return _without_nested(sure + found)


def _whom(words_of: str) -> str:
    """Whom a vague credit names: "according to a report" is a report."""
    return re.sub(
        r"^according to\s+|\s+(?:says|said|claims|claimed|found|shows)$|^it (?:was|has been)\s+", "", words_of, flags=re.I
    )


def _without_nested(found: list[_Marker]) -> tuple[_Marker, ...]:
    kept: list[_Marker] = []
    for marker in sorted(found, key=lambda m: (not m.sure, m.span[0] - m.span[1], m.span[0])):
        if not any(marker.span[0] < k.span[1] and k.span[0] < marker.span[1] for k in kept):
            kept.append(marker)
    return tuple(sorted(kept, key=lambda m: m.span))


def _other_outlets(text: str, mine: str | None, source: str) -> list[tuple[re.Match[str], str]]:
    """Names that read like an outlet's, where they report something; a name of the source's own story is none."""
    words = "|".join(sorted({word.capitalize() for word in pack_of("en").words("outlet")}))
    name = rf"(?:[Tt]he )?(?:[A-Z][\w’'-]+ ){{0,3}}(?:{words})\b(?: [A-Z][\w’'-]+)?"
    reports = rf"(?=[’']s? |,? (?:first |also |has |had |which |previously )?{_REPORTS}\b)"
    pattern = rf"(?:(?<=according to )|(?<=told )|(?<=by )|(?<=in )){name}|{name}{reports}"
    return [
        (m, m.group())
        for m in re.finditer(pattern, text)
        if not (mine and m.group().lower().removeprefix("the ") in mine.lower()) and m.group() not in source
    ]


def _patterns(source: Document) -> list[tuple[re.Pattern[str], str]]:
    """Patterns for the source's outlet (long and short name), its author and its address."""
    article = source.article
    outlet = article.outlet or named_outlet(source.text)
    names = _outlet_names(outlet) if outlet else ()
    found = [(re.compile(rf"\b(?:[Tt]he )?{re.escape(name)}\b"), outlet or name) for name in names]
    authors = [author.strip() for author in re.split(r",| and |&", article.author or "")]
    found += [(re.compile(rf"\b{re.escape(author)}\b"), author) for author in authors if _is_reporter(author)]
    host = site(article.url)
    if host:
        found.append((re.compile(re.escape(host)), outlet or host))
    return found


def _is_reporter(author: str) -> bool:
    return len(author.split()) >= 2 and not re.search(r"staff|editor|desk|team|agency", author, re.I)


def _outlet_names(outlet: str) -> tuple[str, ...]:
    """The outlet's name and its short form: "The Vale Courier", "Courier"; "The Washington Times", "Times"."""
    name = re.sub(r"^the\s+", "", outlet.strip(), flags=re.I)
    last = name.split()[-1]
    short = (last,) if len(name.split()) > 1 and last.lower() in pack_of("en").words("outlet") else ()
    return (name, *short)


@lru_cache(maxsize=64)
def named_outlet(text: str) -> str | None:
    """The outlet that a text names as itself: in a dateline, or by "told", "seen by", "reviewed by" or "has reviewed"."""
    words = "|".join(sorted({word.capitalize() for word in pack_of("en").words("outlet")}))
    name = rf"(?:The )?(?:[A-Z][\w’'-]+ ){{0,3}}(?:{words})"
    dateline = re.search(rf"^[^\n]{{0,60}}\((?P<a>{name}|AP|Reuters|AFP)\)\s*[—–-]", text, re.M)
    if dateline:
        return dateline["a"]
    itself = re.search(
        rf"(?:told|seen by|reviewed by|obtained by|shared with|interview with|provided to|statement to) (?P<b>[Tt]he "
        rf"{name[9:]}|{name})\b|(?P<c>The {name[9:]}) (?:has |have )?(?:reviewed|obtained|asked|seen|shared|spoke)",
        text,
    )
    found = itself and (itself["b"] or itself["c"])
    return found[0].upper() + found[1:] if found else None


def _last_credit(derivative: Document, markers: tuple[_Marker, ...]) -> _Marker | None:
    """A credit that stands alone in one of the last lines: "Source: The Vale Courier", "via …"."""
    lines = [m for m in _LAST_LINE.finditer(derivative.text) if m.start() >= len(derivative.text) * 0.6]
    for line in reversed(lines):
        named = [m for m in markers if line.start() <= m.span[0] < line.end() and m.sure]
        if named:
            return named[0]
    return None


def _blocks(
    derivative: Document, markers: tuple[_Marker, ...], drafts: tuple[PassageDraft, ...]
) -> tuple[tuple[Span, _Marker], ...]:
    """Block quotations that a lead-in credits: "X writes:" and the passages after it, as long as they are carried over whole.

    The lead-in names the source itself or stands in one line with the sentence that does.
    """
    found = []
    for at, sentence in enumerate(derivative.sentences):
        colon = _BLOCK_END.search(derivative.text[slice(*sentence)])
        near = [*derivative.sentences[max(0, at - 1) : at], sentence]
        own = [
            m
            for m in markers
            if m.sure and any(s[0] <= m.span[0] < s[1] for s in near) and _one_line(derivative, m.span[0], sentence[0])
        ]
        if colon and own:
            found.append(((sentence[1], _block_end(sentence[1], drafts)), own[-1]))
    for marker in markers:
        inner = _SAYS_COLON.match(derivative.text, marker.span[1]) if marker.sure else None
        if inner:
            found.append(((inner.end(), _block_end(inner.end(), drafts)), marker))
    return tuple(found)


def _one_line(derivative: Document, one: int, other: int) -> bool:
    return "\n" not in derivative.text[min(one, other) : max(one, other)]


def _block_end(start: int, drafts: tuple[PassageDraft, ...]) -> int:
    """End of the run of passages after `start` that stand as the source has them."""
    end = start
    for draft in drafts:
        if draft.span[0] >= start:
            if draft.kind not in ("verbatim", "edited", "quote"):
                break
            end = draft.span[1]
    return end
