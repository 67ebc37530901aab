"""The page of a corpus's families: measures without comparisons, and with them the page of several compared articles."""

import json
import os
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fuzzing import examples
from hypothesis import given, settings
from make_comparison import articles, comparison
from test_families import invented, written
from test_report_family import TITLE, Parsed, hostile, three

from dedup.cli import main
from dedup.engines import picturing
from dedup.engines.picturing import families_page
from dedup.errors import InputError
from dedup.families.model import Edge, Family, Member, Reason
from dedup.report import family
from dedup.report.family_names import names_of
from dedup.report.family_page import render_families_page
from dedup.report.wording import when
from dedup.result import Comparison

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SOURCE = Member("source.txt", 56, "Levy rises", None, "The Coast Courier", "2031-04-07")
COPY = Member("derivative.txt", 80, '<script>"x"', "javascript:alert(1)", "Dockside\u202eDaily", "2031-04-08T09:30:00Z")
DATED = (Reason("published_first", "2031-04-07", "b", 1.5),)
EDGE = Edge("derivative.txt", "source.txt", "b", 0.5, 0.7, 0.6, 40, DATED)
FAMILY = Family("derivative.txt", "source.txt", (COPY, SOURCE), (EDGE,))


def turned() -> Comparison:
    """The comparison with the derivative as `a`, as the ids of the edge come."""
    result = comparison()
    return replace(result, a=result.b, b=result.a, source="b")


def explained(folder: Path) -> tuple[Path, Path]:
    """A corpus of two articles, and their comparison as `dedup families --explain` writes it."""
    corpus = written(folder / "corpus.jsonl", [{"id": article.id, "text": article.text} for article in articles()])
    told = {"a": EDGE.a, "b": EDGE.b, "comparison": turned().to_dict()}
    (folder / "comparisons.jsonl").write_text(json.dumps(told) + "\n", encoding="utf-8")
    return corpus, folder / "comparisons.jsonl"


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", "".join(Parsed(page).words))


def test_without_comparisons_the_edges_show_what_was_measured():
    page = families_page([FAMILY])
    assert "1 family with 2 articles." in words_of(page)
    assert "1 article goes back to “Levy rises”." in words_of(page)
    assert re.search(r"Levy rises → <script>\"x\"\s*70% ?0.50 ?40 ?published first", words_of(page))
    assert not [link for tag, link in Parsed(page).elements if tag == "a"]
    assert '<script>"x"' not in page


def test_with_comparisons_each_edge_opens_its_own(tmp_path):
    corpus, told = explained(tmp_path)
    page = families_page([FAMILY], [corpus], told)
    parsed = Parsed(page)
    ids = {attributes.get("id") for _, attributes in parsed.elements}
    links = {attributes["href"][1:] for tag, attributes in parsed.elements if tag == "a"}
    assert {"e1", "e1p4"} <= links <= ids
    assert "What each took of Levy rises" in words_of(page)
    assert "Measured" not in words_of(page)


def test_a_compared_article_that_the_corpus_lacks_is_named(tmp_path):
    corpus, told = explained(tmp_path)
    corpus.write_text(corpus.read_text("utf-8").splitlines(keepends=True)[0], "utf-8")
    with pytest.raises(InputError, match=r"^1 of 2 articles compared are not in the corpus: 'derivative.txt'$"):
        families_page([FAMILY], [corpus], told)


def test_what_the_page_leaves_out_is_said_on_it(tmp_path, monkeypatch):
    corpus, told = explained(tmp_path)
    monkeypatch.setattr(picturing, "MOST_COMPARISONS", 0)
    monkeypatch.setattr(picturing, "MOST_FAMILIES", 1)
    monkeypatch.setattr(picturing, "MOST_MEMBERS", 2)
    third = Member("third", 9)
    large = replace(FAMILY, members=(*FAMILY.members, third), edges=(EDGE, replace(EDGE, a="derivative.txt", b="third")))
    page = words_of(families_page([FAMILY, large], [corpus], told))
    assert "Not on this page: 1 smaller family." in page
    assert "0 of 1 comparisons are on this page; comparisons.jsonl holds all." in page
    assert "1 more articles of this family are not drawn." in page


def test_the_command_writes_the_page_with_its_comparisons(tmp_path):
    rng = random.Random(1)
    text = invented(rng, 200)
    records = [
        {"id": "first", "text": text, "published": "2024-03-01", "outlet": "One"},
        {"id": "second", "text": f"{text} {invented(rng, 30)}", "published": "2024-03-02", "outlet": "Two"},
    ]
    corpus = written(tmp_path / "corpus.jsonl", records)
    page, told = tmp_path / "f.html", tmp_path / "c.jsonl"
    assert main(["families", str(corpus), "--output", str(page), "--explain", str(told), "--no-model"]) == 0
    assert 'id="e1p1"' in page.read_text("utf-8")


