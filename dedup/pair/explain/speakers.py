"""Who speaks: the speaker of a quotation or of a sentence, across verbs of saying, pronouns and titles.

English only; where no verb of saying stands by, the speaker of the quotation before it in the same line goes on speaking.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from dedup.document import Document
from dedup.lang.base import pack_of
from dedup.lang.terms import stem
from dedup.quotations import Quotation
from dedup.words import Span

_ENGLISH: Final = pack_of("en")
_VERBS: Final = "|".join(sorted(_ENGLISH.words("saying") | _ENGLISH.words("loaded_saying_form"), key=len, reverse=True))
_TITLES: Final = (
    "Mr Mrs Ms Miss Dr Prof Sir Dame Lord Lady Rev Sgt Lt Col Gen Sen Rep Gov Cllr Councillor Judge Justice Professor "
    "Doctor President Minister Mayor "
    "Senator Governor Congressman Congresswoman Secretary Chancellor Premier Inspector Captain"
).replace(" ", "|")
_WORD: Final = r"(?:[^\W\d_a-z][\w’'-]+|[^\W\d_a-z]\.?(?=\s|[,’']))"
_NAME: Final = (
    rf"(?:(?:{_TITLES})\.?\s+)?{_WORD}(?:[ \u00a0]+(?:(?:de|da|di|van|von|der|den|bin|al|la|le|of|the|and|for) ){{0,2}}{_WORD})*"
)
_SAID: Final = "|".join(_ENGLISH.words("plain_saying"))
_AFTER: Final = re.compile(
    rf"[\s,—–-]*(?:(?:(?:reportedly|also|then|later|reportedly|further|has|had)\s+)*(?P<verb1>{_VERBS})\b(?!\s+(?:that|it"
    rf"|he|she|they)\b)(?:\s+(?:of|that|reporters|journalists))?\s*(?P<who1>[^,.;:“”\"()]{{2,90}})?"
    rf"|(?P<who2>[^.;:“”\"()]{{2,120}}?)\s+(?:(?:also|then|later|reportedly|further|has|had|who)\s+)*(?P<verb2>{_VERBS})\b)"
)
_BEFORE: Final = re.compile(
    rf"(?P<who>[^.;:“”\"]{{2,160}}?)[\s,]+(?:(?:also|then|later|reportedly|further|has|had|was|quoted "
    rf"as)\s+)*(?P<verb>{_VERBS})\b[^.;“”\"]{{0,120}}$"
)
_ACCORDING: Final = re.compile(r"\b(?:according to|in the words of|as quoted by)\s+(?P<who>[^,.;:“”\"]{2,90})", re.I)
_PRONOUN: Final = re.compile(r"(?:he|she|they|it|who|we|i|both)$", re.I)
_ABBREVIATED: Final = re.compile(r"\b(Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|St|Lt|Sgt|Col|Gen|Rev|Jr|Sr|Cllr|[A-Z])\.(?=\s+[A-Z]|[A-Z]\.)")
_NOT_NAMES: Final = frozenset(
    "The A An In On At But And So He She They It We I This That These Those When While After Before As For Of By From "
    "If Though Although "
    "Last Next Asked Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June "
    "July August September "
    "October November December Also However Then Later His Her Their Its There Here Meanwhile Still Yet Instead Both "
    "Not No Yes To With "
    "Despite Under During Since Until Over About Against Among Between Within Without Because Once Where What Why How "
    "Who Even Now Today "
    "Yesterday Another One Two Three Some Many Most Several All Every Each Former Questioned Only Just According Taking "
    "Speaking".split()
)
_NAMES: Final = re.compile(_NAME)
_CONJOINED: Final = re.compile(
    r",\s*(?:but|and|while|as|because|though)\s+((?:the|a|an|one)\s+\w+|[A-Z]\w+|he|she|they|it)\b[^,]*$"
)
_LONE_TITLES: Final = frozenset(_TITLES.split("|"))
_JOINING: Final = frozenset("and but or also that which who then".split())
_TITLE: Final = re.compile(rf"(?:{_TITLES})\b")
_WORD_AFTER: Final = re.compile(r"\s+(?:also |then |later |reportedly |has |had )?(?P<verb>[^\W\d_]+)\b|,\s+(?:who|whose|\d\d)\b")
_WORD_BEFORE: Final = re.compile(r"\b([^\W\d_]+)\s+$")
_SAYS: Final = frozenset(_VERBS.split("|"))
"""The verbs once more: a pattern that lists them takes 4 ms to compile."""
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_SAYING_WORDS: Final = _ENGLISH.words("plain_saying")
_REPORTED: Final = re.compile(
    rf"^(?P<who>[^.;:“”\"]{{2,160}}?)[\s,]+(?:(?:also|then|later|reportedly|further|has|had)\s+)*"
    rf"(?<!\bthe )(?<!\ba )(?<!\bof )(?<!\bto )(?<!\bhis )(?<!\bher )(?<!\btheir )(?P<verb>{_SAID})\b"
)
_PREPOSITIONS: Final = frozenset(
    "in at of from to near for on off by with the around across outside into through under over".split()
)
_NO_PERSON: Final = _ENGLISH.words("outlet") | frozenset(
    "project group rights institute center centre fund bank trust society office association bureau foundation movement network "
    "port cape mount san santa new saint st bay north south east west great lower upper fort isle lake "
    "university college school hospital ward street road avenue bridge river lake county city town council committee "
    "ministry department "
    "agency authority party union court house parliament congress senate island islands state states league club police "
    "company".split()
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the words that name them, and what they are known by (surname or head noun, lower case).

    `sure`: a person whom the text names right beside a verb of saying, or the only one whom a pronoun there can mean.
    """

    text: str
    key: str
    pronoun: bool = False
    sure: bool = False


