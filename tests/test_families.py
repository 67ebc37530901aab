"""Families of whole corpora: what is found, what is not, and that nothing but the texts decides."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.article import Article
from dedup.cli import main
from dedup.engines import local, spark, spark_reading
from dedup.engines.local import find_families
from dedup.engines.reading import batches
from dedup.engines.spark_reading import numbered, of_line, of_table, placed, sketched
from dedup.errors import InputError
from dedup.families import graph, pairs
from dedup.families.model import Edge, Family, Member, Reason
from dedup.families.write import edge_table, graphml, jsonl, write_families
from dedup.pair.compare import compare
from dedup.read.records import RECORD_KEYS, article_from_record
from dedup.settings import Settings
from dedup.sketch.compiled import Compiled
from dedup.sketch.minhash import SketchSpec, sketch
from dedup.words import sentences

VOCABULARY = [
    f"{one}{two}{three}"
    for one in "bdfgklmnprst"
    for two in ("a", "e", "i", "o", "u", "ar", "en")
    for three in ("", "ta", "ro", "lin", "mus")
]


def invented(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(VOCABULARY) for _ in range(words))


def edited(rng: random.Random, text: str, share: float) -> str:
    return " ".join(rng.choice(VOCABULARY) if rng.random() < share else word for word in text.split())


def written(path: Path, records: Iterable[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def small_corpus(seed: int = 5) -> list[dict[str, str]]:
    """Forty articles: a story with a copy and a copy of that, a report reused in part, and others of which none belongs to any."""
    rng = random.Random(seed)
    texts = {f"other-{n:02d}": invented(rng, 200) for n in range(35)}
    texts["story"] = invented(rng, 400)
    texts["story-copy"] = edited(rng, texts["story"], 0.05)
    texts["story-copy-copy"] = edited(rng, texts["story-copy"], 0.05)
    texts["report"] = invented(rng, 500)
    words = edited(rng, texts["report"], 0.1).split()
    texts["blog"] = f"{invented(rng, 150)} {' '.join(words[100:300])} {invented(rng, 150)}"
    dates = {
        "story": "2024-03-01",
        "story-copy": "2024-03-02",
        "story-copy-copy": "2024-03-04",
        "report": "2024-05-01",
        "blog": "2024-05-02",
    }
    return [{"id": name, "text": text, "published": dates.get(name, "2024-01-01")} for name, text in texts.items()]


def found_in(records: Sequence[dict[str, str]], folder: Path, **options: object) -> local.Run:
    folder.mkdir(parents=True, exist_ok=True)
    return find_families([written(folder / "corpus.jsonl", records)], folder / "work", **options)  # type: ignore[arg-type]


def ids(family: Family) -> list[str]:
    return [member.id for member in family.members]


def test_copies_and_partial_reuse_make_families_with_roots(tmp_path: Path) -> None:
    run = found_in(small_corpus(), tmp_path)
    assert [(ids(family), family.root) for family in run.families] == [
        (["blog", "report"], "report"),
        (["story", "story-copy", "story-copy-copy"], "story"),
    ]


def test_an_edge_that_a_third_article_explains_is_dropped(tmp_path: Path) -> None:
    family = found_in(small_corpus(), tmp_path).families[1]
    assert [(edge.source_id, edge.derivative_id) for edge in family.edges] == [
        ("story", "story-copy"),
        ("story-copy", "story-copy-copy"),
    ]


def test_without_dates_the_root_is_unknown(tmp_path: Path) -> None:
    run = found_in([{"id": record["id"], "text": record["text"]} for record in small_corpus()], tmp_path)
    assert [family.root for family in run.families] == [None, None]
    assert all(edge.source is None for family in run.families for edge in family.edges)


def test_order_workers_and_ranges_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = found_in(small_corpus(), tmp_path / "one").families
    shuffled = small_corpus()
    random.Random(3).shuffle(shuffled)
    monkeypatch.setattr(local, "CHUNK", 7)
    monkeypatch.setattr(local, "PAIRS_AT_ONCE", 2)
    assert found_in(shuffled, tmp_path / "two", jobs=3, postings_at_once=100).families == first


def test_shared_furniture_makes_no_family(tmp_path: Path) -> None:
    """5,000 unrelated articles of one outlet, all with the same header and footer."""
    rng = random.Random(11)
    header, footer = invented(rng, 25), invented(rng, 60)
    records = [{"id": f"{n:05d}", "text": f"{header}\n\n{invented(rng, 260)}\n\n{footer}"} for n in range(5000)]
    run = found_in(records, tmp_path)
    assert run.articles == 5000
    assert run.families == []


def test_a_story_that_hundreds_reprint_is_one_family(tmp_path: Path) -> None:
    rng = random.Random(12)
    story, footer = invented(rng, 300), invented(rng, 40)
    reprints = [{"id": f"reprint-{n:03d}", "text": f"{edited(rng, story, 0.02)}\n\n{footer}"} for n in range(300)]
    others = [{"id": f"other-{n:03d}", "text": f"{invented(rng, 300)}\n\n{footer}"} for n in range(300)]
    families = found_in(reprints + others, tmp_path).families
    assert [len(family.members) for family in families] == [300]


def test_short_identical_articles_are_found_by_bands(tmp_path: Path) -> None:
    rng = random.Random(13)
    short = invented(rng, 12)
    records = [{"id": "a", "text": short}, {"id": "b", "text": short.upper()}, {"id": "c", "text": invented(rng, 12)}]
    assert [ids(family) for family in found_in(records, tmp_path).families] == [["a", "b"]]


def test_a_bad_record_is_counted_and_told(tmp_path: Path) -> None:
    path = written(tmp_path / "corpus.jsonl", small_corpus())
    path.write_text(path.read_text() + '{"id": "x"}\n{"id": "y", "text": 3}\nnot json\n')
    told: list[str] = []
    run = find_families([path], tmp_path / "work", reject=lambda found: told.append(found.where))
    assert run.refused == 3
    assert told == [f"{path}:{number}" for number in (41, 42, 43)]
    assert len(run.families) == 2


def test_an_id_that_occurs_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'story' occurs twice"):
        found_in([*small_corpus(), {"id": "story", "text": "another text of the same name"}], tmp_path)


def test_no_article_makes_no_family(tmp_path: Path) -> None:
    assert found_in([], tmp_path).families == []


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("DEDUP_CACHE", str(tmp_path / "file"))
    again = Compiled("dedup.families.kernel")
    keys = pairs.keys_of(np.array([7, 7, 7], np.uint32), np.array([3, 1, 2], np.int64))
    assert again.count_pairs(keys, 3) == pairs.KERNEL.count_pairs(keys, 3) == 3
    assert (tmp_path / "file").read_text() == "no folder"


# -- resuming


def test_a_killed_run_goes_on_and_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "CHUNK", 5)
    whole = found_in(small_corpus(), tmp_path / "whole").families
    corpus, work = written(tmp_path / "corpus.jsonl", small_corpus()), tmp_path / "work"
    write, done = local.Spill.write, []

    def killed(self: local.Spill, number: int, *rest: object) -> int:
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(number)
        return write(self, number, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(local.Spill, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        find_families([corpus], work, jobs=1)
    monkeypatch.setattr(local.Spill, "write", lambda self, number, *rest: done.append(number) or write(self, number, *rest))
    assert find_families([corpus], work, jobs=1).families == whole
    assert sorted(done) == list(range(8))
    assert not work.exists()


def test_a_run_that_the_system_kills_goes_on(tmp_path: Path) -> None:
    rng = random.Random(4)
    corpus = written(
        tmp_path / "corpus.jsonl", [{"id": f"{n:05d}", "text": invented(rng, 300)} for n in range(6000)] + small_corpus()
    )
    command = [sys.executable, "-m", "dedup.cli", "families", str(corpus), "--output", str(tmp_path / "families.jsonl")]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    work = tmp_path / "families.jsonl.work"
    until = time.monotonic() + 60
    while not list(work.glob("*.sketch")) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL) if process.poll() is None else None
    process.wait()
    subprocess.run(command, check=True, capture_output=True)
    families = [json.loads(line) for line in (tmp_path / "families.jsonl").read_text().splitlines()]
    assert [family["family"] for family in families] == ["blog", "story"]


def test_the_work_of_another_run_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local.Spill, "delete", lambda _: None)
    found_in(small_corpus(), tmp_path)
    with pytest.raises(InputError, match="holds the work of a run over other files or settings"):
        find_families([tmp_path / "corpus.jsonl"], tmp_path / "work", Settings(sketch_sample=4))


@pytest.mark.parametrize(
    ("options", "refused"),
    [
        (["--output", "crawl/families.jsonl"], "crawl/families.jsonl"),
        (["--output", "families.csv", "--output", "crawl/a/edges.csv"], "crawl/a/edges.csv"),
        (["--output", "families.csv", "--explain", "crawl/corpus.jsonl"], "crawl/corpus.jsonl"),
        (["--output", "families.csv", "--work", "crawl/work"], "crawl/work"),
    ],
)
@pytest.mark.parametrize("corpus", ["crawl", "crawl/corpus.jsonl"])
def test_nothing_is_written_into_the_corpus(
    corpus: str,
    options: list[str],
    refused: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It would be read as articles, and a run over files that change cannot be resumed; beside a file of the corpus is fine."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crawl" / "a").mkdir(parents=True)
    path = written(tmp_path / "crawl" / "corpus.jsonl", small_corpus())
    before = path.read_bytes()
    ends = main(["families", corpus, "--no-model", *options])
    if corpus == "crawl" or refused == corpus:
        assert f"cannot write to {refused}: it belongs to the corpus {corpus}, and" in capsys.readouterr().err
        assert [item.name for item in (tmp_path / "crawl").rglob("*") if item.is_file()] == ["corpus.jsonl"]
    assert ends == (2 if corpus == "crawl" or refused == corpus else 0)
    assert path.read_bytes() == before


# -- pairs


def test_pairs_of_a_key_up_to_the_limit_are_all_of_them_and_beyond_it_those_with_the_first() -> None:
    keys = pairs.keys_of(np.array([7, 7, 7, 9, 9, 9, 9], np.uint32), np.array([3, 1, 2, 5, 8, 6, 7], np.int64))
    found = pairs.ends_of(pairs.sharing_pairs(keys, Settings(families_pair_articles=3)))
    assert list(zip(*(ends.tolist() for ends in found), strict=True)) == [(1, 2), (1, 3), (2, 3), (5, 6), (5, 7), (5, 8)]


def test_pairs_that_repeat_or_hold_an_article_of_few_hashes_are_kept_once() -> None:
    few = np.array([False, False, False, False, True])
    assert pairs.repeated_pairs(np.array([1, 2, 2, 3, 3, 3, 4], np.uint64), few).tolist() == [2, 3, 4]


@given(st.lists(st.lists(st.integers(0, 30), max_size=40), min_size=2, max_size=5))
@settings(deadline=None)
def test_shared_shingles_are_those_of_sets(texts: list[list[int]]) -> None:
    offsets = np.cumsum([0, *map(len, texts)]).astype(np.int64)
    sets = pairs.ShingleSets(offsets, np.array([item for text in texts for item in text], np.uint32))
    none = pairs.Common(np.empty(0, np.uint32), np.empty(0))
    lower, higher = np.zeros(len(texts) - 1, np.int64), np.arange(1, len(texts), dtype=np.int64)
    every = Settings(families_least_shingles=1, families_least_containment=0.0, families_sure_hashes=0)
    found = pairs.edges_among(lower, higher, sets, none, 2**29, every).edges
    wanted = {place: len(set(texts[0]) & set(texts[place])) for place in higher.tolist()}
    assert dict(zip(found.higher.tolist(), found.shared.tolist(), strict=True)) == {place: n for place, n in wanted.items() if n}
    assert sets.sizes().tolist() == [len(set(text)) for text in texts]


def test_holders_are_counted_once_each_and_copies_of_a_story_together() -> None:
    texts = [[1, 2, 2, 7], [2, 2, 9], [7, 64 + 7, 1], [8, 8]]
    offsets = np.cumsum([0, *map(len, texts)]).astype(np.int64)
    hashes = np.array([item for text in texts for item in text], np.uint32)
    holders = pairs.Holders(np.array([1, 2, 7, 8], np.uint32))
    alone, grouped = holders.again(), holders.again()
    alone.add(offsets, hashes, np.arange(4))
    grouped.add(offsets, hashes, np.array([0, 0, 2, -1]))
    assert alone.counts.tolist() == [2, 2, 2, 1]
    assert grouped.counts.tolist() == [2, 1, 2, 0]
    assert holders.counts.tolist() == [0, 0, 0, 0]


def test_a_part_of_a_story_is_found_though_many_reprint_the_story(tmp_path: Path) -> None:
    rng = random.Random(31)
    story = invented(rng, 300)
    records = [{"id": f"reprint-{n:02d}", "text": edited(rng, story, 0.03)} for n in range(30)]
    records += [{"id": f"other-{n:02d}", "text": invented(rng, 200)} for n in range(20)]
    part = " ".join(edited(rng, story, 0.1).split()[100:180])
    records.append({"id": "blog", "text": f"{invented(rng, 90)} {part} {invented(rng, 60)}"})
    (family,) = found_in(records, tmp_path).families
    assert "blog" in ids(family)
    assert len(family.members) == 31


def test_what_many_others_hold_makes_no_edge_however_much_it_is() -> None:
    """Two pairs that share 30 of 100 shingles, which only they hold, or which 40 articles hold."""
    ends, figures = np.arange(2, dtype=np.int64), np.full(2, 100, np.int64)
    doubtful = pairs.Open(pairs.Measured(ends, ends, np.full(2, 30, np.int64), figures, figures), np.arange(60, dtype=np.uint32))
    counts = np.repeat(np.array([2, 40], np.int32), 30)
    assert pairs.settled(doubtful, counts, Settings()).lower.tolist() == [0]


def test_notices_of_one_form_make_no_family(tmp_path: Path) -> None:
    """120 short notices: four sentences of a form out of thirty, each with names and figures of its own."""
    rng = random.Random(21)
    forms = [invented(rng, 13) for _ in range(30)]
    texts = [" ".join(f"{form} {invented(rng, 7)}." for form in rng.sample(forms, 4)) for _ in range(120)]
    assert found_in([{"id": f"{n:02d}", "text": text} for n, text in enumerate(texts)], tmp_path).families == []


def test_common_hashes_tell_how_common_they_are() -> None:
    keys = pairs.keys_of(np.repeat(np.array([1, 2, 3], np.uint32), [8, 16, 64]), np.arange(88))
    found = pairs.common_hashes(keys, Settings(families_common_articles=8))
    assert found.hashes.tolist() == [2, 3]
    assert found.doublings.tolist() == [1.0, 3.0]


def test_bands_agree_where_their_rows_do() -> None:
    rows = np.arange(256, dtype=np.uint32).reshape(2, 128)
    rows[1, :8] = rows[0, :8]
    keys = pairs.band_keys(rows)
    assert (keys[0] == keys[1]).tolist() == [True, True, *[False] * 30]
    assert len(set(keys[0].tolist())) == 32


# -- graph


def edge(a: str, b: str, source: str | None = None) -> Edge:
    return Edge(a, b, source, 0.5, 0.6, 0.7, 40)  # type: ignore[arg-type]


def test_the_root_is_the_one_that_all_go_back_to() -> None:
    def root(*edges: Edge) -> str | None:
        (family,) = graph.families(edges, {name: Member(name, 10) for name in "abc"})
        return family.root

    assert root(edge("a", "b", "a"), edge("b", "c", "a")) == "a"
    assert root(edge("a", "b", "b"), edge("b", "c", "b")) == "c"
    assert root(edge("a", "b", "a"), edge("b", "c", "b")) is None
    assert root(edge("a", "b", "a"), edge("b", "c")) is None
    assert root(edge("a", "b", "a"), edge("b", "c", "a"), edge("a", "c", "b")) is None
    assert root(edge("a", "b", "a"), edge("b", "c"), edge("a", "c", "a")) == "a"


@given(st.randoms())
def test_families_do_not_hang_on_the_order_of_the_edges(rng: random.Random) -> None:
    edges = [edge(f"{n:02d}", f"{n + step:02d}") for n, step in ((0, 1), (1, 3), (2, 1), (6, 2), (8, 1), (3, 20))]
    members = {f"{n:02d}": Member(f"{n:02d}", 10) for n in range(30)}
    wanted = graph.families(edges, members)
    rng.shuffle(edges)
    assert graph.families(edges, members) == wanted
    assert [ids(family) for family in wanted] == [["00", "01", "04"], ["02", "03", "23"], ["06", "08", "09"]]


@pytest.mark.parametrize(
    ("a", "b", "source"),
    [
        ("2024-01-01", "2024-01-02", "a"),
        ("2024-01-02T10:00:00+02:00", "2024-01-02T08:30:00Z", "a"),
        ("2024-01-02", "2024-01-02T08:30:00Z", None),
        ("2024-01-02", None, None),
        ("yesterday", "2024-01-02", None),
    ],
)
def test_dates_direct_an_edge(a: str | None, b: str | None, source: str | None) -> None:
    assert graph.dated(edge("a", "b"), Member("a", 1, published=a), Member("b", 1, published=b)).source == source


# -- output

FAMILY = Family(
    "a&b",
    "a&b",
    (Member("a&b", 10, title='<script>"x"', published="2024-01-01"), Member("c\x01", 12, outlet="Ä")),
    (Edge("a&b", "c\x01", "a", 0.5, 0.6, 0.7, 40, (Reason("published_first", "2024-01-01", "a", 1.5),)),),
)


def test_every_format_holds_the_family() -> None:
    assert json.loads(next(jsonl([FAMILY])))["edges"][0]["evidence"][0]["kind"] == "published_first"
    assert list(csv.reader(edge_table([FAMILY]).splitlines()))[1] == ["a&b", "a&b", "c\x01", "a", "0.5", "0.6", "0.7", "40", ""]
    tree = ElementTree.fromstring("".join(graphml([FAMILY])))
    assert [node.get("id") for node in tree.iter("{http://graphml.graphdrawing.org/xmlns}node")] == ["a&b", "c "]


def test_parquet_holds_the_same_as_json(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_families([FAMILY], tmp_path / "f.parquet")
    row = parquet.read_table(tmp_path / "f.parquet").to_pylist()[0]
    assert row["edges"] == json.loads(next(jsonl([FAMILY])))["edges"]
    assert [member["id"] for member in row["members"]] == ["a&b", "c\x01"]


def test_another_suffix_is_refused_before_the_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["families", "nowhere.jsonl", "--output", str(tmp_path / "x.doc")]) == 2
    assert "must end in one of .jsonl, .csv, .graphml, .parquet, .html" in capsys.readouterr().err


def test_the_command_writes_all_that_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    outputs = [tmp_path / f"f.{suffix}" for suffix in ("jsonl", "csv", "html")]
    assert main(["families", str(corpus), *(part for path in outputs for part in ("--output", str(path)))]) == 0
    out = capsys.readouterr().out
    assert "40 articles, 2 families with 5 of them; the root is known in 2" in out
    assert all(path.stat().st_size for path in outputs)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.jsonl", "f.csv", "f.html", "f.jsonl"]


def test_explained_edges_carry_the_comparison(tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    output, comparisons = tmp_path / "f.jsonl", tmp_path / "comparisons.jsonl"
    assert main(["families", str(corpus), "--output", str(output), "--explain", str(comparisons), "--no-model"]) == 0
    lines = [json.loads(line) for line in comparisons.read_text("utf-8").splitlines()]
    assert ("blog", "report") in {(line["a"], line["b"]) for line in lines}
    edges = [edge for line in output.read_text("utf-8").splitlines() for edge in json.loads(line)["edges"]]
    assert edges
    assert all(edge["relation"] not in (None, "independent") for edge in edges)


def test_an_edge_whose_comparison_fails_stays_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(a: Article, b: Article, **known: Any) -> Any:
        if "blog" in (a.id, b.id):
            raise OverflowError("int too large to convert to float")
        return compare(a, b, **known)

    monkeypatch.setattr("dedup.pair.attempt.compare", failing)
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    outputs = [tmp_path / "f.jsonl", tmp_path / "f.html"]
    named = [part for path in outputs for part in ("--output", str(path))]
    assert main(["families", str(corpus), *named, "--explain", str(tmp_path / "c"), "--no-model"]) == 0
    assert "could not be compared" in capsys.readouterr().out
    lines = [json.loads(line) for line in (tmp_path / "c").read_text("utf-8").splitlines()]
    failed = [line for line in lines if "blog" in (line["a"], line["b"])]
    assert {line["error"] for line in failed} == {"OverflowError: int too large to convert to float"}
    assert len(failed) < len(lines)
    edges = [edge for line in outputs[0].read_text("utf-8").splitlines() for edge in json.loads(line)["edges"]]
    noted = [edge for edge in edges if any(reason["kind"] == "not_compared" for reason in edge["evidence"])]
    assert noted
    assert all("blog" in (edge["a"], edge["b"]) and edge["relation"] is None for edge in noted)


def test_a_judge_that_refutes_all_leaves_nothing_to_count(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def judge(edges: Sequence[Edge]) -> list[Edge]:
        asked.extend((edge.a, edge.b) for edge in edges)
        return []

    run = found_in(small_corpus(), tmp_path, judge=judge)
    assert (run.families, run.edges, run.explained) == ([], 0, 0)
    assert sorted(asked) == [  # the last one too, which the other two had explained
        ("blog", "report"),
        ("story", "story-copy"),
        ("story", "story-copy-copy"),
        ("story-copy", "story-copy-copy"),
    ]


def test_a_refuted_edge_explains_nothing_and_each_edge_is_judged_once(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def judge(edges: Sequence[Edge]) -> list[Edge]:
        asked.extend((edge.a, edge.b) for edge in edges)
        return [replace(edge, relation="derived") for edge in reversed(edges) if (edge.a, edge.b) != ("story", "story-copy")]

    run = found_in(small_corpus(), tmp_path, judge=judge)
    assert len(asked) == len(set(asked)) == 4
    assert (run.edges, run.explained) == (3, 0)
    assert [[(edge.a, edge.b, edge.relation) for edge in family.edges] for family in run.families] == [
        [("blog", "report", "derived")],
        [("story", "story-copy-copy", "derived"), ("story-copy", "story-copy-copy", "derived")],
    ]


@pytest.mark.model
def test_pairs_that_the_judge_refuted_are_not_joined_and_not_proposed_again(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def judge(edges: Sequence[Edge]) -> list[Edge]:
        asked.extend((edge.a, edge.b) for edge in edges)
        return []

    run = found_in(small_corpus(), tmp_path, settings=Settings(model=""), judge=judge, embeddings=True)
    assert len(asked) == len(set(asked)) >= 4
    assert (run.families, run.edges, run.explained) == ([], 0, 0)


@pytest.mark.model
def test_embeddings_join_a_rewrite_that_shares_no_sampled_shingle(tmp_path: Path) -> None:
    """The rewrites of the story families, without every word run of four that was sampled, beside all their sources."""
    texts = rewrites_without_sampled_shingles()
    corpus = [{"id": name, "text": text} for name, text in texts.items()]
    plain = found_in(corpus, tmp_path / "plain", settings=Settings(model=""))
    near = found_in(corpus, tmp_path / "near", settings=Settings(model=""), embeddings=True)
    assert plain.families == []
    joined = [ids(family) for family in near.families]
    assert len(joined) >= 3
    assert all(first.rpartition("/")[0] == second.rpartition("/")[0] for first, second in joined)
    assert all(edge.relation not in (None, "independent") for family in near.families for edge in family.edges)


def rewrites_without_sampled_shingles() -> dict[str, str]:
    """Sources, and what is left of their rewrites once the sentences with a sampled shingle of the source are taken out."""
    texts = {}
    for folder in sorted(path.parent for path in (Path(__file__).parent.parent / "data").glob("*/family.json")):
        source, rewrite = ((folder / f"{name}.txt").read_text("utf-8") for name in ("source", "rewrite"))
        taken = set(sketch([source]).postings.hashes.tolist())
        kept = [span for span in sentences(rewrite) if not taken & set(sketch([rewrite[slice(*span)]]).postings.hashes.tolist())]
        rest = "\n".join(rewrite[slice(*span)] for span in kept)
        if not taken & set(sketch([rest]).postings.hashes.tolist()):  # else a shingle runs over two sentences
            texts |= {f"{folder.name}/source": source, f"{folder.name}/rewrite": rest}
    return texts


# -- Spark


def schema_org_corpus() -> list[object]:
    """The small corpus in the words of schema.org, and with records that are no articles."""
    records: list[object] = [
        {
            "@type": "NewsArticle",
            "@id": f"https://a.example/{record['id']}",
            "headline": record["id"].title(),
            "articleBody": record["text"],
            "publisher": {"@type": "Organization", "name": "The Example"},
            "author": [{"name": "A. Writer"}, "B. Writer"],
            "datePublished": record["published"],
        }
        for record in small_corpus()
    ]
    records[1] = {**records[1], "@id": "#main", "mainEntityOfPage": {"@id": "https://a.example/page"}, "id": 17}  # type: ignore[dict-item]
    return [*records, {"id": "wrong", "text": 3}, {"id": "none"}, ["no object"], {"id": "x", "text": "t", "title": ["a", "list"]}]


def as_read(path: Path, lines: Iterable[bytes]) -> list[dict[str, object]]:
    """Lines as a worker of Spark gets them."""
    return [{"file": str(path), "block": 0, "number": number, "value": line} for number, line in enumerate(lines, 1)]


def test_spark_takes_the_records_that_the_other_engine_takes(tmp_path: Path) -> None:
    """Their lines, in batches as Spark's workers get them."""
    path = tmp_path / "corpus.jsonl"
    lines = [json.dumps(record).encode() for record in schema_org_corpus()]
    lines += [b"", b"  \r", b"no json", b'{"id": "latin", "text": "caf\xe9"}', b"\xef\xbb\xbf{}"]
    path.write_bytes(b"\n".join(lines))
    found = sketched(as_read(path, lines), of_line, Settings(), SketchSpec.of(Settings()))
    (batch,) = batches([path], Settings(), 1000)
    parsed = batch.parse(Settings())
    refused = [(f"{row['file']}:{row['number']}", row["error"]) for row in found if row.get("error")]
    assert refused == [(one.where, one.error) for one in parsed.refused]
    articles = [row for row in found if row.get("meta")]
    assert [row["id"] for row in articles] == parsed.ids
    for place, row in enumerate(articles):
        article, meta = parsed.known[place], json.loads(row["meta"])
        told = {name: getattr(article, name) for name in ("title", "url", "outlet", "published")}
        assert {name: meta[name] for name in told} == told


