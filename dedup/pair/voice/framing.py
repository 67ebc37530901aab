"""What the derivative added by itself: framing, commentary or background, for the spans that no source sentence carries.

Two small linear models, one on top of the other. The first tells the author's voice from report (subjectivity, after Antici et
al. 2024, "A corpus for sentence-level subjectivity detection on English news articles") by the cues of `dedup.pair.voice.cues` and,
where there is one, by a vector of the sentence. The second tells the three kinds apart by that voice, by the cues and by what
stands around the span: how much of its sentence it is, where it stands, and how its article speaks elsewhere. Weights of both,
with and without vectors, are the group `framing` of calibration.json. The vectors are those of
the sentence model's lower layers: the last ones are trained to forget how a thing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.calibration import Floats, Linear, fitted
from dedup.document import Document
from dedup.kinds import Kind
from dedup.pair.voice.cues import KINDS, Hit, cues, shown
from dedup.result import Cue
from dedup.words import Span

ADDED: Final[tuple[Kind, ...]] = ("added_framing", "added_commentary", "added_background")
_MOST: Final = 3
"""Cues of one kind that count in a span; more of the same say no more."""
_QUOTED: Final = 0.6
"""Share of quoted words from which a span is what a speaker said: background, whatever its words."""
_CONTEXT: Final = ("first_person", "second_person", "contraction", "loaded_word", "question", "exclamation", "aside", "report")
"""Cues whose rate over the whole article tells a column from a report."""
_STEEPEST: Final = 8.0
"""Logits are kept within this, so that one odd span cannot outweigh all else."""


class Added(NamedTuple):
    """Kind of an added span, how sure that is (0-1), and the cues that a reader is shown."""

    kind: Kind
    confidence: float
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One model by words alone, one by words and vectors; both give the same outputs."""

    words: Linear
    vectors: Linear

    def fits(self, vectors: NDArray[np.float32] | None) -> bool:
        """Whether there are vectors of the width that the voice was fitted on."""
        return vectors is not None and vectors.shape[1] == self.vectors.mean.size - self.words.mean.size

    def voice(self, rows: Floats, vectors: NDArray[np.float32] | None) -> Floats:
        """The voice as logits, one per row of `voice_features`; vectors of another width are not looked at."""
        if vectors is not None and self.fits(vectors):
            return _bounded(self.vectors, np.hstack([rows, vectors]))[:, 0]
        return _bounded(self.words, rows)[:, 0]


def _bounded(model: Linear, rows: Floats) -> Floats:
    """The logits of rows of features, kept within what one odd span may weigh."""
    return np.clip(model.logits(rows), -_STEEPEST, _STEEPEST)


@cache
def models() -> tuple[Model, Model]:
    """The shipped models: of the voice (one logit) and of the kinds (one logit for each of `ADDED`)."""
    stored = fitted("framing")
    return _read(stored["voice"]), _read(stored["kinds"])


def _read(stored: dict[str, dict[str, list[float]]]) -> Model:
    return Model(
        *(Linear(**{name: np.array(values, np.float64) for name, values in stored[part].items()}) for part in ("words", "vectors"))
    )


def voice_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors that say how each text is put, float32, shape (len(texts), 384), rows of length 1. Raises ModelError."""
    from dedup.sketch.encoder import manner_vectors

    return manner_vectors(texts)


def classify_added(derivative: Document, spans: Sequence[Span], vectors: NDArray[np.float32] | None = None) -> tuple[Added, ...]:
    """Kind of each of `spans` (clauses or sentences of the derivative that the source does not carry), in order.

    `vectors`: `voice_vectors` of the spans' texts, one row per span; None, or vectors of another width, leave the judgement to
    the cues. A span that is a speaker's words is background: quoted opinion belongs to its speaker.
    """
    if not spans:
        return ()
    everywhere = cues(derivative, [*derivative.sentences, *spans])
    added = everywhere[len(derivative.sentences) :]
    chances = kind_chances(derivative, spans, everywhere, vectors)
    quoted = _extents(derivative, spans)[1]
    return tuple(
        _added(derivative, span, listed, share, row)
        for span, listed, share, row in zip(spans, added, quoted.tolist(), chances, strict=True)
    )


def subjectivity(article: Document, spans: Sequence[Span], vectors: NDArray[np.float32] | None = None) -> Floats:
    """How likely each span speaks with its author's voice instead of reporting, 0-1. Vectors as for `classify_added`."""
    rows = voice_features(article, spans, cues(article, spans))
    chances: Floats = 1 / (1 + np.exp(-models()[0].voice(rows, vectors)))
    return chances


def kind_chances(
    derivative: Document, spans: Sequence[Span], everywhere: Sequence[tuple[Hit, ...]], vectors: NDArray[np.float32] | None
) -> Floats:
    """Probability of each of `ADDED` for each span: one row per span, rows sum to 1. `everywhere` as for `kind_features`."""
    voice, kinds = models()
    features = kind_features(derivative, spans, everywhere, vectors, voice)
    logits = _bounded(kinds.vectors if voice.fits(vectors) else kinds.words, features)
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances


