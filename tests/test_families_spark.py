"""Families on Spark are those of the local engine; one session on two threads and one cluster serve all tests that need Spark."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_corpora import as_read, edited, invented, schema_org_corpus, small_corpus, surrounded_corpus, written

from dedup.cli import main
from dedup.engines import local, spark, spark_components, spark_reading
from dedup.engines.local import find_families
from dedup.engines.reading import batches
from dedup.engines.spark_components import stars
from dedup.engines.spark_families import Outputs
from dedup.engines.spark_reading import numbered, of_line, of_table, placed, sketched
from dedup.engines.spark_vectors import tasks_for
from dedup.errors import InputError
from dedup.families.model import Tally
from dedup.families.write import edge_table, jsonl, member_table, write_families
from dedup.read.records import RECORD_KEYS, article_from_record
from dedup.settings import Settings
from dedup.sketch.minhash import SketchSpec


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
    assert json.loads(found["meta"]) == {
        "words": 2,
        "opening": "A text.",
        "outlet": "The Example",
        "published": "2024-05-01T09:30:00+00:00",
    }


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


@pytest.mark.parametrize(("articles", "tasks"), [(0, 1), (1, 1), (20_000, 1), (20_001, 2), (10**9, 8)])
def test_near_articles_are_asked_for_by_one_task_at_least(articles: int, tasks: int) -> None:
    assert tasks_for(articles, 8) == tasks


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
    pyspark = pytest.importorskip("pyspark")
    folder, interrupted = tmp_path_factory.mktemp("spark"), signal.getsignal(signal.SIGINT)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in {**submitted(QUICK), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}.items():
            patch.setenv(name, value)
        for name in ("SPARK_AUTH_SOCKET_TIMEOUT", "SPARK_BUFFER_SIZE"):  # what pyspark sets is taken back with the rest
            patch.setenv(name, "")
            patch.delenv(name)
        patch.syspath_prepend(str(folder))
        session = spark._session("local[2]")
    signal.signal(signal.SIGINT, interrupted)  # pyspark puts its own there, which would hear the interrupts of other tests
    yield session, folder
    session.stop()
    end_java(pyspark.SparkContext)


def end_java(context: Any) -> None:
    """End the JVM, which pyspark keeps for the next session of the process."""
    java = context._gateway.proc
    context._gateway.shutdown()
    context._gateway = context._jvm = None
    java.stdin.close()
    java.wait(60)


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
def test_workers_do_not_look_for_modules_in_the_working_folder(spark_session: Any) -> None:
    path = spark_session.sparkContext.parallelize([0], 1).map(lambda _: list(sys.path)).first()
    assert {"", os.getcwd()}.isdisjoint(path)


@pytest.mark.spark
def test_spark_finds_the_same_families_of_schema_org(spark_session: Any, tmp_path: Path) -> None:
    """In a table, with one type for each column; what Spark takes of lines is tested above."""
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    plain = [{**record, "author": "A. Writer"} for record in schema_org_corpus()[:40] if "id" not in record]  # type: ignore[operator,dict-item]
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
    return [*small_corpus(), *reprints, *parts, *surrounded_corpus()]


@pytest.mark.spark
def test_spark_finds_the_same_families_and_its_workers_write_them(spark_session: Any, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path, at = written(tmp_path / "corpus.jsonl", reprinted()), f"{tmp_path}/spark"
    outputs = Outputs((f"{at}.jsonl", f"{at}.parquet", f"{at}.csv"), f"{at}.members", f"{at}.edges")
    run = find_families([path], tmp_path / "work", FEW)
    here, told = run.families, list[tuple[str, int, int]]()
    found = spark.find_families(
        [str(path)], FEW, session=spark_session, asked=spark.Asked(outputs=outputs), progress=lambda *step: told.append(step)
    )
    counts = ("articles", "refused", "candidates", "edges", "explained", "quotations", "furniture", "families")
    assert {name: getattr(found, name) for name in counts} == {name: getattr(run, name) for name in counts}
    assert found.tally == Tally.of(here)
    assert lines_in(f"{at}.jsonl") == [line.rstrip("\n") for line in jsonl(here)]
    assert sorted(lines_in(f"{at}.csv")) == sorted(edge_table(here).splitlines())
    assert sorted(lines_in(f"{at}.members")) == sorted(member_table(here).splitlines())
    write_families(here, tmp_path / "here.parquet")
    assert parquet.read_table(f"{at}.parquet").to_pylist() == parquet.read_table(tmp_path / "here.parquet").to_pylist()
    edges = parquet.read_table(f"{at}.edges").to_pylist()
    assert {(edge["a"], edge["b"]) for edge in edges} == {(edge.a, edge.b) for family in here for edge in family.edges}
    assert told
    assert all(0 <= done <= tasks for _, done, tasks in told)


def lines_in(folder: str) -> list[str]:
    """The lines of the parts that Spark wrote, in their order."""
    return [line for part in sorted(Path(folder).glob("part-*")) for line in part.read_text("utf-8").splitlines()]


@pytest.mark.spark
def test_components_are_found_whatever_the_edges_and_however_little_a_task_holds(
    spark_session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long chain is the worst case; no task joins more than three articles by itself, so that the rounds have to do it."""
    rng = random.Random(4)
    chain = [f"n{place:02d}" for place in rng.sample(range(40), 40)]
    edges = [*pairwise(chain), ("p", "q"), ("p", "r"), ("x", "y")]
    held = partial(spark_components.stars, most=2)
    monkeypatch.setattr(spark_components, "stars", held)
    shelf = spark_reading.Shelf()
    found = spark_components.components(
        spark_session.createDataFrame([tuple(sorted(edge)) for edge in edges], "a string, b string"), shelf
    )
    named = {row.id: row.family for row in found.collect()}
    assert named == dict.fromkeys(chain, "n00") | dict.fromkeys("pqr", "p") | dict.fromkeys("xy", "x")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40), st.integers(1, 40), st.integers(1, 5))
