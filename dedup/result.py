"""The result of a comparison: frozen dataclasses in the shape of the JSON that users get.

Offsets are 0-based half-open code points of the text as read. Similarities, confidences and shares go from 0 to 1, higher is
closer or surer. `Comparison.to_dict` and `Comparison.from_dict` are inverse; absent keys of an older result take defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from dedup.article import Article
from dedup.errors import InputError
from dedup.kinds import Certainty, ChangeKind, CueKind, Degree, Group, Kind, Operation, QuoteStatus, Relation, Severity, Side
from dedup.plain import from_plain, to_plain

SCHEMA_VERSION = "2"


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of one of the two texts; empty (start == end, text "") where something was inserted or deleted."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ArticleInfo:
    """What is known of an article; `words` counts its words. `text` is there only when it was asked for."""

    id: str
    title: str | None
    url: str | None
    outlet: str | None
    published: str | None
    words: int
    author: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a direction. `article` holds the span; `weight` is in log-odds, positive where it speaks for `source`."""

    kind: str
    text: str
    start: int
    end: int
    article: Side
    weight: float


@dataclass(frozen=True, slots=True)
class Direction:
    """Why one of the two may be the source, and how likely the evidence makes it (0-1).

    There may be evidence though no source is named: hints of one weak kind, or both articles are copy of a third.
    """

    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """A third text that both articles may rest on: what it is called, its kind, and the places that show it.

    `kind`: agency, outlet (its reporting), page (both link to it), tweet, statement, interview, speech, ruling, study, letter,
    debate. The weight of the evidence counts words.
    """

    name: str
    kind: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures of the pair: shingle resemblance, containment of each in the other, and words of the derivative by kind.

    `a_grams`, `b_grams`: shares of its stems, stem pairs and stem triples that the other has too, each counted as often as both
    have it; `a_in_order`, `b_in_order`: share of its stems in the longest common subsequence, null for texts over the
    `measures_order_words` of the settings.
    """

    resemblance: float
    a_containment: float
    b_containment: float
    words: Mapping[str, int]
    a_grams: tuple[float, ...] = ()
    b_grams: tuple[float, ...] = ()
    a_in_order: float | None = None
    b_in_order: float | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One opcode over words, in code points: [start, end) of the source and of the derivative."""

    op: Operation
    source: tuple[int, int]
    derivative: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit does to the meaning; both sides are the words at fault, an empty span where there are none.

    `confidence`: the precision measured for its kind at this closeness of alignment, 0-1. 0 says that nothing was measured, not
    that the change is wrong: style and what is neutral by its kind have no figure. A neutral change with another figure is one of
    fact or a loaded word of which, at this closeness, fewer than half were right.
    """

    kind: ChangeKind
    severity: Severity
    source: TextSpan
    derivative: TextSpan
    note: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """What two articles tell otherwise in one statement, where neither is known to be the source of the other.

    `a`, `b`: the words that differ; `a_sentence`, `b_sentence`: their sentences. `kind` and `confidence` as of a change.
    """

    kind: ChangeKind
    a: TextSpan
    b: TextSpan
    a_sentence: TextSpan
    b_sentence: TextSpan
    note: str = ""
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation of the derivative and how it stands to the source; `source` is where its words stand there."""

    start: int
    end: int
    status: QuoteStatus
    speaker: str | None = None
    source_speaker: str | None = None
    source: TextSpan | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """Whether a passage names its source, and by which words; `claimed` is false where the source does not say it."""

    credited: bool
    quoted: bool
    to: str | None
    marker: TextSpan | None
    claimed: bool = True


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for a kind: a loaded verb, a hedge, an intensifier."""

    kind: CueKind
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the derivative with one kind, at most a sentence. `source` is empty when nothing in the source carries it.

    `edits` turn the first source span into the passage: they tile both, gaps between words included. `quoted_words` counts those of
    its `words` that are quoted: in quotation marks, or in a block quotation that lost them.
    """

    kind: Kind
    start: int
    end: int
    text: str
    similarity: float
    confidence: float
    source: tuple[TextSpan, ...] = ()
    edits: tuple[Edit, ...] = ()
    changes: tuple[Change, ...] = ()
    quotes: tuple[Quote, ...] = ()
    credit: Credit | None = None
    cues: tuple[Cue, ...] = ()
    words: int = 0
    quoted_words: int = 0