def _added(derivative: Document, span: Span, hits: tuple[Hit, ...], quoted: float, chances: Floats) -> Added:
    if quoted >= _QUOTED:
        return Added("added_background", float(max(chances[2], _QUOTED)), shown(derivative, hits))
    kind = _settled(ADDED[int(chances.argmax())], {hit.kind for hit in hits}, headline=_is_headline(derivative, span))
    return Added(kind, float(chances[ADDED.index(kind)]), shown(derivative, hits))


def _settled(kind: Kind, hits: set[str], *, headline: bool) -> Kind:
    """The kind that the model says, where the words bear it out.

    Who asks or addresses the reader comments; a headline that does neither frames the story. A plain fact, dated, counted or
    somebody's, without one word of opinion, is background, whatever the sentences about it are like.
    Nor does anything frame a story without one.
    """
    addressed, plain = not hits.isdisjoint(_ADDRESS), hits.isdisjoint(_OPINION)
    if kind == "added_framing" and addressed:
        return "added_commentary"
    if kind == "added_commentary" and headline and not addressed:
        return "added_framing"
    if plain and (kind == "added_framing" or not hits.isdisjoint(_FACT)):
        return "added_background"
    return kind


def _is_headline(derivative: Document, span: Span) -> bool:
    """Whether a span is the first sentence of an article, in a line of its own without a full stop."""
    start, end = derivative.sentences[0]
    return span == (start, end) and derivative.text[end : end + 1] in ("\n", "\r") and derivative.text[end - 1] not in ".:;,"


_ADDRESS: Final = frozenset({"question", "exclamation", "first_person", "second_person", "colloquial"})
_OPINION: Final = _ADDRESS | {
    "hedge", "intensifier", "minimiser", "certainty", "judgement", "loaded_word", "contrast", "aside", "scare_quotes", "capitals",
}  # fmt: skip
_FACT: Final = frozenset({"report", "date", "number"})


def voice_features(article: Document, spans: Sequence[Span], span_cues: Sequence[tuple[Hit, ...]]) -> Floats:
    """Features of the first model: cues by kind, their density, length, share of quoted words, final mark; a row per span."""
    counts = _counts(span_cues)
    sizes, quoted = (column.reshape(-1, 1) for column in _extents(article, spans))
    final = np.array([[article.text[end - 1] == mark for mark in "?!:"] for _, end in spans], np.float64).reshape(-1, 3)
    return np.hstack([np.minimum(counts, _MOST), counts / sizes, np.log(sizes), quoted, final])


def kind_features(
    derivative: Document,
    spans: Sequence[Span],
    everywhere: Sequence[tuple[Hit, ...]],
    vectors: NDArray[np.float32] | None,
    voice: Model,
) -> Floats:
    """Features of the second model: those of the first, its logit, and the context of each span; a row per span.

    `everywhere`: the cues of every sentence of the article, then those of every span.
    """
    size = len(derivative.sentences)
    rows = voice_features(derivative, spans, everywhere[size:])
    context = _context(derivative, spans, everywhere[:size], voice)
    return np.hstack([rows, voice.voice(rows, vectors).reshape(-1, 1), context])


def _context(derivative: Document, spans: Sequence[Span], everywhere: Sequence[tuple[Hit, ...]], voice: Model) -> Floats:
    """Where a span stands and how its surroundings speak: cue rates of the article, voices of it and of the neighbours."""
    sentences = derivative.sentences
    voices = voice.words.logits(voice_features(derivative, sentences, everywhere))[:, 0]
    starts = [start for start, _ in sentences]
    owners = np.clip(np.searchsorted(starts, [start for start, _ in spans], side="right") - 1, 0, None)
    mean = float(voices.mean())
    padded = np.concatenate(([mean], voices, [mean]))
    shares = [_share(derivative, span, owner) for span, owner in zip(spans, owners.tolist(), strict=True)]
    rates = np.minimum(_counts(everywhere)[:, [_places()[kind] for kind in _CONTEXT]], 1).mean(axis=0)
    around = (shares, owners == 0, (owners > 0) & (owners < 3), padded[owners], padded[owners + 2], np.full(len(owners), mean))
    return np.hstack([np.column_stack(around), np.tile(rates, (len(owners), 1))])


def _share(derivative: Document, span: Span, owner: int) -> float:
    """Share of its sentence's characters that a span takes up, 0-1."""
    start, end = derivative.sentences[owner]
    return min(1.0, (span[1] - span[0]) / max(1, end - start))


def _counts(span_cues: Sequence[tuple[Hit, ...]]) -> Floats:
    counts = np.zeros((len(span_cues), len(KINDS)))
    place = _places()
    for row, listed in enumerate(span_cues):
        for cue in listed:
            counts[row, place[cue.kind]] += 1
    return counts


@cache
def _places() -> dict[str, int]:
    return {kind: place for place, kind in enumerate(KINDS)}


def _extents(article: Document, spans: Sequence[Span]) -> tuple[Floats, Floats]:
    """Words of each span, 1 at least, and the share of them that is quoted, 0-1."""
    edges = np.array(spans, np.int64).reshape(-1, 2)
    first = np.searchsorted(article.words.starts, edges[:, 0])
    stop = np.maximum(first, np.searchsorted(article.words.ends, edges[:, 1], side="right"))
    quoted = np.concatenate(([0], np.cumsum(article.quoted)))
    sizes = np.maximum(1, stop - first).astype(np.float64)
    return sizes, (quoted[stop] - quoted[first]) / sizes