def test_tables_are_read_with_all_keys_that_the_reader_looks_at() -> None:
    asked: set[str] = set()

    class Record(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            asked.add(key)
            return super().get(key, default)

    article_from_record(Record(articleBody="text"))
    assert asked == set(RECORD_KEYS)


def test_a_row_of_a_table_is_read_as_json_would_be() -> None:
    when = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    row = {"id": 5, "articleBody": "A text.", "publisher": {"name": "The Example"}, "datePublished": when}
    place = {"file": "a.parquet", "block": 0, "number": 1}
    found, _ = sketched([place | row], of_table, Settings(), SketchSpec.of(Settings()))
    assert found["id"] == "5"
    assert json.loads(found["meta"]) == {"words": 2, "outlet": "The Example", "published": "2024-05-01T09:30:00+00:00"}


def test_what_states_neither_id_nor_url_is_known_by_its_place() -> None:
    """And how far its block goes is told, with the blank lines at its end."""
    rows = as_read(Path("a.jsonl"), [b"", b'{"text": "A text."}', b'{"text": "A text.", "id": "a"}', b""])
    unnamed, article, mark = sketched(rows, of_line, Settings(), SketchSpec.of(Settings()))
    place = {"file": "a.jsonl", "block": 0, "number": 2}
    assert unnamed == {**unnamed, **place}
    assert "id" not in unnamed
    assert (article["id"], "file" in article) == ("a", False)
    assert mark == {**place, "number": 4}


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(1, 5))
def test_lines_are_numbered_on_through_blocks_wherever_batches_end(blocks: list[int], batch: int) -> None:
    """One task reads some blocks of two files, the last one first; another one reads the others."""
    every = [(file, 100 * place, lines) for place, lines in enumerate(blocks) for file in ("a", "b")]
    found = []
    for some in (every[::-2], every[::2]):
        lines = [{"file": file, "block": block} for file, block, count in some for _ in range(count)]
        found += [row for rows in numbered(lines[at : at + batch] for at in range(0, len(lines), batch)) for row in rows]
    before = {(file, block): lines for file, block, _, lines in placed(every, [])}
    numbers = sorted((str(row["file"]), before[row["file"], row["block"]] + row["number"]) for row in found)
    assert numbers == [(file, number) for file in ("a", "b") for number in range(1, sum(blocks) + 1)]


