"""What makes an edge: own words in common. Quotations, embedded posts and the furniture of a site make none."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from made_corpora import edited, invented, surrounded_corpus, written

from dedup.engines.local import Run, find_families
from dedup.families.own_words import site_of
from dedup.families.stretches import galleries, headlines, is_marked, own_and_furniture, spoken_lines
from dedup.lang.base import NEUTRAL, pack_of
from dedup.quotations import quotations


def found_in(folder: Path, records: list[dict[str, str]], **options: bool) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    return find_families([written(folder / "corpus.jsonl", records)], folder / "work", **options)  # type: ignore[arg-type]


def pages(site: str, texts: list[str]) -> list[dict[str, str]]:
    return [{"id": f"{site}-{n}", "url": f"https://www.{site}/{n}", "text": text} for n, text in enumerate(texts)]


def joined(run: Run) -> list[list[str]]:
    return [[member.id for member in family.members] for family in run.families]


def test_of_quotations_furniture_and_a_shared_part_only_the_part_joins(tmp_path: Path) -> None:
    run = found_in(tmp_path, surrounded_corpus())
    assert (joined(run), run.quotations, run.furniture) == ([["yew.example-first", "yew.example-second"]], 1, 3)


def test_a_quotation_that_two_reports_share_joins_them_only_on_request(tmp_path: Path) -> None:
    rng = random.Random(1)
    said = f"“{invented(rng, 60)}”"
    records = [{"id": name, "text": f"{invented(rng, 90)}\n\n{said}\n\n{invented(rng, 90)}"} for name in ("a", "b")]
    run = found_in(tmp_path / "without", records)
    assert (joined(run), run.quotations, run.furniture) == ([], 1, 0)
    run = found_in(tmp_path / "with", records, quotations=True)
    assert (joined(run), run.families[0].edges[0].kind) == ([["a", "b"]], "quotations")


def test_the_same_words_without_marks_join_them(tmp_path: Path) -> None:
    rng = random.Random(1)
    part = invented(rng, 60)
    records = [{"id": name, "text": f"“So be it.” {invented(rng, 90)}\n\n{part}\n\n{invented(rng, 90)}"} for name in ("a", "b")]
    run = found_in(tmp_path, records)
    assert joined(run) == [["a", "b"]]
    assert run.families[0].edges[0].kind == "reuse"


def test_a_post_that_two_pages_embed_joins_nothing(tmp_path: Path) -> None:
    rng = random.Random(2)
    post = f"{invented(rng, 40)} — Ada Lind (@adalind) May 3, 2031"
    records = [{"id": name, "text": f"{invented(rng, 90)}\n\n{post}\n\n{invented(rng, 90)}"} for name in ("a", "b")]
    assert joined(found_in(tmp_path, records)) == []


@pytest.mark.parametrize(("others", "families"), [(1, 0), (0, 1)])
def test_a_block_on_three_pages_of_a_site_is_furniture_on_two_it_is_not(tmp_path: Path, others: int, families: int) -> None:
    rng = random.Random(3)
    block = invented(rng, 60)
    texts = [f"{invented(rng, 120)}\n\n{block}\n\n{invented(rng, 60)}" for _ in range(2 + others)]
    run = found_in(tmp_path, pages("vale.example", texts))
    assert (len(run.families), run.furniture) == (families, 3 * others)


def test_a_story_that_a_site_runs_three_times_is_no_furniture(tmp_path: Path) -> None:
    rng = random.Random(4)
    story = invented(rng, 200)
    run = found_in(tmp_path, pages("vale.example", [f"{edited(rng, story, 0.05)}\n\n{invented(rng, 30)}" for _ in range(3)]))
    assert [len(family) for family in joined(run)] == [3]


def test_captions_that_stand_twice_on_a_page_are_furniture(tmp_path: Path) -> None:
    rng = random.Random(5)
    captions = invented(rng, 60)
    texts = [f"{captions}\n\n{captions}\n\n{invented(rng, 150)}" for _ in range(2)]
    run = found_in(tmp_path, pages("vale.example", texts))
    assert (joined(run), run.furniture) == ([], 1)


def test_counters_that_follow_each_other_mark_a_gallery() -> None:
    text = "A report.\nA pier at dawn. Photo 1 of 3 A boat. Photo 2 of 3 A gull. Photo 3 of 3\nThe end."
    assert [text[slice(*span)] for span in galleries(text)] == [text.split("\n")[1]]
    assert own_and_furniture(text)[0] == ["A report.\n", "\nThe end."]


def test_votes_and_dates_are_no_gallery() -> None:
    assert galleries("It won 7 of 12 seats, 9 of 12 wards and 1 of 12 mayors on 3/4, 5/6 and 7/8.") == []


HUNG = "Mayor Ada Lind Ada LindCouncil votes on the pier again Harbour fees to rise in May Lind opens a school MORE"


def test_headlines_hung_on_a_name_are_no_words_of_the_article() -> None:
    text = f"The pier was sold by {HUNG} (Harbour), who said nothing."
    assert [text[slice(*span)] for span in headlines(text, pack_of("en"))] == [HUNG.removeprefix("Mayor Ada ")]
    assert headlines(text, NEUTRAL) == []  # the word by which they end is English
    assert own_and_furniture(text)[0] == ["The pier was sold by Mayor Ada ", " (Harbour), who said nothing."]


def test_a_name_said_twice_hangs_no_headlines() -> None:
    assert headlines("Lind met Lind in LindHall. There is MORE to come.".replace("LindHall", "Lind Hall"), pack_of("en")) == []


REPORT = "The council met at the old pier on Tuesday and put off the vote for the third time this year.\n"
NAMED = "The US said on Tuesday that it would send no ships to the harbour of the town before the vote.\n"
STATEMENT = "I have asked for my money back, and I told them that we will not pay for our own bridge twice.\n"


@pytest.mark.parametrize(
    ("lines", "spoken"),
    [
        ([REPORT] * 5 + [STATEMENT], [STATEMENT.strip()]),  # a statement in a report
        ([REPORT] * 5 + [NAMED], []),  # a name that is written like "us"
        ([STATEMENT] * 3 + [REPORT], []),  # its author's own words
        ([REPORT] * 5 + [f"“{STATEMENT.strip()}” was all that the mayor of the town said about it.\n"], []),  # marked as speech
    ],
)
def test_lines_in_the_first_person_are_speech_in_a_report_of_others(lines: list[str], spoken: list[str]) -> None:
    text = "".join(lines)
    quoted = [quotation.span for quotation in quotations(text)]
    assert [text[slice(*span)] for span in spoken_lines(text, quoted, pack_of("en"))] == spoken


def test_a_gallery_outweighs_the_few_words_beside_it(tmp_path: Path) -> None:
    rng = random.Random(7)
    gallery = " ".join(f"{invented(rng, 30)}. Photo {n} of 8" for n in range(1, 9))
    few = invented(rng, 14)
    texts = [f"{invented(rng, 120)} {few} {invented(rng, 120)}\n\n{gallery}\n\n{invented(rng, 60)}" for _ in range(2)]
    run = found_in(tmp_path, pages("vale.example", texts))
    assert (joined(run), run.furniture) == ([], 1)


@pytest.mark.parametrize(
    ("text", "marked"), [("Plain words.", False), ("He said “no”.", True), ("— Ada (@ada) May 3", True), ('a 5" pipe', True)]
)
def test_only_marked_texts_are_looked_at(text: str, marked: bool) -> None:
    assert is_marked(text) is marked


@pytest.mark.parametrize(
    ("url", "outlet", "site"),
    [
        ("https://edition.vale.example/1", "The Vale", "vale.example"),
        ("https://news.vale.co.uk/1", None, "vale.co.uk"),
        ("http://10.0.0.1/1", "The Vale", "the vale"),
        (None, "The Vale", "the vale"),
        (None, None, ""),
    ],
)
def test_pages_of_one_host_are_one_site(url: str | None, outlet: str | None, site: str) -> None:
    assert site_of(url, outlet) == site
