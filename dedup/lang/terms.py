"""Words of a passage as terms: one canonical form where house styles differ, so that only differences of meaning remain.

Numbers, dates and times are one term each; contractions are two; spellings, abbreviations and plain synonyms in fixed
phrases are evened out, by the words that the pack of the article's language lists.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import Final, NamedTuple

from dedup.document import Document, kept_with_document
from dedup.lang.base import NEUTRAL, Pack, pack_of
from dedup.lang.numbers import can_start, quantity_at
from dedup.words import Span, normal_forms, stems_of


class Term(NamedTuple):
    """One unit of meaning over the words [first, last): its canonical form, its stem, and what it is.

    `kind`: word, name, title, number, percent, money, ordinal, date, month, weekday, year, clock. `small`: a word of grammar.
    `pack`: that of its article's language, so that a rule can ask `term.form in term.pack.words(tag)`.
    """

    first: int
    last: int
    form: str
    stem: str
    kind: str
    small: bool
    norm: str = ""
    value: float = 0.0
    pack: Pack = NEUTRAL


def terms(article: Document, span: Span) -> tuple[Term, ...]:
    """Terms of the words inside `span`, in order; a number that goes beyond the span is not in it."""
    return _inside(article, span, _row(article))


def phrased(article: Document, span: Span) -> tuple[Term, ...]:
    """The same with fixed phrases joined to one term each."""
    return _inside(article, span, _phrased_row(article))


@kept_with_document
def vocabulary(article: Document) -> tuple[frozenset[str], frozenset[str]]:
    """All words of an article and all their stems."""
    return frozenset(article.words.norms), frozenset(article.words.stems)


def _inside(article: Document, span: Span, row: tuple[Term, ...]) -> tuple[Term, ...]:
    inside = article.words.inside(span)
    first = bisect_left(row, inside.start, key=lambda term: term.first)
    last = bisect_left(row, inside.stop, key=lambda term: term.first)
    while last > first and row[last - 1].last > inside.stop:
        last -= 1
    return row[first:last]


@kept_with_document
def _row(article: Document) -> tuple[Term, ...]:
    pack, norms, names, done = pack_of(article.language), article.words.norms, _capitals(article), 0
    known = {norm: _described(pack, norm, stemmed) for norm, stemmed in dict(zip(norms, article.words.stems, strict=True)).items()}
    row: list[Term] = []
    signs = pack.values("number_sign")
    for i, norm in enumerate(norms):
        if i < done:
            continue
        starts_number, described = known[norm]
        quantity = quantity_at(pack, article, i, len(norms)) if starts_number else None
        if quantity:
            form, value = quantity.form, quantity.value
            row.append(Term(i, quantity.last, form, form, quantity.kind, False, form, value, pack))
            done = quantity.last
            continue
        if norm in signs and _is_before_number(article, i):
            row.append(Term(i, i + 1, signs[norm], stem(signs[norm]), "word", False, signs[norm], 0.0, pack))
            continue
        kind = names.get(i, "word")
        for form, stemmed, small, own in described:
            # Not Term(...): its Python constructor is half of the cost of a row.
            row.append(tuple.__new__(Term, (i, i + 1, form, stemmed, kind, small or kind == "title", own, 0.0, pack)))
    return _ranges(pack, article, row)


def _is_before_number(article: Document, i: int) -> bool:
    """Whether "No." or "no." stands for "number" at word `i`: digits follow, after a full stop or a capital."""
    words = article.words
    if i + 1 >= len(words) or not words.norms[i + 1][0].isdigit():
        return False
    gap = article.between(i, i + 1)
    return gap.strip() == "." or (not gap.strip() and article.text[words.start(i)].isupper())


def _capitals(article: Document) -> dict[int, str]:
    """Which words with a capital are names and which are titles of persons, by their index; where nouns have one, titles alone."""
    pack, text, norms = pack_of(article.language), article.text, article.words.norms
    kinds = {i: "title" for i in article.initials if norms[i] in pack.words("title")}
    if pack.nouns_in_capitals:
        return kinds
    headlines, always = _headlines(pack, article), pack.words("always_capital")
    for i in article.initials:
        norm = norms[i]
        plain = i in kinds or norm in always or i in headlines
        if not plain and not _opens_sentence(pack, text, norm, article.words.start(i)):
            kinds[i] = "name"
    known = {norms[i] for i in kinds}
    kinds.update({i: "name" for i in headlines if norms[i] in known or not _is_plain(pack, norms[i])})
    return kinds


def _is_plain(pack: Pack, norm: str) -> bool:
    """Whether a word is one of grammar or stands in the thesaurus."""
    return norm in pack.words("small") or bool(pack.thesaurus.lemmas(norm))


def _headlines(pack: Pack, article: Document) -> set[int]:
    """The words with a capital of sentences that write nearly every word with one, where it says nothing of the word."""
    norms, initials, small, capitals_alone = article.words.norms, article.initials, pack.words("small"), set[int]()
    for span in article.sentences:
        inside = article.words.inside(span)
        capitals = initials[bisect_left(initials, inside.start) : bisect_left(initials, inside.stop)]
        if len(capitals) < 0.8 * _HEADLINE:
            continue
        telling = {i for i in inside if norms[i] not in small and norms[i][:1].isalpha()}
        capital = telling.intersection(capitals)
        if len(telling) >= _HEADLINE and len(capital) >= 0.8 * len(telling):
            capitals_alone |= capital
    return capitals_alone


_HEADLINE: Final = 4
"""Telling words of a headline at least: fewer may well be all names."""


@kept_with_document
def _phrased_row(article: Document) -> tuple[Term, ...]:
    row, joined, i = _row(article), [], 0
    openings, norms = _by_opening(pack_of(article.language)), [term.norm for term in row]
    while i < len(row):
        phrases = openings.get(norms[i])
        listed = phrases and (phrases.get(norms[i + 1] if i + 1 < len(row) else "") or phrases.get(""))
        phrase = _phrase_at(row, norms, i, listed) if listed else None
        joined.append(phrase or row[i])
        while phrase and i + 1 < len(row) and row[i + 1].last <= phrase.last:
            i += 1
        i += 1
    return tuple(joined)


def _phrase_at(row: tuple[Term, ...], norms: list[str], i: int, listed: tuple[tuple[str, ...], ...]) -> Term | None:
    """The longest of the listed phrases that starts at term `i`, by the one word that says the same if there is one."""
    for phrase in listed:
        last = i + len(phrase)
        if tuple(norms[i:last]) == phrase:
            pack, form = row[i].pack, " ".join(phrase)
            word = pack.values("one_word").get(form)
            stemmed, small = (stem(word) if word else form), word is None
            return Term(row[i].first, row[last - 1].last, word or form, stemmed, "word", small, word or form, 0.0, pack)
    return None


def is_written(article: Document, term: Term) -> bool:
    """Whether a term's own words stand there: "hand over", read as "surrendered", has no such word."""
    norms = article.words.norms
    return term.last - term.first == 1 or " " in term.norm or term.norm in norms[term.first : term.last]


