"""The detector: add articles as they are crawled, ask which earlier ones they copy or rewrite, remove them again.

with Detector.open("articles.index") as detector:
    for match in detector.add(article):
        print(match.article.id, match.relation)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, Self

from dedup.addresses import page_address
from dedup.article import Article
from dedup.asked import Asked
from dedup.errors import InputError
from dedup.index.apart import Strangers
from dedup.index.base import Candidate, WindowPair
from dedup.index.collection import Collection, Kept, SameId, batches_of, check_article
from dedup.index.furniture import Furniture, furniture, furniture_of
from dedup.index.indexes import INDEXES, IndexName, make_indexes, spec_of
from dedup.index.novel import Held, held_by
from dedup.index.places import backup_index, names_of, open_store, rebuild_index, verify
from dedup.index.search import is_among
from dedup.index.store import Record, check_spec
from dedup.match import Added, Match, Why, is_related, place_of
from dedup.pair.attempt import Failure, guarded
from dedup.settings import Settings

__all__ = ["Added", "Detector", "Match", "Why", "backup_index", "rebuild_index", "verify"]


_TRIES: Final = 10
"""How often proposals are made anew because one was replaced meanwhile: a writer that never rests keeps no reader waiting."""

_Proposal = tuple[Record, list[Candidate]]


class Detector:
    """Articles on disk, and which of them a new one copies or rewrites. Safe from several threads and several processes.

    What `add` has returned is kept, whatever happens to the process afterwards. One writer waits for another
    (`index_wait_seconds`), readers wait for nobody.
    """

    def __init__(self, collection: Collection, settings: Settings) -> None:
        self._collection = collection
        self._store = collection.store
        self._settings = settings
        self._by_words = settings.updated({"model": ""})
        self._failed = 0
        self._failing = Lock()  # several threads may fail at once

    @classmethod
    def open(
        cls, place: str | Path, *, indexes: Sequence[IndexName] | None = None, settings: Settings | None = None, create: bool = True
    ) -> Self:
        """The detector of a folder, or of a database given as `postgresql://…`; made when it is not there and `create` is set.

        `indexes`: which ones a new detector gets, both by default; an existing one has those it was made with, and others are
        refused. Raises SpecError for that and when it was built under other settings, StoreError when it cannot be opened,
        InputError, MissingExtra, ModelError. Fork before it is opened, or while no thread is using it.
        """
        settings = settings or Settings()
        if isinstance(indexes, str):
            raise InputError(f"indexes is {indexes!r}, expected a list of {', '.join(INDEXES)}")
        store = open_store(place, settings, indexes if create else ())
        try:
            made = make_indexes(names_of(store, indexes), settings)
            check_spec(store.place, store.spec(), spec_of(made))
            return cls(Collection(store, made, settings), settings)
        except BaseException:
            store.close()
            raise

    def add(self, article: Article, *, same_id: SameId = "replace", explain: bool = False) -> tuple[Match, ...]:
        """Keep an article, and return the earlier ones that it copies or rewrites, see `find`.

        Its id is `article.id`, else its address as pages are compared (`dedup.addresses`). `same_id`: an article of that id is
        replaced, or both stay and the older version is among the matches, or the new one is refused.
        Where its text is the same as the last one's it stays what it was, with its candidates, asked for anew if one is gone
        (refused all the same). Raises InputError, StoreError (then nothing was kept), ModelError (it is kept).
        """
        kept = self._collection.keep([article], same_id)[0]
        proposed = self._recorded(kept.candidates)
        if not _are_all(proposed, kept.candidates):  # kept long ago with a text that is unchanged, while others were replaced
            proposed = self._proposed(article)
        return self._verified(article, proposed, explain)

    def add_many(
        self, articles: Iterable[Article], *, same_id: SameId = "replace", report: Callable[[Added], None] | None = None
    ) -> int:
        """Keep many articles, in batches of `index_batch`, and return how many were kept.

        Candidates are found and kept (`matches` gives them), not compared. `report` is told of each article once its batch is
        kept. Raises as `add` does, and what `articles` raises; what came before stays kept, but for the batch of an article that
        `same_id` refuses.
        """
        added = 0
        for batch in batches_of(articles, self._settings):
            kept = self._collection.keep(batch, same_id)
            added += len(kept)
            if report:
                for one in self._added(kept):
                    report(one)
        return added

    def find(self, article: Article, *, explain: bool = False, same_story: bool = False) -> tuple[Match, ...]:
        """The stored articles that `article` copies or rewrites, or that copy or rewrite it, the closest first; nothing is kept.

        Each comes with its relation, and with its comparison, which is made when it is first read (`Match.comparison`): by words
        alone; with the sentence model where these leave it in doubt whether there is a relation (`index_doubt`). `explain` makes it
        at once, with the model. What comparing holds to be independent is left out, unheard where counts tell so already; a
        candidate with which it failed comes last (`Match.failed`). A stored article of the same id is
        no match. Raises InputError for an article over `article_max_characters`, StoreError, ModelError.
        """
        check_article(article, self._settings)
        return self._verified(article, self._proposed(article), explain, same_story)

    def held(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Held | None]]:
        """Each article with the stored one that holds half of it or more, None for what the archive has not; nothing is kept.

        By shared word runs alone, in batches. Raises InputError for an index without shingles, and for an article that cannot be
        kept, StoreError.
        """
        given = iter(articles)
        while batch := list(islice(given, self._settings.index_batch)):
            for article in batch:
                check_article(article, self._settings)
            self._collection.refresh()
            yield from zip(batch, held_by(batch, self._collection.indexes, self._store, self._settings), strict=True)

    def candidates(self, article: Article, *, windows: bool = True) -> tuple[Match, ...]:
        """What the indexes propose for an article, without comparing: fast, and no finding.

        `windows=False` does not look for the windows on both sides, which takes longer than all else.
        """
        return self._matches(article, self._proposed(article), windows)

    def matches(self, identity: str, *, explain: bool = False) -> tuple[Match, ...]:
        """The matches of a stored article among those that were there before it, from the candidates kept with it."""
        record = self._latest(identity)
        if record is None:
            raise InputError(f"there is no article {identity!r} in the index")
        return self._verified(record.article, self._recorded(self._collection.kept(record)), explain)

    def added(self, identity: str) -> Added | None:
        """What `add_many` reported when the last version of an article was kept; None when it is not there."""
        record = self._latest(identity)
        return self._added([Kept(record, self._collection.kept(record))])[0] if record else None

    def get(self, identity: str) -> Article | None:
        """The stored article of that id or address, its last version; None when there is none."""
        record = self._latest(identity)
        return record.article if record else None

    def versions(self, identity: str) -> tuple[Article, ...]:
        """All stored versions of an article, the oldest first."""
        records = (self._store.record(number) for number, _ in self._versions(identity))
        return tuple(record.article for record in records if record)

    def search(
        self, words: str, *, outlet: str | None = None, since: str | None = None, until: str | None = None, most: int = 20
    ) -> tuple[Article, ...]:
        """The stored articles that hold all of the words, and what stands in double quotes as it stands, the best first.

        `outlet`: of that name or host, whatever the case; `since`, `until`: published on that day or after (before) it, as ISO 8601
        begins ("2024", "2024-03", "2024-03-01"); what has no date is none of these. `most`: how many. The first search of an index
        reads all of it, later ones what is new. Raises InputError where there is no word, StoreError.
        """
        records = (self._store.record(number) for number in self._store.search(words))
        articles = (record.article for record in records if record and is_among(record.article, outlet, since, until))
        return tuple(islice(articles, most))

    def furniture(self, outlet: str | None = None) -> Iterator[Furniture]:
        """What the pages of an outlet (its name or host; None: of each) have in common that is no story, as counted so far.

        It makes no two articles of the outlet a match. An index without shingles has none.
        """
        self._collection.refresh()
        records = (record for record in self._store.records() if is_among(record.article, outlet, None, None))
        return furniture(records, self._collection.indexes, self._settings)

    def with_furniture(self, article: Article) -> Article:
        """The article with what the index knows to be furniture of its outlet, so that `compare` takes it for that.

        The article as it is where nothing is known: its outlet is not, or no shingles are kept, or its text is a story run again.
        """
        own = [number for number, _ in self._store.versions(article.name)] if article.name else []
        spans = furniture_of(article, own, self._collection.indexes, self._settings)
        return replace(article, furniture=spans) if spans else article

    def remove(self, identity: str) -> bool:
        """Remove an article in all its versions; False when it is not there. Its text is deleted at once,
        its rows when the log is next written anew (`index_tidy_batches`, `rebuild_index`).
        """
        return self._collection.remove(identity) or self._collection.remove(page_address(identity))

    def __len__(self) -> int:
        return self._store.count()

    def __contains__(self, identity: object) -> bool:
        return isinstance(identity, str) and bool(self._versions(identity))

    def __iter__(self) -> Iterator[Article]:
        """All stored articles, versions included, in the order of arrival."""
        return (record.article for record in self._store.records())

    @property
    def failed_comparisons(self) -> int:
        """Comparisons that failed since it was opened, those of matches that were read later among them."""
        return self._failed

    def stats(self) -> dict[str, Any]:
        """Counts, bytes, expected recalls and the spec, as plain values; `failed_comparisons` as above."""
        self._collection.refresh()
        return {
            "place": self._store.place,
            "articles": len(self),
            "indexes": {index.name: {"articles": len(index), **index.expected()} for index in self._collection.indexes},
            "bytes": self._store.sizes(),
            "failed_comparisons": self.failed_comparisons,
            "spec": self._store.spec(),
        }

    def close(self) -> None:
        """Let go of the store. What was added is kept already."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _proposed(self, article: Article) -> list[_Proposal]:
        """Proposals for an article, without what is stored under its own id; made anew while some are being replaced."""
        if not isinstance(article, Article):
            raise InputError(f"expected an Article, got {type(article).__name__}")
        identity = article.name
        for _ in range(_TRIES):
            before = self._store.position()
            own = [number for number, _ in self._store.versions(identity)] if identity else []
            candidates = self._collection.propose(article, own)
            proposed = self._recorded(candidates)
            if _are_all(proposed, candidates) or self._store.position() == before:
                break
        return proposed

    def _recorded(self, candidates: Sequence[Candidate]) -> list[_Proposal]:
        """The candidates with their articles, without those that are gone: removed or replaced since they were proposed."""
        by_number: dict[int, list[Candidate]] = {}
        for one in candidates:
            by_number.setdefault(one.number, []).append(one)
        with self._store.snapshot():  # else one that is being replaced could be read as what it was and as what it is
            records = [record for record in map(self._store.record, by_number) if record]
        return [(record, by_number[record.number]) for record in records]

    def _verified(
        self, article: Article, proposed: Sequence[_Proposal], explain: bool, same_story: bool = False
    ) -> tuple[Match, ...]:
        """The matches that the comparison confirms, closest first; a version of the same article always."""
        own = article.name
        if not explain and not same_story:
            proposed = self._without_strangers(article, proposed)
        matches = self._matches(article, proposed, windows=False)
        asked = self.with_furniture(article) if matches else article  # once, whatever the number of candidates
        compared = [self._compared(one, asked, explain, same_story) for one in matches]
        kept = [match for match in compared if is_related(match, same_story) or match.failed or match.article.id == own]
        kept.sort(key=place_of)
        return tuple(self._with_windows(match, article) for match in kept)

    def _without_strangers(self, article: Article, proposed: Sequence[_Proposal]) -> list[_Proposal]:
        """The proposals of which counts do not tell already that a comparison would find nothing; versions of the article stay."""
        own = article.name
        others = [record for record, _ in proposed if record.article.id != own]
        if not others:
            return list(proposed)
        numbers = [number for number, _ in self._store.versions(own)] if own else []
        strangers = Strangers(article, numbers, self._collection.indexes, self._settings)
        are_strangers = dict(zip((record.number for record in others), strangers.among(others), strict=True))
        return [one for one in proposed if not are_strangers.get(one[0].number)]

    def _with_windows(self, match: Match, article: Article) -> Match:
        """Of those that are returned alone: to look for windows takes longer than all of a query."""
        return replace(match, why=tuple(replace(why, windows=self._windows(why, match.article, article)) for why in match.why))

    def _windows(self, why: Why, stored: Article, article: Article) -> tuple[WindowPair, ...]:
        index = next(index for index in self._collection.indexes if index.name == why.index)
        return index.windows(article.text, stored.text)

    def _compared(self, match: Match, article: Article, explain: bool, same_story: bool) -> Match:
        """The match with what comparing says; without, where the two are strangers. `article`: with its furniture."""
        stored = self.with_furniture(match.article)
        whole = explain or same_story or match.article.id == article.name
        ask = Asked(stored, article, self._settings, self._by_words)
        answer = guarded(lambda: ask.compared(explain, same_story) if whole else ask.related())
        if isinstance(answer, Failure):
            self._count_failure()
            return replace(match, failed=answer.error)
        return replace(match, related=answer[0], explanation=replace(answer[1], failing=self._count_failure)) if answer else match

    def _count_failure(self) -> None:
        with self._failing:
            self._failed += 1

    def _matches(self, article: Article, proposed: Sequence[_Proposal], windows: bool = True) -> tuple[Match, ...]:
        matches = [
            Match(record.article, record.version, tuple(map(_why, candidates)), asked=article.name)
            for record, candidates in proposed
        ]
        matches.sort(key=lambda match: -match.similarity)
        return tuple(self._with_windows(match, article) if windows else match for match in matches)

    def _added(self, kept: Sequence[Kept]) -> list[Added]:
        """What is told of articles that were kept; a candidate that is gone since is left out."""
        proposed = [dict.fromkeys(one.number for one in sorted(each.candidates, key=lambda one: -one.score)) for each in kept]
        ids = self._store.identities(list(dict.fromkeys(number for numbers in proposed for number in numbers)))
        return [
            Added(one.record.article.id, one.record.version, tuple(ids[number] for number in numbers if number in ids))
            for one, numbers in zip(kept, proposed, strict=True)
        ]

    def _latest(self, identity: str) -> Record | None:
        versions = self._versions(identity)
        return self._store.record(versions[-1][0]) if versions else None

    def _versions(self, identity: str) -> tuple[tuple[int, int], ...]:
        """(number, version) of the articles of that id, else of those kept under the address that it is."""
        return self._store.versions(identity) or self._store.versions(page_address(identity))


def _why(one: Candidate) -> Why:
    return Why(one.index, one.measure, round(one.score, 4))


def _are_all(proposed: Sequence[_Proposal], candidates: Sequence[Candidate]) -> bool:
    """Whether none of the candidates is gone."""
    return len(proposed) == len({one.number for one in candidates})
