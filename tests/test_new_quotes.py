"""A quotation of which the source has nothing is no counterpart, however a loose link likens it."""

from __future__ import annotations

import pytest

from dedup.article import Article
from dedup.document import analyse
from dedup.pair.align.drafts import PassageDraft
from dedup.pair.explain.new_quotes import without_new_quotes

SOURCE = "Ida Marsh, a surveyor, asked the harbour board to pay for the repair of the sea wall before the winter storms set in."
INVENTED = "“We met the board on every Friday of the autumn and I was never paid for it,” Ida Marsh said."
REPORTED = "“I have asked the harbour board to pay for the repair of the sea wall before the winter storms,” Ida Marsh said."


def kind_of(text: str, kind: str = "paraphrase", similarity: float = 0.1, mark: str = "”") -> tuple[str, bool]:
    source, derivative = analyse(Article(SOURCE)), analyse(Article(text))
    span = (0, text.index(mark) + 1)
    draft = PassageDraft(span, 0, kind, ((0, len(SOURCE)),), similarity, 0.6)  # type: ignore[arg-type]
    (found,) = without_new_quotes(source, derivative, (draft,))
    return found.kind, bool(found.sources)


def test_a_quotation_that_the_source_has_not_is_background_whatever_it_was_likened_to() -> None:
    assert kind_of(INVENTED) == ("added_background", False)


@pytest.mark.parametrize(
    ("text", "similarity", "mark"),
    [
        (INVENTED, 0.3, "”"),  # a close link is believed
        (REPORTED, 0.1, "”"),  # the source reports what is quoted
        (
            "Ida Marsh, the surveyor, asked the board to “mend this wreck” before the winter.",
            0.1,
            ".",
        ),  # words of its own beside it
        ("Ida Marsh asked for money for the wall.", 0.1, "."),  # no quotation
    ],
)
def test_other_paraphrases_keep_their_source(text: str, similarity: float, mark: str) -> None:
    assert kind_of(text, similarity=similarity, mark=mark) == ("paraphrase", True)


def test_what_was_copied_is_not_asked() -> None:
    assert kind_of(INVENTED, kind="edited") == ("edited", True)
