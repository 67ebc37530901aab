"""Writes `dedup/lang/en/thesaurus.msgpack.gz` from the database files of WordNet 3.0.

    python -m benchmarks.make_thesaurus /usr/share/wordnet

The folder comes with Debian's package `wordnet-base`. Only single words that occur about once in a million words of
English and more are kept, each with its eight commonest senses; the result is the same every time.
"""

from __future__ import annotations

import gzip
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import msgpack
import numpy as np

from dedup.language import rarity

CLASSES = {"noun": 0, "verb": 1, "adj": 2, "adv": 3}
LETTERS = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
RAREST = 6.3
"""Most that -log10 of a word's frequency may be."""
SENSES = 8
OUTPUT = Path(__file__).resolve().parent.parent / "dedup" / "lang" / "en" / "thesaurus.msgpack.gz"

Key = tuple[str, str]


def is_kept(word: str) -> bool:
    """Whether a lemma is one common word of letters, hyphens allowed."""
    plain = word.replace("-", "")
    return "_" not in word and plain.isalpha() and float(rarity((plain,), "en")[0]) < RAREST


def synsets(folder: Path) -> Iterator[tuple[Key, list[str], list[list[str]]]]:
    """(class and offset, words, pointers) of every synset; a pointer is symbol, offset, class letter, words concerned."""
    for name in CLASSES:
        for line in _lines(folder / f"data.{name}"):
            parts = line.split("|")[0].split()
            size = int(parts[3], 16)
            words = [parts[4 + 2 * n].lower().split("(")[0] for n in range(size)]
            at = 4 + 2 * size
            pointers = [parts[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(parts[at]))]
            yield (name, parts[0]), words, pointers


def lemmas(folder: Path) -> dict[str, list[tuple[str, list[str]]]]:
    """Kept words with, for each class, the offsets of their senses, the commonest first."""
    found: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for name in CLASSES:
        for line in _lines(folder / f"index.{name}"):
            parts = line.split()
            if is_kept(parts[0]):
                found[parts[0]].append((name, parts[6 + int(parts[3]) :][:SENSES]))
    return found


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("  ")]


def forms(folder: Path, known: dict[str, Any]) -> dict[str, list[str]]:
    """Irregular forms of kept words."""
    found: dict[str, list[str]] = {}
    for name in CLASSES:
        for line in _lines(folder / f"{name}.exc"):
            form, lemma, *_ = line.split()
            if lemma in known and is_kept(form):
                found.setdefault(form, []).append(lemma)
    return found


def build(folder: Path) -> dict[str, Any]:
    """Tables of words and synsets, which are numbered in the order in which they are met."""
    words = lemmas(folder)
    used = {(name, offset) for listed in words.values() for name, offsets in listed for offset in offsets}
    every = {key: (listed, pointers) for key, listed, pointers in synsets(folder)}
    numbers: dict[Key, int] = {}

    def number(key: Key) -> int:
        return numbers.setdefault(key, len(numbers))

    table = {
        word: [[CLASSES[name], *(number((name, offset)) for offset in offsets)] for name, offsets in listed]
        for word, listed in words.items()
    }
    parents: dict[int, list[int]] = {}
    similar: dict[int, list[int]] = {}
    antonyms: set[tuple[str, str]] = set()
    derived: dict[str, set[str]] = defaultdict(set)
    for key in sorted(used):
        listed, pointers = every[key]
        for symbol, offset, letter, concerned in pointers:
            other = (LETTERS[letter], offset)
            first, second = int(concerned[:2], 16), int(concerned[2:], 16)
            if symbol in ("@", "@i"):
                parents.setdefault(number(key), []).append(number(other))
            elif symbol in ("&", "$", "*"):
                similar.setdefault(number(key), []).append(number(other))
            elif first and symbol in ("!", "+", "\\", "<"):
                one, two = listed[first - 1], every[other][0][second - 1]
                if one != two and is_kept(one) and is_kept(two):
                    antonyms.add((min(one, two), max(one, two))) if symbol == "!" else derived[one].add(two)
    return {
        "lemmas": table,
        "parents": parents,
        "similar": similar,
        "antonyms": sorted(antonyms),
        "derived": {word: sorted(others) for word, others in sorted(derived.items())},
        "forms": forms(folder, words),
    }


def packed(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables as `dedup.lang.en.thesaurus` reads them, flat, so that no list is an object when they are loaded."""
    listed = tables["lemmas"]
    nouns = dict.fromkeys(
        synset for classes in listed.values() for number, *synsets in classes if number == 0 for synset in synsets
    )
    others = (synset for name in ("parents", "similar") for one, more in tables[name].items() for synset in (one, *more))
    senses = [[synset for _, *synsets in sorted(classes, key=_class) for synset in synsets] for classes in listed.values()]
    numbers = {synset: n for n, synset in enumerate(dict.fromkeys([*nouns, *chain.from_iterable(senses), *others]))}
    contraries: dict[str, list[str]] = {}
    for one, other in tables["antonyms"]:
        contraries.setdefault(one, []).append(other)
        contraries.setdefault(other, []).append(one)
    by_synset = {name: [tables[name].get(synset, ()) for synset in numbers] for name in ("parents", "similar")}
    return {
        "words": " ".join(listed),
        "nouns": len(nouns),
        **{name: _flat(rows, numbers) for name, rows in {"senses": senses, **by_synset}.items()},
        **{
            name: {word: " ".join(others) for word, others in table.items()}
            for name, table in (("antonyms", contraries), ("derived", tables["derived"]), ("forms", tables["forms"]))
        },
    }


def _class(listed: list[int]) -> int:
    return listed[0]


def _flat(rows: Sequence[Sequence[int]], numbers: dict[int, int]) -> list[bytes]:
    """Where each row starts among all values, and where the last one ends; and the values: 32-bit integers, little-endian."""
    edges = [0, *accumulate(map(len, rows))]
    return [np.array(part, "<i4").tobytes() for part in (edges, [numbers[synset] for row in rows for synset in row])]


def main(folder: str) -> None:
    OUTPUT.write_bytes(gzip.compress(msgpack.dumps(packed(build(Path(folder)))), 9, mtime=0))
    print(f"{OUTPUT}: {OUTPUT.stat().st_size:,} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