@dataclass(frozen=True, slots=True)
class Alignment:
    """A stretch of the source and the stretch of the derivative that reuses it, as long as the reuse goes, sentences apart.

    `summarises`: the stretch condenses the source, or a long part of it.
    """

    source: tuple[int, int]
    derivative: tuple[int, int]
    confidence: float
    summarises: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of the source that the derivative leaves out; the group of page furniture is "boilerplate": no report lists it."""

    start: int
    end: int
    text: str
    group: Group = "other"
    speaker: str | None = None
    words: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles compared. Passages tile the derivative: `b`, unless `source` is "b"; then `a`.

    Changes are there where one is the source of the other, `differences` where that is not known or not so.
    `probabilities`: of copy, derivative, common_source and independent, summing to 1; `confidence` is that of the relation that is
    told, `certainty` says it in a word. `unread`: what was not looked for in the language of the articles, credits among it, in a
    sentence of the notes; "" where all was. `same_story`: the chance that both tell one event, whoever took from whom.
    `given`: the side that the caller named as the source, whose direction is then no finding.
    `articles`: the two as they were compared, for the page and the report; no part of `to_dict`, so None in a result that was read.
    """

    settings: str
    a: ArticleInfo
    b: ArticleInfo
    relation: Relation
    degree: Degree
    summarises: bool
    source: Side | None
    direction: Direction
    measures: Measures
    confidence: float = 0.0
    passages: tuple[Passage, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    unread: str = ""
    probabilities: Mapping[str, float] = field(default_factory=dict)
    same_story: float | None = None
    third_party: ThirdParty | None = None
    certainty: Certainty | None = None
    given: Side | None = None
    schema_version: str = SCHEMA_VERSION
    articles: tuple[Article, Article] | None = field(default=None, repr=False, compare=False, metadata={"plain": False})

    @property
    def derivative_side(self) -> Side:
        """The side that the passages describe."""
        return "a" if self.source == "b" else "b"

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the edits of all passages do to the meaning, in the order of the derivative; () where no source is known."""
        return tuple(change for passage in self.passages for change in passage.changes)

    @property
    def score(self) -> float:
        """How likely one of the two is taken from the other, 0-1, for sorting: the chances of copy and derivative together."""
        return round(self.probabilities.get("copy", 0.0) + self.probabilities.get("derivative", 0.0), 4)

    def __repr__(self) -> str:
        summary = f"relation={self.relation!r}, source={self.source!r}, score={self.score}"
        return f"<Comparison {summary}, {len(self.passages)} passages, {len(self.changes)} changes>"

    def __rich__(self) -> str:
        return self.summary().replace("[", r"\[")

    def _repr_html_(self) -> str:
        """What a notebook shows: the finding, the gravest changes, then every passage beside what it has of the source."""
        return str(rendered("dedup.report.notebook:render_notebook", self))

    def summary(self) -> str:
        """The finding in a few lines of plain words."""
        return str(rendered("dedup.report.notebook:render_summary", self))

    def to_frame(self, rows: Literal["passages", "changes", "differences"] = "passages") -> Any:
        """A pandas DataFrame with a row for each passage, change or difference (what A and B say unlike, where no source is known).

        The sentences of a change are its passage, at most a sentence, and the stretch of the source that it was compared with.
        Raises MissingExtra without pandas.
        """
        return rendered("dedup.report.notebook:frame_of", self, rows)

    def to_html(self) -> str:
        """The page to read, in one file. Raises InputError for a result that was read from JSON without its texts."""
        return str(rendered("dedup.report.page:render_page", self, *self._articles()))

    def to_markdown(self) -> str:
        """The report in CommonMark. Raises InputError for a result that was read from JSON without its texts."""
        return str(rendered("dedup.report.markdown:render_markdown", self, *self._articles()))

    def _articles(self) -> tuple[Article, Article]:
        return self.articles or (_article_of(self.a), _article_of(self.b))

    def to_dict(self) -> dict[str, Any]:
        """The result as plain dicts, lists, strings and numbers: the JSON contract."""
        plain: dict[str, Any] = to_plain(self)
        return {"schema_version": plain.pop("schema_version"), **plain}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Comparison:
        """The inverse of `to_dict`; unknown keys are ignored. Raises InputError for another schema version or a wrong shape."""
        version = data.get("schema_version")
        if version != SCHEMA_VERSION:
            raise InputError(f"result has schema_version {version!r}, this program reads {SCHEMA_VERSION!r}")
        try:
            return from_plain(cls, data)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"not a comparison result: {error}") from error


def _article_of(info: ArticleInfo) -> Article:
    if info.text is None:
        raise InputError("this result was read without its texts; keep them in its JSON: compare(a, b, with_text=True)")
    return Article(info.text, info.id, info.title, info.url, info.outlet, info.author, info.published)


def rendered(place: str, *arguments: Any) -> Any:
    """What a renderer makes. It is named and not imported: renderers know results, results know no renderers."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)(*arguments)
