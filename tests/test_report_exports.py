"""The exports, each read back or held to the rules of its specification."""

import csv
import io
import json
import re
from dataclasses import replace
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from fuzzing import examples
from hypothesis import example, given, settings
from hypothesis import strategies as st
from make_comparison import articles, comparison, of_lines

from benchmarks.pan import Match, read_xml
from dedup.article import Article
from dedup.errors import InputError
from dedup.report.annotations import render_annotations
from dedup.report.csv import COLUMNS, render_csv
from dedup.report.markdown import escaped, render_markdown
from dedup.report.pan import render_pan
from dedup.report.schema_org import render_schema_org
from dedup.report.visible import visible
from dedup.result import Alignment

PIECES = (
    '"', "'", ",", "\n", "\r\n", "=1+1", "-", "\t", "\x00", "\u202e", "\u2028", "<b>", "&amp;", "[a](javascript:x)", "![](http://x)",
    "`", "|", "#", "> ", "1. ", "\\", "*", "_", "https://a.example", "www.a.example", "x@a.example",
    "مرحبا", "👩\u200d🚀", "word", " ",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), min_size=1, max_size=15).map("".join)
many = settings(max_examples=examples(20))


def pair(first: str, second: str) -> tuple[Article, Article]:
    def one(text: str, name: str) -> Article:
        try:
            return Article(text, id=name, title=name, url=name, outlet=text)
        except InputError:
            return Article(f"x{text}", id=name, title=name, url=name, outlet=text)

    return one(first, second), one(second, first)


# -- CSV


ACTING = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"


def plain_cell(value: str) -> str:
    """What a cell was made of: without the apostrophe before a formula, and with the characters that its escapes stand for."""
    told = re.sub(r"\\u([0-9a-f]{4})", lambda match: acts if re.match(ACTING, acts := chr(int(match[1], 16))) else match[0], value)
    return told[1:] if re.match(r"'[' ]*[=+\-@\t\r＝＋－＠]", told) else told