_NEAR: Final = 2
"""Sentences up to which a quotation without a speaker of its own may go on from another one."""


@lru_cache(maxsize=32)
def _plain(text: str) -> str:
    """The text with a space for the full stop of "Mr." and of initials: the same length, but no sentence seems to end there."""
    return _ABBREVIATED.sub(lambda match: match[1] + " ", text)


@lru_cache(maxsize=256)
def _names(text: str) -> tuple[tuple[int, str], ...]:
    """Names with where they stand; words that only open a sentence are cut off, and so is what owns the name ("Halmen's")."""
    found = []
    for match in _NAMES.finditer(text):
        words = match.group().split()
        while words and (words[0] in _NOT_NAMES or (words[0].endswith(("’s", "'s")) and len(words) > 1)):
            words.pop(0)
        name = " ".join(words)
        if (
            words
            and name not in _LONE_TITLES
            and not (name.endswith(("’s", "'s")) and text[match.end() : match.end() + 2].strip()[:1].islower())
        ):
            found.append((match.end() - len(name), name))
    return tuple(found)


@lru_cache(maxsize=1024)
def key_of(text: str) -> str:
    """What somebody is known by: the surname of a name, else the last noun of the phrase before "of", "for", "at" or "in"."""
    names = [name for _, name in _names(_plain(text))]
    if names:
        words = [word.strip(".,’'") for word in names[0].split() if not word.islower()]
        if words:
            return re.sub(r"[’']s$", "", words[-1]).lower()
    head = re.split(r"\b(?:of|for|at|in|who|from|with|to|by)\b", text.lower())[0].split()
    return head[-1].strip(".,") if head else text.lower().strip()


@lru_cache(maxsize=1024)
def speaker_of(article: Document, quotation: Quotation) -> Speaker | None:
    """Speaker of a quotation, pronouns resolved to the last name before them; None when the text does not say."""
    text = _plain(article.text)
    found = _beside(article, text, quotation) or _in_same_line(article, text, quotation)
    return _resolved(article, text, found, quotation.span[0]) if found else None


def _line(text: str, position: int) -> Span:
    start = max(text.rfind(mark, 0, position) for mark in "\n\r") + 1
    ends = [end for end in (text.find(mark, position) for mark in "\n\r") if end >= 0]
    return start, min(ends, default=len(text))


def _beside(article: Document, text: str, quotation: Quotation) -> Speaker | None:
    """The speaker that the words right after or right before the quotation name."""
    start, end = quotation.span
    line = _line(text, start)
    sentence = _sentence(article, line, start)
    after = re.split(r"[“\"]|\.\s", text[end : min(line[1], end + 200)])[0]
    ended = text[end - 2 : end - 1] in ".!?…" and re.match(r"\s+[A-Z]", after)
    match = None if ended or not _has_verb(after) else _AFTER.match(after)
    if match:
        speaker = _speaker(text, _with_name(after, match))
        if speaker and speaker.key not in _JOINING:
            return speaker
        if speaker:
            return _subject(text, text[sentence[0] : start])
    before = re.split(r"[”\"]", text[sentence[0] : start])[-1]
    match = _BEFORE.search(before) if _has_verb(before) else None
    if match:
        found = _speaker(text, match["who"], last=True)
        return found if found and found.key not in _JOINING else _subject(text, text[sentence[0] : start])
    if before.rstrip().endswith(":"):
        return _subject(text, before)
    match = _ACCORDING.search(before) or _ACCORDING.search(after)
    return _speaker(text, match["who"]) if match else None


def _has_verb(text: str) -> bool:
    """Whether a verb of saying stands in a text: without one a pattern would try them all at every place."""
    return not _SAYS.isdisjoint(_LETTERS.findall(text))


