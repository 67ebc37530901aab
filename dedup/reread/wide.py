"""Full-width letters, digits and marks ("ＡＢＣ，１，４５０"), as East Asian keyboards set them, read as the plain ones."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from dedup.reread.repaired import Repaired
from dedup.reread.traces import traces

_PLAIN: Final = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: 0x20, 0xFFE0: 0xA2, 0xFFE1: 0xA3, 0xFFE5: 0xA5}
_LEADS: Final = (b"\xef\xbc", b"\xef\xbd", b"\xef\xbf")
"""What the UTF-8 of each begins with, but for the blank, which alone changes nothing."""
_EAST_ASIAN: Final = re.compile("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_FEW: Final = 0.05
"""Share of East Asian characters below which a text is none of theirs: names and a quotation may be."""
_IN_NUMBER: Final = re.compile("(?<=[0-9\uff10-\uff19])[\uff0c\uff0e](?=[0-9\uff10-\uff19])")


def plain_width(text: str) -> Repaired | None:
    """The text with full-width characters as plain ones, each in its place; None where there are none.

    Chinese, Japanese and Korean set their own marks so: there it is the marks inside numbers alone.
    """
    if not any(lead in traces(text) for lead in _LEADS):
        return None
    if len(_EAST_ASIAN.findall(text)) < _FEW * len(text):
        read = text.translate(_PLAIN)
    else:
        read = _IN_NUMBER.sub(lambda mark: mark[0].translate(_PLAIN), text)
    return Repaired(read, np.arange(len(text) + 1)) if read != text else None
