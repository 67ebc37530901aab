"""The brief: what an editor must know of a comparison before reading on. Terminal, page, Markdown and JSON show the same record.

Every share says of what it is a share, every claim how sure it is. It says nothing that `Comparison` does not hold; of the texts it
takes headlines and sentences, and asks them whether the words of an omission really are missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from dedup.article import Article
from dedup.kinds import ChangeKind
from dedup.report.certainty import Clarity, clarity, is_claim
from dedup.report.credited import Part, credit_names, credit_parts
from dedup.report.dropped import dropped_sentences
from dedup.report.facts import added, headlines, left_out, of_words
from dedup.report.figures import Counts, counts, unmarked_quotes
from dedup.report.finding import checked, finding, third_party
from dedup.report.names import Named, called, named
from dedup.report.omissions import omissions
from dedup.report.quoted import quotations
from dedup.report.sentences import Marked, at_fault, origin, sentence_about
from dedup.report.sides import Column, columns, is_directed
from dedup.report.visible import visible
from dedup.report.wording import counted, plain
from dedup.result import Change, Comparison, Difference, Passage, TextSpan

SHOWN: Final = 3
"""Claims and omissions that a brief holds; the reports list all."""
_GRAVITY: Final[Mapping[ChangeKind, float]] = {
    "negation": 1.0,
    "actor": 1.0,
    "number": 0.95,
    "certainty": 0.9,
    "action": 0.9,
    "name": 0.9,
    "speaker": 0.9,
    "cause": 0.9,
    "attribution_dropped": 0.8,
    "quantity": 0.8,
    "date": 0.75,
    "label": 0.75,
    "qualification_dropped": 0.7,
    "loaded_word": 0.6,
    "time": 0.6,
    "detail_added": 0.4,
}
"""How much it matters to a reader that such a change goes unseen, 0-1: an order, no measurement. Kinds that are not here: .3."""
_WEIGHT: Final = {"fact": 1.0, "loaded": 0.6}
"""Severities that a brief tells, and what they count in its order."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Two sentences and what differs in them. `keys` name its changes in an address: `p7.2`, the second of passage 7, or `x1`.

    `left`: the source's, or A's; `right`: the derivative's, or B's. `notes` say what differs, one for each pair of words.
    `about`: that the changed words are quoted, that others differ, too.
    """

    keys: tuple[str, ...]
    kinds: tuple[str, ...]
    severity: str
    certainty: Clarity
    left: Marked
    right: Marked
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def sort(self) -> str:
        """The kinds of its changes and what else is to be known of them, in words."""
        return ", ".join((*self.kinds, *self.about))


@dataclass(frozen=True, slots=True)
class Brief:
    """A comparison in a few sentences.

    `left`, `right`: source and derivative, or A and B where `directed` is false. `changes`: the gravest that are clear or likely,
    at most three, of the `found` that are; `doubtful`: how many more are not sure enough to be told; `doubts`: of which kinds;
    `unchanged`: how much that none is told says. `given`: that the caller named the source, and the finding does not. `credit`: the
    words that have a counterpart, in four parts; `credited_by`: how much of it names nobody and what is not counted, or whom B
    names where no source is known. `omissions`: sentences of the source whose words the derivative does not have.
    """

    finding: str
    certainty: str
    directed: bool
    left: Named
    right: Named
    checked: str
    given: str
    third_party: str
    shares: tuple[str, ...]
    found: int
    doubtful: int
    doubts: str
    unchanged: str
    changes: tuple[Claim, ...]
    headlines: tuple[Marked, Marked] | None
    quotations: str
    credit: tuple[Part, ...]
    credited_by: str
    added: tuple[str, ...]
    left_out: str
    omissions: tuple[Marked, ...]

    @property
    def strong(self) -> str:
        """What the marks in the headlines are; "" where there is none."""
        is_marked = self.headlines is not None and any(title.marks for title in self.headlines)
        return "marked: strong words that the source does not have" if is_marked else ""

    @property
    def others(self) -> str:
        """What is said behind changes that are told, or behind differences."""
        return OTHERS if self.directed or self.given else OTHERS_OF_BOTH

    def titles(self) -> tuple[Marked, Marked]:
        """What each article goes by, its headline where it has one; loaded words of the derivative's are marked."""
        return self.headlines or (Marked(self.left.shown, 0), Marked(self.right.shown, 0))

    def to_dict(self) -> dict[str, Any]:
        """The brief as plain values: the key `brief` of the JSON."""
        plain: dict[str, Any] = asdict(self)
        return plain