def _with_name(after: str, match: re.Match[str]) -> str:
    """The words of a match that name the speaker; of a role with the name behind a comma ("his lawyer, Ida Marsh"), the name."""
    who = (match["who1"] if match["verb1"] else match["who2"]) or ""
    named = re.match(rf",\s+({_NAME})", after[match.end() :]) if match["verb1"] and who.strip() else None
    if named and stem(who.split()[-1].lower()) in _ENGLISH.stems("role"):
        return named[1]
    return who


def _sentence(article: Document, line: Span, position: int) -> Span:
    """The sentence that holds a position, cut to its line; the sentence before is not in it."""
    at = article.sentence_at(position)
    found = article.sentences[at] if at >= 0 and article.sentences[at][0] <= position < article.sentences[at][1] else line
    return max(found[0], line[0]), min(found[1], line[1])


def _in_same_line(article: Document, text: str, quotation: Quotation) -> Speaker | None:
    """The speaker of the nearest other quotation of the same line, the one before first; of the line before, if it goes on."""
    line, here = _line(text, quotation.span[0]), article.sentence_at(quotation.span[0])
    near = [
        q
        for q in article.quotations
        if line[0] <= q.span[0] < line[1] and q is not quotation and abs(article.sentence_at(q.span[0]) - here) <= _NEAR
    ]
    near.sort(key=lambda q: (q.span[0] > quotation.span[0], abs(q.span[0] - quotation.span[0])))
    if quotation.continues:
        near += [q for q in reversed(article.quotations) if q.span[1] <= line[0]][:1]
    for other in near:
        found = _beside(article, text, other)
        if found and text[other.span[1] - 2] in ".,!?…":
            speaker = _resolved(article, text, found, other.span[0]) or found
            apart = abs(article.sentence_at(other.span[0]) - here) > 1
            return replace(speaker, sure=False) if apart else speaker
    return None


def _speaker(text: str, words_of: str, *, last: bool = False) -> Speaker | None:
    """Speaker from the words that name one; `last`: the clause nearest to the end decides."""
    piece = words_of.strip(' ,—–-\n\t“"‘')
    joined = _CONJOINED.search(piece)
    if last and joined:
        piece = joined[1]
    elif last and "," in piece:
        piece = _named_part([part.strip() for part in piece.split(",")])
    words = piece.split()
    if not words or (words[-1].lower() in _JOINING and len(words) == 1):
        return Speaker(piece, "and") if words else None
    if words[-1].lower() == "who" and len(words) > 1:
        words = words[:-1]
        piece = piece[: piece.rfind(words[-1]) + len(words[-1])]
    pronoun = next((word for word in (words[-1], words[0]) if _PRONOUN.fullmatch(word)), None)
    if pronoun and pronoun.lower() == "it":
        return None
    if pronoun:
        return Speaker(pronoun, pronoun.lower(), pronoun=True)
    people = [name for at, name in _names(piece) if key_of(name) in _person_keys(text) and not _describes(piece, at + len(name))]
    if people:
        return Speaker(people[0], key_of(people[0]), sure=True)
    names = [name for _, name in _names(piece)]
    return Speaker(names[0] if names else " ".join(words[-6:]), key_of(piece))


def _describes(piece: str, end: int) -> bool:
    """Whether a name only says whose man the next one is: "Bell spokesman Jim Rowe", "Bell's lawyer, Ann Poole"."""
    after = re.match(r"(?:[’']s?)?\s+(?:[a-z]+\s){0,2}?(?P<role>[a-z]+),?\s+(?=[A-Z])", piece[end:])
    return after is not None and stem(after["role"]) in _ENGLISH.stems("role")


def _named_part(parts: list[str]) -> str:
    """Of the parts of a phrase with commas, the one that names the speaker: a name with its description before or after."""
    if _PRONOUN.search(parts[-1]):
        return parts[-1]
    named = [part for part in parts if _names(part)]
    return (
        named[0]
        if len(named) == 1
        else (named[-1] if named and parts[-1] in named and len(parts[-1].split()) <= 4 else (named or parts[-1:])[0])
    )


def _subject(text: str, clause: str) -> Speaker | None:
    """Speaker in the subject of a sentence whose second verb has none of its own: "She called it odd and said"."""
    opening = clause.strip().split()
    if opening and opening[0].lower() == "it":
        return None
    if opening and _PRONOUN.fullmatch(opening[0]):
        return Speaker(opening[0], opening[0].lower(), pronoun=True)
    names = [name for _, name in _names(clause) if key_of(name) in _person_keys(text)]
    if names:
        return Speaker(names[0], key_of(names[0]))
    head = " ".join(opening[:2])
    return Speaker(head, key_of(head)) if head else None


