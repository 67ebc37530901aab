"""Every threshold that a user may turn, in one frozen object, with its meaning and a signature.

`dedup settings` prints this table. A setting's name carries the measure that it bounds. What a number trades, and which
result set it, stands in its help. What was fitted stands in `calibration.json`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from functools import cache, wraps
from pathlib import Path
from typing import Any

from dedup import __version__
from dedup.corpus_settings import CorpusSettings
from dedup.errors import SettingsError
from dedup.setting import check, setting

MODEL_NAME = "all-MiniLM-L6-v2"
"""The default sentence model: the package carries it, so nothing is fetched at run time."""


@dataclass(frozen=True)
class ComparisonSettings:
    """What decides how one comparison turns out, in the order of its stages."""

    __slots__ = ()

    # -- input
    article_max_characters: int = setting(
        2_000_000, "An article longer than this is refused: a guard against whole books and broken extraction.", 1
    )

    # -- sentence model
    model: str = setting(
        MODEL_NAME, 'Sentence model: the default, a folder or a name that sentence-transformers can load; "" for words alone.'
    )

    # -- alignment of regions (dedup.pair.align.stretches); unless said otherwise set on one half of PAN 2013 train, by
    # python -m benchmarks.fit_align, which prints the figures of the other half
    align_window: int = setting(
        26, "Words of a window of the seeds; a window starts every half. Longer: fewer chance seeds, short reuse missed.", 4
    )
    align_least_chance: float = setting(
        2e-6, "Least chance of a word in the language. Lower: one shared rare word, or a shared misspelling, counts for more.", 0, 1
    )
    align_topic: float = setting(
        0.35,
        "Share of the language that the two texts' own words make up. Higher: fewer findings between texts on one thing.",
        0,
        1,
    )
    align_seed_links: int = setting(
        300, "A stem seeds nothing when it links more positions of the two texts. Higher: slower, and hardly better.", 1
    )
    align_seed_rate: float = setting(
        0.4, "Share of matched words that the seeds expect. Lower: more seeds in loose rewrites.", 0, 1
    )
    align_seed_score: float = setting(15.0, "Log-likelihood ratio of a seed. Lower: slower, more regions to reject.")
    align_gap: int = setting(
        5, "Half windows without a seed, in either text, that part two regions. Higher: fewer, longer regions.", 1
    )
    align_first_rate: float = setting(
        0.4, "Share of matched words that a region expects at first. High: rewritten edges are cut.", 0, 1
    )
    align_rate_share: float = setting(
        0.6, "The share expected next, in ratio to the share found. Near 1: edges end where words differ; low: they run over.", 0, 1
    )
    align_least_rate: float = setting(0.3, "Least share of matched words that a region expects.", 0, 1)
    align_most_rate: float = setting(
        0.9, "Greatest share of matched words that a region expects; below 1, or one changed word ends a copy.", 0, 1
    )
    align_margin: int = setting(
        15, "Words by which the other side is widened while a region grows. Higher: edges grow together, and overrun.", 0
    )
    align_rounds: int = setting(4, "Most rounds in which a region's two sides are fitted to each other. More: slower.", 1)
    align_reach: float = setting(1.0, "How far a side may grow in one round, in its own lengths.", 0)
    align_reach_words: int = setting(40, "How far a side may grow in one round besides, in words.", 0)
    align_gap_loss: float = setting(
        15.0,
        "A region is cut where this much log-likelihood is lost in its midst. Lower: close cases are parted, loose ones too.",
        0,
    )
    align_cost_inside: float = setting(
        5.0,
        "Log-likelihood that an edge inside a sentence costs. Higher: whole sentences; lower: edges at the last shared word.",
        0,
    )
    align_cost_line: float = setting(2.0, "The same for an edge at a line end without a full stop.", 0)
    align_least_words: int = setting(
        12, "Least words of a region on either side. Set by hand: shorter ones are for the links of clauses.", 1
    )
    align_floor_score: float = setting(12.0, "Least log-likelihood ratio of a region that is reported at all. Set by hand.")
    align_confidence: float = setting(0.5, "A region counts as found from this confidence on. Higher: fewer, surer.", 0, 1)
    align_summary_rate: float = setting(0.5, "Share of matched words that a summary expects.", 0, 1)
    align_summary_topic: float = setting(
        0.7,
        "Share of the language that the words around a summary make up. Higher: fewer summaries among texts on one thing.",
        0,
        1,
    )
    align_summary_floor_score: float = setting(
        40.0, "Least log-likelihood ratio of a summary, before its confidence is worked out."
    )
    align_summary_words: int = setting(40, "Least words of a summary.", 1)
    align_summary_word_score: float = setting(
        0.5, "Least log-likelihood ratio of a summary a word. Higher: long chance runs go, loose summaries too.", 0
    )
    align_summary_lenient_topic: float = setting(0.6, "Distrust compares the evidence under this share of topic words …", 0, 1)
    align_summary_strict_topic: float = setting(0.95, "… with the evidence under this one.", 0, 1)
    align_summary_confidence: float = setting(
        0.25, "A stretch counts as a summary of the source from this chance on. Lower: summaries gain, long rewrites lose.", 0, 1
    )

    # -- links of clauses to source sentences
    link_probability: float = setting(
        0.3, "A clause comes from a source sentence from this probability on. Higher: fewer, surer links.", 0, 1
    )
    link_sure_probability: float = setting(
        0.95, "A clause whose best link by words reaches this is not shown to the model. Lower: faster, fewer found rewrites.", 0, 1
    )
    link_related_probability: float = setting(
        0.5, "The model is consulted only for articles with at least one link by words of this probability.", 0, 1
    )
    link_most_pairs: int = setting(
        1_000_000,
        "Pairs of a sentence of each article up to which each is looked at, and the model may be asked; of longer articles those "
        "pairs alone that share the most words, which a note says. Higher: slower, by the square.",
        1,
    )
    link_further_weight: float = setting(
        1.5, "Rarity (powers of ten) of the words that a second source sentence of one clause must add. Higher: fewer links.", 0
    )

    # -- kinds of passages (fitted on data/)
    passage_edited_similarity: float = setting(
        0.62, "Words in common, in order, with one source sentence, from which on a passage is edited, not paraphrase.", 0, 1
    )
    passage_quote_share: float = setting(
        0.7, "Share of a quotation's words that must stand in the source for the passage to be a quote.", 0, 1
    )
    passage_whole_share: float = setting(
        0.8,
        "Share of a sentence's words in derived clauses from which on the whole sentence is derived. Lower: fewer splits.",
        0.5,
        1,
    )

    # -- explanation
    changes_max_words: int = setting(
        120,
        "A passage, or a source sentence of it, with more words gets edits but no changes of meaning; a note says so. Higher: "
        "slower, by the square.",
        1,
    )

    # -- measures
    measures_order_words: int = setting(
        20_000, "Words of an article up to which the share in the same order is measured: its cost grows with the product.", 0
    )

    # -- relation
    relation_derived_probability: float = setting(
        0.5, "Chance of a copy or a derivative from which on one is told. Higher: fewer, surer accusations.", 0, 1
    )
    relation_wholly_share: float = setting(
        0.88, "Share of the derivative's words in derived passages from which on it is wholly derived (METER).", 0, 1
    )

    # -- direction
    direction_least_evidence: float = setting(
        0.8, "Log-odds from which on the source is named; below it the direction is unknown. Higher: fewer, surer answers.", 0
    )


@dataclass(frozen=True, slots=True)
class Settings(CorpusSettings, ComparisonSettings):
    """All thresholds; `Settings(relation_derived_probability=0.7)` changes one, `dedup settings` lists them with their meaning.

    Raises SettingsError for a name that does not exist (and says which comes nearest), for a value of the wrong type or range.
    """

    def __post_init__(self) -> None:
        for item in fields(self):
            check(item.name, getattr(self, item.name), item.default, item.metadata)

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
        _check_names(changes)
        return replace(self, **changes)

    @classmethod
    def load(cls, path: str | Path) -> Settings:
        """Settings from a TOML file of `name = value` lines, at top level or under `[dedup]`. Raises SettingsError."""
        return cls().updated(cls.section(path))

    @staticmethod
    def section(path: str | Path) -> dict[str, Any]:
        """What a TOML file sets: its table `[dedup]`, else its top level. Raises SettingsError."""
        import tomllib

        try:
            table = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(f"cannot read settings from {path}: {error}") from error
        section = table.get("dedup", table)
        if not isinstance(section, dict):
            raise SettingsError(f"{path}: [dedup] must be a table of name = value lines")
        return section


def _check_names(names: Iterable[str]) -> None:
    known = [item.name for item in fields(Settings)]
    for name in names:
        if name not in known:
            import difflib

            close = difflib.get_close_matches(name, known, n=1)
            kinds = ", ".join(dict.fromkeys(one.partition("_")[0] for one in known))
            there = (
                f"did you mean {close[0]}?" if close else f"`dedup settings` lists all {len(known)}: their names begin with {kinds}"
            )
            raise SettingsError(f"there is no setting {name!r}; {there}")


def _names_checked(make: Callable[..., None]) -> Callable[..., None]:
    """The constructor, which else says of a wrong name only that it is one."""

    @wraps(make)
    def checked(self: Settings, *values: Any, **named: Any) -> None:
        _check_names(named)
        make(self, *values, **named)

    return checked


Settings.__init__ = _names_checked(Settings.__init__)  # type: ignore[method-assign]


_ROOMS = ("index", "families", "sketch", "read", "article")
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
