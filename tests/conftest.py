"""What holds for all tests: where the texts are, how hypothesis draws, and that no test reaches another through its process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fuzzing import SEARCH, USUAL, examples
from hypothesis import HealthCheck, settings
from leftovers import State, left_behind, put_back, state

from dedup.sketch.native.build import build

build()  # after a change of the C sources; a machine without a compiler tests the twins in NumPy
ROOT = Path(__file__).resolve().parent.parent

# Drawn examples are the same at every run, whatever the machine and the order; `make soak` draws others, and many more of them.
settings.register_profile(
    "fixed", max_examples=USUAL, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.register_profile("search", settings.get_profile("fixed"), derandomize=False, print_blob=True, max_examples=examples(USUAL))
settings.load_profile("search" if SEARCH > 1 else "fixed")

# What the package itself sets for its process, once, before torch and Spark are imported: set for all tests alike.
for name, value in {
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}.items():
    os.environ.setdefault(name, value)


@pytest.fixture(autouse=True, scope="module")
def _told_of_this_file() -> Iterator[set[str]]:
    """Fails the last test of a file when a fixture of the file has left something in the process; yields what tests were told."""
    before, told = state(), set[str]()
    yield told
    _check(before, "a fixture of this file", told)


@pytest.fixture(autouse=True)
def _test_leaves_nothing_behind(_told_of_this_file: set[str]) -> Iterator[None]:
    """Fails the test that has left something in the process: a handler, a variable, a thread, a child, another folder."""
    before = state()
    yield
    _check(before, "this test", _told_of_this_file)


def _check(before: State, who: str, told: set[str]) -> None:
    found = [line for line in left_behind(before) if line not in told]
    put_back(before)
    told.update(found)
    if found:
        pytest.fail("\n".join([f"{who} has left behind in the process:", *found]), pytrace=False)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files with a JVM, a browser or the model in them are begun first, so that no worker ends long after the other."""
    if not config.getoption("randomly_reorganize", False):
        heavy = {item.path for item in items if any(map(item.get_closest_marker, ("spark", "model", "browser")))}
        items.sort(key=lambda item: item.path not in heavy)


@pytest.fixture(scope="session")
def data() -> Path:
    """The story families that this project wrote."""
    return ROOT / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The evaluation texts that lie beside the project; the test is skipped without them."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the evaluation texts are not at {folder}")
    return folder
