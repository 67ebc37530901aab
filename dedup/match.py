"""What the detector answers: a stored article, why it was a candidate, and what the comparison says of the two."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from dedup.article import Article
from dedup.index.base import WindowPair
from dedup.pair.attempt import Failure, guarded
from dedup.pair.related import Related
from dedup.result import Comparison


@dataclass(frozen=True, slots=True)
class Why:
    """Why an article was a candidate: which index, by which measure, how similar (0-1), and the windows on both sides."""

    index: str
    measure: str
    similarity: float
    windows: tuple[WindowPair, ...] = ()


@dataclass(slots=True)
class Explanation:
    """A comparison that is made when it is first asked for, once; `make` gives the same whenever it is called.

    `failing` is told once where that fails; another process is not told of it.
    """

    make: Callable[[], Comparison]
    made: Comparison | None = None
    failing: Callable[[], None] | None = None

    def __call__(self) -> Comparison:
        """The comparison. Raises what `make` raises."""
        if self.made is None:
            try:
                self.made = self.make()
            except Exception:
                failing, self.failing = self.failing, None
                if failing:
                    failing()
                raise
        return self.made

    def __reduce__(self) -> tuple[Any, ...]:
        return Explanation, (self.make, self.made)


@dataclass(frozen=True, slots=True)
class Match:
    """A stored article that an index proposed for another, and what comparing says: `related`; None where none was asked for.

    `copied`, `source` and `derivative` say who took from whom; in `related` and in the comparison the stored article is `a`,
    the one asked about `b`. `asked`: the id of the latter, else its address, "" where it states neither. Where comparing failed
    there is no comparison, and `failed` says why, the name of the error first: such a candidate is neither confirmed nor
    refuted. A comparison that is made later may fail then, see `explained`.
    """

    article: Article
    version: int
    why: tuple[Why, ...]
    related: Related | None = None
    failed: str | None = None
    explanation: Explanation | None = field(default=None, compare=False, repr=False)
    asked: str = field(default="", compare=False)

    @property
    def comparison(self) -> Comparison | None:
        """The comparison, made when it is first asked for; None where the two were not compared. Raises what `compare` raises."""
        return self.explanation() if self.explanation else None

    def explained(self) -> Comparison | Failure | None:
        """The comparison, or how making it failed, for who lists many; None where the two were not compared.

        Raises ModelError and MissingExtra, which would fail for every pair.
        """
        return guarded(self.explanation) if self.explanation else None

    @property
    def relation(self) -> str | None:
        """What the two are to each other; None where they were not compared."""
        return self.related.relation if self.related else None

    @property
    def copied(self) -> Literal["this", "stored"] | None:
        """Which of the two took from the other: "this", the article asked about, "stored", or None where that is not known."""
        if self.related is None or self.related.source is None:
            return None
        return "this" if self.related.source == "a" else "stored"

    @property
    def source(self) -> str | None:
        """The id of the article that the other took from; "" for one asked about without id and address; None where not known."""
        return self._id_of({"this": "stored", "stored": "this", None: None}[self.copied])

    @property
    def derivative(self) -> str | None:
        """The id of the article that took from the other, as `source`."""
        return self._id_of(self.copied)

    def _id_of(self, which: str | None) -> str | None:
        return None if which is None else self.asked if which == "this" else self.article.id

    @property
    def similarity(self) -> float:
        """The highest similarity among the reasons, 0-1."""
        return max((why.similarity for why in self.why), default=0.0)

    def to_dict(self, *, whole: bool = False) -> dict[str, Any]:
        """The match as plain values: id, version and title of the stored article, the relation, `why`; `whole`: the comparison too.

        `copied` says which of the two took from the other: "this" (the article asked about), "stored", or null; `same_story` is the
        chance that both tell one event, whoever took from whom. `confidence`,
        `certainty` are of the relation, `direction_confidence` of who took from whom, null where that is not known. Makes the
        comparison, for the degree; where that fails, `failed` says why and the degree is null. Raises ModelError, MissingExtra.
        """
        plain: dict[str, Any] = {
            "id": self.article.id,
            "version": self.version,
            "title": self.article.title,
            "url": self.article.url,
        }
        explained, failed = self.explained(), self.failed
        if isinstance(explained, Failure):
            failed, explained = explained.error, None
        if related := self.related:
            plain |= {"relation": related.relation, "degree": explained.degree if explained else None, "copied": self.copied}
            plain |= {"confidence": related.confidence, "certainty": related.certainty}
            plain["direction_confidence"] = related.direction_confidence if related.source else None
            plain["same_story"] = round(related.same_story, 4)
            plain |= {"stored_containment": related.a_containment, "this_containment": related.b_containment}
        if failed:
            plain["failed"] = failed
        plain["why"] = [asdict(why) for why in self.why]
        return plain | ({"comparison": explained.to_dict()} if whole and explained else {})


@dataclass(frozen=True, slots=True)
class Added:
    """An article that was kept, and the ids of its candidates, the most similar first."""

    id: str
    version: int
    candidates: tuple[str, ...]


def is_related(match: Match, same_story: bool) -> bool:
    """Whether one took from the other or both from a third; with `same_story` also whether both tell one event, likely enough."""
    related = match.related
    return related is not None and (related.relation != "independent" or (same_story and related.same_story >= SAME_STORY))


SAME_STORY: Final = 0.5
"""Chance of one event from which on a match tells the same story."""


def place_of(match: Match) -> tuple[bool, bool, float]:
    """Where a match stands among others, the least first: copies and derivatives, the closest of them first; then the rest.

    A third report of the same statement may be closer by its words than the article that was rewritten.
    """
    return match.failed is not None, match.relation not in _TAKEN, -closeness(match)


_TAKEN: Final = ("identical", "near_duplicate", "derivative")


def closeness(match: Match) -> float:
    """The greater containment of the two, 0-1; how similar the index holds them to be where they were not compared."""
    related = match.related
    return max(related.a_containment, related.b_containment) if related else match.similarity
