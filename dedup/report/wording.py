"""Every word that a reader of a report sees, in one place. The sentences say what was seen in the texts, never more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dedup.kinds import Kind, Severity
from dedup.report.certainty import clarity, is_claim
from dedup.report.dropped import dropped_sentences
from dedup.report.figures import Figures
from dedup.report.sides import Column, is_directed, origin
from dedup.report.visible import visible
from dedup.result import ArticleInfo, Change, Comparison, Credit, Evidence, Passage, Quote


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind is called, the letter that stands for it where there is no colour, and what it means."""

    kind: Kind
    letter: str
    name: str
    meaning: str


KIND_WORDS: Final[dict[Kind, KindWords]] = {
    words.kind: words
    for words in (
        KindWords("verbatim", "V", "verbatim", "a sentence of the source as it stands"),
        KindWords("edited", "E", "edited", "a sentence of the source with a few words changed, cut or added"),
        KindWords("quote", "Q", "quote", "a quotation of the source in a new frame"),
        KindWords("paraphrase", "P", "paraphrase", "what the source says, in other words"),
        KindWords("added_framing", "F", "added framing", "an angle, contrast or loaded wording that the source does not have"),
        KindWords("added_commentary", "C", "added commentary", "opinion or speculation that the source does not have"),
        KindWords("added_background", "B", "added background", "other facts that the source does not have"),
        KindWords("boilerplate", "-", "boilerplate", "promotion, forms, disclaimers and other site furniture"),
        KindWords("attribution", "A", "attribution", "a lead-in that only names where the words come from"),
    )
}


def kind_words(comparison: Comparison) -> dict[Kind, KindWords]:
    """The words of the kinds, which name the source only where there is one."""
    there = origin(comparison)
    return {kind: replace(words, meaning=words.meaning.replace("the source", there)) for kind, words in KIND_WORDS.items()}


QUOTE_STATUS: Final[dict[str, str]] = {
    "identical": "word for word",
    "style": "same words, other spelling or punctuation",
    "truncated": "perhaps cut short",
    "changed": "perhaps with other words",
    "spliced": "perhaps joined from several places",
    "reattributed": "perhaps given to another speaker",
    "paraphrased": "perhaps in other words",
    "not_in_source": "not found in the source",
}


def quote_statuses(comparison: Comparison) -> dict[str, str]:
    """The words of the statuses, which name the source only where there is one."""
    return {status: words.replace("the source", origin(comparison)) for status, words in QUOTE_STATUS.items()}


EVIDENCE: Final = {
    "published_first": "was published first",
    "numbered_first": "has the lower number in its address",
    "credits_the_other": "credits the other",
    "credits_whom_the_other_heard": "credits whom the other heard",
    "names_the_other": "names the other",
    "links_the_other": "links to the other",
    "hedge": "tells more at second hand",
    "first_hand": "tells more at first hand",
    "cuts_a_quotation": "cuts a quotation short",
    "comments_more": "comments more",
}
"""What an article does that speaks for a direction."""
SEVERITY: Final[dict[Severity, str]] = {
    "fact": "change of fact",
    "loaded": "loaded swap",
    "neutral": "neutral change",
    "style": "change of style",
}
DROPPED_GROUPS: Final = {
    "voice": "Voices",
    "qualification": "Qualifications",
    "negation": "What is not so",
    "number": "Numbers",
    "position": "Who is for or against",
    "cause": "Reasons",
    "outlook": "What may come",
    "context": "Context",
    "heading": "Headings and bylines",
    "date": "Dates",
    "other": "Other",
}


def percent(share: float) -> str:
    """A share of 0-1 as a whole percentage; what is not nothing is never shown as nothing, nor what is not all as all."""
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{round(share * 100)}%"


def decimal(value: float) -> str:
    """A similarity or confidence with two decimals."""
    return f"{value:.2f}"


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number and its noun, in the plural (`nouns`; usually with an s) unless it is one."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def listed(items: Iterable[str], most: int) -> str:
    """Things in a row; of more than `most` how many are not shown."""
    every = list(items)
    more = len(every) - most
    return ", ".join(every[:most]) + (f" and {more:,} more" if more > 0 else "")


def plain(name: str) -> str:
    """A name of the contract ("loaded_word") as words."""
    return visible(name.replace("_", " "))


def credit_words(credit: Credit | None) -> str:
    """What was seen of a credit: named, quoted, both or neither."""
    if credit is None:
        return ""
    to = f" to {visible(credit.to)}" if credit.to else ""
    if credit.credited and not credit.claimed:
        return f"credited{to}, where it was not found"
    if credit.credited:
        return f"credited{to} and quoted" if credit.quoted else f"credited{to}"
    return "in quotation marks, no credit seen" if credit.quoted else "no credit seen"


