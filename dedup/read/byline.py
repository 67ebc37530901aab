"""Who wrote an article, out of what its page says: the record's author, the byline that a reader sees, what the extractor found.

Titles of jobs, degrees, agencies and the outlet itself, which stand behind a name ("Ann Moor, Staff Writer, Tarn Post"), are no
authors; where nobody else is named, they are.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dedup.addresses import is_address
from dedup.lang.base import Pack
from dedup.lang.und.agencies import AGENCIES

_APART: Final = re.compile(r"\s*[;,|]\s*")
_DEGREE: Final = re.compile(r"[A-Z](?:[a-z]{0,3}\.?-?[A-Z])+[a-z]?\.?")
_AGENCY: Final = re.compile(rf"\s+(?:{'|'.join(AGENCIES.values())})(?!\w)")
_BESIDE: Final = re.compile(r"\s*[;,&]\s*")
_MOST_WORDS: Final = 4
"""Words of a person's name at most."""
_LABELLED: Final = re.compile(r"[^\W\d_]+ ?: ?(?P<name>[^\W\d_].*)")
_SENTENCE_END: Final = re.compile(r"\w{3}[.!?…]\W*$")
_OF_BYLINE: Final = ("byline", "author")
_OF_OTHERS: Final = ("comment", "related", "sidebar", "footer", "card", "bio")
"""Parts of the names of elements that are bylines, and of those that are of others."""
_BESIDE_ARTICLE: Final = ("aside", "footer", "nav")
_LONGEST: Final = 160
"""Characters of a byline at most: a longer element is the note on an author, or holds the article."""


def author_of(
    tree: Any, record: Mapping[str, Any], nodes: Mapping[str, Mapping[str, Any]], guess: str | None, outlet: str | None, pack: Pack
) -> str | None:
    """The authors' names, joined by ", "; None where nobody is named.

    `record` is the page's own, `nodes` are those of its records that others name by their "@id", `guess` is the extractor's, `pack`
    is of the article's language.
    """
    stated = own_authors(list(_record_names(record.get("author"), nodes)), outlet, pack)
    guessed = own_authors([guess or ""], outlet, pack)
    bylines = list(_bylines(tree))
    names = _surer(stated, guessed, outlet, [*map(_shown, bylines), *_meta_authors(tree)])
    names = _without_label(names, bylines) if names else _by_line(tree, pack)
    return ", ".join(_with_others(names, bylines, outlet, pack)) or None


def _surer(stated: list[str], guessed: list[str], outlet: str | None, seen: Sequence[str]) -> list[str]:
    """The record's authors; the extractor's where it names nobody, or the outlet or an account while the page names people."""
    if not stated or not guessed or _folded(stated[0]) == _folded(guessed[0]):
        return stated or guessed
    is_nobody = len(stated) == 1 and (_folded(stated[0]) == _folded(outlet or "") or stated[0].casefold() == stated[0])
    return guessed if is_nobody and any(_folded(guessed[0]) in _folded(text) for text in seen) else stated


def own_authors(names: Sequence[str], outlet: str | None, pack: Pack) -> list[str]:
    """Names of people out of what stands in bylines, each a text of its own; what is no name only where there is nothing else."""
    parts = [part for name in names for part in _signers(_without_by(" ".join(name.split()), pack), outlet, pack)]
    kept = [part for part in parts if not _is_agency(part) and _folded(part) != _folded(outlet or "")]
    return list(dict.fromkeys(kept or parts[:1]))


def _signers(name: str, outlet: str | None, pack: Pack) -> list[str]:
    """The parts of one byline, without what tells of the first: an author who is named apart may be called King, or by one word."""
    first, *behind = [part for part in _APART.split(name) if part and not is_address(part)] or [""]
    own = [_AGENCY.sub("", part) for part in behind if not _describes(part, first, outlet, pack)]
    return [part for part in (_AGENCY.sub("", first), *own) if part]