@pytest.mark.parametrize(
    ("path", "uri", "name"),
    [
        ("{here}/a b.jsonl", "file:{here}/a%20b.jsonl", "{here}/a b.jsonl"),
        ("a%20b.jsonl", "file:///{here}/a%2520b.jsonl", "a%20b.jsonl"),
        ("../{folder}/ü.jsonl", "file:{here}/%C3%BC.jsonl", "../{folder}/ü.jsonl"),
        ("crawl", "file:{here}/crawl/2024/a.jsonl", "crawl/2024/a.jsonl"),
        ("crawl/", "file:{here}/crawl/ü#.jsonl", "crawl/ü#.jsonl"),
        ("crawl", "file:{here}/crawling/a.jsonl", "file://{here}/crawling/a.jsonl"),
        ("file://{here}/a.jsonl", "file:{here}/a.jsonl", "file://{here}/a.jsonl"),
        ("hdfs://host/a b.jsonl", "hdfs://host/a%20b.jsonl", "hdfs://host/a%20b.jsonl"),
    ],
)
def test_a_file_has_the_path_that_it_was_given_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, uri: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path, uri, name = (text.format(here=tmp_path, folder=tmp_path.name) for text in (path, uri, name))
    assert list(placed([(uri, 0, 3)], ["other.jsonl", path])) == [(uri, 0, name, 0)]


