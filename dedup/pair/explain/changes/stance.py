"""How a statement is framed: how firmly it is said, on purpose or not, for what reason, and what is refused or only not done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dedup.lang.en import lexicon
from dedup.lang.en.terms import Term
from dedup.pair.explain.changes.findings import Finding
from dedup.pair.explain.changes.term_alignment import TermAlignment, contrast

_STRENGTH: Final = {
    word: strength
    for strength, listed in (
        (1, "claims claimed alleges alleged suspects suspected believes believed thinks thought hints hinted suggests suggested "
            "speculates speculated guesses guessed fears feared assumes assumed"),
        (2, "says said tells told adds added notes noted explains explained comments commented states stated writes wrote remarks "
            "remarked replies replied argues argued"),
        (3, "proves proved proven confirms confirmed reveals revealed determines determined establishes established discovers "
            "discovered exposes exposed concludes concluded finds found shows showed demonstrates announces announced"),
    )
    for word in listed.split()
}  # fmt: skip
"""Verbs that frame a statement: 1 somebody holds it to be so, 2 somebody says so, 3 it is so."""
_FIRM: Final = frozenset(
    "proves proved proven confirms confirmed reveals revealed determines determined establishes established exposes exposed "
    "discovers discovered".split()
)
"""Those of the last that make a mere statement a fact; a body's "found" and "announced" often report one."""
_DELIBERATE: Final = frozenset(
    "deliberately intentionally knowingly wilfully willfully purposely consciously secretly covertly illegally unlawfully falsely "
    "fraudulently negligently recklessly accidentally unintentionally unknowingly inadvertently mistakenly wrongly".split()
)
"""Adverbs that say of an act whether it was meant or allowed."""
_MOTIVES: Final = tuple(
    tuple(listed.split())
    for listed in (
        "in order to|in a bid to|in an effort to|in an attempt to|so as to|wanted to|wants to|wanting to|eager to|desperate to|"
        "keen to|determined to|anxious to|hoping to|just to|out of revenge|out of fear|out of spite"
    ).split("|")
)
"""What opens a motive."""
_BY_FIRST_WORD: Final = {first: tuple(listed for listed in _MOTIVES if listed[0] == first) for first in {m[0] for m in _MOTIVES}}
_REFUSAL: Final = frozenset(
    "refuse refuses refused refusing reject rejects rejected ignore ignores ignored ignoring snub snubbed".split()
)
_DECLINING: Final = frozenset("decline declines declined declining".split())
_LEAST: Final = 0.3
"""Share of a passage's telling words that its sources must carry for its frame to be held against theirs."""


def frames(pairing: TermAlignment) -> Iterator[Finding]:
    """A statement that somebody makes or believes told as established, or the reverse: "said" made "confirmed"."""
    if pairing.coverage < _LEAST:
        return
    mine = [j for j in range(len(pairing.b)) if _is_said(pairing.b, j) and pairing.to[j] < 0 and not _is_quoted(pairing, j)]
    ours = [i for i, term in enumerate(pairing.a) if _is_said(pairing.a, i) and not pairing.source.quoted[term.first]]
    if not mine or not ours or any(_frame(pairing.a[i]) == _frame(pairing.b[j]) for i in ours for j in mine):
        return
    i, j = _nearest(pairing, ours, mine[0]), mine[0]
    if abs(_frame(pairing.a[i]) - _frame(pairing.b[j])) == 2 or (_frame(pairing.a[i]) == 2 and pairing.b[j].norm in _FIRM):
        yield Finding("certainty", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))


def _is_said(row: tuple[Term, ...], at: int) -> bool:
    """Whether a word that can frame a statement is a verb here: "she claims", not "the claims", "States" or "damage claims"."""
    term = row[at]
    if not _frame(term) or term.kind != "word":
        return False
    noun = at > 0 and (row[at - 1].form in _BEFORE_NOUNS or (at + 1 < len(row) and row[at + 1].form == "of"))
    return not (noun and term.norm in _ALSO_NOUNS)


_BEFORE_NOUNS: Final = frozenset(
    "a an the this that these those its his her their our my your no some any all many several of for over on in by with "
    "from".split()
)
_ALSO_NOUNS: Final = frozenset(
    "claim claims fear fears state states report reports show shows hope hopes plan plans estimate estimates guess suspect "
    "suspects note notes tweet tweets warning warnings charge charges promise promises".split()
)


def _frame(term: Term) -> int:
    return _STRENGTH.get(term.norm, 0)


def _nearest(pairing: TermAlignment, ours: list[int], j: int) -> int:
    """The frame of the source nearest to what the words beside frame `j` match."""
    near = [pairing.to[k] for k in range(max(0, j - 4), min(len(pairing.b), j + 6)) if pairing.to[k] >= 0]
    return min(ours, key=lambda i: min((abs(i - at) for at in near), default=i))


def _is_quoted(pairing: TermAlignment, j: int) -> bool:
    return bool(pairing.derivative.quoted[pairing.b[j].first])


