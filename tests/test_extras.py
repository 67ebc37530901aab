"""With the base package alone, what needs an extra says which; what needs none works. One process without any of them tries all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NEEDS = {
    "a saved model": "models",
    "rows for datasketch": "index",
    "an index of a model's vectors": "index",
    "dedup families": "families",
    "dedup.frames.families": "families",
    "a cleaned corpus": "families",
    "a cleaned table": "families",
    "families as Parquet": "families",
    "dedup families --engine spark": "spark",
    "an index on PostgreSQL": "postgres",
    "dedup.crawl.scrapy": "crawl",
    "a WARC file": "crawl",
    "a Parquet file": "crawl",
    "an Arrow file": "crawl",
    "dedup serve": "serve",
}
SCRIPT = r"""
import contextlib, importlib, io, json, sys
from importlib.abc import MetaPathFinder
from pathlib import Path

OF_EXTRAS = set(
    "datasketch faiss fastwarc huggingface_hub itemadapter orjson pandas psycopg pyarrow pyspark safetensors scrapy "
    "sentence_transformers starlette torch twisted uvicorn".split()
)

class Missing(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in OF_EXTRAS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())

import numpy as np
from dedup import Detector, Settings
from dedup.cli import main
from dedup.engines.cleaning import clean
from dedup.families.write import write_families
from dedup.frames import families
from dedup.index.nearest import BySigns
from dedup.read.corpus import read_corpus
from dedup.sketch.encoder import load_encoder
from dedup.sketch.exchange import to_datasketch

class Frame:
    columns = ["text"]
    def __getitem__(self, names): return self
    def itertuples(self, **_): return iter([("The mill on Fen Lane closed in March.",)])
    def __len__(self): return 1

class CommandError(Exception): ...

def ran(*words):
    told = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stderr(told), contextlib.redirect_stdout(told):
        code = main(list(words))
    if code not in (0, 1):
        raise CommandError(shown(told))
    return shown(told)

def shown(told):
    told.flush()
    return told.buffer.getvalue().decode()

def read(name):
    Path(name).write_bytes(b"any bytes")
    return list(read_corpus([name], Settings()))

text = "The mill on Fen Lane closed in March after forty years, its owner said. Nobody had offered to buy the building. " * 3
Path("crawl.jsonl").write_text(json.dumps({"id": "one", "text": text}) + "\n")
Path("new.txt").write_text(text)
Path("table.parquet").write_bytes(b"any bytes")
Path("model").mkdir()
Path("model/model.safetensors").write_bytes(b"any bytes")
cases = {
    "a saved model": lambda: load_encoder("model"),
    "rows for datasketch": lambda: to_datasketch(np.zeros(128, np.uint32)),
    "an index of a model's vectors": lambda: BySigns(8),
    "dedup families": lambda: ran("families", "crawl.jsonl", "--output", "out.jsonl"),
    "dedup.frames.families": lambda: families(Frame()),
    "a cleaned corpus": lambda: clean(["crawl.jsonl"], {}, Path("clean.jsonl"), Settings()),
    "a cleaned table": lambda: clean(["table.parquet"], {}, Path("clean.parquet"), Settings()),
    "families as Parquet": lambda: write_families([], Path("out.parquet")),
    "dedup families --engine spark": lambda: ran("families", "crawl.jsonl", "--engine", "spark", "--output", "out.jsonl"),
    "an index on PostgreSQL": lambda: Detector.open("postgresql://nobody@localhost/none"),
    "dedup.crawl.scrapy": lambda: importlib.import_module("dedup.crawl.scrapy"),
    "a WARC file": lambda: read("crawl.warc.gz"),
    "a Parquet file": lambda: read("table.parquet"),
    "an Arrow file": lambda: read("table.arrow"),
    "dedup serve": lambda: ran("serve"),
    "dedup index": lambda: ran("index", "add", "articles.index", "crawl.jsonl") + ran("index", "find", "articles.index", "new.txt"),
}
told = {}
if __name__ == "__main__":  # no worker tries all this again
    for name, work in cases.items():
        try:
            told[name] = ["", str(work())]
        except BaseException as error:
            told[name] = [type(error).__name__, str(error)]
    Path("told.json").write_text(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What came of each case: the name of the error, "" where there was none, and what it said."""
    folder = tmp_path_factory.mktemp("base")
    (folder / "base.py").write_text(SCRIPT, encoding="utf-8")
    run = subprocess.run([sys.executable, "base.py"], cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, list[str]] = json.loads((folder / "told.json").read_text("utf-8"))
    return found


def test_every_extra_that_is_named_anywhere_is_one() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "dedup").rglob("*.py")]
    lists = re.findall(r"dedup-news\[([\w,-]+)\]", "".join(path.read_text("utf-8") for path in files))
    named = {name for every in lists for name in every.split(",")}
    assert set(NEEDS.values()) | {"all"} <= named <= set(extras)


@pytest.mark.parametrize("case", NEEDS)
def test_what_needs_an_extra_names_it(told: dict[str, list[str]], case: str) -> None:
    kind, message = told[case]
    assert kind in ("MissingExtra", "CommandError"), message
    assert f"pip install 'dedup-news[{NEEDS[case]}]'" in message
    assert "this is a bug" not in message


def test_an_index_of_lines_needs_no_extra(told: dict[str, list[str]]) -> None:
    kind, message = told["dedup index"]
    assert not kind, message
    assert '"id": "one"' in message
    assert "identical" in message


def test_every_extra_has_a_case() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(NEEDS.values()) == project["optional-dependencies"].keys() - {"all", "dev", "postgres-tests"}