@pytest.mark.parametrize("paths", [["a.jsonl", "./a.jsonl"], ["b", "b/a.jsonl"], ["s3://b/c/a.jsonl", "s3://b/c"]])
def test_spark_refuses_a_path_that_is_given_twice(paths: list[str]) -> None:
    with pytest.raises(InputError, match="is given twice"):
        spark_reading.sketches_in(None, paths, Settings(), SketchSpec.of(Settings()), texts=False)


Told = list[Any]
"""What a run counts, the names of what it refuses, and its families, as JSON has them."""
# What joins so few articles takes longer to compile well than to run, and is not worth threads that collect garbage.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
QUICK = {"spark.ui.enabled": "false", "spark.driver.extraJavaOptions": f"'{JAVA}'"}
SMALL_BATCHES = {"spark.sql.files.openCostInBytes": "0", "spark.sql.execution.arrow.maxRecordsPerBatch": "7"}


def submitted(options: dict[str, str]) -> dict[str, str]:
    """The environment in which pyspark starts a JVM with such options."""
    arguments = " ".join(f"--conf {name}={value}" for name, value in options.items())
    return {"PYSPARK_SUBMIT_ARGS": f"{arguments} pyspark-shell", "PYTHONPATH": str(Path(__file__).parent.parent)}


@pytest.fixture(scope="module")
def spark_here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session on two threads, and the folder of its process, against which Spark resolves relative paths."""
    pytest.importorskip("pyspark")
    folder = tmp_path_factory.mktemp("spark")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in submitted(QUICK).items():
            patch.setenv(name, value)
        session = spark._session("local[2]")
    yield session, folder
    session.stop()


@pytest.fixture
def spark_session(spark_here: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The session, in its folder, which is empty; what a test sets is set back."""
    session, folder = spark_here
    before = {name: session.conf.get(name) for name in ("spark.sql.files.maxPartitionBytes", *SMALL_BATCHES)}
    monkeypatch.chdir(folder)
    yield session
    for name, value in before.items():
        session.conf.set(name, value)
    for item in folder.iterdir():
        shutil.rmtree(item) if item.is_dir() else item.unlink()