def hostile_family(one: str, two: str) -> Family:
    members = (Member(f"a{one}", 1, two, one, two[::-1], two[:9]), Member(f"b{two}", 2, one, two, one[::-1], one[:9]))
    edge = Edge(members[0].id, members[1].id, "a", 0.5, 0.5, 0.5, 3, (Reason(one, two, "a", 1.0),))
    return Family(members[0].id, members[0].id, members, (edge,))


@settings(max_examples=examples(20))
@given(hostile, hostile)
def test_hostile_words_add_no_element_and_no_attribute(one, two):
    tame = Parsed(families_page([replace(hostile_family("x", "y"), members=tuple(map(linked, "ab"))), FAMILY])).shape
    found = Parsed(families_page([hostile_family(one, two)]))
    assert found.shape <= tame
    assert all(re.match(r"https?://", attributes["href"]) for tag, attributes in found.elements if tag == "a")


def linked(name: str) -> Member:
    return Member(f"{name}{'xy'['ab'.index(name)]}", 1, "title", "https://a.example/", "outlet", "2024-01-01")


def test_no_families_make_a_page():
    assert "No families were found." in families_page([])


def known(*pairs: tuple[int, int, bool]) -> family.Kindred:
    corpus, texts = three()
    ties = tuple(family.Tie((source, derivative), is_known, 0.5, "said") for source, derivative, is_known in pairs)
    return family.Kindred(corpus.articles, names_of(corpus.articles, [one.text for one in texts]), None, ties)


@pytest.mark.parametrize(
    ("ties", "said"),
    [
        ([(0, 1, True), (0, 2, False)], "which of “Levy rises” and “Third” came first is not known, so no root is named."),
        ([(0, 1, False), (0, 2, False)], "for 2 pairs it is not known which came first, so no root is named."),
        ([(0, 2, True), (1, 2, True)], f"they go back to 2 sources, “Levy rises” and “{TITLE}”, so no root is named."),
        ([(0, 1, True), (1, 2, True), (2, 0, True)], "none of them is without a source among the others, so no root is named."),
        ([(0, 1, True), (1, 2, True), (2, 1, True)], "no root is named."),
    ],
)
def test_where_no_root_is_known_the_finding_says_why(ties, said):
    assert family.finding(known(*ties)) == f"All 3 articles are related; {said}"


@pytest.mark.parametrize("ties", [[(0, 1, True), (0, 2, True)], [(0, 2, True), (1, 2, True)], [(0, 1, False), (0, 2, True)]])
def test_of_a_family_that_is_drawn_in_part_no_sources_are_counted(ties):
    """What is not drawn may be a source, too."""
    found = family.finding(replace(known(*ties), left_out=4))
    assert found == "All 7 articles are related; no root is named."


def test_many_sources_are_counted_and_not_named():
    infos = tuple(replace(three()[0].articles[0], id=f"{place}") for place in range(6))
    ties = tuple(family.Tie((place, 5), True, 0.5, "said") for place in range(5))
    found = family.finding(family.Kindred(infos, names_of(infos, {}), None, ties))
    assert found == "All 6 articles are related; they go back to 5 sources, so no root is named."


def test_two_that_point_to_a_source_behind_both_have_no_root():
    corpus, texts = three()
    pairs = tuple(replace(pair, explained_by=None) for pair in corpus.pairs[2:])
    found = family.finding(family.kindred(replace(corpus, pairs=pairs, root=None), texts))
    wanted = f"“{TITLE}” and “Third” point to a source behind both, so no root is named; 1 stands apart."
    assert found == f"2 of 3 articles are related; {wanted}"


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        (None, ""),
        ("2024-01-02", "2024-01-02"),
        ("2024-01-02T10:05:30Z", "2024-01-02 10:05 UTC"),
        ("2024-01-02T10:05:30-03:00", "2024-01-02 10:05 -03:00"),
        ("2024-01-02T10:05", "2024-01-02 10:05"),
        ("last week", "last week"),
    ],
)
def test_dates_are_shown_to_the_minute(published, shown):
    assert when(published) == shown


@pytest.mark.browser
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no Chromium at {CHROMIUM}")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_and_nothing_is_requested(tmp_path, scheme):
    sync_api = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    corpus, texts = three()
    names = names_of(corpus.articles, [one.text for one in texts])
    second = replace(known(), ties=(family.measured(names, (0, 1), False, 0.5, 0.2, 1200, ""),))
    file = tmp_path / "families.html"
    page = render_families_page([family.kindred(corpus, texts), second], "Two families.", ["A note."], "settings")
    file.write_text(page, encoding="utf-8")
    asked: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme, bypass_csp=True)
        shown.set_default_timeout(120_000)  # of a machine that has much else to do
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(file.as_uri())
        shown.wait_for_selector("html[data-ready]", state="attached")
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390
        shown.locator(".matrix a").first.click()
        shown.locator("#e1p2").wait_for(state="visible")
        found = axe.Axe().run(shown).response["violations"]
        browser.close()
    assert [(item["id"], [node["html"][:90] for node in item["nodes"]]) for item in found] == []
    assert asked == [file.as_uri()]
