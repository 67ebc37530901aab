"""The harness and the scorers of benchmarks/, on tiny literal data."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks import harness, pan, speed, table
from benchmarks.__main__ import main
from benchmarks.classify import fit, out_of_group
from benchmarks.clough import SUITE as CLOUGH
from benchmarks.clough import AnswerOutcome
from benchmarks.counter import load as load_counter
from benchmarks.families import family_cases, turned
from benchmarks.gold import PassageCase, RelationCase, RelationOutcome, passage_cases, relation_figures
from benchmarks.measures import accuracy, calibration_error, macro_f1, ranks, reliability, roc_auc, spearman
from benchmarks.paraphrase import load as load_paraphrase
from benchmarks.same_story import grams_of, read_ecb, read_reuters, untokenised
from benchmarks.same_story import shared as shared_grams
from benchmarks.scoring import coarse_macro_f1, score
from benchmarks.suite import DataError, Options, Published, Suite, number
from dedup import Article, Settings
from dedup.result import ArticleInfo, Change, Comparison, Direction, Dropped, Measures, Passage, TextSpan

SOURCE = "The mayor raised the bus fare to two euros. Riders were told by letter. The council meets in May."
TOLD = "The mayor raised the bus fare to ten euros."
DERIVATIVE = f"{TOLD} This is shameless. The Courier reports that riders got letters. Sign up now."


def span(text: str, words: str) -> TextSpan:
    start = text.index(words)
    return TextSpan(start, start + len(words), words)


def unit(name: str, words: str, label: str, source_ids=(), **more):
    place = span(DERIVATIVE, words)
    empty = {"spans": [], "alterations": [], "distortions": []}
    own = {"id": name, "start": place.start, "end": place.end, "text": words, "label": label, "source_ids": list(source_ids)}
    return own | empty | more


def sentence(name: str, words: str):
    place = span(SOURCE, words)
    return {"id": name, "start": place.start, "end": place.end, "text": words}


def clause(words: str, label: str):
    place = span(DERIVATIVE, words)
    return {"start": place.start, "end": place.end, "label": label}


FARE, LETTER, COUNCIL = "The mayor raised the bus fare to two euros.", "Riders were told by letter.", "The council meets in May."
REPORTS = "The Courier reports that riders got letters."
GOLD = {
    "derivative": {"id": "derivative", "path": "derivative.txt"},
    "source": {"id": "source", "path": "source.txt"},
    "sentences": [
        unit("d1", TOLD, "near_verbatim", ["s1"], distortions=[{"source": "two", "derivative": "ten", "severity": "high"}]),
        unit("d2", "This is shameless.", "added_commentary"),
        unit("d3", REPORTS, "partial", ["s2"], spans=[
            clause("The Courier reports that", "attribution"), clause("riders got letters.", "paraphrase"),
        ], distortions=[{"source": "told", "derivative": "", "severity": "low"}]),
        unit("d4", "Sign up now.", "boilerplate"),
    ],
    "source_sentences": [sentence("s1", FARE), sentence("s2", LETTER), sentence("s3", COUNCIL)],
    "dropped_source_ids": ["s3"],
}  # fmt: skip


def passage(kind: str, words: str, source: str = "", changes=(), confidence: float = 0.9) -> Passage:
    place = span(DERIVATIVE, words)
    spans = (span(SOURCE, source),) if source else ()
    return Passage(kind, place.start, place.end, words, 0.5, confidence, source=spans, changes=tuple(changes))


def change(old: str, new: str, severity: str = "fact") -> Change:
    return Change("number", severity, span(SOURCE, old), span(DERIVATIVE, new))


def comparison(*passages: Passage, dropped: str = COUNCIL) -> Comparison:
    info = ArticleInfo("x", None, None, None, None, 10)
    left = span(SOURCE, dropped)
    return Comparison(
        "model:none|settings:0", info, info, "derivative", "partially", False, "a", Direction(1.0), Measures(0, 0, 0, {}),
        passages=passages, dropped=(Dropped(left.start, left.end, left.text),),
    )  # fmt: skip


RIGHT = comparison(
    passage("edited", TOLD, FARE, [change("two", "ten")]),
    passage("added_commentary", "This is shameless."),
    passage("attribution", "The Courier reports that"),
    passage("paraphrase", "riders got letters.", LETTER),
    passage("boilerplate", "Sign up now."),
)


def test_gold_as_prediction_scores_one():
    found = score(RIGHT, GOLD, DERIVATIVE)
    assert (found.kind3, found.kind9, found.links, found.dropped) == (1, 1, 1, 1)
    assert found.distorted == {"high": (1, 1), "low": (0, 1)}
    assert found.flagged == (1, 1)
    assert all(one.right for one in found.judged)


def test_kinds_are_scored_by_words_and_attribution_is_not():
    found = score(
        comparison(
            passage("verbatim", TOLD, FARE),
            passage("added_framing", "This is shameless."),
            passage("added_background", REPORTS),
        ),
        GOLD,
        DERIVATIVE,
    )
    # 18 scored words: 9 derived found, 3 added found as another kind, 3 derived called added, 3 boilerplate missed.
    assert found.kind9 == 0
    derived, added, boilerplate = 2 * 9 / (9 + 12), 2 * 3 / (6 + 3), 0
    assert found.kind3 == pytest.approx((derived + added + boilerplate) / 3)


def test_links_need_thirty_characters_or_half_of_the_sentence():
    short = passage("edited", TOLD, "The mayor raised")
    long = passage("edited", TOLD, "The mayor raised the bus fare to")
    assert score(comparison(short), GOLD, DERIVATIVE).links == 0
    assert score(comparison(long), GOLD, DERIVATIVE).links == pytest.approx(2 * 1 / (1 + 2))


def test_dropped_is_the_mean_of_left_out_and_kept():
    found = score(comparison(dropped=LETTER), GOLD, DERIVATIVE)
    assert found.dropped == pytest.approx((0 + 2 * 1 / (2 + 2)) / 2)


def test_changes_that_are_style_or_span_a_sentence_do_not_count():
    whole = "The mayor raised the bus fare to two euros. Riders were told by letter. The council"
    found = score(
        comparison(passage("edited", TOLD, FARE, [change("two", "ten", "style"), change(whole, "ten")])), GOLD, DERIVATIVE
    )
    assert found.flagged == (0, 0)
    assert found.distorted["high"] == (0, 1)


def test_a_left_out_distortion_is_found_by_its_source_words():
    told = span(SOURCE, "told")
    here = span(DERIVATIVE, "got").start
    omitted = Change("omission", "fact", told, TextSpan(here, here, ""))
    found = score(comparison(passage("paraphrase", "riders got letters.", LETTER, [omitted])), GOLD, DERIVATIVE)
    assert found.distorted["low"] == (1, 1)
    assert found.flagged == (1, 1)


def test_a_class_that_gold_does_not_have_only_costs_precision():
    assert coarse_macro_f1([("derived", "derived"), ("derived", "boilerplate")]) == pytest.approx(2 / 3)
    assert coarse_macro_f1([]) == 1


def scrambled(gold: dict, source: str, derivative: str, rng: random.Random) -> Comparison:
    """A prediction with errors of every sort."""
    kinds = ["verbatim", "edited", "quote", "paraphrase", "added_framing", "added_commentary", "added_background", "boilerplate"]
    passages = []
    for item in gold["sentences"]:
        if rng.random() < 0.1:
            continue
        spans = []
        for _ in range(rng.choice([0, 1, 1, 2])):
            start = rng.randrange(len(source) - 200)
            spans.append(TextSpan(start, start + 150, source[start : start + 150]))
        if item["sources"] and rng.random() < 0.7:
            spans = [TextSpan(one["start"], one["end"], one["text"]) for one in item["sources"]]
        changes = [wild_change(item, source, derivative, rng) for _ in range(rng.choice([0, 0, 1, 2]))]
        middle = (item["start"] + item["end"]) // 2
        for start, end in ((item["start"], middle), (middle, item["end"])):
            kind = {"near_verbatim": "edited", "quote_reuse": "quote"}.get(item["label"], item["label"])
            kind = kind if rng.random() < 0.7 and kind != "partial" else rng.choice(kinds)
            passages.append(Passage(kind, start, end, derivative[start:end], 0.5, 0.5, tuple(spans), changes=tuple(changes)))
            changes = []
    dropped = [
        Dropped(item["start"], item["end"], item["text"])
        for item in gold["source_sentences"]
        if (item["id"] in gold["dropped_source_ids"]) != (rng.random() < 0.2)
    ]
    base = comparison()
    return Comparison(
        base.settings, base.a, base.b, "derivative", "partially", False, "a", base.direction, base.measures,
        passages=tuple(passages), dropped=tuple(dropped),
    )  # fmt: skip


def wild_change(item: dict, source: str, derivative: str, rng: random.Random) -> Change:
    cues = [*item["distortions"], *item["alterations"]]
    start = rng.randrange(item["start"], item["end"])
    there, end = rng.randrange(len(source) - 50), min(item["end"], start + rng.choice([0, 8, 30]))
    old, new = source[there : there + 12], derivative[start:end]
    if cues and rng.random() < 0.7:
        cue = rng.choice(cues)
        old, new = cue["source"], cue["derivative"]
    severity = rng.choice(["style", "neutral", "loaded", "fact", "fact"])
    return Change("detail_added", severity, TextSpan(there, there + len(old), old), TextSpan(start, end, new))


@pytest.mark.shared
def test_scores_equal_those_of_the_reference_scorer(tmp_path, data, shared):
    rng, tool = random.Random(3), shared / "tools" / "score_compare.py"
    cases = [case for path in sorted(data.glob("*/family.json")) for case in family_cases(path)]
    golds = [case for case in cases if isinstance(case, PassageCase)][::4]
    golds += passage_cases(shared / "seeds") + passage_cases(shared / "gold" / "reposts")
    assert len(golds) >= 10
    for case in golds:
        result = scrambled(case.gold, case.a.text, case.b.text, rng)
        files = {"gold": json.dumps(case.gold), "result": json.dumps(result.to_dict()), "a": case.a.text, "b": case.b.text}
        for name, text in files.items():
            (tmp_path / name).write_bytes(text.encode())
        done = subprocess.run([sys.executable, tool, *(tmp_path / name for name in files)], capture_output=True, check=True)
        wanted, found = json.loads(done.stdout), score(result, case.gold, case.b.text)
        for name in ("kind3", "kind9", "links", "dropped"):
            assert getattr(found, name) == pytest.approx(wanted[name], abs=0.0015), (case.name, name)
        assert {name: f"{hit}/{every}" for name, (hit, every) in found.distorted.items()} == wanted["distorted"]
        assert found.flagged[1] == wanted["changes"]
        assert found.flagged[0] / max(1, found.flagged[1]) == pytest.approx(wanted["flagged"], abs=0.0015)


def test_measures_on_worked_cases():
    assert accuracy(["a", "b", "b"], ["a", "b", "a"]) == pytest.approx(2 / 3)
    assert macro_f1(["a", "a", "b"], ["a", "b", "b"]) == pytest.approx((2 / 3 + 2 / 3) / 2)
    assert ranks([10, 20, 20, 5]).tolist() == [2, 3.5, 3.5, 1]
    assert roc_auc([True, False, True, False], [0.9, 0.1, 0.4, 0.4]) == pytest.approx(3.5 / 4)
    assert np.isnan(roc_auc([True], [0.5]))
    assert spearman([1, 2, 3], [10, 30, 20]) == pytest.approx(0.5)
    assert np.isnan(spearman([1, 2], [3, 3]))


def test_reliability_table_counts_every_case_once():
    rows = reliability([0.0, 0.81, 0.89, 1.0], [False, True, False, True])
    assert [(row["from"], row["cases"], row["right"]) for row in rows] == [(0.0, 1, 0.0), (0.8, 2, 0.5), (0.9, 1, 1.0)]
    assert calibration_error(rows) == pytest.approx(2 * 0.35 / 4)
    assert np.isnan(calibration_error([]))


def test_classifier_separates_what_can_be_separated_and_is_the_same_twice():
    rng = np.random.default_rng(1)
    labels = ["low", "middle", "high"] * 20
    rows = np.array([[{"low": 0.0, "middle": 0.5, "high": 1.0}[label] + rng.normal(0, 0.05), rng.random()] for label in labels])
    groups = [str(index % 4) for index in range(60)]
    assert accuracy(labels, out_of_group(rows, labels, groups)) > 0.95
    assert np.array_equal(fit(rows, labels).weights, fit(rows, labels).weights)


def test_clough_figures_are_learnt_on_other_tasks():
    level = {"cut": 0.9, "light": 0.6, "heavy": 0.3, "non": 0.0}
    outcomes = [
        AnswerOutcome(f"{task}{turn}{name}", task, name, "independent" if name == "non" else "derivative", (at, *[0.0] * 11))
        for task in "abc"
        for turn in range(4)
        for name, at in level.items()
    ]
    found = CLOUGH.figures(outcomes)
    assert found["accuracy4"] == found["accuracy2"] == found["accuracy2_relation"] == 1


def outcome(**more) -> RelationOutcome:
    fields = {
        "name": "x", "wanted": "derivative", "found": "derivative", "right": True, "derived_right": True, "degree_right": True,
        "summarises_right": None, "wanted_source": "a", "found_source": "a", "confidence": 0.9, "direction": 0.9,
    }  # fmt: skip
    return RelationOutcome(**fields | more)


def test_source_is_asked_only_of_pairs_that_have_one():
    found = relation_figures([
        outcome(), outcome(found_source=None), outcome(found_source="b"),
        outcome(wanted_source="unknown"), outcome(wanted_source=None),
    ])  # fmt: skip
    assert found["source"] == pytest.approx(1 / 3)
    assert found["source_unknown"] == pytest.approx(1 / 3)
    assert np.isnan(found["summarises"])


def test_siblings_may_be_called_derivative_without_a_source():
    case = RelationCase("x", Article("one"), Article("two"), "common_source", None, or_undirected=("derivative",))
    assert case.is_right("common_source", None)
    assert case.is_right("derivative", None)
    assert case.is_derived_right("derivative", None)
    assert not case.is_right("derivative", "a")
    assert not case.is_derived_right("derivative", "a")
    assert case.is_derived_right("independent", None)
    assert not case.is_right("independent", None)


def test_a_turned_pair_has_its_source_on_the_other_side():
    case = RelationCase("x", Article("one"), Article("two"), "derivative", "a")
    assert turned(case).source == "b"
    assert turned(case).a.text == "two"
    assert turned(turned(case)).source == "a"


def test_family_files_are_read_with_their_metadata_and_missing_ones_are_named(tmp_path):
    listed = {
        "family": "fare",
        "articles": {
            name: {"file": f"{name}.txt", "id": f"fare-{name}", "outlet": "The Courier"} for name in ("source", "derivative")
        },
        "relations": [{"a": "source", "b": "derivative", "relation": "derivative", "degree": "partially", "source": "a"}],
    }
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "derivative.json").write_text(json.dumps(GOLD))
    (tmp_path / "family.json").write_text(json.dumps(listed))
    (tmp_path / "source.txt").write_text(SOURCE)
    with pytest.raises(DataError, match=r"derivative\.txt"):
        family_cases(tmp_path / "family.json")
    (tmp_path / "derivative.txt").write_text(DERIVATIVE)
    first, second, third = family_cases(tmp_path / "family.json")
    assert (first.source, second.source, first.a.outlet) == ("a", "b", "The Courier")
    assert (third.a.text, third.b.text) == (SOURCE, DERIVATIVE)
    (tmp_path / "derivative.txt").write_text("x" + DERIVATIVE)
    with pytest.raises(DataError, match="d1 is not at 0-43"):
        family_cases(tmp_path / "family.json")


def test_clough_reads_the_tasks_that_are_there_and_misses_a_lost_answer(tmp_path):
    rows = "File,Task,Category g0pA_taska.txt,a,non g0pA_taskb.txt,b,cut orig_taska.txt,a,orig orig_taskb.txt,b,orig"
    (tmp_path / "file_information.csv").write_text(rows.replace(" ", "\r\n"))
    (tmp_path / "orig_taska.txt").write_bytes("naïve source".encode("cp1252"))
    with pytest.raises(DataError, match=r"g0pA_taska\.txt"):
        CLOUGH.load(tmp_path, Options())
    (tmp_path / "g0pA_taska.txt").write_text("an answer")
    (case,) = CLOUGH.load(tmp_path, Options())
    assert (case.category, case.source.text) == ("non", "naïve source")
    (tmp_path / "g0pA_taskb.txt").write_text("an answer")
    with pytest.raises(DataError, match=r"orig_taskb\.txt"):
        CLOUGH.load(tmp_path, Options())


def test_counter_reads_pairs_in_either_spelling_and_misses_a_lost_partner(tmp_path):
    parts = "<headline>ایک</headline><body>دو</body>"
    xml = f'<COUNTER_document classification="{{}}" newsdate="23.12.14" newspaper="APP">{parts}</COUNTER_document>'
    (tmp_path / "0002.xml").write_text(xml.format("PD"), encoding="utf-8")
    with pytest.raises(DataError, match=r"0002p\.xml"):
        load_counter(tmp_path, Options())
    (tmp_path / "0002P.xml").write_text(xml.format("WD"), encoding="utf-8")
    (case,) = load_counter(tmp_path, Options())
    assert (case.degree, case.agency.text, case.paper.published) == ("wholly", "ایک\n\nدو", "2014-12-23")


def test_paraphrase_reads_both_sets_and_asks_for_the_missing_one(tmp_path):
    for folder in ("mrpc", "stsb"):
        (tmp_path / folder).mkdir()
    rows = "\ufeffQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\n", '1\t1\t2\tHe "said.\tShe said.\n'
    (tmp_path / "mrpc" / "msr_paraphrase_test.txt").write_text("".join(rows))
    with pytest.raises(DataError, match="stsb"):
        load_paraphrase(tmp_path, Options())
    (tmp_path / "stsb" / "sts-test.csv").write_text("g\tf\ty\t1\t4.5\tA man.\tA boy.\tlicence\tmore\n")
    first, second = load_paraphrase(tmp_path, Options())
    assert (first.split, first.gold, first.first) == ("mrpc test", 1.0, 'He "said.')
    assert (second.split, second.gold, second.second) == ("stsb test", 4.5, "A boy.")


def test_tokenised_text_is_put_together_again(tmp_path):
    tokens = "`` I do n't , '' said the 33 - year - old ( again ) ."
    assert untokenised(tokens.split(" ")) == "“I don't,” said the 33-year-old (again)."
    tokens = "".join(
        f'<token sentence="{place}">{word}</token>'
        for place, line in enumerate(["http : / / x . org", "He left ."])
        for word in line.split()
    )
    path = tmp_path / "1_1ecbplus.xml"
    path.write_text(f"<Document>{tokens}</Document>")
    article = read_ecb(path)
    assert (article.text, article.url) == ("He left.", "http://x.org")


def test_reuters_articles_without_a_body_are_left_out(tmp_path):
    story = '<REUTERS TOPICS="YES" NEWID="{}"><TOPICS><D>grain</D></TOPICS><TEXT><TITLE>A &lt;B></TITLE>{}</TEXT></REUTERS>'
    path = tmp_path / "reut2-000.sgm"
    path.write_bytes((story.format(1, "<BODY>Wheat rose.\nREUTER\n&#3;</BODY>") + story.format(2, "")).encode("latin-1"))
    ((article, labels),) = read_reuters(path)
    assert (article.id, article.text, labels) == ("1", "A <B>\n\nWheat rose.", ("grain",))


def test_shared_grams_are_counted_against_the_shorter_text():
    short, long = grams_of("a b c d e"), grams_of("z a b c d e f g")
    assert shared_grams(short, long) == shared_grams(long, short) == 1
    assert shared_grams(grams_of("a b"), long) == 0


LITERAL: Suite[str, str] = Suite(
    name="literal",
    about="a suite for the tests",
    folder="literal",
    signs=("*.txt",),
    load=lambda data, _: [path.read_text() for path in sorted(data.glob("*.txt"))],
    judge=lambda case, settings: case + (settings.model and "+"),
    figures=lambda outcomes: {"cases": len(outcomes), "nothing": float("nan"), "marked": sum("+" in item for item in outcomes)},
    published={"marked": Published(0.5, "somebody", confirmed=False)},
    wanted={"marked": "≥ .9"},
)


@pytest.fixture
def literal(tmp_path, monkeypatch):
    """A suite with four cases under tmp_path/literal, the only one that there is."""
    (tmp_path / "literal").mkdir()
    for index in range(4):
        (tmp_path / "literal" / f"{index}.txt").write_text(str(index))
    for module in (harness, table):
        monkeypatch.setattr(module, "SUITES", ("literal",))
        monkeypatch.setattr(module, "suite_named", lambda _: LITERAL)
    return tmp_path


def test_a_run_records_figures_settings_versions_and_data(literal):
    done = harness.run(LITERAL, literal / "literal", Options(Settings(model=""), limit=2))
    assert done.outcomes == ("0", "2")
    assert done.record["figures"] == {"cases": 2, "marked": 0}
    assert done.record["settings"] == Settings(model="").signature()
    assert done.record["versions"]["dedup"]
    assert done.record["peak_memory_mb"] > 1
    again = harness.run(LITERAL, literal / "literal", Options())
    assert again.record["data"] == done.record["data"]
    (literal / "literal" / "0.txt").write_text("changed")
    assert harness.run(LITERAL, literal / "literal", Options()).record["data"] != done.record["data"]


def test_no_absolute_path_gets_into_a_record(literal):
    record = harness.run(LITERAL, literal / "literal", Options()).record
    assert str(literal) not in json.dumps(record)


def test_data_are_found_by_their_sign_and_missing_ones_are_an_error(literal):
    assert harness.find_data(LITERAL, literal) == literal / "literal"
    assert harness.find_data(LITERAL, literal / "literal") == literal / "literal"
    (literal / "empty").mkdir()
    with pytest.raises(DataError, match=r"expected \*\.txt there or in its folder literal"):
        harness.find_data(LITERAL, literal / "empty")
    with pytest.raises(DataError, match="limit 0"):
        harness.run(LITERAL, literal / "literal", Options(limit=0))


def test_table_shows_the_last_whole_run_beside_goal_and_published(literal):
    results = literal / "results"
    for options in (Options(), Options(limit=1), Options(Settings(model=""))):
        record = harness.run(LITERAL, literal / "literal", options).record
        harness.save(record, results / "literal.jsonl")
    readme = literal / "README.md"
    readme.write_text(f"before\n{table.START}\nold\n{table.END}\nafter\n")
    table.write(readme, results)
    text = readme.read_text()
    assert "| literal | `cases` | 4 | 4 | – | – |" in text
    assert "|  | `marked` | 4 | .000 | ≥ .9 | .500 somebody (unconfirmed) |" in text
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text


def test_a_run_of_a_part_leaves_the_figures_of_the_others_in_the_table(tmp_path):
    runs = [{"ferry": 3.0, "cost": 2.0}, {"ferry": 4.0}]
    lines = [json.dumps({"limit": None, "settings": "model:none|", "figures": figures}) for figures in runs]
    path = tmp_path / "speed_index.jsonl"
    path.write_text("\n".join(lines))
    assert table.last_runs(path)["words"]["figures"] == {"ferry": 4.0}
    assert table.last_runs(path, in_parts=True)["words"]["figures"] == {"ferry": 4.0, "cost": 2.0}
    assert harness.suite_named("speed_index").in_parts
    path.write_text("\n".join(line.replace("cost", "index_minhash_rate").replace("model:none", "model:some") for line in lines))
    assert "|  | `index_minhash_rate` | 2 | – | ≥ 5,000 |" in table.markdown(tmp_path)


def test_numbers_are_shown_for_people():
    assert [number(value) for value in (0.8768, 1.0, 12345, 0.0, -0.25, 123.456, float("nan"))] == [
        ".877", "1.000", "12,345", ".000", "-.250", "123.5", "–",
    ]  # fmt: skip


def test_command_refuses_with_one_line_and_exit_code_2(tmp_path, capsys):
    assert main(["nonsense"]) == 2
    assert main(["families", "--data", str(tmp_path)]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 2
    assert "there is no suite 'nonsense'" in lines[0]
    assert "families: no data in" in lines[1]


@pytest.mark.slow
def test_worker_processes_give_the_same_outcomes_in_the_same_order(tmp_path):
    (tmp_path / "gold").mkdir()
    for name, text in (("001_x", SOURCE), ("002_x", DERIVATIVE), ("003_x", "Nothing of the kind was said.")):
        (tmp_path / f"{name}.txt").write_text(text)
    pairs = [{"a": "001", "b": "002", "relation": "derivative", "direction": "001->002"}]
    pairs += [{"a": a, "b": "003", "relation": "independent", "direction": "none"} for a in ("001", "002")]
    (tmp_path / "gold" / "relations.json").write_text(json.dumps({"pairs": pairs}))
    suite = harness.suite_named("seeds")
    alone, apart = (harness.run(suite, tmp_path, Options(Settings(model=""), jobs=jobs)) for jobs in (1, 2))
    assert [item.name for item in alone.outcomes[::2]] == ["001+002", "001+003", "002+003"]
    assert apart.outcomes == alone.outcomes


def test_a_measurement_over_its_time_is_told_and_leaves_no_process(monkeypatch, tmp_path):
    late = tmp_path / "late"
    code = f"import time, pathlib; time.sleep(2); pathlib.Path({str(late)!r}).touch()"
    monkeypatch.setattr(speed, "_program", lambda: [sys.executable, "-c", code])
    monkeypatch.setattr(speed, "TIMEOUT", 0.5)
    task = speed.Task("help", tmp_path, tmp_path)
    outcome = speed.judge(task, Settings(model=""))
    assert outcome.figures == {}
    assert outcome.failure == "`dedup --help` took more than 0.5 s"
    assert speed.report([outcome], Options()) == {"failures": ["help: `dedup --help` took more than 0.5 s"]}
    time.sleep(2)
    assert not late.exists()


def test_pan_detections_are_written_where_asked_and_read_back(tmp_path):
    found = pan.Match((10, 30), (100, 125))
    outcome = pan.PanOutcome("random", "suspicious-document1.txt", "source-document2.txt", (found,), (found,))
    pan.report([outcome], Options())
    assert list(tmp_path.iterdir()) == []
    pan.report([outcome], Options(extra={"detections": str(tmp_path)}))
    assert pan.read_xml(tmp_path / "suspicious-document1-source-document2.xml") == (found,)


def test_an_option_of_a_suite_reaches_it(shared):
    folder = shared / "peers"
    command = [sys.executable, "-m", "benchmarks", "speed_index", "--index-kind", "nonsense", "--data", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "there is no kind 'nonsense'" in done.stderr


def test_a_measured_command_tells_what_it_wrote_took_and_why_it_failed(tmp_path: Path) -> None:
    said = harness.output_of([sys.executable, "-c", "import benchmarks, os; print(os.getcwd())"], tmp_path)
    assert Path(said.strip()) == tmp_path.resolve()
    with pytest.raises(DataError, match="exit code 3: no such ferry"):
        harness.output_of([sys.executable, "-c", "import sys; print('no such ferry', file=sys.stderr); sys.exit(3)"])
    child = subprocess.Popen([sys.executable, "-c", "held = b'q' * 300_000_000; raise SystemExit(4)"])
    child.returncode, seconds, megabytes = harness.ended(child.pid)
    assert child.returncode == 4
    assert seconds > 0
    assert megabytes > 300_000_000 / 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of another process")
def test_the_peak_of_a_process_by_its_number_is_its_own() -> None:
    assert harness.peak_mb_of(os.getpid()) == pytest.approx(harness.peak_mb(), rel=0.1)