def run_told(find: Callable[..., local.Run], *arguments: Any, **options: Any) -> Told:
    told: list[str] = []
    run = find(*arguments, **options, reject=lambda found: told.append(found.where))
    counts = [run.articles, run.refused, run.candidates, run.edges, run.explained]
    return list(json.loads(json.dumps([counts, sorted(told), [family.to_dict() for family in run.families]])))


def cut(session: Any, block: int) -> None:
    """Files are cut at so many bytes, tasks take several small blocks, and batches of Arrow end at 7 rows."""
    for name, value in {**SMALL_BATCHES, "spark.sql.files.maxPartitionBytes": str(block)}.items():
        session.conf.set(name, value)


@pytest.mark.spark
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_spark_finds_the_same_families_of_schema_org(spark_session: Any, tmp_path: Path, kind: str) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    records = schema_org_corpus()
    path = written(tmp_path / "corpus.jsonl", records)  # type: ignore[arg-type]
    if kind == "parquet":  # with one type for each column
        plain = [{**record, "author": "A. Writer"} for record in records[:40] if "id" not in record]  # type: ignore[operator,dict-item]
        path = tmp_path / "corpus.parquet"
        parquet.write_table(arrow.Table.from_pylist(plain), path)
    found = run_told(spark.find_families, [str(path)], session=spark_session)
    assert found == run_told(find_families, [path], tmp_path / "work")
    assert [len(family["members"]) for family in found[2]] == [2, 3]


