"""The library as people use it: texts instead of articles, many pairs, tables, notebooks, sorting."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from dedup import Article, Comparison, InputError, Settings, SettingsError, compare, compare_all, compare_many, read_html
from dedup.report.brief import brief

WORDS = Settings(model="")
SOURCE = "The mill on Fen Lane closed in March after forty years, its owner said. Nobody had offered to buy the building."
REWRITE = "The mill on Fen Lane closed in April after forty years, its owner said. What a shame for Fen Lane!"
DATED = "The board sold four hundred houses in the north of the town last year, its auditor wrote in a report on Monday."
OTHER = "Rain is expected in the hills by the weekend, and the ferry will not run before Monday morning."


def test_a_text_is_an_article_of_which_nothing_else_is_known() -> None:
    assert compare(SOURCE, REWRITE, settings=WORDS) == compare(Article(SOURCE), Article(REWRITE), settings=WORDS)
    mixed, articles = [SOURCE, Article(REWRITE)], [Article(SOURCE), Article(REWRITE)]
    assert compare_all(mixed, settings=WORDS) == compare_all(articles, settings=WORDS)
    with pytest.raises(InputError, match="got bytes, expected an Article or its text"):
        compare(SOURCE.encode(), REWRITE)  # type: ignore[arg-type]


def test_many_pairs_come_back_in_their_order_and_are_counted() -> None:
    pairs = [(SOURCE, REWRITE), (SOURCE, OTHER), (OTHER, OTHER)]
    told: list[int] = []
    found = list(compare_many(iter(pairs), settings=WORDS, progress=told.append))
    assert found == [compare(a, b, settings=WORDS) for a, b in pairs]
    assert told == [1, 2, 3]


def test_pairs_are_read_as_they_are_needed() -> None:
    def endless() -> object:
        while True:
            yield SOURCE, OTHER

    assert next(compare_many(endless(), settings=WORDS)).relation == "independent"  # type: ignore[arg-type]


@pytest.mark.slow
def test_processes_compare_as_one_does() -> None:
    pairs = [(SOURCE, REWRITE), (SOURCE, OTHER)] * 10
    assert list(compare_many(pairs, settings=WORDS, jobs=2)) == list(compare_many(pairs, settings=WORDS))


def test_no_job_is_refused() -> None:
    with pytest.raises(InputError, match="jobs is 0"):
        next(compare_many([(SOURCE, OTHER)], jobs=0))


def test_a_result_is_short_to_look_at_and_survives_pickling() -> None:
    result = compare(SOURCE, REWRITE, settings=WORDS, source="a")
    assert len(repr(result)) < 150
    assert repr(result.relation) in repr(result)
    assert pickle.loads(pickle.dumps(result)) == result


def test_the_summary_says_the_finding_and_counts() -> None:
    result = compare(SOURCE, REWRITE, settings=WORDS, source="a")
    first, *_, last = result.summary().splitlines()
    assert first.endswith(".")
    assert "2 passages" in last


def test_the_score_sorts_what_is_taken_before_what_is_not() -> None:
    copied, other = compare(SOURCE, SOURCE, settings=WORDS), compare(SOURCE, OTHER, settings=WORDS)
    assert 0 <= other.score < copied.score <= 1


def test_a_notebook_shows_texts_as_text() -> None:
    result = compare(SOURCE, f"{REWRITE} <i>Slanted</i> words & more.", settings=WORDS, source="a")
    shown = result._repr_html_()
    assert "<i>" not in shown
    assert "&lt;i&gt;Slanted" in shown
    *_, aligned = shown.split("<table>")
    assert aligned.count("<tr>") == 1 + len(result.passages)


def test_a_notebook_begins_with_the_gravest_pairs_of_sentences() -> None:
    for with_text in (True, False):
        result = compare(DATED, DATED.replace("four hundred", "nine hundred"), settings=WORDS, source="a", with_text=with_text)
        _, claims, aligned = result._repr_html_().split("<table>")
        told = brief(result, Article(DATED), Article(DATED.replace("four hundred", "nine hundred"))).changes
        assert [claim.left.text in claims.replace("<b>", "").replace("</b>", "") for claim in told] == [True]
        assert "<b>nine</b>" in claims
        assert claims.count("<tr>") == 2
        assert aligned.count("<tr>") == 1 + len(result.passages)


def test_a_notebook_says_that_changes_are_missed_where_none_is_told() -> None:
    shown = compare(DATED, DATED, settings=WORDS, source="a")._repr_html_()
    assert shown.count("<table>") == 1
    told = replace(compare(SOURCE, REWRITE, settings=WORDS, source="a"), relation="derivative")
    bare = replace(told, passages=tuple(replace(item, changes=()) for item in told.passages))
    assert "no changed fact or loaded word was recognised surely enough to tell, which is no sign" in bare._repr_html_()


def test_several_articles_are_told_in_a_few_lines() -> None:
    found = compare_all([DATED, DATED, OTHER], settings=WORDS)
    assert repr(found) == "<CorpusComparison 3 articles, 3 pairs, 1 related, root=None>"
    first, *rest = found.summary().splitlines()
    assert first.startswith("2 of 3 articles are related")
    name = "“The board sold four hundred houses in the north of the town last…”"
    assert rest == [f"{name} (article 1) and {name} (article 2) have the same words."]
    assert found._repr_html_().count("<li>") == 1
    assert pickle.loads(pickle.dumps(found)) == found


def test_no_hash_and_no_file_name_stands_for_one_of_several_articles_with_words() -> None:
    named = [Article(DATED, id="0f3a9c"), Article(f"{DATED} Nobody bid.", id="b.txt"), Article(OTHER, id="/tmp/c.txt")]
    shown = compare_all(named, settings=WORDS).summary()
    assert "“The board sold four hundred houses" in shown
    assert not [article.id for article in named if article.id in shown]


def test_a_family_in_a_notebook_shows_names_as_text() -> None:
    named = [Article(DATED, outlet="A <b>bold</b> paper"), Article(DATED, outlet="The Tarn")]
    shown = compare_all(named, settings=WORDS)._repr_html_()
    assert "<b>" not in shown
    assert "&lt;b&gt;bold" in shown


def test_pairs_that_a_third_explains_are_counted() -> None:
    found = compare_all([DATED, DATED, OTHER], settings=WORDS)
    through = replace(found, pairs=tuple(replace(pair, explained_by=3 - pair.first - pair.second) for pair in found.pairs))
    assert through.summary().splitlines()[1:] == ["3 pairs alike only through a third article."]


def test_passages_and_changes_are_tables() -> None:
    pytest.importorskip("pandas")
    result = compare(SOURCE, REWRITE, settings=WORDS, source="a")
    passages, changes = result.to_frame(), result.to_frame("changes")
    assert list(passages["text"]) == [item.text for item in result.passages]
    assert len(changes) == sum(len(item.changes) for item in result.passages) > 0
    assert set(changes["kind"]) == {change.kind for item in result.passages for change in item.changes}
    told = [(change, item) for item in result.passages for change in item.changes]
    assert list(changes["confidence"]) == [change.confidence for change, _ in told]
    assert list(changes["derivative_sentence"]) == [item.text for _, item in told]
    assert "closed in March" in changes["source_sentence"][0]
    with pytest.raises(InputError, match="no table of 'words'"):
        result.to_frame("words")  # type: ignore[arg-type]


def test_a_result_with_its_texts_is_rendered_without_anything_else() -> None:
    (sent,) = compare_many([(SOURCE, REWRITE)], settings=WORDS)
    for result in (compare(SOURCE, REWRITE, settings=WORDS), pickle.loads(pickle.dumps(sent))):
        assert result.to_html().startswith("<!DOCTYPE html>")
        assert "Fen Lane" in result.to_markdown()


def test_a_result_that_was_read_is_rendered_where_its_json_holds_the_texts() -> None:
    plain = compare(SOURCE, REWRITE, settings=WORDS).to_dict()
    assert "articles" not in plain
    with pytest.raises(InputError, match="with_text=True"):
        Comparison.from_dict(plain).to_html()
    whole = compare(SOURCE, REWRITE, settings=WORDS, with_text=True)
    assert Comparison.from_dict(whole.to_dict()).to_html() == whole.to_html()


def test_an_article_shows_its_name_and_how_it_begins() -> None:
    shown = repr(Article(f"{SOURCE} " * 9, id="mill"))
    assert "'mill'" in shown
    assert SOURCE[:20] in shown
    assert len(shown) < 100


def test_a_wrong_name_of_a_setting_says_which_comes_nearest() -> None:
    with pytest.raises(SettingsError, match=r"there is no setting 'relation_wholy_share'; did you mean relation_wholly_share\?"):
        Settings(relation_wholy_share=0.7)  # type: ignore[call-arg]
    with pytest.raises(SettingsError, match=r"'colour'; `dedup settings` lists all \d+: .*align"):
        Settings(colour="red")  # type: ignore[call-arg]
    assert pickle.loads(pickle.dumps(Settings(relation_wholly_share=0.7))).relation_wholly_share == 0.7


@pytest.mark.parametrize(
    ("missing", "told"), [(None, "is missing"), (float("nan"), "is missing"), (7, "is int, expected an Article")]
)
def test_a_pair_of_a_table_without_a_text_is_named(missing: object, told: str) -> None:
    with pytest.raises(InputError, match=f"pair 2: one of the texts {told}"):
        list(compare_many([(SOURCE, OTHER), (SOURCE, missing)], settings=WORDS))  # type: ignore[list-item]


def test_what_differs_is_counted_and_tabled_where_no_source_is_known() -> None:
    pytest.importorskip("pandas")
    one = "Members of the harbour board voted by nine to four on Thursday night to close the old ferry pier in May."
    result = compare(one, one.replace("nine to four", "eight to five"), settings=WORDS)
    assert result.source is None
    assert "difference" in result.summary()
    assert 'source="a"' in result.summary()
    assert len(result.to_frame("differences")) == len(result.differences) > 0


def test_a_rewrite_of_which_nothing_was_matched_is_not_told_by_a_share_of_nothing() -> None:
    result = compare(SOURCE, OTHER, settings=WORDS, source="a")
    told = replace(result, relation="derivative", confidence=0.8, probabilities={})
    assert "no passage of the one could be matched" in told.summary()
    assert "0%" not in told.summary()


def test_no_figure_says_that_a_finding_is_certain() -> None:
    result = replace(
        compare(SOURCE, REWRITE, settings=WORDS, source="a"), relation="derivative", confidence=0.9998, probabilities={}
    )
    assert "How sure: over 0.99 that one draws on the other." in result.summary()


def test_of_a_relation_that_was_not_measured_no_figure_is_told() -> None:
    result = replace(compare(SOURCE, REWRITE, settings=WORDS, source="a"), confidence=0.0, certainty=None, probabilities={})
    assert "How sure" not in result.summary()


PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="iso-8859-1"><title>Mill closes</title></head>
<body><nav>Home News Sport</nav><article><h1>Mill closes</h1><p>{SOURCE}</p>
<p>Zoë Hartley, its owner, said that the machines would go to a museum in the county town.</p>
<p>The council had refused to list the building in 2019.</p></article><footer>All rights reserved</footer></body></html>"""


@pytest.mark.parametrize("page", [PAGE, PAGE.encode("latin-1")], ids=["str", "bytes"])
def test_a_page_that_was_fetched_is_read(page: str | bytes) -> None:
    article = read_html(page, "https://courier.example/mill")
    assert (article.id, article.url, article.title) == (*["https://courier.example/mill"] * 2, "Mill closes")
    assert "Zoë Hartley" in article.text
    assert "All rights" not in article.text


def test_a_page_that_is_given_as_a_text_is_told() -> None:
    assert [note for note in compare(SOURCE, PAGE, settings=WORDS).notes if "dedup.read_html" in note]
    assert [note for note in compare(SOURCE, "He wrote <html> on the board.", settings=WORDS).notes if "page" in note] == []