def intents(pairing: TermAlignment) -> Iterator[Finding]:
    """An act told without the word that said it was meant, secret or unlawful, or with one that the source does not have."""
    if pairing.coverage < _LEAST:
        return
    if not any(term.norm in _DELIBERATE for term in pairing.b):
        for i, term in enumerate(pairing.a):
            if term.norm in _DELIBERATE and pairing.back[i] < 0:
                yield from _lost(pairing, i)
    if not any(term.norm in _DELIBERATE for term in pairing.a):
        for j, term in enumerate(pairing.b):
            if term.norm in _DELIBERATE and pairing.to[j] < 0 and not _is_quoted(pairing, j):
                place = next((pairing.to[k] + 1 for k in range(j, -1, -1) if pairing.to[k] >= 0), 0)
                yield Finding("detail_added", "fact", (place, place), (j, min(j + 2, len(pairing.b))))


def _lost(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    """The act that lost its adverb: what the passage has between the matches of the words before and after it."""
    after = next((k for k in range(i + 1, min(len(pairing.a), i + 5)) if pairing.back[k] >= 0 and not pairing.a[k].small), None)
    if after is None:
        return
    j = pairing.back[after]
    yield Finding("action", "fact", (i, min(i + 2, len(pairing.a))), (j, min(j + 2, len(pairing.b))))


def motives(pairing: TermAlignment) -> Iterator[Finding]:
    """Why somebody did it, where the source gives no such reason: "hoping to see them fail"."""
    if pairing.coverage < _LEAST or any(_motive_at(pairing.a, i) for i in range(len(pairing.a))):
        return
    for j in range(len(pairing.b)):
        length = _motive_at(pairing.b, j)
        if not length or any(pairing.to[k] >= 0 for k in range(j, j + length)) or _is_quoted(pairing, j):
            continue
        told = [k for k in range(j + length, min(len(pairing.b), j + length + 5)) if not pairing.b[k].small]
        if told and all(pairing.to[k] < 0 for k in told[:2]):
            place = next((pairing.to[k] + 1 for k in range(j, -1, -1) if pairing.to[k] >= 0), 0)
            yield Finding("detail_added", "fact", (place, place), (j, told[-1] + 1))
            return


def _motive_at(row: tuple[Term, ...], at: int) -> int:
    """Terms that open a motive at `at`, 0 when none does; a fixed phrase is one term."""
    openings = _BY_FIRST_WORD.get(row[at].form.split(" ", 1)[0])
    if openings is None:
        return 0
    words = [word for term in row[at : at + 4] for word in term.form.split()]
    opening = next((listed for listed in openings if tuple(words[: len(listed)]) == listed), ())
    count, length = 0, 0
    while count < len(opening):
        count += len(row[at + length].form.split())
        length += 1
    return length


def refusals(pairing: TermAlignment) -> Iterator[Finding]:
    """A refusal told as what was just not done, or the reverse: "refused to publish", "has not published"."""
    for i, term in enumerate(pairing.a):
        if term.norm not in _REFUSAL or pairing.back[i] >= 0 or _has(pairing.b, _REFUSAL | _DECLINING):
            continue
        if not any(contrast(term.norm, other.norm) for other in pairing.b):  # "did not accept" is a refusal
            yield from _softened(pairing, i)
    if not _has(pairing.a, _REFUSAL):
        for j, term in enumerate(pairing.b):
            if term.norm in _REFUSAL and not _is_quoted(pairing, j):
                yield from _sharpened(pairing, j)


def _has(row: tuple[Term, ...], words: frozenset[str]) -> bool:
    return any(term.norm in words for term in row)


def _softened(pairing: TermAlignment, i: int) -> Iterator[Finding]:
    j = next(
        (
            j
            for j, term in enumerate(pairing.b)
            if term.form in lexicon.NEGATORS and pairing.to[j] < 0 and not _wills(pairing.b, j) and _beside(pairing, i, j)
        ),
        None,
    )
    if j is not None and pairing.coverage >= _LEAST:
        end = next((k + 1 for k in range(j + 1, min(len(pairing.b), j + 4)) if not pairing.b[k].small), j + 1)
        yield Finding("action", "fact", (i, min(i + 4, len(pairing.a))), (max(0, j - 1), end))


def _beside(pairing: TermAlignment, i: int, j: int) -> bool:
    """Whether what stands around term `i` of the source stands around term `j` here."""
    near = {pairing.back[k] for k in range(max(0, i - 4), min(len(pairing.a), i + 6))}
    return any(at >= 0 and abs(at - j) <= 5 for at in near)


def _wills(row: tuple[Term, ...], j: int) -> bool:
    """Whether a denial is one of the will: "would not sign" says as much as a refusal."""
    return j > 0 and row[j - 1].form in ("would", "will", "wouldn't", "won't")


def _sharpened(pairing: TermAlignment, j: int) -> Iterator[Finding]:
    """A refusal where the source has somebody decline, or not do it."""
    mild = [
        i for i, term in enumerate(pairing.a) if term.norm in _DECLINING or (term.form in lexicon.NEGATORS and pairing.back[i] < 0)
    ]
    if mild and pairing.coverage >= _LEAST:
        i = pairing.to[j] if pairing.to[j] in mild else mild[0]
        yield Finding("action", "loaded", (i, min(i + 4, len(pairing.a))), (j, min(j + 3, len(pairing.b))))
