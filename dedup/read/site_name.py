"""The name of the outlet that a page is of, out of what the page calls its site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dedup.addresses import site

_PARTS: Final = re.compile(r"\s+[|–—·•:-]+\s+|\s*\|\s*")
_RIGHTS: Final = re.compile(r"(?:©|\(c\))[^\w©]{0,9}(?:\d{4}[^\w©]{1,9})*(?P<name>\w.{0,60})", re.I)
_SECOND_LEVELS: Final = frozenset(["ac", "co", "com", "edu", "gov", "net", "or", "org"])
"""Parts of a host before a country's that name no site: "tarn.co.uk"."""
_WORDS: Final = 5
"""Words that the name of an outlet has at most, where it stands beside others."""
_LEAST_LETTERS: Final = 3
"""Letters that the name of a host has at least if a name is to be told from it by its letters alone."""


def outlet_of(tree: Any, url: str | None, publisher: str | None, guess: str | None) -> str | None:
    """The outlet's name: as the page states its site's, else as its title ends, its record's publisher, its line of rights.

    `guess` stands where none of these does. A handle ("@tarnpost") is no name, nor is the part of a host below the site ("news" of
    news.tarn.example); a bare host is one only where nothing else is.
    """
    host = site(url)
    stated = next((text for text in _stated(tree) if not _is_no_name(text, host)), None)
    if stated and not _is_host(stated, host):
        return stated
    named = (*_of_title(tree, host), *([publisher] if publisher else []), *_of_rights(tree, host))
    below = guess is not None and _is_below(guess, host)
    return next(iter(named), None) or stated or (None if below else guess)


def publisher_of(record: Mapping[str, Any]) -> str | None:
    """The name of the publisher that a record states."""
    value = record.get("publisher")
    publishers = [item.get("name") if isinstance(item, dict) else item for item in (value if isinstance(value, list) else [value])]
    return next((name.strip() for name in publishers if isinstance(name, str) and name.strip() and "://" not in name), None)


def _stated(tree: Any) -> Iterator[str]:
    for name in ("og:site_name", "application-name"):
        for item in tree.iter("meta"):
            if name in (item.get("property"), item.get("name")) and (text := " ".join((item.get("content") or "").split())):
                yield text


def _of_title(tree: Any, host: str) -> Iterator[str]:
    for item in tree.iter("title"):
        parts = _PARTS.split(" ".join("".join(item.itertext()).split()))
        yield from (part for part in reversed(parts[1:]) if _is_of(part, host))


def _of_rights(tree: Any, host: str) -> Iterator[str]:
    """What stands behind the sign of rights, as many of its words as make the site's name."""
    for text in tree.itertext():
        owner = _RIGHTS.search(text) if "©" in text or "(" in text else None
        names = re.findall(r"[\w.'’&-]+", owner["name"]) if owner else []
        for start in range(min(2, len(names))):
            for count in range(min(_WORDS, len(names) - start), 0, -1):
                if _is_named(names[start : start + count], host):
                    yield " ".join(names[start : start + count]).rstrip(".")
                    return


def _is_of(part: str, host: str) -> bool:
    """Whether a part of a title names the site: its letters are the host's, or hold them, or the host shortens it."""
    name, label = _letters(part), _label(host)
    if not name or len(part.split()) > _WORDS or not label:
        return False
    return name in (label, _letters(host)) or (len(label) > _LEAST_LETTERS and (label in name or _shortens(label, part)))


def _is_named(words: Sequence[str], host: str) -> bool:
    label = _label(host)
    initials = "".join(word[0] for word in words if word[0].isupper()).casefold()
    return bool(label) and (_letters("".join(words)) == label or (len(words) > 1 and initials == label))


def _shortens(label: str, part: str) -> bool:
    """Whether the letters of a host stand in a name in their order, of each word at least the first; an article before it aside."""
    words = [word for word in map(_letters, re.findall(r"[^\W_]+", part)) if not word.isdigit()]
    return len(words) > 1 and any(_is_made_of(label, words[start:]) for start in range(2))


def _is_made_of(label: str, words: Sequence[str]) -> bool:
    ends = {0}
    for word in words:
        ends = {
            end
            for start in ends
            if label[start : start + 1] == word[:1]
            for end in range(start + 1, _reach(label, start, word) + 1)
        }
    return len(label) in ends


def _reach(label: str, start: int, word: str) -> int:
    """Where the letters of a label from a place on that stand in a word in their order end."""
    for letter in word:
        start += label[start : start + 1] == letter
    return start


def _label(host: str) -> str:
    """The letters of the part of a host that names its site: "tarnpost" of "news.tarn-post.co.example"."""
    *labels, top = host.split(".")
    is_of_country = len(top) == 2 and len(labels) > 1 and labels[-1] in _SECOND_LEVELS
    return _letters((labels or [""])[-2 if is_of_country else -1])


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_no_name(text: str, host: str) -> bool:
    return text.startswith("@") or "://" in text or _is_below(text, host)


def _is_host(text: str, host: str) -> bool:
    return _letters(text) == _letters(host)


def _is_below(text: str, host: str) -> bool:
    labels = host.split(".")
    return len(labels) > 2 and text.casefold() in labels[:-2] and text.casefold() != _label(host)
