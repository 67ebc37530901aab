"""Pages as they are: several articles, teasers alone, layout tables, consent banners."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

import benchmarks
from benchmarks.pages import SUITE, PageOutcome, labelled, right
from benchmarks.suite import Options
from dedup import Article, Settings, compare
from dedup.errors import InputError
from dedup.read.html import article_from_html

LABELS = Path(benchmarks.__file__ or "").parent / "labels"
FIRST = (
    "The town of Brell will pull down its old grain store on the quay before the winter, the mayor said on Tuesday.",
    "The store has stood empty since a fire nine years ago, and the town has found nobody who would buy it.",
    "“It is a danger to everybody who walks past it,” said Ola Term, who leads the building office.",
)
SECOND = (
    "Beekeepers around the lake of Sund have lost every fourth hive since the autumn, their union says.",
    "A mite is to blame, and a warm January in which the bees flew out and found nothing to eat.",
    "The union asks the ministry for money to buy new queens from the south before the lime trees bloom.",
)


def page(body: str, *, title: str = "Grain store to go | Brell News", head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def article(heading: str, texts: tuple[str, ...]) -> str:
    return f"<article><h1>{heading}</h1>{paragraphs(texts)}</article>"


def stated(*records: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@graph": list(records)})}</script>'


STORE = {
    "@type": "NewsArticle",
    "headline": "Grain store to go",
    "url": "https://brell.example/store",
    "author": {"name": "Una Rask"},
    "datePublished": "2024-02-06T08:00:00Z",
}
BEES = {
    "@type": "NewsArticle",
    "headline": "Bees are dying",
    "url": "https://brell.example/bees",
    "author": {"name": "Per Holt"},
    "datePublished": "2023-11-01T08:00:00Z",
}


@pytest.mark.parametrize("records", [(STORE, BEES), (BEES, STORE)])
@pytest.mark.parametrize("canonical", ['<link rel="canonical" href="https://brell.example/store"/>', ""])
def test_of_several_records_the_one_of_the_page_gives_author_and_date(records: tuple[dict[str, Any], ...], canonical: str) -> None:
    found, _ = article_from_html(page(article("Grain store to go", FIRST), head=canonical + stated(*records)))
    assert (found.author, found.published) == ("Una Rask", "2024-02-06T08:00:00Z")


def test_where_no_record_is_the_pages_own_nobody_is_its_author() -> None:
    other = {**STORE, "headline": "Something else", "url": "https://brell.example/else"}
    found, _ = article_from_html(page(article("Grain store to go", FIRST), head=stated(other, BEES)))
    assert found.author is None


def test_of_two_articles_on_a_page_the_one_under_its_title_is_read_and_that_is_told() -> None:
    found, notes = article_from_html(page(article("Bees are dying", SECOND) + article("Grain store to go", FIRST)))
    assert "grain store on the quay" in found.text
    assert "Beekeepers" not in found.text
    assert notes == ("the page holds 2 articles: the one under its title was read",)


def test_two_articles_of_which_the_title_names_none_are_told() -> None:
    _, notes = article_from_html(page(article("Bees", SECOND) + article("Store", FIRST), title="News"))
    assert notes == ("the page holds 2 articles, none of them under its title: they were read as one",)


@pytest.mark.parametrize(
    ("box", "heading"),
    [
        ("<section>{}</section>", "<h1>{}</h1>"),
        ("<div class=post>{}</div>", "<h2><a href=/1>{}</a></h2>"),
        ("<div class=post><header>{}</div>", "<h1>{}</h1></header>"),
    ],
)
def test_articles_that_only_their_headings_mark_are_told_apart(box: str, heading: str) -> None:
    both = (("Grain store to go", FIRST), ("Hives lost", SECOND))
    body = "".join(box.format(heading.format(words) + paragraphs(texts)) for words, texts in both)
    found, notes = article_from_html(page(f"<main>{body}</main>"))
    assert "mite" not in found.text
    assert notes == ("the page holds 2 articles: the one under its title was read",)


@pytest.mark.parametrize(
    "teaser",
    [
        "<article><h2><a href=/1>To the lake</a></h2><p>{}</p><a href=/1>Continue</a></article>",
        "<div class=card><a href=/1><h3>To the lake</h3></a><p>{}</p></div>",
    ],
)
def test_teasers_are_a_list_whether_marked_as_articles_or_with_linked_headings(teaser: str) -> None:
    with pytest.raises(InputError, match="a list of 6 teasers"):
        article_from_html(page("".join(teaser.format(text) for text in (*FIRST, *SECOND)), title="Local"))


def test_a_table_with_a_paragraph_a_row_is_an_article() -> None:
    rows = "".join(f"<tr><td><font face=Arial>{text}</font></td></tr>" for text in FIRST)
    found, notes = article_from_html(page(f"<center><table>{rows}</table></center>"))
    assert found.text == "\n".join(FIRST)
    assert notes == ("the article stands in a table that lays out the page",)


def test_teasers_alone_are_no_article() -> None:
    cards = "".join(f'<div class="card"><h2>Story {n}</h2><p>{text}</p></div>' for n, text in enumerate(FIRST + SECOND))
    with pytest.raises(InputError, match="a list of 6 teasers"):
        article_from_html(page(f"<main>{cards}</main>", title="Local"))


def test_an_article_with_a_heading_above_each_paragraph_is_one() -> None:
    body = "".join(f"<h2>Part {n}</h2><p>{text}</p>" for n, text in enumerate(FIRST + SECOND))
    assert "Beekeepers" in article_from_html(page(f"<main>{body}</main>"))[0].text


@pytest.mark.parametrize("between", ["</p><p>", "<br><br>"])
def test_an_article_in_a_layout_table_is_read(between: str) -> None:
    text = between.join(FIRST)
    opened = "<p>" if between != "<br><br>" else ""
    cell = f"<td><h1>Grain store to go</h1>{opened}{text}</td>"
    table = f'<table><tr><td><a href="/">Home</a> <a href="/s">Sport</a></td>{cell}</tr></table>'
    found, notes = article_from_html(page(table))
    assert all(sentence in found.text for sentence in FIRST)
    assert "Sport" not in found.text
    assert "the article stands in a table that lays out the page" in notes


def test_html_in_the_body_that_a_page_states_is_read_as_what_it_shows() -> None:
    body = "".join(f"<p>{text}</p>" for text in FIRST)
    record = {**STORE, "articleBody": body}
    found, notes = article_from_html(page("<div></div>", head=stated(record)))
    assert "<p>" not in found.text
    assert found.text.split("\n") == list(FIRST)
    assert any("HTML" in note for note in notes)


BANNER = """Your privacy matters
We and our 120 trusted partners store information on a device, such as cookies and unique identifiers, to show personalised ads.
You can change your choices or withdraw your consent at any time. By clicking “Accept” you agree.
"""


def test_two_stories_that_share_a_consent_banner_are_independent() -> None:
    one, other = (Article(BANNER + "\n".join(texts)) for texts in (FIRST, SECOND))
    found = compare(one, other, settings=Settings(model=""))
    assert found.relation == "independent"
    assert [passage.kind for passage in found.passages[1:4]] == ["boilerplate"] * 3


def test_the_suite_of_pages_scores_what_is_read(tmp_path: Path) -> None:
    import gzip

    (tmp_path / "html").mkdir()
    (tmp_path / "ground-truth.json").write_text(json.dumps({"a": {"articleBody": "\n".join(FIRST), "url": ""}}), encoding="utf-8")
    with gzip.open(tmp_path / "html" / "a.html.gz", "wt", encoding="utf-8") as stream:
        stream.write(page(f"<article>{paragraphs(FIRST)}</article>"))
    figures = SUITE.figures([SUITE.judge(case, Settings()) for case in SUITE.load(tmp_path, Options())])
    assert figures["f1"] == figures["alone_f1"] == 1.0


def test_who_wrote_a_page_for_whom_and_when_is_right_or_not() -> None:
    label = {"a": {"outlet": ["Brell News", "The Brell News"], "author": ["Ola Term", "Ida Sund"], "published": ["2024-05-06"]}}
    none = {"a": {"outlet": ["Brell News"], "author": [], "published": ["2024-05-06"]}}

    def scored(labels: Any, **known: str | None) -> list[float]:
        figures = right([PageOutcome("a", (1, 0, 0), (1, 0, 0), (), "", known)], labels)
        return [figures[f"right_{name}"] for name in ("author", "outlet", "published")]

    assert scored(label, author="IDA SUND; Ola Term", outlet="brell news", published="2024-05-06T09:00:00+02:00") == [1.0, 1.0, 1.0]
    assert scored(label, author="Ola Term, Staff Writer", outlet="Hosted", published="0001-01-01") == [0.0, 0.0, 0.0]
    assert scored(none, author=None, outlet=None, published=None) == [1.0, 0.0, 0.0]
    assert right([PageOutcome("b", (1, 0, 0), (1, 0, 0), (), "", {})], label) == {}


def test_forty_pages_are_labelled_and_another_forty() -> None:
    first, second = dict(labelled()), dict(labelled(LABELS / "pages_known_second.jsonl"))
    assert [len(first), len(second), len(first | second)] == [40, 40, 80]
    assert all(row["outlet"] and row["published"] for row in (first | second).values())


def test_a_date_that_a_program_did_not_know_is_none_and_the_page_is_asked() -> None:
    record = {"@type": "NewsArticle", "headline": "Grain store to go", "datePublished": "0001-01-01T00:00:00Z"}
    head = f'<script type="application/ld+json">{json.dumps(record)}</script>'
    body = f'<article><h1>Grain store to go</h1><p><time datetime="2024-05-06">May 6, 2024</time></p>{paragraphs(FIRST)}</article>'
    article, _ = article_from_html(page(body, head=head), "a")
    assert (article.published or "")[:10] == "2024-05-06"


def test_an_author_whom_only_the_record_names_is_the_author() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Grain store to go",'
        '"author":[{"@type":"Organization","name":"Reuters"}]}</script>'
    )
    article, _ = article_from_html(page(f"<article><h1>Grain store to go</h1>{paragraphs(FIRST)}</article>", head=head), "a")
    assert article.author == "Reuters"
    address = head.replace('[{"@type":"Organization","name":"Reuters"}]', '"https://tarn.example/staff/oyle"')
    article, _ = article_from_html(page(f"<article><h1>Grain store to go</h1>{paragraphs(FIRST)}</article>", head=address), "a")
    assert article.author is None


HOST = '<link rel="canonical" href="https://www.brellpost.example/store"/>'


def known(body: str = "", *, head: str = "", title: str = "Grain store to go - The Brell Post") -> Article:
    found, _ = article_from_html(
        page(f"<article><h1>Grain store to go</h1>{body}{paragraphs(FIRST)}</article>", head=HOST + head, title=title)
    )
    return found


def authored(value: Any, *others: dict[str, Any]) -> str:
    return stated({"@type": "NewsArticle", "headline": "Grain store to go", "author": value}, *others)


@pytest.mark.parametrize(
    "name",
    [
        "By UNA RASK, AP Grain Writer",
        "Una Rask, MSc, RDN",
        "Una Rask, The Brell Post",
        "UNA RASK Associated Press",
        "Una Rask, Portside",
    ],
)
def test_a_job_a_degree_an_agency_and_the_outlet_behind_a_name_are_no_authors(name: str) -> None:
    assert (known(head=authored({"@type": "Person", "name": name})).author or "").casefold() == "una rask"


def test_authors_are_parted_by_commas_as_credits_look_for_them() -> None:
    assert (
        known('<p class="byline">By Una Rask and Per Holt</p>', head=authored(["Una Rask", "Per Holt"])).author
        == "Una Rask, Per Holt"
    )


def test_an_author_that_the_record_names_by_its_id_is_looked_up_and_stays_as_written() -> None:
    person = {"@type": "Person", "@id": "#una", "name": "una_rask"}
    assert known(head=authored({"@id": "#una"}, person)).author == "una_rask"


def test_the_record_of_a_page_of_another_kind_names_its_author() -> None:
    record = {"@type": "MedicalWebPage", "headline": "Grain store to go", "author": {"name": "Una Rask, MD"}}
    assert known(head=stated(record)).author == "Una Rask"


def test_a_byline_that_names_more_than_the_record_names_them_all() -> None:
    two = '<p class="byline">By <a rel="author">Una Rask</a>, <a rel="author">Per Holt</a> 2024-02-06</p>'
    assert known(two, head=authored({"name": "Una Rask"})).author == "Una Rask, Per Holt"
    three = '<p class="byline">By Una Rask, Per Holt, Ola Term</p>'
    assert known(three, head=authored({"name": "Una Rask"})).author == "Una Rask, Per Holt, Ola Term"
    place = '<p class="byline">By Una Rask, North Brell</p>'
    assert known(place, head=authored({"name": "Una Rask"})).author == "Una Rask"


def test_a_line_that_only_begins_as_a_byline_is_one() -> None:
    assert known("<p>By Una Rask, Per Holt on Tuesday, February 6</p>").author == "Una Rask, Per Holt"
    assert known("<p>By the harbour stands a store.</p>").author is None


def test_a_label_before_a_name_is_no_part_of_it() -> None:
    assert known('<span itemprop="author">Tekst: Una Rask</span>').author == "Una Rask"


@pytest.mark.parametrize("title", ["Grain store to go - The Brell Post", "Opinion | Grain store to go | The Brell Post"])
@pytest.mark.parametrize(
    "meta", ["", '<meta property="og:site_name" content="@brellpost"/>', '<meta name="twitter:site" content="@brellpost_"/>']
)
def test_a_handle_is_no_outlet_where_the_title_names_it(title: str, meta: str) -> None:
    assert known(head=meta, title=title).outlet == "The Brell Post"


def test_the_site_that_a_page_names_is_its_outlet_before_the_publisher_of_its_record() -> None:
    record = {"@type": "NewsArticle", "headline": "Grain store to go", "publisher": {"name": "Brell Holding"}}
    site_name = '<meta property="og:site_name" content="Brell Post"/>'
    assert known(head=site_name + stated(record), title="Grain store to go").outlet == "Brell Post"
    assert known(head=stated(record), title="Grain store to go").outlet == "Brell Holding"


def test_a_part_of_a_host_and_an_address_are_no_outlet_and_the_line_of_rights_names_one() -> None:
    hosted = '<link rel="canonical" href="https://stories.brellpost.example/7"/><meta property="og:site_name" content="{}"/>'
    for name in ("Stories", "https://brellpost.example"):
        html = page(
            f"<article><h1>Grain store</h1>{paragraphs(FIRST)}</article><p>© 2024 Brell Post. No copies.</p>",
            title="Grain store",
            head=hosted.format(name),
        )
        assert article_from_html(html)[0].outlet == "Brell Post"


@pytest.mark.parametrize("line", ["<p>By New York standards, the old store is cheap.</p>", "<h3>By The Numbers</h3>"])
def test_a_sentence_and_a_heading_that_begin_as_a_byline_does_name_nobody(line: str) -> None:
    assert known(line).author is None


def test_a_byline_beside_the_article_is_of_another_one() -> None:
    assert known("<aside><p>By Per Holt</p></aside><p>By Una Rask</p>").author == "Una Rask"


@pytest.mark.parametrize("mark", ["Twitter: @unarask", "Topic: –"])
def test_an_account_and_a_mark_behind_a_colon_take_no_name_from_an_author(mark: str) -> None:
    assert known(f'<span class="author-info">{mark}</span>', head=authored({"name": "Una Rask"})).author == "Una Rask"


@pytest.mark.parametrize("other", ["Banksy", "Per King", "PER APPLEBY"])
def test_an_author_whom_the_record_names_apart_is_one_whatever_the_name(other: str) -> None:
    assert known(head=authored([{"name": "Una Rask"}, {"name": other}])).author == f"Una Rask, {other}"


@pytest.mark.parametrize("first", ["The Brell Post", "Associated Press"])
def test_an_outlet_or_an_agency_before_a_person_is_no_author(first: str) -> None:
    assert known(head=authored([{"name": first}, {"name": "Una Rask"}])).author == "Una Rask"
    assert known(head=authored({"name": first})).author == first


def test_an_id_that_is_no_text_names_nobody() -> None:
    assert known(head=authored({"@id": ["#una"]})).author is None


def test_a_name_that_only_holds_the_letters_of_the_host_is_no_outlet() -> None:
    html = page(article("Grain store", FIRST), title="Grain store - Talks around new quay", head=HOST.replace("brellpost", "tarn"))
    assert article_from_html(html)[0].outlet != "Talks around new quay"
    html = html.replace("www.tarn.", "www.brdn.").replace("Talks around new quay", "The Brell 5 Dale News")
    assert article_from_html(html)[0].outlet == "The Brell 5 Dale News"


def test_authors_and_lines_of_rights_made_to_take_long_do_not() -> None:
    """Before: 26 s for 26 capitals, twice as long for each more; 35 s for 10,000 signs; 75 s for 30,000 spaces in a name."""
    head = authored({"name": f"Una{' ' * 30_000}Rask, {'A' * 60}!"})
    began = time.process_time()
    assert (known(f"<div>{'©' * 100_000}</div>", head=head, title="Grain store").author or "").startswith("Una Rask")
    assert time.process_time() - began < 10
