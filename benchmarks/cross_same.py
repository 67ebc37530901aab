"""Rules that put a sentence of news in other words, and keep what it says. Each gives None where it does not apply."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from benchmarks.cross_news import COUNTS, News, Rule, listed, lowered, one_of, worded

_FORMS: Final = {
    r"\bUnited States\b": ("US", "U.S.", "America"),
    r"\bUnited Nations\b": ("UN",),
    r"\bUnited Kingdom\b": ("UK", "Britain"),
    r"\bper ?cent\b|%": ("percent", " per cent"),
    r"\bsaid\b": ("stated", "told reporters", "noted"),
    r"\bchildren\b": ("kids",),
    r"\bapproximately\b|\babout\b": ("roughly", "around"),
    r"\bDuring\b": ("In the course of",),
    r"\bhowever, \b": ("",),
    r"\balso \b": ("",),
    r"\bis not\b": ("isn't",),
    r"\bdid not\b": ("didn't",),
    r"\bwill not\b": ("won't",),
    r"\bin order to\b": ("to",),
    r"\bmore than\b": ("over",),
    r"\bpolice\b": ("officers",),
    r"\bbegan\b": ("started",),
    r"\bas well as\b": ("and",),
    r"\bnearly\b": ("almost",),
    r"\bfollowing\b": ("after",),
    r"\bdue to\b": ("because of",),
    r"\bagainst\b": ("opposed to",),
    r"\bkilled\b": ("left dead",),
    r"\bpresident\b": ("head of state",),
}


def _digits(text: str, _news: News, draw: Random) -> str | None:
    row = {word: str(n) for n, word in enumerate(COUNTS, 2)}
    row |= {digit: word for word, digit in row.items()}
    return one_of(r"(?<![\d.,$£€-])\b(?:" + "|".join(row) + r")\b(?![,.%-]?\d)", text, draw, row.get)


def _shorter_name(text: str, _news: News, draw: Random) -> str | None:
    return one_of(r"(?<=[a-z,] )[A-Z][a-z’'-]+ [A-Z][a-z’'-]+\b", text, draw, lambda found: found.split()[-1])


def _headline(text: str, _news: News, _draw: Random) -> str | None:
    text = re.sub(r"\b(?:[Tt]he|[Aa]n?|was|were|has|have) ", "", text).rstrip(".")
    return text[:1].upper() + text[1:]


def _moved(text: str, _news: News, _draw: Random) -> str | None:
    """The first phrase at the end, the last at the front, or who says it before what is said."""
    for pattern, put in (
        (r"^((?:On|In|At|After|During|Before|According to)\b[^,]{3,60}), (.+)\.$", r"\2 \1."),
        (r"^(.+), ((?:according to|after|while|when|because|as)\b[^,]{5,80})\.$", r"\2, \1."),
        (r"^(.+?) (on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day) (.+)\.$", r"\2, \1 \3."),
        (r"^[\"“]?(.+?),?[\"”]?,? (?:said|says) ([A-Z][\w ]+)\.$", r"\2 said that \1."),
        (r"^([A-Z][\w ]{2,30}) said (?:that )?(.+)\.$", r"\2, \1 said."),
    ):
        if re.match(pattern, text):
            moved = re.sub(pattern, put, text)
            return moved[:1].upper() + moved[1:]
    return None


def _passive(text: str, _news: News, _draw: Random) -> str | None:
    """Subject and object change places, and the verb its voice."""
    back = re.match(r"^((?:The |A |An )?[\w’' ]{3,40}) (?:was|were) (\w+ed) by ((?:the |a |an )?[\w’']+(?: [\w’']+)?)\b(.*)$", text)
    if back:
        return f"{back[3][:1].upper()}{back[3][1:]} {back[2]} {lowered(back[1])}{back[4]}"
    on = re.match(
        r"^((?:The |A )?(?:[\w’']+ ){0,3}?[\w’']+) ([a-z]{3,}ed) "
        r"((?:the|a|an|[A-Z][\w’']+) ?[\w’' ]{2,30}?)(\.| (?:in|on|at|after|for|with) .*)$",
        text,
    )
    return f"{on[3][:1].upper()}{on[3][1:]} was {on[2]} by {lowered(on[1])}{on[4]}" if on else None


def _dropped(text: str, _news: News, draw: Random) -> str | None:
    """A phrase less: in brackets, between commas, at the front or at the end; at least five words stay."""
    rules = (
        r" \([^)]{3,80}\)",
        r", (?:who|which|where|a|an|the)\b[^,]{5,80},",
        r"^(?:On|In|At|After|During)\b[^,]{3,60}, ",
        r", [^,]{8,90}(?=\.$)",
        r"\b[a-z]{3,}ly ",
        r" (?:in|at|near|on|of) (?:the )?[A-Z]\w+(?: [A-Z]\w+)?(?=[.,])",
    )
    for pattern in draw.sample(rules, len(rules)):
        found = re.search(pattern, text)
        if found and len(text) - len(found.group()) > 30:
            text = text[: found.start()] + (" " if found.group().endswith(",") else "") + text[found.end() :]
            text = text.replace("  ", " ")
            return text[:1].upper() + text[1:]
    return None


def _added(text: str, news: News, draw: Random) -> str | None:
    """A clause of another sentence of the article more, which contradicts nothing."""
    other = draw.choice(news.sentences).rstrip(".?!")
    clauses = [part.strip() for part in other.split(",") if 3 <= len(part.split()) <= 12]
    clause = draw.choice(clauses) if clauses else text
    if clause in text:
        return None
    return f"{text.rstrip('.')}, {draw.choice(('while', 'and', 'after', 'as'))} {lowered(clause)}."


SAME: Final[dict[str, Rule]] = {
    "synonym": worded(("same",)),
    "form": listed(_FORMS),
    "digits": _digits,
    "shorter name": _shorter_name,
    "headline": _headline,
    "moved": _moved,
    "passive": _passive,
    "dropped": _dropped,
    "added": _added,
}
