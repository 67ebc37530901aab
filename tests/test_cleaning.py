"""A corpus without its copies: as it was read, every record accounted for."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from made_corpora import small_corpus, written

from dedup.cli import main
from dedup.engines.cleaning import clean
from dedup.errors import DedupError, InputError
from dedup.families.keep import Keep, Removal, removals
from dedup.families.model import Edge, Family, Member
from dedup.settings import Settings


def family(*, root: str | None = None, dates: bool = True) -> Family:
    members = [
        Member("a", 300, published="2024-03-03" if dates else None),
        Member("b", 500, published="2024-03-02T08:00:00+05:00" if dates else None),
        Member("c", 400, published="2024-03-02" if dates else None),
    ]
    edges = [Edge("a", "b", None, 0.7, 0.9, 0.6, 200, kind="copy"), Edge("b", "c", None, 0.1, 0.1, 0.2, 40)]
    return Family("a", root, tuple(members), tuple(edges))


@pytest.mark.parametrize(
    ("keep", "root", "dates", "stays"),
    [
        ("root", "a", True, "a"),
        ("root", None, True, None),
        ("longest", "a", True, "b"),
        ("earliest", "a", True, "c"),  # midnight in UTC, of b it is three hours later
        ("earliest", None, False, None),
        ("one", "a", True, "a"),
        ("one", None, True, "c"),
        ("one", None, False, "b"),
    ],
)
def test_one_of_a_family_stays(keep: Keep, root: str | None, dates: bool, stays: str | None) -> None:
    gone = removals([family(root=root, dates=dates)], keep)
    assert {"a", "b", "c"} - set(gone) == ({stays} if stays else {"a", "b", "c"})
    assert {one.kept for one in gone.values()} == ({stays} if stays else set())


def test_what_shares_a_part_stays_where_copies_alone_go() -> None:
    gone = removals([family()], "longest", copies=True)
    assert [(one.id, one.kept, one.kind, one.edge_with, one.shared) for one in gone.values()] == [("a", "b", "copy", "b", 0.9)]


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_lines_stay_as_they_were_and_the_table_says_what_went(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    lines = corpus.read_bytes().splitlines(keepends=True)
    odd = b'{ "text":"Two  words,\\u0020alone" , "id" : "odd","more":[1]}\r\n'
    corpus.write_bytes(b"".join([odd, b"\n", b"no json\n", *lines]))
    out = tmp_path / f"clean{suffix}"
    assert main(["families", str(corpus), "--output", str(tmp_path / "f.csv"), "--cleaned", str(out), "--keep", "root"]) == 0
    kept = (gzip.decompress(out.read_bytes()) if suffix.endswith("gz") else out.read_bytes()).splitlines(keepends=True)
    with Path(f"{out}.removed.csv").open(encoding="utf-8") as stream:
        table = list(csv.DictReader(stream))
    gone = {row["id"]: (row["kept"], row["why"]) for row in table}
    assert gone == {
        "": ("", "refused"),
        "blog": ("report", "reuse"),
        "story-copy": ("story", "copy"),
        "story-copy-copy": ("story", "copy"),
    }
    assert kept == [odd, *(line for line in lines if json.loads(line)["id"] not in gone)]
    assert table[0]["where"].endswith("corpus.jsonl:3")
    assert f"{len(lines) + 2} records read, {len(kept)} written to" in (told := capsys.readouterr().err)
    assert "3 left out, 1 refused" in told


def test_rows_of_parquet_stay_with_all_their_columns(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [{**record, "extra": [number]} for number, record in enumerate(small_corpus())]
    corpus, out = tmp_path / "corpus.parquet", tmp_path / "clean.parquet"
    parquet.write_table(arrow.Table.from_pylist(rows), corpus)
    options = ["--output", str(tmp_path / "f.csv"), "--copies", "--cleaned", str(out), "--members", str(tmp_path / "m.csv")]
    assert main(["families", str(corpus), *options]) == 0
    gone = {"story-copy", "story-copy-copy"}
    assert parquet.read_table(out).to_pylist() == [row for row in rows if row["id"] not in gone]
    members = (tmp_path / "m.csv").read_text(encoding="utf-8").splitlines()
    assert members[:3] == ["id,family,root", "blog,blog,report", "report,blog,report"]


def test_rows_of_a_sheet_stay_with_all_their_columns_and_act_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [[record["id"], record["text"], f"=SUM(A{number})", "Å\n2"] for number, record in enumerate(small_corpus())]
    sheets = [tmp_path / "one.csv", tmp_path / "two.tsv"]
    for path, mark, mine in zip(sheets, ",\t", (rows[:2], [*rows[2:], ["short", "row"]]), strict=True):
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=mark).writerows([["id", "text", "sum", "more"], *mine, []])
    out = tmp_path / "clean.csv"
    assert main(["families", *map(str, sheets), "--output", str(tmp_path / "f.csv"), "--copies", "--cleaned", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as stream:
        kept = list(csv.reader(stream))
    stays = [row for row in rows if row[0] not in ("story-copy", "story-copy-copy")]
    assert kept == [["id", "text", "sum", "more"], *([name, text, f"'{formula}", more] for name, text, formula, more in stays)]
    told = capsys.readouterr().err
    assert f"{len(rows) + 1} records read, {len(stays)} written to" in told
    assert "2 left out, 1 refused" in told


def test_sheets_of_other_columns_are_not_written_as_one(tmp_path: Path) -> None:
    for name, head in (("one.csv", "id,text"), ("two.csv", "text,id")):
        (tmp_path / name).write_text(f"{head}\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"two\.csv has other columns than .*one\.csv"):
        clean([tmp_path / "one.csv", tmp_path / "two.csv"], {}, tmp_path / "clean.csv", Settings())
    (tmp_path / "odd.csv").write_text('id,text\na,"b', encoding="utf-8")
    with pytest.raises(InputError, match=r"odd\.csv.*cannot be read"):
        clean([tmp_path / "odd.csv"], {}, tmp_path / "clean.csv", Settings())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["odd.csv", "one.csv", "two.csv"]


def test_what_cannot_be_written_as_read_is_refused_before_the_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    for name, told in (("clean.parquet", "as it was read"), ("clean.csv", "files of CSV or TSV"), ("clean.csv.gz", "must end in")):
        assert main(["families", str(corpus), "--cleaned", str(tmp_path / name)]) == 2
        assert told in capsys.readouterr().err
    assert main(["families", str(corpus), "--keep", "root"]) == 2
    assert "--cleaned" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.jsonl"]


GONE = {"story-copy": Removal("story-copy", "story", "story", "copy", "story", 0.9)}


def test_a_corpus_that_has_changed_is_not_cleaned(tmp_path: Path) -> None:
    corpus, out = written(tmp_path / "corpus.jsonl", small_corpus()), tmp_path / "clean.jsonl"
    lost = {name: replace(GONE["story-copy"], id=name) for name in ("lost-1", "lost-2")}
    with pytest.raises(InputError, match=r"1 articles would go, not 3 \(lost-1, lost-2\)"):
        clean([corpus], {**GONE, **lost}, out, Settings())
    corpus.write_bytes(corpus.read_bytes() * 2)
    with pytest.raises(InputError, match=r"2 articles would go, not 1 \(story-copy\)"):
        clean([corpus], GONE, out, Settings())
    assert [path.name for path in tmp_path.iterdir()] == ["corpus.jsonl"]


@pytest.mark.parametrize("damage", ["cut", "flipped", "no gzip"])
def test_a_packed_file_that_cannot_be_read_is_named(damage: str, tmp_path: Path) -> None:
    corpus, out = tmp_path / "corpus.jsonl.gz", tmp_path / "clean.jsonl"
    packed = gzip.compress(written(tmp_path / "plain", small_corpus()).read_bytes())
    half = len(packed) // 2
    damaged = {"cut": packed[:half], "flipped": packed[:12] + b"\xff" * 40 + packed[52:], "no gzip": b"plain" + packed}
    corpus.write_bytes(damaged[damage])
    with pytest.raises(InputError, match=r"corpus\.jsonl\.gz: cannot be read"):
        clean([corpus], GONE, out, Settings())
    assert not out.exists()


def test_a_table_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    corpus = tmp_path / "corpus.parquet"
    corpus.write_bytes(b"PAR1 no table PAR1")
    with pytest.raises(InputError, match=r"corpus\.parquet: cannot be read"):
        clean([corpus], GONE, tmp_path / "clean.parquet", Settings())


def test_what_cannot_be_written_is_told_of_the_target(tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    with pytest.raises(DedupError, match=r"cannot write to .*clean\.jsonl"):
        clean([corpus], GONE, tmp_path / "nowhere" / "clean.jsonl", Settings())


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.removed.csv"])
def test_no_link_is_followed_where_it_is_written_first(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may write the folder sees the one name while the corpus is read."""
    corpus, ours = written(tmp_path / "corpus.jsonl", small_corpus()), tmp_path / "ours.txt"
    ours.write_text("ours", encoding="utf-8")
    monkeypatch.setattr("os.urandom", bytes)
    (tmp_path / f"clean{suffix}.{bytes(6).hex()}.part").symlink_to(ours)
    with pytest.raises(DedupError, match="cannot write to"):
        clean([corpus], {}, tmp_path / "clean.jsonl", Settings())
    assert ours.read_text("utf-8") == "ours"