def cells(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    return [{name: plain_cell(value) for name, value in row.items()} for row in rows]


def assert_csv_round_trips(result, a, b):
    rows = cells(render_csv(result, a, b))
    assert len(rows) == len(result.passages)
    for row, item in zip(rows, result.passages, strict=True):
        assert tuple(row) == COLUMNS
        assert (row["kind"], row["text"]) == (item.kind, item.text)
        assert b.text[int(row["start"]) : int(row["end"])] == item.text
        spans = [tuple(map(int, span.split("-"))) for span in row["source_spans"].split()]
        assert " […] ".join(a.text[slice(*span)] for span in spans) == row["source_text"]
        assert (float(row["similarity"]), int(row["words"])) == (item.similarity, item.words)


def test_csv_gives_back_the_passages():
    assert_csv_round_trips(comparison(), *articles())


@many
@given(hostile, hostile)
@example("The levy rises.", "'=1+1")
@example("The levy rises.", "'' =1+1")
def test_csv_gives_back_any_passage_and_holds_no_formula(first, second):
    a, b = pair(first, second)
    result = of_lines(a, b)
    assert_csv_round_trips(result, a, b)
    raw = csv.reader(io.StringIO(render_csv(result, a, b), newline=""))
    assert not [cell for row in raw for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


# -- Markdown


def unescaped(text: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def test_markdown_shows_every_passage_and_every_counterpart():
    result = comparison()
    made = render_markdown(result, *articles())
    quoted = [unescaped(line[2:]) for line in made.split("\n") if line.startswith("> ")]
    assert {visible(item.text) for item in result.passages} <= set(quoted)
    assert len(quoted) == len(result.passages) + sum(len(item.source) for item in result.passages)
    assert all(f"### p{number}: " in made for number in range(1, len(result.passages) + 1))
    assert "a suspicion told as a fact" in made
    assert "<script>" not in made.replace("\\<script\\>", "")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a <b> [c](d) ![e](f)", r"a \<b\> \[c\](d) !\[e\](f)"),
        ("# 1", r"\# 1"),
        ("1. first", r"1\. first"),
        ("12) twelfth", r"12\) twelfth"),
        ("- item", r"\- item"),
        ("well-known. And 3.5", "well-known. And 3.5"),
        ("https://a.example www.b.example c@d.example", r"https\://a.example www\.b.example c\@d.example"),
        ("a | b & c \\ `d` ~e~ $f$ *g* _h_", r"a \| b \& c \\ \`d\` \~e\~ \$f\$ \*g\* \_h\_"),
        ("    code", "code"),
    ],
)
def test_markdown_escapes_what_would_mark_up(text, written):
    assert escaped(text) == written


@given(st.text())
def test_markdown_escapes_can_be_taken_back(text):
    assert unescaped(escaped(text)) == text.strip()


# -- Web Annotations: the rules of the Web Annotation Data Model that bear on what is written

MOTIVATIONS = {
    "assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying", "linking",
    "moderating", "questioning", "replying", "tagging",
}  # fmt: skip


def assert_iri(value: str) -> None:
    assert urlsplit(value).scheme in ("http", "https", "urn")
    assert not re.search(r"[\s<>\"{}|\\^`\x00-\x20\x7f]", value)
    value.encode("ascii")


def assert_collection(made: str, texts: dict[str, str]) -> dict:
    """Sections 3.1-3.3, 4.2 and 5.1 of the model; every selector is applied to its text."""
    found = json.loads(made)
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "AnnotationCollection"
    page = found["first"]
    assert page["type"] == "AnnotationPage"
    assert page["startIndex"] == 0
    assert found["total"] == len(page["items"])
    names = [found["id"], page["id"], *(item["id"] for item in page["items"])]
    assert len(set(names)) == len(names)
    for name in names:
        assert_iri(name)
    for item in page["items"]:
        assert_annotation(item, texts)
    return found


def assert_annotation(item: dict, texts: dict[str, str]) -> None:
    assert item["type"] == "Annotation"
    assert item["motivation"] in MOTIVATIONS
    assert_specific_resource(item["target"], texts)
    for body in item["body"]:
        assert body["purpose"] in MOTIVATIONS
        if body["type"] == "TextualBody":
            assert isinstance(body["value"], str)
            assert body["format"] == "text/plain"
        else:
            assert_specific_resource(body, texts)


def assert_specific_resource(found: dict, texts: dict[str, str]) -> None:
    assert found["type"] == "SpecificResource"
    assert_iri(found["source"])
    text = texts[found["source"]]
    position, quoted = found["selector"]
    assert (position["type"], quoted["type"]) == ("TextPositionSelector", "TextQuoteSelector")
    start, end = position["start"], position["end"]
    assert 0 <= start <= end <= len(text)
    assert text[start:end] == quoted["exact"]
    assert text[:start].endswith(quoted["prefix"])
    assert text[end:].startswith(quoted["suffix"])
    assert quoted["prefix"] or start == 0
    assert quoted["suffix"] or end == len(text)


def test_annotations_follow_the_model_and_select_the_raw_text():
    result, (a, b) = comparison(), articles()
    texts = {"https://courier.example/levy?a=1&b=2": a.text, "urn:x-dedup:b:derivative.txt": b.text}
    items = assert_collection(render_annotations(result, a, b), texts)["first"]["items"]
    targets = [item["target"]["selector"][0] for item in items]
    wanted = [(item.start, item.end) for item in (*result.passages, *result.dropped)]
    assert [(place["start"], place["end"]) for place in targets] == wanted
    linked = [[body["selector"][0]["start"] for body in item["body"] if body["purpose"] == "linking"] for item in items]
    assert linked == [[span.start for span in item.source] for item in result.passages] + [[]] * len(result.dropped)


@many
@given(hostile, hostile)
@example('https://a.example"', "https://a.example")
@example('https://a.example"', '"')
@example("https://a.example", "https://a.example")
@example('https://a.example/"', "https://a.example/%22")
def test_annotations_of_any_text_follow_the_model(first, second):
    a, b = pair(first, second)
    made = render_annotations(of_lines(a, b), a, b)
    items = json.loads(made)["first"]["items"]
    linked = {body["source"] for item in items for body in item["body"] if "source" in body}
    derivative = {item["target"]["source"] for item in items if item["id"].rpartition(":")[2].startswith("p")}
    source = linked | {item["target"]["source"] for item in items if item["id"].rpartition(":")[2].startswith("d")}
    assert not derivative & source
    assert_collection(made, {**dict.fromkeys(source, a.text), **dict.fromkeys(derivative, b.text)})


# -- PAN


def test_pan_xml_is_read_back_by_the_benchmark(tmp_path):
    result = replace(comparison(), alignments=(Alignment((0, 58), (54, 112), 0.9), Alignment((95, 157), (140, 190), 0.8)))
    path = tmp_path / "pair.xml"
    path.write_text(render_pan(result, *articles()), encoding="utf-8")
    assert read_xml(path) == tuple(Match(item.derivative, item.source) for item in result.alignments)


@many
@given(hostile, hostile)
def test_pan_xml_is_well_formed_whatever_the_names(first, second):
    a, b = pair(first, second)
    result = replace(of_lines(a, b), alignments=(Alignment((0, 1), (0, 1), 0.9),))
    root = ElementTree.fromstring(render_pan(result, a, b).encode())
    assert [item.tag for item in root.iter()] == ["document", "feature"]


# -- schema.org


def test_schema_org_says_what_the_derivative_is_based_on_and_cites():
    found = json.loads(render_schema_org(comparison(), *articles()))
    assert (found["@context"], found["@type"]) == ("https://schema.org", "NewsArticle")
    assert found["isBasedOn"]["url"] == "https://courier.example/levy?a=1&b=2"
    assert found["citation"] == {"@id": found["isBasedOn"]["@id"]}
    assert "url" not in found


def test_schema_org_cites_only_what_is_credited_and_bases_on_nothing_unknown():
    result = comparison()
    silent = replace(result, passages=tuple(replace(item, credit=None) for item in result.passages))
    assert "citation" not in json.loads(render_schema_org(silent, *articles()))
    assert "isBasedOn" not in json.loads(render_schema_org(replace(result, source=None), *articles()))
