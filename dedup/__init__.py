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
    from dedup.detect import Detector
    from dedup.errors import DedupError
    from dedup.pair.compare import alignments, compare, passage_score
    from dedup.pair.compare_all import compare_all
    from dedup.read import read_article
    from dedup.result import Comparison, CorpusComparison
    from dedup.settings import Settings

__version__ = "0.1.0"

_HOMES = {
    "Article": "dedup.article",
    "Comparison": "dedup.result",
    "CorpusComparison": "dedup.result",
    "DedupError": "dedup.errors",
    "Detector": "dedup.detect",
    "Settings": "dedup.settings",
    "alignments": "dedup.pair.compare",
    "compare": "dedup.pair.compare",
    "compare_all": "dedup.pair.compare_all",
    "passage_score": "dedup.pair.compare",
    "read_article": "dedup.read",
}

__all__ = [
    "Article",
    "Comparison",
    "CorpusComparison",
    "DedupError",
    "Detector",
    "Settings",
    "__version__",
    "alignments",
    "compare",
    "compare_all",
    "passage_score",
    "read_article",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'dedup' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
