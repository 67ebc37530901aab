"""The page as parsed: text stays text, every passage stands at its place, nothing is loaded from outside."""

import base64
import hashlib
import html
import json
import re
import zlib
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from fuzzing import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from long_articles import WORDS, pair
from make_comparison import articles, comparison, of_lines

from dedup.article import Article
from dedup.errors import InputError
from dedup.kinds import KINDS
from dedup.report.figures import figures
from dedup.report.page import moved_passages, render_page
from dedup.report.typeset import derivative_pieces, has_marked_edits
from dedup.report.visible import web_address
from dedup.result import Difference, Edit, TextSpan

FUZZED_ARTICLES = examples(100)
"""How many hostile articles the fuzz test makes pages of; 10,000 in `make soak` (SEARCH=100)."""


def unpacked(page: str) -> dict:
    """What stands in the page's block of data beside the columns of numbers."""
    block = re.search(r'<script type="text/plain" id="packed">(.*?)</script>', page, re.S).group(1)
    raw = base64.b85decode(block.translate(str.maketrans(",:.", "<>&")))
    return json.loads(zlib.decompress(raw, -15))[0]


class Parsed(HTMLParser):
    """What a browser would find: elements with their attributes, and the text of each article with its passages' offsets."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"source": [], "derivative": []}
        self.runs: dict[str, list[tuple[str, int]]] = {"source": [], "derivative": []}
        self.paragraphs = {"source": 0, "derivative": 0}
        self.blocks: dict[str, str] = {}
        self._hidden: dict[str, list[int]] = {"source": [], "derivative": []}
        self._ends: dict[str, list[str]] = {"source": [], "derivative": []}
        for side, found in unpacked(page)["texts"].items():
            self._hidden[side] = [code for _, code, _ in found["hidden"]]
            self._ends[side] = list(found["ends"])
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        found = (tag, dict(attrs))
        self.elements.append(found)
        if tag in {"meta", "input", "br", "rect", "path"}:
            return
        self.open.append(found)
        side = self.side
        if side and tag == "p":
            self.paragraphs[side] += 1
        if side and tag == "span" and "x" not in found[1]["class"].split():
            self.runs[side].append((found[1]["class"], self._length(side)))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        side = self.side
        open_tag, _ = self.open.pop()
        assert open_tag == tag, f"</{tag}> closes <{open_tag}>"
        if side and tag == "p":
            self.texts[side].append(self._ends[side].pop(0))

    def handle_data(self, data):
        tag, attributes = self.open[-1] if self.open else ("", {})
        self.blocks[attributes.get("id") or tag] = data
        side = self.side
        if side and any(name == "p" for name, _ in self.open):
            hidden = "x" in (attributes.get("class") or "").split()
            self.texts[side].append(chr(self._hidden[side].pop(0)) if hidden else data)

    @property
    def side(self) -> str:
        """The article whose text we are in."""
        inside = [attributes for _, attributes in self.open]
        if not any((attributes.get("class") or "").split()[:1] == ["text"] for attributes in inside):
            return ""
        return next(attributes["id"] for attributes in inside if attributes.get("id") in self.texts)

    def _length(self, side: str) -> int:
        return sum(map(len, self.texts[side]))


@pytest.fixture(scope="module")
def page() -> str:
    return render_page(comparison(), *articles())


@pytest.fixture(scope="module")
def parsed(page) -> Parsed:
    return Parsed(page)


def shape(parsed: Parsed) -> set[tuple[str, str]]:
    """Every element with every attribute that it has."""
    return {(tag, name) for tag, attributes in parsed.elements for name in attributes} | {(tag, "") for tag, _ in parsed.elements}


def known_shape() -> set[tuple[str, str]]:
    a = Article("One line.\n" * 12, title="One", url="https://a.example/")
    b = Article("Other line.\n" * 12, id="b", title="Other", url="https://b.example/")
    long = Article("A long line of words. " * 1500 + "\nAnd more\u200b.")
    tame = of_lines(a, b)
    return shape(Parsed(render_page(tame, a, b))) | shape(Parsed(render_page(of_lines(long, long), long, long)))


def test_the_page_holds_both_texts_exactly(parsed):
    a, b = articles()
    assert "".join(parsed.texts["source"]) == a.text
    assert "".join(parsed.texts["derivative"]) == b.text


def test_without_its_script_the_page_colours_each_passage_by_its_kind(parsed):
    passages = comparison().passages
    assert parsed.runs["derivative"] == [(f"p k{KINDS.index(item.kind)}", item.start) for item in passages]
    assert {start for _, start in parsed.runs["source"]} >= {span.start for item in passages for span in item.source}


def test_long_articles_are_marked_by_the_script_alone():
    text = "A line of words that go on and on.\n" * 1200
    a, b = Article(text, id="a"), Article(text, id="b")
    parsed = Parsed(render_page(of_lines(a, b), a, b))
    assert parsed.runs == {"source": [], "derivative": []}
    assert "".join(parsed.texts["derivative"]) == text


def test_policy_allows_the_inlined_style_and_script_and_nothing_else(parsed):
    policy = next(a["content"] for tag, a in parsed.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(parsed.blocks[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_nothing_is_loaded_and_no_attribute_runs(parsed):
    names = {name for _, attributes in parsed.elements for name in attributes}
    assert not names & {"src", "srcset", "action", "formaction", "background", "style", "xlink:href", "data", "poster", "ping"}
    assert not [name for name in names if name.startswith("on")]
    assert not {tag for tag, _ in parsed.elements} & {
        "link",
        "iframe",
        "img",
        "object",
        "embed",
        "base",
        "video",
        "audio",
        "form",
    } - {"form"}


def test_only_web_addresses_become_links(parsed):
    links = [attributes for tag, attributes in parsed.elements if tag == "a" and not attributes["href"].startswith("#")]
    assert [link["href"] for link in links] == ["https://courier.example/levy?a=1&b=2"]
    assert all(link["rel"] == "noopener noreferrer" for link in links)


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://a.example/x?y=1", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example/x", False),
        ("https:///x", False),
        ("https://[broken", False),
        ("https://[2001:db8::1]:8080/x", True),
        ("https://ümlaut.example/", True),
        ('https://a.example"', False),
        ("https://a.example<b>/x", False),
        ("https://a.example/\u202egpj.exe", False),
        ("file:///etc/passwd", False),
        ("", False),
        (None, False),
    ],
)
def test_web_address(url, is_link):
    assert (web_address(url) is not None) == is_link


def test_the_same_input_gives_the_same_bytes(page):
    assert page == render_page(comparison(), *articles())


@pytest.mark.slow
@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("kind", ["light", "heavy", "rewrite"])
def test_the_page_weighs_at_most_160_kb_beside_the_texts(words, kind):
    a, b, result = pair(words, kind)
    texts = sum(len(html.escape(article.text, quote=False).encode()) for article in (a, b))
    assert len(render_page(result, a, b).encode()) - texts <= 160_000


def test_without_a_direction_the_articles_are_only_first_and_second():
    page = render_page(replace(comparison(), source=None), *articles())
    assert "First article" not in page
    assert ">first article<" in page
    assert "was not found out" in page


def test_the_derivative_stands_on_the_right_when_it_is_a():
    a, b = articles()
    result = comparison()
    turned = replace(result, a=result.b, b=result.a, source="b")
    parsed = Parsed(render_page(turned, b, a))
    assert "".join(parsed.texts["derivative"]) == b.text


def test_of_independent_articles_nothing_is_said_to_be_added_or_left_out():
    page = render_page(replace(comparison(), relation="independent", source=None), *articles())
    assert "words were added" not in page
    assert "of the second article’s words stand in it alone" in page
    assert 'class="counts"' not in page
    assert "What could speak for a direction" in page


def test_an_article_without_title_goes_by_its_opening_words():
    a, b = articles()
    result = comparison()
    page = render_page(replace(result, a=replace(result.a, title=None)), a, b)
    assert "“The harbour board raised its levy to 12 percent on Monday. Fishing…”" in page
    assert "source.txt" not in page.split('id="packed"')[0]


def test_edits_are_marked_only_where_enough_stayed_on_both_sides():
    edited, long = comparison().passages[1], comparison().passages[5]
    assert has_marked_edits(edited)
    assert not has_marked_edits(long)
    much_longer = replace(edited, source=(replace(edited.source[0], end=edited.source[0].end + 400),))
    assert not has_marked_edits(much_longer)


def test_figures_count_boilerplate_and_quotations_in_or_out():
    result = comparison()
    all_words = figures(result, result.a.words)
    assert all_words.words == 80
    assert all_words.taken == pytest.approx((6 + 11 + 10 + 7) / 80)
    assert all_words.quoted == pytest.approx(4 / 34)
    assert figures(result, 56, boilerplate=False).words == 80 - 13
    unquoted = figures(result, 56, quotations=False)
    assert unquoted.words == 80 - 4
    assert unquoted.quoted == 0


def test_passages_told_in_another_order_are_the_fewest_that_must_move():
    assert moved_passages(comparison()) == [4]


# -- hostile articles

PIECES = (
    "<script>alert(1)</script>", "</script>", "<!--", "-->", "]]>",
    "<img src=x onerror=alert(1)>", "</p>", "</span>", '" onclick="x',
    "' x='", "&lt;", "&#60;", "&", "<", ">",
    "{{ 7*7 }}", "{% raw %}", "javascript:alert(1)", "\u202e", "\u202c", "\u200b", "\u2028",
    "\u2029", "\x00", "\x1b[31m", "\x9b", "\ufeff", "\r", "\n", "\n\n", "\t", " ", "word", "Ünïcödé", "文字", "مرحبا", "👩\u200d🚀",
    "\U000e0041", "</style>", "</title>", "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>", "\\u003c", "\ufffe", "\x0b", "\x1f",
    "\x85", "<plaintext>", "</textarea>",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), min_size=1, max_size=25).map("".join)


def article(text: str, other: str) -> Article:
    try:
        return Article(
            text, id=other[:20], title=other, url=text.strip()[:200], outlet=other[::-1], author=text, published=other[:9]
        )
    except InputError:
        return Article(f"x{text}", title=other, url=f"https://{other}")


@settings(max_examples=FUZZED_ARTICLES // 2)
@given(hostile, hostile)
def test_hostile_text_adds_no_element_and_no_attribute(first, second):
    a, b = article(first, second), article(second, first)
    parsed = Parsed(render_page(of_lines(a, b), a, b))
    assert shape(parsed) <= known_shape_once()
    assert "".join(parsed.texts["source"]) == a.text
    assert "".join(parsed.texts["derivative"]) == b.text
    assert all(re.match(r"#|https?://", attributes["href"]) for tag, attributes in parsed.elements if tag == "a")


_known: set[tuple[str, str]] = set()


def known_shape_once() -> set[tuple[str, str]]:
    if not _known:
        _known.update(known_shape())
    return _known


def test_a_word_of_a_hundred_thousand_characters_is_shown_whole():
    a, b = Article("x" * 100_000 + " end"), Article("a b\n" + "y" * 100_000)
    parsed = Parsed(render_page(of_lines(a, b), a, b))
    assert "".join(parsed.texts["derivative"]) == b.text


def test_a_pair_with_differences_has_a_page():
    a, b = articles()
    one, two = comparison().passages[1].changes[0].source, comparison().passages[1].changes[0].derivative
    difference = Difference("number", one, two, one, two, "A says ~s “12”", 0.9)
    result = replace(comparison(), relation="common_source", source=None, differences=(difference,))
    assert unpacked(render_page(result, a, b))["result"]["differences"][0]["note"] == "A says ~~s “12”"


def test_a_no_break_space_is_no_edit_and_what_a_second_source_has_is_not_added():
    first = TextSpan(0, 17, "The levy rose by 5")
    passage = replace(
        comparison().passages[1],
        kind="edited", start=0, end=18, text="The\xa0levy rose by 6", source=(first,), changes=(), cues=(),
        edits=(Edit("replace", (0, 4), (0, 4)), Edit("equal", (4, 17), (4, 17)), Edit("replace", (17, 18), (17, 18))),
    )  # fmt: skip
    assert [piece.shown for piece in derivative_pieces(passage, passage.text) if "e" in piece.flags] == ["6"]
    second = replace(passage, source=(first, TextSpan(40, 58, "The levy rose by 6")))
    assert not has_marked_edits(second)
    assert [piece.flags for piece in derivative_pieces(second, passage.text)] == [""]