@cache
def _by_opening(pack: Pack) -> dict[str, dict[str, tuple[tuple[str, ...], ...]]]:
    """Phrases by their first word and by the second, the longest first; one of a single word under "" and after those it opens."""
    listed = pack.words("phrase") | pack.words("one_word")
    phrases = sorted((tuple(form.split()) for form in listed), key=lambda words_of: (-len(words_of), words_of))
    openings: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for first, second, *rest in (words_of for words_of in phrases if len(words_of) > 1):
        openings.setdefault(first, {}).setdefault(second, []).append((first, second, *rest))
    for single in (words_of for words_of in phrases if len(words_of) == 1):
        opened = openings.setdefault(single[0], {})
        for longer in opened.values():
            longer.append(single)
        opened[""] = [single]
    return {first: {second: tuple(kept) for second, kept in opened.items()} for first, opened in openings.items()}


def _ranges(pack: Pack, article: Document, row: list[Term]) -> tuple[Term, ...]:
    """The terms with the first end of a range in the unit of the second: "70-90 million euros" is from 70 million euros."""
    joining = pack.words("range")
    for n in range(len(row) - 1):
        if row[n].kind not in ("number", "money") or row[n].last - row[n].first > 1:
            continue
        second = n + 2 if row[n + 1].form in joining and n + 2 < len(row) else n + 1
        gap = article.between(row[n].last - 1, row[second].first)
        if row[second].kind in ("number", "money", "percent") and (not (bare := gap.strip(" -–—\u00a0$£€")) or bare in joining):
            row[n], row[second] = _levelled(row[n], row[second])
    return tuple(row)


