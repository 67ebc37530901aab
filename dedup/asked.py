"""Two articles of which a detector is asked what they are to each other: told at once, explained when that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from dedup.article import Article
from dedup.match import SAME_STORY, Explanation
from dedup.pair.compare import compare
from dedup.pair.related import Related, compare_again, related
from dedup.result import Comparison
from dedup.settings import Settings

Answer = tuple[Related, Explanation]


@dataclass(frozen=True, slots=True)
class Asked:
    """A stored article and the one asked about, and the settings, as they are and without the sentence model."""

    stored: Article
    article: Article
    settings: Settings
    by_words: Settings

    def related(self) -> Answer | None:
        """What words tell, None for strangers. The comparison is made later, with the model where words leave a doubt."""
        answer = related(self.stored, self.article, settings=self.by_words)
        if answer is None:
            return None
        if not self._is_in_doubt(answer):
            return answer, Explanation(partial(compare_again, self.stored, self.article, settings=self.by_words))
        if not answer.is_open:  # what the model sees in passages cannot change what was told without them
            return answer, Explanation(partial(compare, self.stored, self.article, settings=self.settings))
        comparison = compare(self.stored, self.article, settings=self.settings)
        return None if comparison.relation == "independent" else _of(comparison)

    def compared(self, explain: bool, same_story: bool) -> Answer:
        """The comparison: by words, or with the model where it is asked for (`explain`) or may change what words have told."""
        if not explain:
            comparison = compare(self.stored, self.article, settings=self.by_words)
            if not (self._is_in_doubt(Related.of(comparison)) or (same_story and _may_be_one_story(comparison))):
                return _of(comparison)
        return _of(compare(self.stored, self.article, settings=self.settings))

    def _is_in_doubt(self, answer: Related) -> bool:
        """Whether words are less sure than `index_doubt` that there is a relation."""
        return answer.relation != "independent" and 1 - answer.probabilities["independent"] < self.settings.index_doubt


def _may_be_one_story(comparison: Comparison) -> bool:
    return comparison.relation == "independent" and (comparison.same_story or 0.0) < SAME_STORY


def _of(comparison: Comparison) -> Answer:
    return Related.of(comparison), Explanation(partial(_same, comparison), comparison)


def _same(comparison: Comparison) -> Comparison:
    return comparison
