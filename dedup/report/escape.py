"""Words of articles in Markdown, where none of them may mark up anything."""

from __future__ import annotations

import re
from typing import Final

from dedup.report.visible import visible

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>#|&~$@]|:(?=//)|(?<=www)\.|^[-+=]|^(?:\d{1,9})?[.)]", re.I)
"""What could mark up: anywhere, in a bare address, or as the first thing of a line."""


def escaped(text: str) -> str:
    """`text` with a backslash before every character that could mark up."""
    return _MARKUP.sub(lambda match: f"{match.group()[:-1]}\\{match.group()[-1]}", text.strip())


def shown(text: str) -> str:
    """Words of an article on one line: escaped, characters that act named, line ends shown as ↵."""
    return escaped(visible(text))