def _levelled(one: Term, other: Term) -> tuple[Term, Term]:
    scale = 10.0 ** (3 * int(math.log10(max(1.0, other.value)) / 3)) if other.last - other.first > 1 or other.value >= 1e6 else 1.0
    value = one.value * scale if one.value < 1000 <= other.value and scale >= 1000 else one.value
    unit = next((t for t in (other, one) if t.kind in ("money", "percent")), None)
    return _in_unit(one, value, unit), _in_unit(other, other.value, unit)


def _in_unit(term: Term, value: float, unit: Term | None) -> Term:
    kind = unit.kind if unit else term.kind
    mark = unit.form[0] if unit and unit.kind == "money" else "" if kind == "percent" else "#"
    form = f"{mark}{value:.4f}".rstrip("0").rstrip(".") + ("%" if kind == "percent" else "")
    return term._replace(form=form, stem=form, norm=form, kind=kind, value=value)


@lru_cache(maxsize=65536)
def _described(pack: Pack, norm: str, stemmed: str) -> tuple[bool, tuple[tuple[str, str, bool, str], ...]]:
    """Whether a number can start with a word; and form, stem, whether it is a word of grammar, and the word itself, for each
    term that it makes."""
    forms, small = _forms(pack, norm), pack.words("small")
    return can_start(pack, norm), tuple(
        (form, stemmed if form == norm else stem(form), form in small, norm if len(forms) == 1 else form) for form in forms
    )


def _opens_sentence(pack: Pack, text: str, norm: str, start: int) -> bool:
    """Whether a word opens a sentence, line or quotation, where a capital says nothing; names elsewhere are names here."""
    before = text[max(0, start - 3) : start].rstrip(" \u00a0")
    opens = not before or before[-1] in ".!?:\n\r“\"‘'(" or start < 2
    return opens and norm not in _proper_words(pack, text) and _is_plain(pack, norm)


@lru_cache(maxsize=32)
def _proper_words(pack: Pack, text: str) -> frozenset[str]:
    """Words that the text writes with a capital where no sentence opens, lower case: its names."""
    return frozenset(match.lower() for match in re.findall(r"(?<=[a-z,;] )([A-Z][\w’'-]*)", text)) - pack.words("small")


def _forms(pack: Pack, norm: str) -> tuple[str, ...]:
    contracted = pack.values("contraction")
    if "'" in norm:
        if norm in contracted:
            return tuple(contracted[norm].split())
        for ending, word in pack.clitics:
            if norm.endswith(ending) and len(norm) > len(ending):
                return canonical(pack, norm[: -len(ending)]), word
        norm = norm.removesuffix("'s").removesuffix("'")
    return tuple(contracted[norm].split()) if norm in contracted else (canonical(pack, norm),)


@lru_cache(maxsize=65536)
def canonical(pack: Pack, norm: str) -> str:
    """One spelling of a word where British, American and abbreviated ones differ."""
    known = pack.values("short_for").get(norm) or pack.values("spelling").get(norm)
    if known:
        return known
    for letters, pattern, replacement in pack.spellings:
        other = pattern.sub(replacement, norm) if letters in norm else norm
        if other != norm and pack.thesaurus.lemmas(other):
            return other
    return norm


@cache
def stem(form: str) -> str:
    """Stem of one word."""
    stems = stems_of(normal_forms(form))
    return stems[0] if stems else form
