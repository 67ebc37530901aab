"""The alignments as the XML of the PAN text alignment task, whose tools read it.

The names in it are the format's own: PAN calls any reuse that was found "detected-plagiarism". Source: Potthast et al. 2013.
"""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import quoteattr

from dedup.article import Article
from dedup.report.sides import Column, columns
from dedup.result import Alignment, Comparison

_ACTING: Final = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control and direction characters, which a terminal would obey."""


def render_pan(comparison: Comparison, a: Article, b: Article) -> str:
    """A `document` about the derivative with a `feature` for each alignment; offsets and lengths are code points."""
    opening, source = pan_frame(*columns(comparison, a, b))
    return f"{opening}{''.join(_feature(item, source) for item in comparison.alignments)}</document>\n"


def pan_frame(left: Column, right: Column) -> tuple[str, str]:
    """What the document opens with, and the quoted name of the source, which every feature repeats (the page makes them itself)."""
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<document reference={_attribute(_name(right))}>\n'
    return opening, _attribute(_name(left))


def _feature(item: Alignment, source_name: str) -> str:
    (start, end), (source_start, source_end) = item.derivative, item.source
    return (
        f'  <feature name="detected-plagiarism" this_offset="{start}" this_length="{end - start}" '
        f"source_reference={source_name} "
        f'source_offset="{source_start}" source_length="{source_end - source_start}"/>\n'
    )


def _name(column: Column) -> str:
    return column.info.id or f"{column.side}.txt"


def _attribute(value: str) -> str:
    """`value` quoted, without the characters that no XML 1.0 document may hold; those that act are references."""
    quoted = quoteattr("".join(c for c in value if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff")))
    return _ACTING.sub(lambda match: f"&#{ord(match[0])};", quoted)