FEW = Settings(families_pair_articles=6)
"""A sampled hash of more than six articles pairs each with the first of them: `reprinted` has many of those."""


def reprinted() -> list[dict[str, str]]:
    """The small corpus with a story that sixteen reprint, and two that have a part of it and are in doubt by themselves."""
    rng = random.Random(2)
    story = invented(rng, 150)
    reprints = [
        {"id": f"reprint-{n:02d}", "text": edited(rng, story, 0.02), "published": f"2024-02-{1 + n:02d}"} for n in range(16)
    ]
    part = " ".join(story.split()[40:65])
    parts = [{"id": f"part-{n}", "text": f"{invented(rng, 160)} {part} {invented(rng, 60)}"} for n in range(2)]
    return [*small_corpus(), *reprints, *parts]


@pytest.mark.spark
def test_spark_finds_the_same_families(spark_session: Any, tmp_path: Path) -> None:
    path = written(tmp_path / "corpus.jsonl", reprinted())
    found = run_told(spark.find_families, [str(path)], FEW, session=spark_session, edges_to=str(tmp_path / "edges.parquet"))
    assert found == run_told(find_families, [path], tmp_path / "work", FEW)
    assert list((tmp_path / "edges.parquet").glob("*.parquet"))


@pytest.mark.spark
def test_spark_names_what_has_no_name_by_its_line_or_row(spark_session: Any, tmp_path: Path) -> None:
    """A folder with files of many blocks, one that is packed, and a table of many row groups: copies across all of them."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    records = [{"text": record["text"]} for record in small_corpus()]
    records[3]["id"] = "named"
    lines = [json.dumps(record).encode() for record in records]
    for at, line in ((5, b""), (10, b"{no json"), (11, b"  "), (20, b""), (21, b""), (35, b'{"text": 1}')):
        lines.insert(at, line)
    folder = Path("a crawl, 50%")
    (folder / "inside").mkdir(parents=True)
    (folder / "one.jsonl").write_bytes(b"\n".join(lines[:30]) + b"\n\n\n")
    (folder / "inside" / "zwei ü.jsonl").write_bytes(b"\n".join(lines[30:40]))
    with gzip.open(folder / "packed.jsonl.gz", "wb") as stream:
        stream.write(b"\n".join(lines[40:]))
    texts = [edited(random.Random(n), record["text"], 0.05) for n, record in enumerate(records)]
    parquet.write_table(arrow.table({"text": texts}), "copies.parquet", row_group_size=5)
    paths = [f"{folder}/", "copies.parquet"]
    cut(spark_session, 8000)
    found = run_told(spark.find_families, paths, session=spark_session)
    assert found == run_told(find_families, paths, tmp_path / "work")
    assert found[1] == [f"{folder}/inside/zwei ü.jsonl:6", f"{folder}/one.jsonl:11"]
    names = {member["id"] for family in found[2] for member in family["members"]}
    assert len(names) == 80
    assert {"copies.parquet:40", f"{folder}/one.jsonl:30", f"{folder}/inside/zwei ü.jsonl:10", "named"} <= names


# One session for a run of the library and one of the command, which takes the session that is there and ends it: two workers'
# processes start once. Nothing of this process is in theirs.
ON_CLUSTER = """
import json, sys
from pathlib import Path
from dedup.cli import main
from dedup.engines import spark
from dedup.settings import Settings

