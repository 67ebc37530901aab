"""dedup: is this article a copy or a rewrite of that one; what did it take, change, add and leave out?

The public names, imported when first used:

    from dedup import Article, compare
    result = compare(Article(text=report), Article(text=rewrite))
    result.relation, result.source, [passage.kind for passage in result.passages]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.corpus_result import CorpusComparison, Pair
    from dedup.detect import Detector, Match
    from dedup.errors import DedupError, InputError, MissingExtra, ModelError, SettingsError, SpecError, StoreError
    from dedup.pair.compare import alignments, compare, passage_score
    from dedup.pair.compare_all import compare_all
    from dedup.pair.compare_many import compare_many
    from dedup.read import read_article, read_html
    from dedup.result import (
        Alignment,
        ArticleInfo,
        Change,
        Comparison,
        Credit,
        Cue,
        Difference,
        Direction,
        Dropped,
        Edit,
        Evidence,
        Measures,
        Passage,
        Quote,
        TextSpan,
        ThirdParty,
    )
    from dedup.settings import Settings
    from dedup.sketch.exchange import from_datasketch, rows_of_lsh, to_datasketch

__version__ = "0.2.0"

_HOMES = {
    "Alignment": "dedup.result",
    "Article": "dedup.article",
    "ArticleInfo": "dedup.result",
    "Change": "dedup.result",
    "Comparison": "dedup.result",
    "CorpusComparison": "dedup.corpus_result",
    "Credit": "dedup.result",
    "Cue": "dedup.result",
    "DedupError": "dedup.errors",
    "Detector": "dedup.detect",
    "Difference": "dedup.result",
    "Direction": "dedup.result",
    "Dropped": "dedup.result",
    "Edit": "dedup.result",
    "Evidence": "dedup.result",
    "InputError": "dedup.errors",
    "Match": "dedup.detect",
    "Measures": "dedup.result",
    "MissingExtra": "dedup.errors",
    "ModelError": "dedup.errors",
    "Pair": "dedup.corpus_result",
    "Passage": "dedup.result",
    "Quote": "dedup.result",
    "Settings": "dedup.settings",
    "SettingsError": "dedup.errors",
    "SpecError": "dedup.errors",
    "StoreError": "dedup.errors",
    "TextSpan": "dedup.result",
    "ThirdParty": "dedup.result",
    "alignments": "dedup.pair.compare",
    "compare": "dedup.pair.compare",
    "compare_all": "dedup.pair.compare_all",
    "compare_many": "dedup.pair.compare_many",
    "from_datasketch": "dedup.sketch.exchange",
    "passage_score": "dedup.pair.compare",
    "read_article": "dedup.read",
    "read_html": "dedup.read",
    "rows_of_lsh": "dedup.sketch.exchange",
    "to_datasketch": "dedup.sketch.exchange",
}

__all__ = [
    "Alignment",
    "Article",
    "ArticleInfo",
    "Change",
    "Comparison",
    "CorpusComparison",
    "Credit",
    "Cue",
    "DedupError",
    "Detector",
    "Difference",
    "Direction",
    "Dropped",
    "Edit",
    "Evidence",
    "InputError",
    "Match",
    "Measures",
    "MissingExtra",
    "ModelError",
    "Pair",
    "Passage",
    "Quote",
    "Settings",
    "SettingsError",
    "SpecError",
    "StoreError",
    "TextSpan",
    "ThirdParty",
    "__version__",
    "alignments",
    "compare",
    "compare_all",
    "compare_many",
    "from_datasketch",
    "passage_score",
    "read_article",
    "read_html",
    "rows_of_lsh",
    "to_datasketch",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'dedup' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
