"""First stage: an article made ready for comparison; everything here depends on one text alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from itertools import compress, pairwise
from threading import Lock
from typing import Any, Final, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from dedup.article import Article
from dedup.language import language_of, rarity
from dedup.quotations import Quotation, quotations
from dedup.reread import read_again
from dedup.result import TextSpan
from dedup.sentences import sentences
from dedup.words import Span, Words, words

_KEPT: Final = 64
"""Articles that are kept as they were made ready: a crawler's page meets one candidate after the other, and the next page of the
same kind meets them again."""
_KEPT_CHARACTERS: Final = 200_000
"""A longer article is made ready anew each time."""
_ALL_CHARACTERS: Final = 3_200_000
"""Characters of all that are kept; with what is worked out of them they hold some 100 MB."""


@dataclass(frozen=True, eq=False)
class Document:
    """An article with its words, sentences and quotations, all with offsets into `text`.

    `text` is the article's, read again as it was meant (`dedup.reread`); then `places` says where each code point of it,
    and its end, stands in the raw text: int64 (n + 1,), rising. What a result says of a span, it says in the raw text: `place`,
    `text_span`, `tiles`. Equal to itself alone; what is worked out of it is kept with it (`kept_with_document`).
    """

    article: Article
    text: str
    places: NDArray[np.int64] | None
    words: Words
    sentences: tuple[Span, ...]
    quotations: tuple[Quotation, ...]
    language: str

    def place(self, span: Span) -> Span:
        """Where a span of `text` stands in the raw text."""
        return span if self.places is None else (int(self.places[span[0]]), int(self.places[span[1]]))

    def raw(self, span: Span) -> str:
        """What the raw text has there."""
        return self.article.text[slice(*self.place(span))]

    def text_span(self, span: Span) -> TextSpan:
        """A span of `text` as a result has it: where it stands in the raw text, and what stands there."""
        start, end = self.place(span)
        return TextSpan(start, end, self.article.text[start:end])

    def tiles(self, spans: Sequence[Span]) -> list[Span]:
        """Where spans that hold all of `text` but white space stand in the raw text, so that they hold all of that but white space.

        A "Â" that belongs to a broken space is no white space in the raw text: it goes to the span before it, at the start to the
        first.
        """
        if self.places is None or not spans:
            return list(spans)
        raw, spans_raw = self.article.text, [self.place(span) for span in spans]
        spans_raw[0] = (min(len(raw) - len(raw.lstrip()), spans_raw[0][0]), spans_raw[0][1])
        return list(_closed(raw, spans_raw))

    def within(self, start: int, end: int) -> Span:
        """The span of `text` that lies inside a span of the raw text: the way back from `place`."""
        return (start, end) if self.places is None else (bisect_left(self.places, start), bisect_right(self.places, end) - 1)

    def words_at(self, start: int, end: int) -> range:
        """Indices of the words that lie wholly inside a span of the raw text."""
        return self.words.inside(self.within(start, end))

    def between(self, one: int, other: int) -> str:
        """What stands between two words, which are named by their indices."""
        return self.text[self.words.end(one) : self.words.start(other)]

    def text_of(self, first: int, last: int) -> str:
        """The text from the start of word `first` to the end of the one before `last`; there is one at least."""
        return self.text[slice(*self.words.span(first, last))]

    def quotations_over(self, span: Span) -> tuple[Quotation, ...]:
        """The quotations that share a code point with a span, in order."""
        starts, ends = self._quotation_edges
        return self.quotations[bisect_right(ends, span[0]) : bisect_left(starts, span[1])]

    def quotations_before(self, position: int, most: int) -> tuple[Quotation, ...]:
        """The last quotations, `most` at most, that start before a code point, in order."""
        at = bisect_left(self._quotation_edges[0], position)
        return self.quotations[max(0, at - most) : at]

    @cached_property
    def _quotation_edges(self) -> tuple[list[int], list[int]]:
        return [quotation.span[0] for quotation in self.quotations], [quotation.span[1] for quotation in self.quotations]

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What else was worked out of it, see `kept_with_document`."""
        return {}

    @cached_property
    def rarity(self) -> NDArray[np.float32]:
        """How rare each word's stem is in the language at large: float32, one per word, see `dedup.language.rarity`."""
        stems = self.words.stem_vocabulary
        return rarity(stems.forms, self.language, stemmed=True)[stems.ids]

    @cached_property
    def initials(self) -> list[int]:
        """The words that start with a capital, in order."""
        starts = self.words.starts.tolist()
        return list(compress(range(len(starts)), map(str.isupper, map(self.text.__getitem__, starts))))

    @cached_property
    def capitals(self) -> NDArray[np.bool_]:
        """Whether each word starts with a capital and has more than one character."""
        marked = np.zeros(len(self.words), np.bool_)
        marked[self.initials] = True
        return marked & (self.words.ends - self.words.starts > 1)

    def sentence_at(self, position: int) -> int:
        """The last sentence that starts at a code point or before it, -1 when none does."""
        return bisect_right(self.sentences, (position, len(self.text))) - 1

    @cached_property
    def has_digit(self) -> NDArray[np.bool_]:
        """Whether the normal form of each word holds a digit."""
        forms, ids = self.words.norm_vocabulary.forms, self.words.norm_vocabulary.ids
        return np.array([not form.isalpha() and any(map(str.isdigit, form)) for form in forms], np.bool_)[ids]

    @cached_property
    def sentence_words(self) -> tuple[range, ...]:
        """Indices of the words of each sentence, which nearly every stage asks for."""
        first, stop = self.words.inside_each(self.sentences)
        return tuple(map(range, first.tolist(), stop.tolist()))

    @cached_property
    def sentence_stems(self) -> tuple[frozenset[str], ...]:
        """The stems of each sentence."""
        return tuple(frozenset(self.words.stems[inside.start : inside.stop]) for inside in self.sentence_words)

    @cached_property
    def sentence_index(self) -> dict[tuple[str, ...], int]:
        """The first sentence with each sequence of normal forms."""
        index: dict[tuple[str, ...], int] = {}
        for place, inside in enumerate(self.sentence_words):
            index.setdefault(self.words.norms[inside.start : inside.stop], place)
        return index

    @cached_property
    def quoted(self) -> NDArray[np.bool_]:
        """Whether each word stands inside quotation marks."""
        marked = np.zeros(len(self.words), np.bool_)
        for quotation in self.quotations:
            inside = self.words.inside(quotation.inner)
            marked[inside.start : inside.stop] = True
        return marked


