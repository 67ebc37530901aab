"""The page and the summary of several articles: text stays text, each edge opens its comparison, nothing is requested."""

import base64
import hashlib
import html
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_comparison import articles, comparison, info, of_lines, undirected
from rich.cells import cell_len
from test_report_page import FUZZED_ARTICLES

from dedup.article import Article
from dedup.corpus_result import CorpusComparison, Pair
from dedup.errors import InputError
from dedup.report import family
from dedup.report.family_names import names_of
from dedup.report.family_page import render_family_page
from dedup.report.terminal_family import render_family_terminal
from dedup.report.visible import acting, visible

TITLE = "Greedy board </title><script>alert(2)</script>"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def three() -> tuple[CorpusComparison, list[Article]]:
    """The source, its derivative, and a second derivative that is alike only through the source."""
    a, b = articles()
    c = replace(b, id="third.txt", outlet="Third", published="2031-04-09", title="Third")
    result = comparison()
    other = replace(result, b=info(c, 80))
    siblings = replace(result, a=info(b, 80), b=info(c, 80), relation="common_source", source=None)
    pairs = (Pair(0, 1, result), Pair(0, 2, other), Pair(1, 2, siblings, explained_by=0))
    return CorpusComparison("model:none", (result.a, result.b, other.b), pairs, 0), [a, b, c]