def _resolved(article: Document, text: str, speaker: Speaker, position: int) -> Speaker | None:
    """The speaker itself; for "he" and "she" the last person named before as somebody who acts, nobody else."""
    if not speaker.pronoun or speaker.key not in ("he", "she", "who"):
        return speaker
    people = _people(text)
    for start, end in reversed([s for s in article.sentences if s[0] < position][-6:]):
        here = [name for at, name in people if start <= at < min(end, position) and _sex(name, text) in (None, speaker.key)]
        if here:
            return Speaker(
                here[0],
                key_of(here[0]),
                sure=_line(text, start) == _line(text, position) and len({key_of(name) for name in here}) == 1,
            )
    return speaker


@lru_cache(maxsize=16)
def _people(text: str) -> tuple[tuple[int, str], ...]:
    """Where people are named: by names that a title, a verb of saying or a description ("X, a nurse") marks anywhere."""
    named = [(at, name) for at, name in _names(text) if not name.isupper() and not set(name.lower().split()) & _NO_PERSON]
    times = Counter(key_of(name) for _, name in named)
    named = [(at, name) for at, name in named if " " in name or not _opens(text, at) or times[key_of(name)] > 1]
    marked = {key_of(name) for at, name in named if _is_marked(text, at, name)}
    return tuple(
        (at, name)
        for at, name in named
        if (key_of(name) in marked or (2 <= len(name.split()) <= 3 and " of " not in name)) and not _governed(text, at)
    )


@lru_cache(maxsize=16)
def _person_keys(text: str) -> frozenset[str]:
    return frozenset(key_of(name) for _, name in _people(text))


def _opens(text: str, at: int) -> bool:
    """Whether a sentence or a quotation opens at `at`, so that a capital says nothing."""
    before = text[max(0, at - 3) : at].rstrip()
    return not before or before[-1] in '.!?:“"‘\n'


def _is_marked(text: str, at: int, name: str) -> bool:
    if _TITLE.match(name):
        return True
    after = text[at + len(name) : at + len(name) + 30]
    if len(name.split()) > 1 and re.match(r",\s+(?:[a-z]|\d\d\b)", after):
        return True
    following, preceding = _WORD_AFTER.match(after), _WORD_BEFORE.search(text[max(0, at - 16) : at])
    if following and (following["verb"] is None or following["verb"] in _SAYS):
        return True
    return preceding is not None and preceding[1] in _SAYS


def _governed(text: str, at: int) -> bool:
    """Whether a preposition stands right before: "in Port Averil"."""
    before = text[max(0, at - 8) : at].split()
    return bool(before) and before[-1].lower() in _PREPOSITIONS


@lru_cache(maxsize=1024)
def _sex(name: str, text: str) -> str | None:
    """The pronoun that goes with a person's title anywhere in the text; None when no title tells."""
    surname = re.escape(name.split()[-1])
    named = re.compile(rf"(\w+)\s+(?:[A-Z]\w+\s+)?{surname}\b")
    titles = {match[1] for at in _titled(text) if (match := named.match(text, at))}
    return None if not titles else "he" if titles & {"Mr", "Sir", "Lord"} else "she"


@lru_cache(maxsize=16)
def _titled(text: str) -> tuple[int, ...]:
    """Where the titles stand that tell a person's sex."""
    return tuple(match.start() for match in re.finditer(r"\b(?:Mr|Sir|Lord|Mrs|Ms|Miss|Dame|Lady)\b", text))


def shown(article: Document, speaker: Speaker) -> str:
    """A speaker's name as the article writes it: with the full stop of "Mr." where it has one."""
    title = _ABBREVIATED_TITLE.match(speaker.text)
    return f"{title[1]}. {speaker.text[title.end() :]}" if title and f"{title[1]}." in article.text else speaker.text


_ABBREVIATED_TITLE: Final = re.compile(r"(Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Lt|Sgt|Col|Gen|Rev|Cllr) +")


def other_person(one: Speaker | None, other: Speaker | None) -> bool:
    """Whether the two are for sure two persons: both named, with no part of their names in common."""
    if one is None or other is None or not (one.sure and other.sure):
        return False
    shared = set(one.text.lower().split()) & set(other.text.lower().split())
    return one.key != other.key and not shared - {"the", "mr", "mrs", "ms", "dr", "of"}


def speaks_in(article: Document, sentence: Span) -> Speaker | None:
    """Who says something in a sentence without quotation marks, by its verb of saying; None when nobody does."""
    inside = article.words.inside(sentence)
    said = not _SAYING_WORDS.isdisjoint(article.words.norms[inside.start : inside.stop])
    text = _plain(article.text)
    clause = text[slice(*sentence)]
    match = (_REPORTED.search(clause) if said else None) or _ACCORDING.search(clause)
    found = _speaker(text, match["who"], last=True) if match else None
    return _resolved(article, text, found, sentence[0]) if found else None