def evidence_words(item: Evidence, role: str) -> str:
    """Which article does what; the words that show it stand beside."""
    return f"the {role} {EVIDENCE[item.kind]}" if item.kind in EVIDENCE else plain(item.kind)


def shown_figures(comparison: Comparison, left: Column, right: Column, shares: Figures) -> list[tuple[str, float, str]]:
    """The figures for a reader: name, share, of what. Without a source nothing was added to it or left out."""
    added, left_out = ("were added", "were left out") if is_directed(comparison) else ("stand in it alone",) * 2
    return [
        ("taken", shares.taken, f"of the {right.role}’s words have a counterpart in the {left.role}"),
        ("credited", shares.credited, "of those are credited"),
        ("quoted", shares.quoted, "of those stand in quotation marks"),
        ("added", shares.added, f"of the {right.role}’s words {added}"),
        ("leftOut", shares.left_out, f"of the {left.role}’s words {left_out}"),
    ]


def counts(comparison: Comparison) -> list[tuple[str, str]]:
    """How much of what there is to look at: the name of a list of the page, and a few words. Nothing for independent articles."""
    if comparison.relation == "independent":
        return []
    passages = [item for item in comparison.passages if item.kind != "boilerplate"]  # no list holds furniture
    changes = [change for item in passages for change in item.changes]
    statuses = [quote.status for item in passages for quote in item.quotes]
    amiss = sum(status not in ("identical", "style") for status in statuses)
    added = sum(item.kind in ("added_framing", "added_commentary") for item in passages)
    dropped = len(dropped_sentences(comparison))
    parts = (
        ("facts", *_sure(changes, "fact", "change", " of fact")),
        ("loaded", *_sure(changes, "loaded", "loaded swap")),
        ("quotations", len(statuses), f"{amiss:,} of {counted(len(statuses), 'quoted part')} of any length not word for word"),
        ("added", added, counted(added, "passage") + " of framing or commentary"),
        ("left-out", dropped, counted(dropped, "sentence") + alone(comparison)),
    )
    return [(name, said) for name, number, said in parts if number]


def _sure(changes: Iterable[Change], severity: Severity, noun: str, of: str = "") -> tuple[int, str]:
    """How many changes of a severity there are, and the words for it, which count the doubtful ones apart."""
    is_doubtful = [clarity(change.confidence) == "doubtful" for change in changes if change.severity == severity]
    sure, doubtful = is_doubtful.count(False), is_doubtful.count(True)
    if not sure:
        return doubtful, counted(doubtful, f"doubtful {noun}") + of
    return len(is_doubtful), counted(sure, noun) + of + (f", {doubtful:,} doubtful" if doubtful else "")


def alone(comparison: Comparison) -> str:
    """What is said after a number of sentences that have no counterpart."""
    return " left out" if is_directed(comparison) else f" in {origin(comparison)} alone"


def left_out_words(comparison: Comparison) -> str:
    """The title of the sentences that have no counterpart."""
    return "Left out" if is_directed(comparison) else f"In {origin(comparison)} alone"


def quote_words(quote: Quote, there: str = "the source") -> str:
    """What was seen of a quotation: its status and, where they are known, the speakers; `there`: what `origin` says."""
    said = QUOTE_STATUS.get(quote.status, plain(quote.status)).replace("the source", there)
    if quote.speaker and quote.source_speaker and quote.speaker != quote.source_speaker:
        return f"{said}; here {visible(quote.speaker)}, in {there} {visible(quote.source_speaker)}"
    return f"{said}; {visible(quote.speaker)}" if quote.speaker else said


def change_words(change: Change) -> str:
    """The kind of a change, its severity where that is more than style, and how sure it is where it is told as a claim."""
    kind = plain(change.kind)
    if is_claim(change):
        return f"{kind} ({SEVERITY[change.severity]}), {clarity(change.confidence)}"
    return kind if change.severity == "style" else f"{kind} ({SEVERITY[change.severity]})"


def gravest_first(passage: Passage) -> list[Change]:
    """The changes of a passage: changes of fact first, changes of style last."""
    order = list(SEVERITY)
    return sorted(passage.changes, key=lambda change: order.index(change.severity))


def byline(info: ArticleInfo, *, to_the_minute: bool = False) -> str:
    """Outlet, author, date and length of an article, as far as they are known; the date as it came, or as `when` has it."""
    known = [info.outlet, info.author, when(info.published) if to_the_minute else info.published]
    return " · ".join([visible(item) for item in known if item] + [counted(info.words, "word")])


def when(published: str | None) -> str:
    """A date, with its time and zone where it has them; what is no ISO 8601 date as it stands."""
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return published or ""
    if "T" not in (published or "") and " " not in (published or ""):
        return published or ""
    if moment.tzinfo is None:
        return f"{moment:%Y-%m-%d %H:%M}"
    return f"{moment:%Y-%m-%d %H:%M} {'UTC' if not moment.utcoffset() else moment.isoformat()[-6:]}"
