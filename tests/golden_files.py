"""Golden files: a rendering is compared, byte for byte, with the file that was checked in.

After a change that is meant to be seen, write the files anew and read the difference before committing it:

    UPDATE_GOLDEN=1 .venv/bin/pytest tests/test_report_golden.py && git diff tests/golden
"""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def assert_golden(name: str, made: str) -> None:
    """`made` equals the golden file `name`; under UPDATE_GOLDEN=1 the file is written instead."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_bytes(made.encode())
    assert made == path.read_bytes().decode(), f"{name} differs; if that is meant, run UPDATE_GOLDEN=1 pytest {__file__}"
