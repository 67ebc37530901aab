"""What each character is to the word pieces of the default model: `python -m benchmarks.bert_characters` asks its own tokenizer.

The answer depends on the version of Unicode that the tokenizer was built with, so it is written down rather than asked of Python,
which has another one in each release. Taking letters apart and making them small is left to Python: its answer may differ for
letters that are newer than one of the two. Needs `tokenizers`, which the extra `models` brings.
"""

from __future__ import annotations

import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from dedup.sketch.model_files import CHARACTERS, TOKENIZER, default_folder


def reference() -> Any:
    """The tokenizer that the model was published for; it neither pads nor cuts."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(default_folder() / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def kinds() -> dict[str, list[tuple[int, int]]]:
    """Ranges of code points (first, last) by what is done to them; those of no range are letters, kept as they are."""
    tokenizer = reference()
    told = ((code, _kind(chr(code), tokenizer)) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    found: dict[str, list[tuple[int, int]]] = {"dropped": [], "space": [], "ideograph": [], "mark": [], "punctuation": []}
    for kind, first, last in _runs(told):
        if kind:
            found[kind].append((first, last))
    return found


def _kind(character: str, tokenizer: Any) -> str:
    shown = tokenizer.normalizer.normalize_str(character)
    if not shown:
        return "mark" if unicodedata.category(character).startswith("M") else "dropped"  # marks go after letters are taken apart
    if shown.isspace():
        return "space"
    if shown.startswith(" "):
        return "ideograph"
    pieces = tokenizer.pre_tokenizer.pre_tokenize_str(f"a{character}a")
    return "punctuation" if len(pieces) == 3 else ""


def _runs(told: Iterator[tuple[int, str]]) -> Iterator[tuple[str, int, int]]:
    for _, run in groupby(enumerate(told), lambda item: (item[1][1], item[1][0] - item[0])):
        codes = [(kind, code) for _, (code, kind) in run]
        yield codes[0][0], codes[0][1], codes[-1][1]


def main() -> None:
    """Write the file that the package carries, and print its SHA-256, which `model_files` checks."""
    content = json.dumps(kinds(), separators=(",", ":")).replace('],"', '],\n"').encode()
    (default_folder() / CHARACTERS).write_bytes(content)
    print(hashlib.sha256(content).hexdigest(), CHARACTERS)


if __name__ == "__main__":
    main()
