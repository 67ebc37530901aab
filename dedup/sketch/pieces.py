"""Word pieces of the default sentence model: texts -> numbers of its vocabulary, as its own tokenizer gives them.

A test holds them to that tokenizer, which would bring thirteen packages and 42 MB for this one file.
Source: Devlin et al. 2019 (BERT, uncased), Wu et al. 2016 (word pieces).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from dedup.sketch.model_files import CHARACTERS, TOKENIZER, verified

_REMEMBERED: Final = 1 << 15
"""Words whose pieces are remembered, some 10 MB."""


class WordPieces:
    """The vocabulary of the model in `folder`, and how a text is cut into it. Safe from several threads. Raises ModelError."""

    def __init__(self, folder: Path) -> None:
        known = json.loads(verified(folder / TOKENIZER))
        self.vocabulary: dict[str, int] = known["model"]["vocab"]
        self.begin, self.end = self.vocabulary["[CLS]"], self.vocabulary["[SEP]"]
        self.unknown = self.vocabulary[known["model"]["unk_token"]]
        self._prefix = known["model"]["continuing_subword_prefix"]
        self._longest = known["model"]["max_input_chars_per_word"]
        marks = {token["content"]: token["id"] for token in known["added_tokens"]}
        self._marks, self._mark = marks, re.compile(f"({'|'.join(map(re.escape, marks))})")
        kinds = json.loads(verified(folder / CHARACTERS))
        self._dropped, self._space, self._ideograph, self._accent = (
            re.compile(f"[{_range(kinds[kind])}]") for kind in ("dropped", "space", "ideograph", "mark")
        )
        single = _range(kinds["punctuation"])
        self._word = re.compile(f"[{single}]|[^ {single}]+")
        self._pieces = lru_cache(_REMEMBERED)(self._cut)

    def encode(self, text: str, most: int) -> list[int]:
        """The pieces of a text between the two marks of the model, at most `most` of them with the marks."""
        return [self.begin, *self.inside(text)[: most - 2], self.end]

    def inside(self, text: str) -> list[int]:
        """The pieces of a text, without the marks. A mark that stands in the text ("[SEP]") is that piece."""
        pieces: list[int] = []
        for part in self._mark.split(text) if "[" in text else (text,):
            if part in self._marks:
                pieces.append(self._marks[part])
            else:
                for word in self._word.findall(self._normal(part)):
                    pieces += self._pieces(word)
        return pieces

    def _normal(self, text: str) -> str:
        text = self._space.sub(" ", self._dropped.sub("", text))
        if text.isascii():
            return text.lower()
        text = self._ideograph.sub(r" \g<0> ", text)
        text = self._accent.sub("", unicodedata.normalize("NFD", text))
        return text.replace("Σ", "σ").lower()  # letter by letter: lower() alone would write the one at a word's end in its own way

    def _cut(self, word: str) -> Sequence[int]:
        """The longest piece that begins the word, then the longest that goes on, and so to its end; else the one of no word."""
        if len(word) > self._longest:
            return (self.unknown,)
        pieces = tuple(self._steps(word))
        return pieces if -1 not in pieces else (self.unknown,)

    def _steps(self, word: str) -> Iterator[int]:
        start = 0
        while start < len(word):
            prefix = self._prefix if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self.vocabulary), start)
            if end == start:
                yield -1
                return
            yield self.vocabulary[prefix + word[start:end]]
            start = end


def _range(ranges: Sequence[tuple[int, int]]) -> str:
    """The inside of a class of characters of a regular expression."""
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
