"""Pairs of which none is told to be the source: what they tell otherwise is shown in full, and nothing is left out of anything."""

import re
from dataclasses import replace

import pytest
from make_comparison import CONFIDENCES, articles, comparison, undirected

from dedup.report.markdown import render_markdown
from dedup.report.page import render_page
from dedup.report.terminal import render_terminal
from dedup.report.terminal_brief import render_brief
from dedup.result import Change, TextSpan

RELATIONS = ["common_source", "independent"]


@pytest.mark.parametrize("relation", RELATIONS)
def test_no_output_says_that_anything_was_left_out_of_a_source(relation):
    result, texts = undirected(relation), articles()
    parts = ("changes", "quotes", "credit", "added", "left-out", "text", "why")
    page = re.sub(r"<(style|script)\b.*?</\1>", "", render_page(result, *texts), flags=re.S)
    outputs = {
        "brief": render_brief(result, *texts, color=False, width=200),
        "full": render_terminal(result, *texts, color=False, width=200),
        "show": render_terminal(result, *texts, color=False, width=200, show=parts),
        "markdown": render_markdown(result, *texts),
        "summary": str(result),
        "page": page,
    }
    for name, shown in outputs.items():
        for words in ("left out", "the source", "were added"):
            assert words not in shown.lower(), (name, words)
    assert "In A alone" in outputs["full"]
    assert "not found in A" in outputs["show"]
    assert "other facts that A does not have" in page


def test_markdown_lists_all_differences_the_doubtful_last():
    made = render_markdown(undirected("common_source"), *articles())
    listed = made.split("## All differences of A and B\n\n")[1].split("\n\n")[0].splitlines()
    assert [line.split(":")[0] for line in listed] == [
        "- x2 number, clear",
        "- x3 number, clear",
        "- x4 number, likely",
        "- x5 number, clear",
        "- x1 number, doubtful",
    ]


def test_headline_counts_count_doubtful_changes_apart():
    result = comparison()
    words = TextSpan(0, 1, "T")
    changes = tuple(Change("number", "fact", words, words, confidence=confidence) for confidence in CONFIDENCES)
    passages = (replace(result.passages[0], changes=changes), *(replace(item, changes=()) for item in result.passages[1:]))
    assert "4 changes of fact, 1 doubtful" in render_page(replace(result, passages=passages), *articles())
    doubtful = (replace(passages[0], changes=changes[:1]), *passages[1:])
    assert ">1 doubtful change of fact<" in render_page(replace(result, passages=doubtful), *articles())