def test_stars_join_what_links_join(pairs: list[tuple[int, int]], most: int, batch: int) -> None:
    links = [{"id": f"{max(pair):02d}", "above": f"{min(pair):02d}"} for pair in pairs if pair[0] != pair[1]]
    made = [row for rows in stars((links[at : at + batch] for at in range(0, len(links), batch)), most) for row in rows]
    assert all(row["above"] < row["id"] for row in made)
    assert linked(made) == linked(links)


def linked(rows: list[dict[str, str]]) -> list[list[str]]:
    """The components that links make, told naively."""
    groups = [{row["id"], row["above"]} for row in rows]
    for row in rows:
        ends = {row["id"], row["above"]}
        groups = [group for group in groups if not group & ends] + [set().union(*(group for group in groups if group & ends))]
    return sorted(sorted(group) for group in groups)


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


EXPLAINING = (
    "families corpus.jsonl --no-model --embeddings --config settings.toml --output {0}.jsonl --members {0}.csv "
    "--explain {0}.comparisons"
)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what the local engine and a cluster of two workers make of one corpus, with small blocks and batches.

    All that a run can do at once, for a cluster takes long to start: records without a name, furniture and quotations, comparisons
    that refute, pairs that only vectors see.
    """
    pytest.importorskip("pyspark")
    folder = tmp_path_factory.mktemp("cluster")
    written(folder / "corpus.jsonl", [*surrounded_corpus(), *story_records("museum-return")])
    (folder / "settings.toml").write_text("relation_derived_probability = 0.99\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(EXPLAINING.format("here").split()) == 0
    workers = {"spark.executor.extraJavaOptions": f"'{JAVA}'", "spark.sql.files.maxPartitionBytes": "20000"}
    environment = {**os.environ, **submitted({**QUICK, **SMALL_BATCHES, **workers})}
    asked = f"{EXPLAINING.format('spark')} --engine spark --master local-cluster[2,1,1024]".split()
    command = [sys.executable, "-m", "dedup.cli", *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.mark.model
@pytest.mark.spark
def test_a_cluster_finds_the_same_families_and_comparisons(cluster: Path) -> None:
    """By the command, with settings by which hardly anything is told to be derived."""
    for kind in ("jsonl", "csv", "comparisons"):
        here = (cluster / f"here.{kind}").read_text("utf-8").splitlines()
        assert sorted(lines_in(f"{cluster}/spark.{kind}")) == sorted(here)
    compared = [json.loads(line) for line in lines_in(f"{cluster}/spark.comparisons")]
    assert "common_source" in [line["comparison"]["relation"] for line in compared]
    assert any(line["a"].startswith("corpus.jsonl:") for line in compared)


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