def test_rows_of_a_frame_that_are_no_article_are_told() -> None:
    pandas = pytest.importorskip("pandas")
    from dedup.frames import families

    frame = pandas.DataFrame({"text": ["The mill burns.", None, "A ferry sails.", "x" * 90, ""]})
    with pytest.warns(UserWarning, match=r"3 rows are no article and are kept as they are: 1, 3, 4 \(row 1: "):
        found = families(frame, settings=Settings(article_max_characters=50))
    assert found["keep"].all()


def test_families_of_a_frame_are_a_column() -> None:
    pandas = pytest.importorskip("pandas")
    from dedup.frames import families

    frame = pandas.DataFrame(small_corpus()).set_index("id")
    frame["published"] = pandas.to_datetime(frame["published"])
    found = families(frame)
    assert list(found.columns) == ["text", "published", "family", "root", "keep"]
    assert found.index[~found["keep"]].tolist() == ["story-copy", "story-copy-copy", "blog"]
    assert found.index[found["root"]].tolist() == ["story", "report"]
    assert found["family"].isna().sum() == 35
    assert found.loc["story", "family"] == found.loc["story-copy", "family"] != found.loc["blog", "family"]
    with pytest.raises(InputError, match=r"text=\.\.\."):
        families(frame.rename(columns={"text": "body"}))


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz"])
def test_a_link_at_the_place_is_followed_as_that_of_every_output_is(suffix: str, tmp_path: Path) -> None:
    """It was replaced by a file, and what it led to stayed as it was."""
    corpus, elsewhere, out = written(tmp_path / "corpus.jsonl", small_corpus()), tmp_path / "elsewhere", tmp_path / f"clean{suffix}"
    elsewhere.write_bytes(b"before")
    elsewhere.chmod(0o600)
    out.symlink_to(elsewhere)
    clean([corpus], {}, out, Settings())
    content = elsewhere.read_bytes()
    assert (out.is_symlink(), elsewhere.stat().st_mode & 0o777) == (True, 0o600)
    assert (gzip.decompress(content) if suffix.endswith("gz") else content) == corpus.read_bytes()


@pytest.mark.parametrize("name", ["clean.jsonl", "clean.jsonl.removed.csv"])
def test_a_link_that_leads_to_the_corpus_is_refused(name: str, tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus.jsonl", small_corpus())
    before = corpus.read_bytes()
    (tmp_path / name).symlink_to(corpus)
    with pytest.raises(DedupError, match="it is one of the files to read"):
        clean([corpus], {}, tmp_path / "clean.jsonl", Settings())
    assert corpus.read_bytes() == before
