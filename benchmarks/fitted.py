"""Where a fit leaves its numbers: its group in dedup/calibration.json."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dedup.calibration import CALIBRATION, Values


def keep(group: str, command: str, data: str, values: Values, path: Path = CALIBRATION) -> None:
    """Put a group's values into the file, with what fitted them, on what, and today's date; other groups stay as they are."""
    whole = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    whole[group] = {"command": command, "data": data, "date": f"{datetime.now(UTC):%Y-%m-%d}", "values": values}
    path.write_text(laid_out(whole), encoding="utf-8")


def laid_out(whole: dict[str, Any]) -> str:
    """The file as it is kept: a line for each list of numbers, for a difference to be read by."""
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    flat = re.sub(r"\[[^\[\]{}\"]*\]", lambda found: re.sub(r"\s+", "", found.group()), text)
    return re.sub(r"\],\s+\[", "],[", flat) + "\n"
