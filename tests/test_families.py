"""Families of whole corpora: what is found, what is not, and that nothing but the texts decides."""

from __future__ import annotations

import csv
import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_corpora import edited, invented, small_corpus, written

from dedup.article import Article
from dedup.cli import main
from dedup.engines import local
from dedup.engines.local import find_families
from dedup.errors import InputError
from dedup.families import graph, pairs
from dedup.families.model import Edge, Family, Member, Reason
from dedup.families.write import edge_table, graphml, jsonl, write_families
from dedup.pair.compare import compare
from dedup.sentences import sentences
from dedup.settings import Settings
from dedup.sketch.minhash import sketch


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


@pytest.mark.slow
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


@pytest.mark.slow
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


def test_a_full_disk_is_one_line_and_the_next_run_says_that_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(local, "CHUNK", 5)
    corpus, work = written(tmp_path / "corpus.jsonl", small_corpus()), tmp_path / "work"
    command = ["families", str(corpus), "--no-model", "--jobs", "1", "--work", str(work)]
    write, room = Path.write_bytes, [7]

    def fills(self: Path, data: bytes) -> int:
        if self.parent == work and _taken(room) < 0:
            write(self, bytes(data)[:10])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", fills)
    assert main(command) == 2
    (told,) = [line for line in capsys.readouterr().err.splitlines() if "cannot write" in line]
    assert told.startswith(f"dedup: cannot write to the work folder {work}: No space left on device; make room and start again")
    assert not list(work.glob("*.part"))
    monkeypatch.setattr(Path, "write_bytes", write)
    assert main(command) == 0
    assert f"{work} holds the work of a run that did not end: going on with the 2 batches" in capsys.readouterr().err
    assert not work.exists()


def _taken(room: list[int]) -> int:
    room[0] -= 1
    return room[0]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_under_explain_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    command = ["families", str(corpus), "--no-model", "--work", str(tmp_path / "work"), "--explain", "/dev/full"]
    assert main(command) == 2
    assert "dedup: cannot write to /dev/full: No space left on device" in capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("engine", ["local", "spark"])
def test_only_what_explain_cannot_take_is_told_of_it(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: Any, **_known: Any) -> Any:
        raise OSError(5, "Input/output error", "a part of the work")

    monkeypatch.setitem(
        sys.modules, f"dedup.engines.{engine}", SimpleNamespace(find_families=broken, Run=None, Asked=SimpleNamespace)
    )
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    command = ["families", str(corpus), "--no-model", "--engine", engine, "--work", str(tmp_path / "work"), "--explain"]
    main([*command, str(tmp_path / "comparisons.jsonl")])
    assert "cannot write to" not in capsys.readouterr().err
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "notes.txt").touch()
    assert main([*command, str(tmp_path / "taken")]) == 2
    why = {"local": "Is a directory", "spark": "it is a folder that Spark did not write, and would be cleared; name another one"}
    assert f"dedup: cannot write to {tmp_path}/taken: {why[engine]}" in capsys.readouterr().err.splitlines()


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


@pytest.mark.parametrize(
    ("a", "b", "source"),
    [
        ({"outlet": "Associated Press", "published": "2031-05-02"}, {"outlet": "Tarn Post", "published": "2031-05-01"}, "a"),
        ({"url": "https://tarn.example/1"}, {"url": "https://apnews.com/1"}, "b"),
        ({"outlet": "Reuters", "published": "2031-05-02"}, {"outlet": "AFP", "published": "2031-05-01"}, "b"),  # by the dates
        ({"outlet": "AP News", "published": "2031-05-02"}, {"outlet": "Tarn Post", "published": "2031-05-01"}, "a"),
        ({"outlet": "The AP Observer"}, {"outlet": "Tarn Post"}, None),
        ({"url": "https://ap.gov.in/1"}, {"url": "https://tarn.example/1"}, None),  # a state of that name
    ],
)
def test_the_page_of_an_agency_is_the_source(a: dict[str, str], b: dict[str, str], source: str | None) -> None:
    assert graph.directed(edge("a", "b"), Member("a", 1, **a), Member("b", 1, **b)).source == source  # type: ignore[arg-type]


def test_the_root_of_a_family_is_the_agency_whose_copy_it_is(tmp_path: Path) -> None:
    rng = random.Random(3)
    story = invented(rng, 200)
    outlets = ("Tarn Post", "Reuters", "Vale Times")
    records = [
        {"id": name, "outlet": name, "published": "2031-05-01", "text": f"{edited(rng, story, 0.05)} {invented(rng, 20 * place)}"}
        for place, name in enumerate(outlets)
    ]
    (family,) = found_in(records, tmp_path).families
    assert family.root == "Reuters"


# -- output

FAMILY = Family(
    "a&b",
    "a&b",
    (Member("a&b", 10, title='<script>"x"', published="2024-01-01"), Member("c\x01", 12, outlet="Ä", opening="The ferry")),
    (Edge("a&b", "c\x01", "a", 0.5, 0.6, 0.7, 40, (Reason("published_first", "2024-01-01", "a", 1.5),)),),
)


def test_every_format_holds_the_family() -> None:
    assert json.loads(next(jsonl([FAMILY])))["edges"][0]["evidence"][0]["kind"] == "published_first"
    row = list(csv.reader(edge_table([FAMILY]).splitlines()))[1]
    assert row == [
        "a&b",
        "a&b",
        "c\\u0001",
        "a",
        "0.5",
        "0.6",
        "0.7",
        "40",
        "",
        "reuse",
    ]
    tree = ElementTree.fromstring("".join(graphml([FAMILY])))
    assert [node.get("id") for node in tree.iter("{http://graphml.graphdrawing.org/xmlns}node")] == ["a&b", "c "]


def test_parquet_holds_the_same_as_json(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_families([FAMILY], tmp_path / "f.parquet")
    row = parquet.read_table(tmp_path / "f.parquet").to_pylist()[0]
    assert Family.from_dict(row) == FAMILY == Family.from_dict(json.loads(next(jsonl([FAMILY]))))


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


def test_an_article_without_a_title_goes_by_its_first_words(tmp_path: Path) -> None:
    text = (
        "The harbour board of Orley sold its lighthouse on Monday.\n\n" + "Nobody had asked the keeper of it before the sale. " * 6
    )
    records = [{"id": "x1", "text": text}, {"id": "x2", "title": "Lighthouse sold", "text": text}]
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_text("".join(json.dumps(record) + "\n" for record in records))
    (family,) = find_families([corpus], tmp_path / "work").families
    told = {member["id"]: member.get("opening") for member in family.to_dict()["members"]}
    assert told["x1"].startswith("The harbour board of Orley sold its lighthouse on Monday. Nobody")
    assert len(told["x1"]) <= 80
    assert told["x2"] is None