def _describes(part: str, first: str, outlet: str | None, pack: Pack) -> bool:
    """Whether a part of a byline behind a name is a degree, a job, the outlet, or one word behind a whole name."""
    words = part.split()
    is_job = bool(pack.words("role") & {word.casefold().strip(".") for word in words})
    is_alone = len(words) == 1 and len(first.split()) > 1
    return bool(_DEGREE.fullmatch(part)) or is_job or is_alone or f"{outlet or ''} ".casefold().startswith(f"{part} ".casefold())


def _is_agency(part: str) -> bool:
    return any(re.fullmatch(pattern, part) for pattern in AGENCIES.values())


def _without_by(name: str, pack: Pack) -> str:
    head, _, rest = name.partition(" ")
    return rest if rest and head.casefold() in pack.words("before_author") else name


def _record_names(value: Any, nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        identity = item.get("@id") if isinstance(item, dict) and "name" not in item else None
        named = nodes.get(identity, item) if isinstance(identity, str) else item
        name = named.get("name") if isinstance(named, dict) else named
        if isinstance(name, str) and name.strip():
            yield name


def _bylines(tree: Any) -> Iterator[Any]:
    """The elements that are bylines by their names, in order, each with a text that is no longer than one."""
    for item in tree.iter("p", "div", "span", "a", "li", "h3", "h4", "address"):
        marks = " ".join(item.get(name) or "" for name in ("class", "id", "rel", "itemprop")).casefold()
        if (
            any(mark in marks for mark in _OF_BYLINE)
            and not any(mark in marks for mark in _OF_OTHERS)
            and 0 < len(_shown(item)) <= _LONGEST
        ):
            yield item


def _without_label(names: Sequence[str], bylines: Sequence[Any]) -> list[str]:
    """The names without the label of a byline ("Text: Ann Moor"), whose colon the extractor drops."""
    labelled = {_folded(line[0]): line["name"] for item in bylines if (line := _LABELLED.fullmatch(_shown(item)))}
    return [labelled.get(_folded(name), name) for name in names]


def _with_others(names: Sequence[str], bylines: Sequence[Any], outlet: str | None, pack: Pack) -> list[str]:
    """The names, and where there is one, those that a byline puts beside it: two and more, or one in an element of its own."""
    if len(names) != 1:
        return list(names)
    for item in bylines:
        start, own, rest = _shown(item).partition(names[0])
        if not own or len(start.split()) > 1:
            continue
        others = [name for part in _BESIDE.split(rest)[1:] if (name := _leading_name(part))]
        named = own_authors([", ".join([*names, *others])], outlet, pack)
        alone = {_shown(part).rstrip(",; ") for part in bylines}
        if len(named) > 2 or (len(named) == 2 and named[1] in alone):
            return named
    return list(names)


def _by_line(tree: Any, pack: Pack) -> list[str]:
    """The names in the first line of the article that begins as a byline does, is no longer than one and no sentence."""
    for item in tree.iter("p", "div", "span", "li"):
        line = _shown(item)
        head, _, rest = line.partition(" ")
        if head.casefold() not in pack.words("before_author") or len(line) >= _LONGEST or _SENTENCE_END.search(line):
            continue
        names = [_leading_name(part) for part in _BESIDE.split(rest)]
        if names[0] and next(item.iterancestors(*_BESIDE_ARTICLE), None) is None:
            return list(itertools.takewhile(bool, names))
    return []


def _leading_name(text: str) -> str:
    """The name that a text begins with: two to four words with capitals; "" where it is none."""
    words = list(itertools.takewhile(lambda word: word[0].isupper(), text.split()))
    return " ".join(words) if 2 <= len(words) <= _MOST_WORDS else ""


def _meta_authors(tree: Any) -> Iterator[str]:
    for item in tree.iter("meta"):
        if "author" in (item.get("name") or item.get("property") or ""):
            yield item.get("content") or ""


def _folded(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _shown(item: Any) -> str:
    """The text of an element in one line; of a longer one than a byline, its first words, which are longer than one, too."""
    return " ".join(item.text_content().split(None, _LONGEST)[:_LONGEST])
