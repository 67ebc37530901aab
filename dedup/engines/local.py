"""A corpus -> families on this machine: all cores sketch, the disk holds what memory should not, sketches outlive a killed run.

The steps: read and sketch in chunks (`spill`); sort the sampled hashes, a range of them at a time, into candidate pairs; measure
each pair on its exact shingles; build the families. The numbers of the articles rise as their ids do, so neither the order of
the input nor the number of workers shows in what comes out.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dedup.engines.examining import examined
from dedup.engines.numbered import Corpus, Numbers, numbered
from dedup.engines.reading import batches, check_apart
from dedup.engines.spill import Counts, Spill, run_label
from dedup.families import graph, pairs
from dedup.families.model import Edge, Family, Tally
from dedup.families.pairs import Common, Judged, Measured, Open, Pairs
from dedup.read.corpus import CorpusRecord, corpus_bytes
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec

CHUNK: Final = 1000
"""Articles sketched at a time by one worker, and kept as one chunk."""
POSTINGS_AT_ONCE: Final = 16_000_000
"""Sampled hashes sorted at a time: 128 MB, all of 200,000 articles of 600 words."""
PAIRS_AT_ONCE: Final = 12_000
"""Candidate pairs measured at a time: 60 MB of shingles at the very most for articles of 600 words, a worker."""

Progress = Callable[[str, int, int], None]
"""Told now and then: (what is going on, how much is done, of how much or 0)."""
Reject = Callable[[CorpusRecord], None]
"""Told of each record that is no article."""


@dataclass(slots=True)
class Run:
    """What a run counted: articles read, records refused, candidate pairs, edges, and edges that a third article explained;
    `quotations`, `furniture`: pairs that share next to nothing else. `tally`: counts of the families where these are not here."""

    articles: int = 0
    refused: int = 0
    candidates: int = 0
    edges: int = 0
    explained: int = 0
    quotations: int = 0
    furniture: int = 0
    families: list[Family] = field(default_factory=list)
    tally: Tally | None = None

    def counts(self) -> Tally:
        """The counts of the families."""
        return self.tally or Tally.of(self.families)


def find_families(
    paths: Sequence[str | Path],
    work: Path,
    settings: Settings | None = None,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    reject: Reject | None = None,
    judge: graph.Judge | None = None,
    embeddings: bool = False,
    quotations: bool = False,
    postings_at_once: int = POSTINGS_AT_ONCE,
) -> Run:
    """The families of a corpus, by their ids, and the counts of the run.

    `work`: a folder for what does not belong in memory; a run that was killed finds its sketches in it, and one that ends removes
    it. `judge` has the last word on the edges; `embeddings`: articles that no shingle joins are also proposed by sentence vectors,
    and joined where the comparison confirms it; `quotations`: those that share next to nothing but quotations are joined, too.
    Raises InputError for files that cannot be read, for an id that occurs twice, and where `work` is inside of the corpus.
    """
    check_apart(paths, [work])
    settings, spec = settings or Settings(), SketchSpec.of(settings or Settings())
    spill = Spill(work, run_label(paths, spec, settings, CHUNK))
    run, tell, workers = Run(), progress or (lambda *_: None), jobs or os.cpu_count() or 1
    chunks = _sketched(paths, spill, spec, settings, run, workers, tell, reject)
    numbers = numbered(spill, chunks)
    candidates, common = _candidates(spill, numbers, spec.ceiling, settings, postings_at_once, workers, tell)
    run.candidates = len(candidates)
    corpus = Corpus(spill, numbers)
    looked_at = examined(paths, corpus, _measured(corpus, candidates, common, spec, settings, workers, tell), spec, settings, tell)
    run.quotations, run.furniture = len(looked_at.quotations), len(looked_at.furniture)
    measured = Measured.joined([looked_at.reuse, looked_at.quotations]) if quotations else looked_at.reuse
    measured = measured.at(np.lexsort((measured.higher, measured.lower)))
    joined = _joined(corpus, measured, judge, settings)
    edges, members = joined.edges, corpus.members(np.union1d(joined.kept.lower, joined.kept.higher))
    run.explained = len(measured) - len(joined.refuted) - len(edges)
    if embeddings:
        more = _proposed(paths, corpus, joined, spec, settings, tell)
        members |= corpus.members(np.union1d(more.lower, more.higher))
        confirm = judge or _comparing(paths, settings, tell)
        edges += confirm(graph.edges_of(more, members))
        run.candidates += len(more)
    edges = graph.with_kinds(edges, _named(corpus, looked_at.quotations) if quotations else set(), settings)
    run.edges = len(edges)
    run.families = graph.families(edges, {member.id: member for member in members.values()})
    spill.delete()
    return run


def _named(corpus: Corpus, edges: Measured) -> set[tuple[str, str]]:
    """The pairs by the ids of their articles."""
    ids = corpus.ids()
    return {(ids[a], ids[b]) for a, b in zip(edges.lower.tolist(), edges.higher.tolist(), strict=True)}


def _comparing(paths: Sequence[str | Path], settings: Settings, tell: Progress) -> graph.Judge:
    from dedup.engines.explaining import explainer

    return explainer(paths, settings, None, tell)


# -- read and sketch


def _sketched(
    paths: Sequence[str | Path],
    spill: Spill,
    spec: SketchSpec,
    settings: Settings,
    run: Run,
    jobs: int,
    tell: Progress,
    reject: Reject | None,
) -> int:
    """Sketch every chunk that is not there yet; how many chunks there are."""
    every, read, number = corpus_bytes(paths), 0, 0
    waiting: deque[Future[Counts]] = deque()

    def finish() -> None:
        counts = waiting.popleft().result()
        run.articles += counts.articles
        run.refused += len(counts.refused)
        if reject:
            for refused in counts.refused:
                reject(refused)

    with ThreadPoolExecutor(jobs) as pool:
        for batch in batches(paths, settings, CHUNK):
            task = partial(spill.counts, number) if spill.has(number) else partial(spill.write, number, batch, spec, settings)
            waiting.append(pool.submit(task))
            number += 1
            while len(waiting) > jobs:  # one more chunk than workers: no worker waits, and few texts are held
                finish()
            read += batch.size
            tell("reading", read, every)
        while waiting:
            finish()
    return number


# -- candidate pairs


def _candidates(
    spill: Spill, numbers: Numbers, ceiling: int, settings: Settings, at_once: int, workers: int, tell: Progress
) -> tuple[Pairs, Common]:
    """Sorted candidate pairs, and the hashes that many articles hold; the sampled hashes are taken a range at a time."""
    few, total = np.zeros(len(numbers.of), np.bool_), 0
    for number in range(len(numbers.firsts) - 1):
        sizes = np.diff(spill.chunk(number).offsets)
        first = numbers.firsts[number]
        few[numbers.of[first : first + len(sizes)]] = sizes < settings.families_few_hashes
        total += int(sizes.sum())
    parts = max(workers, -(-total * workers // at_once))
    edges = [part * ceiling // parts for part in range(parts + 1)]

    def pair(part: int) -> tuple[Pairs, Common]:
        keys = _keys(spill, numbers, edges[part], edges[part + 1])
        return pairs.sharing_pairs(keys, settings), pairs.common_hashes(keys, settings)

    sharing, common = [], []
    with ThreadPoolExecutor(workers) as pool:
        for shared, hashes in pool.map(pair, range(parts)):
            sharing.append(shared)
            common.append(hashes)
            tell("pairing", len(common), parts)
    twice = np.concatenate(sharing)
    sharing.clear()
    twice.sort()
    near = pairs.repeated_pairs(twice, few)
    return np.union1d(near, _banded(spill, numbers, settings)), pairs.joined_common(common)


def _keys(spill: Spill, numbers: Numbers, low: int, high: int) -> pairs.Keys:
    """Sorted keys of the sampled hashes in [low, high)."""
    chunks = range(len(numbers.firsts) - 1)
    room = 0
    for number in chunks:
        hashes = spill.chunk(number).hashes
        room += int(np.count_nonzero((hashes >= low) & (hashes < high)))
    keys: pairs.Keys = np.empty(room, np.uint64)
    total = 0
    for number in chunks:
        chunk = spill.chunk(number)
        whose = numbers.of[numbers.firsts[number] : numbers.firsts[number + 1]]
        total = pairs.KERNEL.pack_keys(chunk.hashes, chunk.offsets, whose, len(whose), low, high, keys, total)
    keys.sort()
    return keys


def _banded(spill: Spill, numbers: Numbers, settings: Settings) -> Pairs:
    """Pairs of short articles that share a band of rows."""
    bands, articles = [], []
    for number in range(len(numbers.firsts) - 1):
        chunk = spill.chunk(number)
        if len(chunk.short):
            bands.append(chunk.bands)
            articles.append(numbers.of[numbers.firsts[number] + chunk.short])
    joined = np.concatenate(bands) if bands else np.empty((0, 0), np.uint32)
    whose = np.concatenate([np.empty(0, np.int64), *articles])
    by_band = [pairs.sharing_pairs(pairs.keys_of(joined[:, band], whose), settings) for band in range(joined.shape[1])]
    return np.unique(np.concatenate([np.empty(0, np.uint64), *by_band]))


# -- exact shingles


def _measured(
    corpus: Corpus, candidates: Pairs, common: Common, spec: SketchSpec, settings: Settings, workers: int, tell: Progress
) -> Measured:
    def measure(block: Pairs) -> Judged:
        lower, higher = pairs.ends_of(block)
        articles, places = np.unique(np.concatenate((lower, higher)), return_inverse=True)
        sets = corpus.sets(articles)
        measured = pairs.edges_among(places[: len(block)], places[len(block) :], sets, common, spec.ceiling, settings)
        return Judged(measured.edges.named(articles), Open(measured.doubtful.pairs.named(articles), measured.doubtful.hashes))

    parts: list[Judged] = []
    with ThreadPoolExecutor(workers) as pool:
        for part in pool.map(measure, pairs.blocks(candidates, PAIRS_AT_ONCE)):
            parts.append(part)
            tell("verifying", len(parts) * PAIRS_AT_ONCE, len(candidates))
    doubtful = Open.joined([part.doubtful for part in parts])
    sure = Measured.joined([part.edges for part in parts])
    counts = _counted(corpus, doubtful.hashes, graph.joined(corpus.articles, sure), workers, tell)
    every = Measured.joined([sure, pairs.settled(doubtful, counts, settings)])
    return every.at(np.lexsort((every.higher, every.lower)))


def _counted(
    corpus: Corpus, hashes: NDArray[np.uint32], groups: NDArray[np.int64], workers: int, tell: Progress
) -> NDArray[np.int32]:
    """How many groups of articles hold each of the hashes, in their order. `groups` by the numbers of the articles."""
    keys, places = np.unique(hashes, return_inverse=True)
    if not len(keys):
        return np.empty(0, np.int32)
    whole, sizes = pairs.Holders(keys), np.bincount(groups, minlength=len(groups))
    alone = np.where(sizes[groups] == 1, groups, -1)
    chunks = iter(range(corpus.chunks))

    def count(holders: pairs.Holders) -> NDArray[np.int32]:
        for chunk in chunks:  # the workers share it: each takes the next one
            holders.add(*corpus.chunk(chunk, alone))
            tell("counting", chunk, corpus.chunks)
        return holders.counts

    with ThreadPoolExecutor(workers) as pool:
        counts = sum(pool.map(count, [whole.again() for _ in range(workers)]))
    together = np.argsort(groups, kind="stable")
    together = together[alone[together] < 0]
    for start in range(0, len(together), PAIRS_AT_ONCE):
        some = together[start : start + PAIRS_AT_ONCE]
        sets = corpus.sets(some)
        whole.add(sets.offsets, sets.hashes, groups[some])
    return np.asarray(counts + whole.counts, np.int32)[places]


def _proposed(
    paths: Sequence[str | Path], corpus: Corpus, joined: _Joined, spec: SketchSpec, settings: Settings, tell: Progress
) -> Measured:
    """Pairs that are near by sentence vectors, that edges do not join and no judge has refuted, with their figures on shingles."""
    from dedup.engines.vectors import near_pairs

    numbers = corpus.ids()
    near = near_pairs(paths, {name: number for number, name in enumerate(numbers)}, settings, tell)
    lower, higher = pairs.ends_of(np.setdiff1d(near, joined.refuted))
    together = graph.joined(len(numbers), joined.kept)
    apart = together[lower] != together[higher]
    articles, places = np.unique(np.concatenate((lower[apart], higher[apart])), return_inverse=True)
    sets = corpus.sets(articles)
    return pairs.figures_of(places[: len(places) // 2], places[len(places) // 2 :], sets, spec.ceiling).named(articles)


@dataclass(frozen=True, slots=True)
class _Joined:
    """What joins the articles: the pairs `kept`, these as `edges` with what the judge says of them, and the pairs it `refuted`."""

    kept: Measured
    edges: list[Edge]
    refuted: Pairs


def _joined(corpus: Corpus, measured: Measured, judge: graph.Judge | None, settings: Settings) -> _Joined:
    """The edges that no third article explains and the judge does not refute.

    A refuted edge joins nothing and explains nothing: what it had explained is judged in its turn, until nothing more is refuted.
    """
    judged: dict[int, Edge] = {}
    refuted = np.empty(0, np.uint64)
    while True:
        kept = _unexplained(corpus, measured.at(~np.isin(pairs.packed(measured), refuted)), settings)
        names = pairs.packed(kept)
        new = np.array([name not in judged for name in names.tolist()], np.bool_)
        asked = graph.edges_of(kept.at(new), corpus.members(np.union1d(kept.lower[new], kept.higher[new])))
        answers = {(edge.a, edge.b): edge for edge in (judge(asked) if judge and asked else asked)}
        verdicts = [answers.get((edge.a, edge.b)) for edge in asked]
        judged.update((name, edge) for name, edge in zip(names[new].tolist(), verdicts, strict=True) if edge)
        good = np.array([edge is not None for edge in verdicts], np.bool_)
        if good.all():
            return _Joined(kept, [judged[name] for name in names.tolist()], refuted)
        refuted = np.union1d(refuted, names[new][~good])


def _unexplained(corpus: Corpus, edges: Measured, settings: Settings) -> Measured:
    """The edges that no third article explains. Only articles with two edges and more can be in a triangle: no other is read."""
    ends, counts = np.unique(np.concatenate((edges.lower, edges.higher)), return_counts=True)
    busy = ends[counts > 1]
    inside = np.isin(edges.lower, busy) & np.isin(edges.higher, busy)
    if not inside.any():
        return edges
    some = edges.at(inside)
    near = Measured(
        np.searchsorted(busy, some.lower), np.searchsorted(busy, some.higher), some.shared, some.lower_size, some.higher_size
    )
    kept = np.ones(len(edges), np.bool_)
    kept[inside] = graph.unexplained(near, corpus.sets(busy), settings)
    return edges.at(kept)
