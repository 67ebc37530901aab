"""Pairs of articles whose relation people have labelled or that are what they are by construction, of all sets, in one shape."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from benchmarks import counter, families, reposts, same_story, seeds
from benchmarks.gold import GoldCase, RelationCase
from benchmarks.suite import Options
from dedup import Article
from dedup.article import Link

COPIES: Final = ("identical", "near_duplicate")
REAL: Final = ("allsides_pairs", "usnews", "usnews_own", "webis_pairs", "webis_more")
"""The collections of `of_outlets`."""
LABELS: Final = Path(__file__).resolve().parent / "labels"
OTHER: Final = 7
"""How far on the rewrite stands that a source is held against as no source of it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair with the relations that readers gave it, the likeliest first, and the source: "a", "b", "unknown" or None (neither).

    `page`: with what is known beside the text; `placed`: with where its links stand, too. `same_story`: whether both tell one
    event, None where nobody knows.
    """

    collection: str
    a: Article
    b: Article
    relations: tuple[str, ...]
    source: str | None
    page: bool
    same_story: bool | None
    placed: bool = False


def read_pairs(folder: Path, part: str | None = "fit") -> Iterator[Labelled]:
    """The pairs of a folder with articles.jsonl.gz and pairs.jsonl, each from the texts alone and with the page."""
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        records = {record["id"]: record for record in map(json.loads, lines)}
    for line in (folder / "pairs.jsonl").read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        if part in (None, pair["set"]):
            yield from _both(folder.name, records[pair["a"]], records[pair["b"]], pair["readers"])


def read_labels(labels: Path, corpus: Path, collection: str) -> Iterator[Labelled]:
    """Pairs of a file of labels, a line of each reader, whose articles stand in a corpus of JSON lines; `collection` names them."""
    listed = [json.loads(line) for line in labels.read_text(encoding="utf-8").splitlines()]
    wanted = {name for pair in listed for name in (pair["a"], pair["b"])}
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        records = {record["id"]: record for record in map(json.loads, lines) if record["id"] in wanted}
    by_pair: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for pair in listed:
        by_pair.setdefault((pair["a"], pair["b"]), []).append(pair)
    for (a, b), readers in by_pair.items():
        yield from _both(collection, records[a], records[b], readers)


def _both(collection: str, a: dict[str, Any], b: dict[str, Any], readers: Sequence[dict[str, Any]]) -> Iterator[Labelled]:
    for page in (False, True):
        prefix = "" if page else "text_"
        relations = tuple(reader[prefix + "relation"] for reader in readers)
        same = True if relations[0] != "independent" else None
        pair = Labelled(collection, article(a, page), article(b, page), relations, readers[0][prefix + "source"], page, same)
        yield pair
        if page and (a.get("link_spans") or b.get("link_spans")):
            yield replace(pair, a=_placed(pair.a, a), b=_placed(pair.b, b), placed=True)


def _placed(known: Article, record: dict[str, Any]) -> Article:
    """An article with the place of each link in its text."""
    return replace(known, links=tuple(Link(url, start=start, end=end) for url, start, end in record.get("link_spans", ())))


def article(record: dict[str, Any], page: bool) -> Article:
    """An article of a record: its text alone, or with what its page says."""
    keys = ("title", "url", "outlet", "author", "published")
    known: dict[str, Any] = {key: record.get(key) for key in keys} if page else {}
    return Article(text=record["text"], id=str(record["id"]), links=tuple(record.get("links", ())) if page else (), **known)


def rewritten(folder: Path, true: str, false: str) -> Iterator[Labelled]:
    """Each source with its rewrite, and with the rewrite of another."""
    names = sorted(path.name.removesuffix(true) for path in folder.glob("*" + true))
    texts = [(_text(folder, name + true), _text(folder, name + false)) for name in names]
    for at, (source, rewrite) in enumerate(texts):
        yield Labelled(folder.name, source, rewrite, ("derivative",), "a", page=False, same_story=True)
        for step in (OTHER, 2 * OTHER + 1):
            other = texts[(at + step) % len(texts)][1]
            yield Labelled(folder.name, source, other, ("independent",), None, page=False, same_story=False)


def _text(folder: Path, name: str) -> Article:
    return Article((folder / name).read_bytes().decode("utf-8"), id=name)


def from_cases(collection: str, cases: Sequence[GoldCase]) -> Iterator[Labelled]:
    """The pairs of a suite, each in the order in which it came first."""
    for case in cases:
        if isinstance(case, RelationCase) and "(turned)" not in case.name:
            relations = (case.relation, *case.or_undirected)
            same = True if case.relation != "independent" else None
            yield Labelled(collection, case.a, case.b, relations, case.source, page=True, same_story=same)


def from_counter(folder: Path) -> Iterator[Labelled]:
    """Agency copy and the newspaper's story; what was not derived tells of the same matter."""
    for story in counter.load(folder, Options()):
        derived = story.degree != "none"
        relation = "derivative" if derived else "independent"
        yield Labelled("counter", story.agency, story.paper, (relation,), "a" if derived else None, True, True if derived else None)


def from_same_story(folder: Path, ecb: int, reuters: int) -> Iterator[Labelled]:
    """Pairs of ECB+ and Reuters that nobody took from each other, evenly drawn: so many of each."""
    cases = [case for case in same_story.load(folder, Options()) if not case.left_out]
    for corpus, most in (("ecb", ecb), ("reuters", reuters)):
        mine = [case for case in cases if case.corpus == corpus]
        for case in mine[:: max(1, len(mine) // most)] if most else ():
            same = _event(case.a.id) == _event(case.b.id) if corpus == "ecb" else False
            yield Labelled(corpus, case.a, case.b, ("independent",), None, True, same)


def _event(name: str) -> str:
    """An ECB+ file is named TOPIC_NUMBERecb or TOPIC_NUMBERecbplus: the ending tells which of two events it is about."""
    return name.partition("_")[0] + ("plus" if name.endswith("plus") else "")


def of_outlets(gold: Path) -> Iterator[Labelled]:
    """The read pairs of real outlets: `fit` halves and our own labels."""
    for name in ("webis_pairs", "allsides_pairs"):
        yield from read_pairs(gold / name)
    yield from read_labels(LABELS / "webis_pairs.jsonl", gold / "webis_pairs" / "articles.jsonl.gz", "webis_more")
    for name, collection in (("usnews_pairs.jsonl", "usnews"), ("usnews_own_pairs.jsonl", "usnews_own")):
        yield from read_labels(LABELS / name, gold / "usnews" / "usnews-10k.jsonl.gz", collection)


def every(gold: Path, data: Path, shared_seeds: Path | None) -> Iterator[Labelled]:
    """All that the relation is fitted on: `fit` halves, the story families, the seeds, and sets that are what they are."""
    options = Options()
    yield from of_outlets(gold)
    yield from rewritten(gold / "altered", ".legit.txt", ".fake.txt")
    yield from rewritten(gold / "altered_urdu", ".real.txt", ".fake.txt")
    yield from rewritten(gold / "paraphrased", ".original.txt", ".paraphrase.txt")
    yield from from_cases("reposts", reposts.load(gold / "reposts", options))
    yield from from_cases("data", families.load(data, options))
    if shared_seeds:
        yield from from_cases("seeds", seeds.load(shared_seeds, options))
    yield from from_counter(gold / "counter")
    yield from from_same_story(gold / "ecbplus", 600, 600)


def turned(pair: Labelled) -> Labelled:
    """The same pair in the other order."""
    source = {"a": "b", "b": "a"}.get(pair.source or "", pair.source)
    return replace(pair, a=pair.b, b=pair.a, source=source)
