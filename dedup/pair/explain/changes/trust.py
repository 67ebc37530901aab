"""When a finding may be said: its words stand where the two sentences meet, and neither article says it elsewhere.

A finding compares one sentence with the sentences that carry it. Before it is said that the source has something else, the rest
of the source is asked for the new words, and the sentences around the passage for the lost ones.
"""

from __future__ import annotations

import re
from typing import Final

from dedup.document import Document, kept_with_document
from dedup.lang.terms import Term, phrased
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import NUMERIC, TermAlignment
from dedup.pair.explain.quoted_edits import BRACKETS, MASKED

_SUPPORT: Final = 2
"""Telling words that a source sentence must share with the passage, beside those at fault, for the two to be compared."""
_OTHER_SUPPORT: Final = 3
"""The same of a sentence that is not the closest one."""
_CONTEXT: Final = 3
"""Telling words about the new ones with which another source sentence that has them says the same."""
_CONTEXT_SHARE: Final = 0.35
"""Share of the passage's telling words that these must be."""


def is_trusted(pairing: TermAlignment, finding: Finding) -> bool:
    """Whether a grave finding holds: its statement is that of the source sentence, and neither article says it elsewhere."""
    return (
        _is_supported(pairing, finding)
        and not _is_masked(pairing, finding)
        and not _has_frame_outside(pairing, finding)
        and not _is_said_by_source(pairing, finding)
        and not _is_kept_nearby(pairing, finding)
    )


def _is_supported(pairing: TermAlignment, finding: Finding) -> bool:
    """Whether the source sentence of a finding shares enough with the passage beside the words at fault."""
    first, last = finding.a
    row = pairing.row_of(min(first, len(pairing.a) - 1))
    shared = sum(pairing.back[i] >= 0 and not pairing.a[i].small and not first <= i < last for i in row)
    beside = sum(not term.small and not finding.b[0] <= j < finding.b[1] for j, term in enumerate(pairing.b))
    least = _SUPPORT if row.start == 0 else _OTHER_SUPPORT
    return shared >= min(least, max(1, beside))


def _is_masked(pairing: TermAlignment, finding: Finding) -> bool:
    """Whether letters were made asterisks or dashes, or put in brackets: "d**n", "d—", "[I]f", in either article."""
    terms = pairing.b[slice(*finding.b)]
    if _is_unprinted(pairing, finding):
        return True
    if not terms:
        return False
    text, start, end = pairing.derivative.text, *pairing.derivative.words.span(terms[0].first, terms[-1].last)
    if _BRACKETED.search(text, max(0, start - 2), min(len(text), end + 1)):
        return True
    return "*" in text[start:end] or any(_is_cut_short(pairing.derivative, term) for term in terms)


def _is_unprinted(pairing: TermAlignment, finding: Finding) -> bool:
    """Whether the source prints less than a word where the finding stands: "d—n", "[expletive]".

    Numbers are never such a word, nor is a "not" that the passage does not have, nor a person's name in brackets: "[Karl Venn]".
    """
    terms, negators = pairing.a[slice(*finding.a)], pairing.pack.words("negator")
    lost = any(pairing.back[i] < 0 and pairing.a[i].form in negators for i in range(*finding.a))
    if not terms or lost or any(term.kind in NUMERIC for term in terms):
        return False
    text, start, end = pairing.source.text, *pairing.source.words.span(terms[0].first, terms[-1].last)
    near = max(0, start - _MASK_REACH), min(len(text), end + _MASK_REACH)
    marks = (MASKED,) if finding.kind in _PEOPLE else (MASKED, BRACKETS)
    unprinted = [match.span() for mark in marks for match in mark.finditer(text, *near)]
    return any(first < end and start < last for first, last in unprinted)


_PEOPLE: Final = frozenset({"name", "actor", "speaker"})
"""Kinds of changes of who it is."""
_MASK_REACH: Final = 60
"""Characters about a finding in which the word begins and ends whose letters are not printed."""


def _is_cut_short(article: Document, term: Term) -> bool:
    """Whether a term is a letter, or two that are no word, joined to a dash: "b—", "sh—", not "go—"."""
    start, end = article.words.span(term.first, term.last)
    is_word = end - start == 2 and (term.small or bool(term.pack.thesaurus.lemmas(term.norm)))
    return end - start <= 2 and not is_word and _MASK.match(article.text, end) is not None


_BRACKETED: Final = re.compile(r"\w\]\w")
_MASK: Final = re.compile(r"(?:—|–|--)(?!\s)|(?:—|--)(?=\s[a-z])")
"""A dash that stands for letters."""


def _has_frame_outside(pairing: TermAlignment, finding: Finding) -> bool:
    """Whether a passage that is all quotation lacks only what stood about the quotation in the source."""
    quoted = pairing.derivative.quoted
    carried = [i for i in pairing.to if i >= 0]
    first, last = finding.a
    outside = not carried or first < min(carried) or last > max(carried) + 1
    return first < last and outside and all(quoted[term.first] for term in pairing.b)


def _is_said_by_source(pairing: TermAlignment, finding: Finding) -> bool:
    """Whether another sentence of the source has all the new words, and much of what stands about them."""
    new = {_key(pairing.b[j]) for j in range(*finding.b) if pairing.to[j] < 0 and not pairing.b[j].small}
    if not new:
        return False
    about = {_key(term) for term in pairing.b if not term.small} - new
    least = max(_CONTEXT, _CONTEXT_SHARE * len(about))
    own = _own_sentence(pairing, finding)
    return any(at != own and new <= keys and len(about & keys) >= least for at, keys in enumerate(sentence_keys(pairing.source)))


def _own_sentence(pairing: TermAlignment, finding: Finding) -> int:
    """The source sentence that a finding compares with."""
    at = min(finding.a[0], len(pairing.a) - 1)
    return pairing.source.sentence_at(pairing.source.words.start(pairing.a[at].first))


def _is_kept_nearby(pairing: TermAlignment, finding: Finding) -> bool:
    """Whether the sentence of the passage, or the one before or after it, has the lost words outside the passage."""
    lost = {_key(pairing.a[i]) for i in range(*finding.a) if pairing.back[i] < 0 and not pairing.a[i].small}
    if not lost:
        return False
    inside = {_key(term) for term in pairing.b}
    return lost <= _nearby(pairing.derivative, pairing.b) - inside


def _nearby(article: Document, row: tuple[Term, ...]) -> frozenset[str]:
    at = article.sentence_at(article.words.start(row[0].first))
    keys = sentence_keys(article)
    return frozenset().union(*keys[max(0, at - 1) : at + 2])


@kept_with_document
def sentence_keys(article: Document) -> tuple[frozenset[str], ...]:
    """Telling words and numbers of each sentence, by stem and by form."""
    return tuple(keys_of(phrased(article, span)) for span in article.sentences)


def keys_of(row: tuple[Term, ...]) -> frozenset[str]:
    return frozenset(_key(term) for term in row if not term.small)


def _key(term: Term) -> str:
    return term.form if term.kind in NUMERIC else term.stem
