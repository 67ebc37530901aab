"""Fixtures of all tests: where the texts are."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


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