class Parsed(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shape: set[tuple[str, str]] = set()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: dict[str, str] = {}
        self.words: list[str] = []
        self.tag = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tag = tag
        self.elements.append((tag, dict(attrs)))
        self.shape |= {(tag, ""), *((tag, name) for name, _ in attrs)}

    def handle_data(self, data):
        self.blocks.setdefault(self.tag, data)
        self.words.append(data)


@pytest.fixture(scope="module")
def page() -> str:
    return render_family_page(*three())


def test_the_policy_allows_the_style_and_the_script_alone(page):
    parsed = Parsed(page)
    policy = next(a["content"] for _, a in parsed.elements if a.get("http-equiv") == "Content-Security-Policy")
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(parsed.blocks[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_every_link_leads_into_the_page_or_to_the_web(page):
    parsed = Parsed(page)
    names = {attributes.get("id") for _, attributes in parsed.elements}
    links = [attributes["href"] for tag, attributes in parsed.elements if tag == "a"]
    assert {link[1:] for link in links if link.startswith("#")} <= names
    assert [link for link in links if not link.startswith("#")] == ["https://courier.example/levy?a=1&b=2"]


def test_every_passage_of_every_edge_has_its_row(page):
    ids = {attributes.get("id") for _, attributes in Parsed(page).elements}
    assert {f"e{edge}p{number}" for edge in (1, 2) for number in range(1, 10)} <= ids
    assert "e3" not in ids


def test_the_matrix_says_which_sentences_each_derivative_used(page):
    table = page.split('class="matrix"')[1].split("</table>")[0]
    rows = [re.findall(r'href="#(e\dp\d)"', row) for row in table.split("<tr>")[2:]]
    assert rows == [
        ["e1p2", "e1p6", "e2p2", "e2p6"], ["e1p5", "e2p5"], ["e1p4", "e2p4"], ["e1p6", "e2p6"],
    ]  # fmt: skip
    assert re.findall("<summary>(.*?)</summary>", table) == ["3 sentences not taken"]
    assert table.count("<p ") == 3  # they are folded, not gone


def test_the_finding_and_what_goes_through_a_third():
    corpus, texts = three()
    found = family.kindred(corpus, texts)
    assert family.finding(found) == "2 articles go back to “Levy rises”."
    assert found.through == (f"“{TITLE}” and “Third”: through “Levy rises”",)


@pytest.mark.parametrize("width", [40, 80])
def test_the_summary_fits_the_terminal(width):
    shown = render_family_terminal(*three(), width=width, color=False)
    assert max(map(cell_len, shown.split("\n"))) <= width
    assert "1 → 2 “Greedy board" in shown
    assert "  3 Third · Third · " in shown
    assert not acting(shown)


def test_articles_without_any_edge_make_a_page():
    corpus, texts = three()
    lone = replace(corpus, pairs=tuple(replace(pair, explained_by=0) for pair in corpus.pairs), root=None)
    assert "Nothing found shows that any of the 3 articles" in render_family_page(lone, texts)


PIECES = (
    "<script>alert(1)</script>", "</script>", "<!--", "</td>", '" onclick="x', "&lt;", "{{ 7*7 }}", "javascript:alert(1)", "\u202e",
    "\u200b", "\u2028", "\x00", "\x1b[31m", "\n", "\t", " ", "word", "مرحبا", "</style>", "</title>", "<svg/onload=alert(1)>",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), min_size=1, max_size=20).map("".join)


def made_of(*texts: str) -> tuple[CorpusComparison, list[Article]]:
    made = []
    for place, text in enumerate(texts):
        other = texts[place - 1]
        try:
            made.append(Article(text, id=other, title=other, url=text[:99], outlet=other[::-1], published=other[:9]))
        except InputError:
            made.append(Article(f"x{text}", id=other, title=other, url=f"https://{other}"))
    a, b, c = made
    pairs = (Pair(0, 1, of_lines(a, b)), Pair(0, 2, of_lines(a, c)), Pair(1, 2, of_lines(b, c), explained_by=0))
    return CorpusComparison(texts[0][:40], tuple(info(one, 1) for one in made), pairs, 0), made


_known: set[tuple[str, str]] = set()


@settings(max_examples=FUZZED_ARTICLES // 10)
@given(hostile, hostile, hostile)
def test_hostile_text_adds_no_element_and_no_attribute(one, two, three_):
    if not _known:
        _known.update(Parsed(render_family_page(*made_of(*["A line\u200b of words.\n" * 12] * 3))).shape)
        _known.update(Parsed(render_family_page(*three())).shape)
    corpus, texts = made_of(one, two, three_)
    parsed = Parsed(render_family_page(corpus, texts))
    assert parsed.shape <= _known
    assert all(re.match(r"#e\d|https?://", attributes["href"]) for tag, attributes in parsed.elements if tag == "a")
    assert not acting(render_family_terminal(corpus, texts, color=False))
    assert visible(corpus.settings).strip() in "".join(parsed.words)


# -- in a browser


@pytest.fixture
def opened(tmp_path, page):
    sync_api = pytest.importorskip("playwright.sync_api")
    troubles: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def open_page(address: str = "", width: int = 1300, **options):
            shown = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
            shown.set_default_timeout(120_000)  # of a machine that has much else to do
            file = tmp_path / "family.html"
            file.write_bytes(page.encode())
            shown.on("request", lambda asked: troubles.append(asked.url) if asked.url.split("#")[0] != file.as_uri() else None)
            shown.on("pageerror", lambda error: troubles.append(str(error)))
            shown.on("console", lambda message: troubles.append(message.text))
            shown.goto(file.as_uri() + address)
            shown.wait_for_selector("html[data-ready]", state="attached")
            return shown

        yield open_page
        browser.close()
    assert troubles == []


in_browser = pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no Chromium at {CHROMIUM}")


@pytest.mark.browser
@in_browser
def test_an_edge_and_a_field_of_the_matrix_open_their_comparison(opened):
    shown = opened()
    assert not shown.locator("#e2p4").is_visible()
    shown.locator('.matrix a[href="#e2p4"]').click()
    shown.locator("#e2p4").wait_for(state="visible")
    assert shown.evaluate("document.activeElement.id") == "e2p4"
    shown.locator('svg a[href="#e1"]').focus()
    shown.keyboard.press("Enter")
    shown.locator("#e1p1").wait_for(state="visible")


@pytest.mark.browser
@in_browser
@pytest.mark.parametrize("width", [320, 720, 1300])
def test_no_width_scrolls_sideways(opened, width):
    shown = opened("#e1p2", width)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@in_browser
def test_on_a_phone_marks_can_be_hit_names_are_read_and_the_sentence_stays_beside_them(opened):
    shown = opened(width=390)
    sizes = shown.locator(".matrix a.tag").evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    assert min(min(size["width"], size["height"]) for size in sizes) >= 24
    names = shown.locator(".frame table:not(.matrix) td:first-child").evaluate_all("all => all.map(one => one.clientWidth)")
    assert min(names) >= 130
    shown.locator(".matrix td").first.evaluate("one => { one.style.minWidth = '60rem'; }")
    assert shown.locator(".frame:has(.matrix)").evaluate("one => { one.scrollLeft = 400; return one.scrollLeft; }") == 400
    assert shown.locator(".matrix th[scope=row]").first.bounding_box()["x"] >= 0
    shown.locator(".matrix a.tag").first.click()
    shown.locator("#e1p1").wait_for(state="visible")
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
@in_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(opened, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(opened("#e1p2", color_scheme=scheme, bypass_csp=True)).response["violations"]
    assert [(item["id"], [node["html"][:90] for node in item["nodes"]]) for item in found] == []


def test_articles_go_by_their_headlines_and_edges_say_how_sure_they_are():
    result = comparison()
    a, b = Article("Levy rises again\nThe board said so.", id="0f3a9c"), Article("Crews were not asked\nThey said so.", id="b.txt")
    told = replace(result, a=info(a, 6), b=info(b, 6), passages=(), dropped=(), differences=())
    corpus = CorpusComparison("", (told.a, told.b), (Pair(0, 1, told),), 0)
    found = family.kindred(corpus, [a, b])
    assert [one.name for one in found.names] == ["Levy rises again", "Crews were not asked"]
    assert found.ties[0].said.startswith("“Crews were not asked” very likely draws on “Levy rises again”")
    assert found.ties[0].said.count("“Levy rises again”") == found.ties[0].said.count("“Crews were not asked”") == 1
    page, shown = render_family_page(corpus, [a, b]), render_family_terminal(corpus, [a, b], color=False)
    for name in ("0f3a9c", "b.txt"):
        assert name not in page
        assert name not in shown


def called(*articles: Article) -> list[str]:
    return [one.name for one in names_of([info(one, 9) for one in articles], [one.text for one in articles])]


def test_the_matrix_marks_where_two_differ_of_which_none_is_known_to_be_the_source():
    found = undirected("derivative")
    corpus = CorpusComparison("", (found.a, found.b), (Pair(0, 1, found),), None)
    page = render_family_page(corpus, articles())
    assert "!" in re.sub("<[^>]*>", "", page.split('class="matrix"')[1].split("</table>")[0])
    assert ", difference, clear, passage" in page
    assert "What each has in common with" in page
    assert "What each took of" not in page


def test_headlines_that_are_the_same_are_told_apart_by_outlet_then_date_then_number():
    one = Article("Levy rises again\nThe board said so.", outlet="Dockside Daily", published="2031-04-08")
    assert called(one, replace(one, outlet="The Coast Courier"), replace(one, title="Crews were not asked")) == [
        "Levy rises again (Dockside Daily)", "Levy rises again (The Coast Courier)", "Crews were not asked",
    ]  # fmt: skip
    assert called(one, replace(one, published="2031-04-09")) == [
        "Levy rises again (Dockside Daily, 2031-04-08)", "Levy rises again (Dockside Daily, 2031-04-09)",
    ]  # fmt: skip
    assert called(one, one, Article("Two firms paid late on Monday.")) == [
        "Levy rises again (Dockside Daily, 2031-04-08) (article 1)", "Levy rises again (Dockside Daily, 2031-04-08) (article 2)",
        "(no headline) Two firms paid late on Monday.…",
    ]  # fmt: skip


def test_an_article_without_its_text_goes_by_outlet_and_date_where_it_has_no_title():
    infos = [info(replace(one, title=title), 9) for one, title in zip(articles(), ("Levy rises", None), strict=True)]
    assert [(one.name, one.said) for one in names_of(infos, {})] == [
        ("Levy rises", "“Levy rises”"), ("Dockside⟨RLO⟩Daily", "Dockside⟨RLO⟩Daily"),
    ]  # fmt: skip
    assert [one.about for one in names_of(infos, {})][1] == "Dockside⟨RLO⟩Daily · 2031-04-08 09:30 UTC"


def test_the_matrix_marks_a_change_as_sure_as_it_is():
    corpus, texts = three()
    doubtful = tuple(
        replace(item, changes=tuple(replace(one, confidence=0.3) for one in item.changes)) for item in comparison().passages
    )
    pairs = (corpus.pairs[0], replace(corpus.pairs[1], comparison=replace(corpus.pairs[1].comparison, passages=doubtful)))
    table = render_family_page(replace(corpus, pairs=pairs), texts).split('class="matrix"')[1].split("</table>")[0]
    assert re.findall(r'href="#(e\dp2)" title="([^"]*)" aria-label="[^"]*">(.*?)</a>', table) == [
        ("e1p2", f"edited, change of fact, clear, passage 2 of “{html.escape(TITLE)}”", "E!"),
        ("e2p2", "edited, change of fact, doubtful, passage 2 of “Third”", "E?"),
    ]