def _closed(raw: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The spans with what stands between them and is no white space: part of the one before, or of the next on its line."""
    first = spans[0][0]
    for (_, end), (after, _) in pairwise((*spans, (len(raw), len(raw)))):
        rest, start = raw[end:after].rstrip(), after
        line = max(map(rest.rfind, _LINE_ENDS)) + 1
        if line and after < len(raw):
            start = after - len(raw[end + line : after].lstrip())
            rest = rest[:line].rstrip()
        yield first, end + len(rest)
        first = start


_LINE_ENDS: Final = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def analyse(article: Article) -> Document:
    """Words, sentences and quotations of an article; the last ones are kept."""
    return _lately.ready(article) if len(article.text) <= _KEPT_CHARACTERS else _analysed(article)


class _Lately:
    """The articles that were made ready last. Safe from several threads: two that ask at once may make one ready twice."""

    def __init__(self) -> None:
        self._ready: OrderedDict[Article, Document] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def ready(self, article: Article) -> Document:
        """The article made ready, now or before."""
        with self._lock:
            if article in self._ready:
                self._ready.move_to_end(article)
                return self._ready[article]
        made = _analysed(article)
        with self._lock:
            if article not in self._ready:
                self._ready[article] = made
                self._characters += len(article.text)
            while len(self._ready) > _KEPT or self._characters > _ALL_CHARACTERS:
                self._characters -= len(self._ready.popitem(last=False)[0].text)
        return made


_lately: Final = _Lately()


def _analysed(article: Article) -> Document:
    again = read_again(article.text)
    text, places = (again.text, again.places) if again else (article.text, None)
    read = words(text)
    return Document(article, text, places, read, sentences(text), quotations(text), language_of(read.norms))


P = ParamSpec("P")
R = TypeVar("R")


def kept_with_document(work: Callable[P, R]) -> Callable[P, R]:
    """The function, which works something out of one document, with its results: each is kept as long as the document is."""

    @wraps(work)
    def asked(*arguments: P.args, **named: P.kwargs) -> R:
        document = next(one for one in arguments if isinstance(one, Document))
        known, key = document.worked_out, (work, *(one for one in arguments if one is not document), *named.items())
        if key not in known:
            known[key] = work(*arguments, **named)
        kept: R = known[key]
        return kept

    return asked