def brief(comparison: Comparison, a: Article, b: Article) -> Brief:
    """The brief of a comparison of two articles."""
    left, right = columns(comparison, a, b)
    one, two = named(left), named(right)
    directed = is_directed(comparison)
    listed, doubts = claims(comparison, left, right)
    words = counts(comparison, invented=False)
    said, certainty = finding(comparison, *called(one, two), (words.taken, words.words))
    return Brief(
        finding=said,
        certainty=certainty,
        directed=directed,
        left=one,
        right=two,
        checked=checked(comparison),
        given=_given(comparison, one, two),
        third_party=third_party(comparison),
        shares=tuple(_shares(comparison, words, one, two)) if directed else (),
        found=len(listed),
        doubtful=len(doubts),
        doubts=doubtful_kinds(doubts),
        unchanged="" if listed else unchanged(comparison, doubts, directed),
        changes=tuple(listed[:SHOWN]),
        headlines=headlines(comparison, one, two, left, right),
        quotations=quotations(comparison, left, right, directed),
        credit=credit_parts(words) if directed and not comparison.unread else (),
        credited_by=credit_names(comparison, directed, counts(comparison).marked - words.marked, unmarked_quotes(comparison)),
        added=tuple(added(comparison, left, two, words)) if directed else (),
        left_out=left_out(comparison, one) if directed else "",
        omissions=omissions(comparison, left, right, SHOWN) if directed else (),
    )


def brief_finding(comparison: Comparison, left: Column, right: Column) -> str:
    """The finding alone, in one sentence."""
    words = counts(comparison)
    return finding(comparison, *called(named(left), named(right)), (words.taken, words.words))[0]


# -- shares, and of what


def _given(comparison: Comparison, one: Named, two: Named) -> str:
    """That the caller has named a source: then nothing was asked about which came first. "" elsewhere."""
    directed = comparison.relation not in ("independent", "common_source")
    given = comparison.given or (None if directed else comparison.source)  # an older result does not say what was given
    if given is None:
        return ""
    said = f"{one.letter if given == one.side else two.letter} was given as the source"
    return f"{said}; which came first was not looked for" if directed else said


def _shares(comparison: Comparison, words: Counts, one: Named, two: Named) -> Iterator[str]:
    yield f"{of_words(words.taken, words.words)} of the {two.role} are in passages with a counterpart in the {one.role}"
    yield f"{of_words(words.added, words.words)} of the {two.role} have none"
    dropped = sum(item.words for item in dropped_sentences(comparison))
    yield f"{of_words(dropped, one.words)} of the {one.role} have none in the {two.role}"


# -- claims: what differs between two sentences


def claims(comparison: Comparison, left: Column, right: Column) -> tuple[list[Claim], list[ChangeKind]]:
    """The claims that are sure enough, the gravest first, and the kinds of the changes that are not, one for each change."""
    ranked: list[tuple[float, Claim]] = []
    doubtful: list[ChangeKind] = []
    for number, passage in enumerate(comparison.passages, 1):
        all_claims = [(at, item) for at, item in enumerate(passage.changes, 1) if is_claim(item)]
        sure = [(at, item) for at, item in all_claims if item.severity in _WEIGHT and clarity(item.confidence) != "doubtful"]
        doubtful += [item.kind for at, item in all_claims if (at, item) not in sure]
        ranked += [_claim(number, passage, items, left, right) for items in _together(sure)]
    for at, item in enumerate(comparison.differences, 1):
        if clarity(item.confidence) == "doubtful":
            doubtful.append(item.kind)
        else:
            ranked.append(_difference(at, item))
    return [claim for _, claim in sorted(ranked, key=lambda pair: -pair[0])], doubtful


def unchanged(comparison: Comparison, doubts: Sequence[ChangeKind], is_directed: bool) -> str:
    """That nothing is told, and how little this says: of the changes that readers see most are missed, so it clears nobody."""
    if comparison.relation not in ("derivative", "near_duplicate") and not doubts:
        return ""
    what = "changed fact or loaded word" if is_directed else "difference of fact"
    said = comparison.unread or f"which is no sign that there is none: {TOLD if is_directed else TOLD_OF_BOTH}{_retold(comparison)}"
    more = f"; {counted(len(doubts), 'doubtful one')} ({doubtful_kinds(doubts)}) not told here" if doubts else ""
    return f"no {what} was recognised surely enough to tell{';' if comparison.unread else ','} {said}{more}"


