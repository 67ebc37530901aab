"""Features of a pair that a reader can count by hand."""

from __future__ import annotations

import random

import pytest

from dedup import Article
from dedup.article import Article as Page
from dedup.document import analyse
from dedup.pair.relate.dates import dated, numbered
from dedup.pair.relate.retold_features import retold_features, title_inside
from dedup.pair.relate.run_features import _heaviest, run_features

LEAD = (
    "The council of Velmont closed the tidal bridge on Tuesday because divers had found cracks in two of its pillars. "
    "Engineer Sorrel Ivanek told the council that the repair would take until autumn and cost four million crowns. "
)
OTHER = "Traders at the northern market counted fewer guests last week, and most of them blamed the rain and the holidays. "


def heaviest_slowly(starts: list[int], lengths: list[int]) -> int:
    best: list[int] = []
    for at, start in enumerate(starts):
        best.append(lengths[at] + max((best[before] for before in range(at) if starts[before] < start), default=0))
    return max(best)


def test_the_heaviest_runs_in_order_are_those_of_the_slow_search() -> None:
    rng = random.Random(3)
    for size in range(1, 40):
        starts, lengths = ([rng.randint(0, 30) for _ in range(size)] for _ in range(2))
        lengths = [length + 4 for length in lengths]
        assert _heaviest(starts, lengths) == heaviest_slowly(starts, lengths)


def test_runs_far_apart_count_for_the_order() -> None:
    """Runs that came more than sixty before were not looked at once."""
    starts = [0, *range(500, 400, -1), 600]
    assert _heaviest(starts, [90, *[4] * 100, 90]) == 184


def test_a_sentence_below_the_lead_retells_the_other() -> None:
    report, column = (
        analyse(Article(LEAD + OTHER)),
        analyse(Article(OTHER * 5 + "Divers found cracks in two pillars of the tidal bridge.")),
    )
    apart = analyse(Article(OTHER * 6))
    assert retold_features(report, column)["retold_share"] > 0.8
    assert retold_features(report, column)["retold"] > retold_features(analyse(Article(LEAD * 2)), apart)["retold"]


def test_a_title_stands_in_the_other_article() -> None:
    title = "Velmont closes its tidal bridge until autumn"
    one = analyse(Article(LEAD, title=title))
    letter = analyse(Article(OTHER + f"“{title},” by Mira Oduya: {LEAD}", title="The morning letter"))
    assert (title_inside(one, letter), title_inside(letter, one)) == (1, 1)
    assert title_inside(one, analyse(Article(OTHER + LEAD, title=title))) == 0


def test_what_a_letter_sets_in_quotation_marks_is_requoted() -> None:
    letter = analyse(Article(OTHER + f"“{LEAD.strip()}” " + OTHER))
    row = run_features(analyse(Article(LEAD)), letter)
    assert row["requoted_part"] > 0.5
    assert row["narrated"] == run_features(letter, analyse(Article(LEAD)))["narrated"] > 0


@pytest.mark.parametrize(
    ("address", "published", "day"),
    [
        ("https://tarn.example/2031/04/07/bridge.html", None, "2031-04-07"),
        ("https://tarn.example/news/20310407/bridge", None, "2031-04-07"),
        ("https://tarn.example/2031/04/07/bridge.html", "2031-04-06", "2031-04-06"),
        ("https://tarn.example/2031/13/07/bridge.html", None, None),
        ("http://[tarn/2031/04/07/bridge", None, None),
    ],
)
def test_an_address_names_a_day(address: str, published: str | None, day: str | None) -> None:
    assert dated(Page("Text", url=address, published=published)) == day


def test_numbers_count_on_one_site_alone() -> None:
    def page(address: str) -> Page:
        return Page("Text", url=address)

    one, other = page("https://tarn.example/story/bridge-228450"), page("https://tarn.example/story/flood-228506?x=1")
    assert numbered(one, other) == (228450, 228506)
    assert numbered(one, page("https://vale.example/story/flood-228506")) is None
    assert numbered(one, page("https://tarn.example/story/flood-1228506")) is None
    assert numbered(one, one) is None