session = spark._session("local-cluster[2,1,1024]")
settings = Settings(families_pair_articles=6)
run = spark.find_families(["reprinted.jsonl"], settings, session=session, edges_to="edges.parquet", reject=print)
counts = [run.articles, run.refused, run.candidates, run.edges, run.explained]
Path("told.json").write_text(json.dumps([counts, [], [family.to_dict() for family in run.families]]), "utf-8")
assert session.sparkContext._jsc.getPersistentRDDs().isEmpty(), "something is still kept"
sys.exit(main(sys.argv[1:]))
"""
EXPLAINING = "families stories.jsonl --no-model --config settings.toml --output {0}.jsonl --explain {0}.comparisons"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what the local engine and a cluster of two workers make of two corpora, with small blocks and batches."""
    pytest.importorskip("pyspark")
    folder = tmp_path_factory.mktemp("cluster")
    written(folder / "reprinted.jsonl", reprinted())
    written(folder / "stories.jsonl", story_records("museum-return"))
    (folder / "settings.toml").write_text("relation_chance_containment = 0.2\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(EXPLAINING.format("here").split()) == 0
    workers = {"spark.executor.extraJavaOptions": f"'{JAVA}'", "spark.sql.files.maxPartitionBytes": "20000"}
    environment = {**os.environ, **submitted({**QUICK, **SMALL_BATCHES, **workers})}
    asked = f"{EXPLAINING.format('spark')} --engine spark --master local-cluster[2,1,1024]".split()
    command = [sys.executable, "-c", ON_CLUSTER, *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.mark.spark
def test_a_cluster_finds_the_same_families(cluster: Path, tmp_path: Path) -> None:
    found = json.loads((cluster / "told.json").read_text("utf-8"))
    assert found == run_told(find_families, [cluster / "reprinted.jsonl"], tmp_path / "work", FEW)
    assert [len(family["members"]) for family in found[2]] == [2, 18, 3]
    assert list((cluster / "edges.parquet").glob("*.parquet"))


@pytest.mark.spark
def test_a_cluster_explains_the_same_edges_in_the_same_lines(cluster: Path) -> None:
    """By the command, with records without a name among them, and settings by which comparisons refute edges time and again."""
    for kind in ("comparisons", "jsonl"):
        assert (cluster / f"spark.{kind}").read_text("utf-8") == (cluster / f"here.{kind}").read_text("utf-8")
    compared = [json.loads(line) for line in (cluster / "spark.comparisons").read_text("utf-8").splitlines()]
    assert [line["comparison"]["relation"] for line in compared].count("independent") > 3
    assert any(line["a"].startswith("stories.jsonl:") for line in compared)


def test_a_page_with_comparisons_of_what_only_spark_can_read_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = ["--output", str(tmp_path / "f.html"), "--explain", str(tmp_path / "c.jsonl")]
    assert main(["families", "hdfs://host/corpus.jsonl", "--engine", "spark", *ends]) == 2
    assert "hdfs://host/corpus.jsonl is not on this machine" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def story_records(story: str) -> list[dict[str, str]]:
    """The articles of a story, every fourth without id and url."""
    folder = Path(__file__).parent.parent / "data" / story
    records: list[dict[str, str]] = []
    for known in json.loads((folder / "family.json").read_text("utf-8"))["articles"].values():
        stated = ("title", "outlet", "author", "published", *(("id", "url") if len(records) % 4 else ()))
        records.append({**{name: known[name] for name in stated}, "text": (folder / known["file"]).read_text("utf-8")})
    return records
