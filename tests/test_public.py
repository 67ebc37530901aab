"""The names that a user imports, and the words that a result may use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dedup
from dedup import Article, Comparison, InputError, Settings, compare, errors


def test_every_public_name_is_there() -> None:
    assert all(getattr(dedup, name) is not None for name in dedup.__all__)


def test_every_error_is_public() -> None:
    kinds = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert kinds <= set(dedup.__all__)
    assert all(issubclass(getattr(dedup, name), dedup.DedupError) for name in kinds)


def a_result() -> dict[str, Any]:
    source = "The mill on Fen Lane closed in March after forty years, its owner said. Nobody had offered to buy the building."
    rewrite = "The mill on Fen Lane closed in April after forty years, its owner said. What a shame for Fen Lane!"
    result = compare(Article(source), Article(rewrite), source="a", settings=Settings(model=""))
    plain: dict[str, Any] = json.loads(json.dumps(result.to_dict()))
    return plain


def test_a_result_is_read_back_as_it_was() -> None:
    plain = a_result()
    assert Comparison.from_dict(plain).to_dict() == plain


@pytest.mark.parametrize(
    "path", [("relation",), ("passages", 0, "kind"), ("passages", 0, "changes", 0, "severity"), ("dropped", 0, "group")]
)
def test_a_word_that_the_contract_does_not_know_is_refused(path: tuple[str | int, ...]) -> None:
    plain = a_result()
    place: Any = plain
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = "vrebatim"
    with pytest.raises(InputError, match="'vrebatim' is none of"):
        Comparison.from_dict(plain)


def test_the_package_lists_its_names_and_tells_type_checkers_of_its_annotations() -> None:
    assert dir(dedup) == sorted(dedup.__all__)
    assert Path(dedup.__file__).with_name("py.typed").is_file()


def test_the_package_can_be_run_as_the_command() -> None:
    shown = subprocess.run([sys.executable, "-m", "dedup", "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout == f"dedup {dedup.__version__}\n"