TOLD: Final = "of ten changed facts that readers see about two are told, of ten loaded words about one"
"""How many of the changes there are get told: the recall of the suite `rewrites`, to which a test holds these words."""
TOLD_OF_BOTH: Final = "of ten changed facts that readers see at most two are told, and names and strong words are not compared"
"""The same where no source is known."""


OTHERS: Final = "others may be there"
OTHERS_OF_BOTH: Final = "others may be there, and more are looked for where a source is given"
"""What the caller can do about it where no source was given is named, too."""


def _retold(comparison: Comparison) -> str:
    """How many passages an editor has to read beside their counterparts."""
    retold = sum(item.kind in ("edited", "paraphrase") for item in comparison.passages)
    its = "has other words than its counterpart" if retold == 1 else "have other words than their counterparts"
    return f"; {counted(retold, 'passage')} {its}, so read both" if retold else ""


def doubtful_kinds(kinds: Sequence[ChangeKind]) -> str:
    """Kinds of changes in words, the commonest first, with how often each is there."""
    return ", ".join(f"{plain(kind)}{f' ×{number}' if number > 1 else ''}" for kind, number in Counter(kinds).most_common())


def _together(changes: list[tuple[int, Change]]) -> list[list[tuple[int, Change]]]:
    """The changes of one passage as one claim: a reader reads its sentence once."""
    return [sorted(changes, key=lambda pair: -_rank(pair[1]))] if changes else []


def _rank(item: Change | Difference) -> float:
    weight = _WEIGHT.get(item.severity, 0.0) if isinstance(item, Change) else 1.0
    return item.confidence * weight * _GRAVITY.get(item.kind, 0.3)


def _claim(number: int, passage: Passage, changes: list[tuple[int, Change]], left: Column, right: Column) -> tuple[float, Claim]:
    first = changes[0][1]
    compared = origin(passage, first)
    items = [item for _, item in changes]
    there, here = ([span for item in items if (span := at_fault(item, passage, side)).text] for side in ("source", "derivative"))
    return _rank(first), Claim(
        keys=tuple(f"p{number}.{at}" for at, _ in changes),
        kinds=tuple(dict.fromkeys(plain(item.kind) for item in items)),
        severity=first.severity,
        certainty=clarity(first.confidence),
        left=sentence_about(left.text, compared, there),
        right=sentence_about(right.text, TextSpan(passage.start, passage.end, passage.text), here),
        notes=tuple(visible(item.note) for item in items if item.note),
        about=tuple(_about(passage, there, here)),
    )


def _about(passage: Passage, there: Sequence[TextSpan], here: Sequence[TextSpan]) -> Iterator[str]:
    """What a reader of the marks should know: that somebody's words were changed, that more words differ than are marked."""
    if any(quote.start < span.end and span.start < quote.end for quote in passage.quotes for span in here):
        yield "in a quotation"
    changed = [TextSpan(*edit.derivative, "") for edit in passage.edits if edit.op != "equal"]
    cut = [TextSpan(*edit.source, "") for edit in passage.edits if edit.op != "equal"]
    if _apart(changed, here) + _apart(cut, there) >= _MUCH:
        yield "other words differ, too"


def _apart(edits: Sequence[TextSpan], marked: Sequence[TextSpan]) -> int:
    """Characters of edits in which nothing is marked."""
    return sum(one.end - one.start for one in edits if not any(one.start < it.end and it.start < one.end for it in marked))


_MUCH: Final = 12
"""Characters of unmarked edits, about two words, from which it is said that more differs."""


def _difference(at: int, item: Difference) -> tuple[float, Claim]:
    left, right = (_marked(sentence, words) for sentence, words in ((item.a_sentence, item.a), (item.b_sentence, item.b)))
    note = (visible(item.note),) if item.note else ()
    return _rank(item), Claim((f"x{at}",), (plain(item.kind),), "fact", clarity(item.confidence), left, right, note)


def _marked(sentence: TextSpan, words: TextSpan) -> Marked:
    inside = sentence.start <= words.start < words.end <= sentence.end
    marks = ((words.start - sentence.start, words.end - sentence.start),) if inside else ()
    return Marked(sentence.text, sentence.start, marks)
