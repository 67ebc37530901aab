"""The words beside a quotation that name its speaker: a verb of saying, a colon, "according to", a dash, a line "From …:".

What these words name is a phrase of the text and its place; `speakers` says whom a pronoun there means.
"""

from __future__ import annotations

import re
from typing import Final

from dedup.document import Document
from dedup.lang.base import Pack, pack_of
from dedup.pair.explain.people import (
    Speaker,
    governing,
    key_of,
    line_of,
    names_in,
    person_keys,
    says,
    speaker_named,
)
from dedup.quotations import Quotation
from dedup.words import Span

_IN_APPOSITION: Final = re.compile(r"[a-z]+[^\Ws\d_]")
"""One word, and no plural: it says what the name before it is, or nothing."""
_COMPOUND: Final = re.compile(r"\s*[a-z]+\s+[A-Z]|,\s+[A-Z]\w+\s+[a-z]")
"""Behind a name: "Bell campaign Director Jim Rowe", "his mother, Ida Marsh, Venn said": it is no subject."""
_MARKS: Final = re.compile('[“”„"«»]')
_SCARE: Final = 3
"""Words up to which a quotation without a comma or colon before it may be a mere label."""
_FAR: Final = 45
"""Characters from a verb of saying from which on such a quotation is no longer its object."""
_REACH: Final = 220
"""Characters behind a quotation in which its speaker is looked for."""
_LETTER: Final = 120
"""Characters of the line above in which "From …:" may stand."""
_WORK: Final = 30
"""Characters before a quotation that hold the word before it."""
Named = tuple[Speaker, int]
"""A speaker, and where the words stand that name it."""


def named_beside(article: Document, text: str, quotation: Quotation) -> Named | None:
    """The speaker that the words right after or right before the quotation name, with their place."""
    pack = pack_of(article.language)
    line = line_of(text, quotation.span[0])
    sentence = sentence_in_line(article, line, quotation.span[0])
    behind = _after(pack, text, quotation, line)
    if behind is None:
        return _before(pack, text, quotation, sentence) or _led_in(article, text, quotation, line)
    if pack.pattern("speech.reporter").match(text, behind[1]) and _has_verb(pack, text[sentence[0] : quotation.span[0]]):
        return _before(pack, text, quotation, sentence)
    return behind


def _after(pack: Pack, text: str, quotation: Quotation, line: Span) -> Named | None:
    """The speaker behind a quotation: “…,” said X; “…,” X said; “…” — X; “…,” according to X."""
    end, inner = quotation.span[1], text[slice(*quotation.inner)].rstrip(" \u00a0’'”\"")
    if dashed := pack.pattern("speech.dashed").match(text, end):
        return _named(pack, text, dashed, "who", 0)
    behind = _MARKS.split(text[end : min(line[1], end + _REACH)])[0]
    opens = re.match(r"\s*[—–-]?\s*[A-Z]", behind) is not None
    if opens and inner.endswith((".", "…")):
        return None
    tagged = inner.endswith((",", "?", "!", "…", "—", "–", "-")) or behind.lstrip().startswith((",", "—", "–"))
    if _has_verb(pack, behind):
        first = pack.pattern("speech.verb_first").match(behind)
        if first and not _lasts(pack, first["verb"]) and (named := _behind_verb(pack, text, first, end, tagged)):
            return named
        second = pack.pattern("speech.name_first").match(behind) if tagged else None
        if second and (named := _named(pack, text, second, "who", end, tagged=True)):
            return named
    if tagged and (by := pack.pattern("speech.told_by").search(behind)):
        return _cut_name(pack, text, by, end)
    according = re.match(r"[\s,]*", behind)
    cited = pack.pattern("speech.cited").match(behind, according.end() if according and not opens else 0)
    return _cut_name(pack, text, cited, end) if cited else None


def _behind_verb(pack: Pack, text: str, match: re.Match[str], base: int, tagged: bool) -> Named | None:
    """The name behind "said"; of a role with the name behind a comma ("said his lawyer, Ida Marsh"), the name."""
    cut = pack.pattern("speech.cut").split(f" {match['who']} ")[0].strip()
    speaker = speaker_named(pack, text, cut, tagged=tagged)
    if speaker and match["named"] and not speaker.sure and cut.split()[-1].islower():
        speaker = speaker_named(pack, text, match["named"]) or speaker
    return (speaker, base + match.start("who")) if speaker else None


def _cut_name(pack: Pack, text: str, match: re.Match[str], base: int) -> Named | None:
    speaker = speaker_named(pack, text, pack.pattern("speech.cut").split(f" {match['who']} ")[0])
    return (speaker, base + match.start("who")) if speaker else None


def _named(pack: Pack, text: str, match: re.Match[str], group: str, base: int, *, tagged: bool = False) -> Named | None:
    """The speaker in a group of a match; of a name with its description behind a comma, the name."""
    parts = [part for part in match[group].split(",") if part.strip()]
    speaker = next((one for part in parts[:1] if (one := speaker_named(pack, text, part, tagged=tagged))), None)
    if speaker and len(parts) > 1 and not speaker.sure and not names_in(pack, parts[0]):  # "his lawyer, Ida Marsh"
        speaker = speaker_named(pack, text, parts[1]) or speaker
    return (speaker, base + match.start(group)) if speaker else None


def _lasts(pack: Pack, verb: str) -> bool:
    """Whether a verb tells what is going on beside another one: "saying"."""
    return verb.endswith(tuple(pack.words("lasting_ending")))


def _has_verb(pack: Pack, text: str) -> bool:
    """Whether a verb of saying stands in a text: without one a pattern would try them all at every place."""
    return not says(pack).isdisjoint(re.findall(r"[^\W\d_]+", text))


def _before(pack: Pack, text: str, quotation: Quotation, sentence: Span) -> Named | None:
    """The speaker before a quotation: X said: “…”, X called it “…”, According to X, “…”, X: “…”."""
    whole = text[sentence[0] : quotation.span[0]]
    ahead = _MARKS.split(whole)[-1]
    base = quotation.span[0] - len(ahead)
    if according := pack.pattern("speech.cited_last").search(ahead):
        return _cut_name(pack, text, according, base)
    if (by := list(pack.pattern("speech.told_by").finditer(ahead))) and not _has_verb(pack, ahead[by[-1].end() :]):
        return _cut_name(pack, text, by[-1], base)
    if verbs := list(pack.pattern("speech.verb").finditer(ahead)) if _has_verb(pack, ahead) else []:
        verb = next((verb for verb in reversed(verbs) if verb["verb"] not in pack.words("reporting_verb")), verbs[-1])
        between = ahead[verb.end() :]
        if _is_label(text, quotation, between) or pack.pattern("speech.participle").search(between):
            return None
        return _subject_of(pack, text, whole, ahead, verb, base)
    if ahead.rstrip().endswith(":"):
        speaker = speaker_named(pack, text, ahead.rstrip(" :\u00a0")) if not _is_headline(pack, text, ahead) else None
        return (speaker, base) if speaker and _is_known(pack, text, speaker) else _whole_name(pack, text, whole, sentence[0])
    return None


def _whole_name(pack: Pack, text: str, clause: str, base: int) -> Named | None:
    """The subject of a clause that comes to a colon without a verb of saying: a person by the whole name, no "he", no surname."""
    subject = _clause_subject(pack, text, clause, base)
    return subject if subject and subject[0].sure and " " in subject[0].text else None


def _is_headline(pack: Pack, text: str, ahead: str) -> bool:
    """Whether words with capitals before a colon name two people: "Marsh Slams Venn:"."""
    words = re.findall(r"\w+", ahead)
    return words[-1:] != [] and any(word.lower() in person_keys(pack, text) - {words[-1].lower()} for word in words)


def _is_label(text: str, quotation: Quotation, between: str) -> bool:
    """Whether a quotation is a label inside somebody's sentence, and not what the verb before it says."""
    introduced = between.rstrip().endswith((",", ":")) or not between.strip()
    return not introduced and len(text[slice(*quotation.inner)].split()) <= _SCARE and len(between) > _FAR


def names_a_work(pack: Pack, text: str, quotation: Quotation) -> bool:
    """Whether a quotation is the name of a show or a book: on “The Evening Hour”, the film “Late Rain”, told “Evening News”."""
    ahead = re.search(r"(?:^|\s)(\S*\w)\s+\Z", text[max(0, quotation.span[0] - _WORK) : quotation.span[0]])
    inner = text[slice(*quotation.inner)]
    return ahead is not None and (ahead[1] not in says(pack) or ahead[1] in pack.words("tells_show")) and _is_title(pack, inner)


def _is_title(pack: Pack, words_of: str) -> bool:
    """Whether every longer word has a capital: a show, a book."""
    words = re.findall(r"[^\W\d_]+", words_of)
    ends, small = words[:1] + words[-1:], pack.words("small")
    longer = [word for word in words if len(word) > 2 and (word not in small or word in ends)]
    return bool(longer) and " " in words_of and all(word[0].isupper() for word in longer)


def _subject_of(pack: Pack, text: str, whole: str, ahead: str, verb: re.Match[str], base: int) -> Named | None:
    """The subject of a verb of saying that stands before a quotation."""
    left = ahead[: verb.start()]
    if quoted := pack.pattern("speech.quoted_as").search(left):
        left = left[: quoted.start()]
    elif pack.pattern("speech.unsaid").search(left):
        return None
    left = pack.pattern("speech.auxiliary").sub("", left.rstrip())
    if _lasts(pack, verb["verb"]) and (noun := re.search(r"[a-z]+$", left)) and noun[0] in pack.words("document"):
        return None
    if pack.pattern("speech.left_out").search(left) or _lasts(pack, verb["verb"]):
        return _clause_subject(pack, text, whole, base + len(ahead) - len(whole))
    if relative := pack.pattern("speech.relative").search(left):
        pieces = [piece for piece in pack.pattern("speech.break_who").split(relative["who"]) if piece.strip()]
        return _last_named(pack, text, pieces, base + relative.start("who"), closed=True)
    if joint := pack.pattern("speech.joint").search(left):
        return Speaker(f"{joint['one']} {joint['joining']} {joint['other']}", key_of(pack, joint["other"])), base + joint.start()
    pieces = [piece for piece in pack.pattern("speech.break").split(left) if piece.strip()]
    return _last_named(pack, text, pieces, base + len(left) - (len(pieces[-1]) if pieces else 0), closed=left.endswith(","))


def _last_named(pack: Pack, text: str, pieces: list[str], place: int, *, closed: bool) -> Named | None:
    """The speaker that the last piece of a clause names, or the one before it that it describes: "Ida Marsh, a nurse".

    `closed`: a comma stands behind the last piece; "the", "his" and "her" describe the name before them only there.
    """
    if not pieces:
        return None
    if aside := pack.pattern("speech.described").match(pieces[-1]) if len(pieces) > 1 and not _ends_in_name(pieces[-1]) else None:
        earlier = speaker_named(pack, text, pieces[-2])
        if earlier and names_in(pack, pieces[-2]) and (closed or aside["open"]):
            return earlier, place
    if len(pieces) > 1 and _IN_APPOSITION.fullmatch(pieces[-1].strip(" ,")):  # "Ida Marsh, investor, said"; "Some, however, said"
        earlier = speaker_named(pack, text, pieces[-2])
        return (earlier, place) if earlier and names_in(pack, pieces[-2]) else None
    if closed and len(pieces) > 1 and _ends_in_name(pieces[-1]) and _ends_in_name(pieces[-2]):
        earlier, last = speaker_named(pack, text, pieces[-2]), speaker_named(pack, text, pieces[-1])
        if earlier and earlier.sure:  # "Ida Marsh, Orley Democrat, said"
            return earlier, place
        if _is_of_a_place(pack, pieces[-2]) and not (last and last.sure):  # "a woman from Port Orley, Ostra, said"
            return None
    # "Ida Marsh, who knows Venn, said"
    relative = len(pieces) > 1 and pack.pattern("speech.relative_clause").match(pieces[-1]) is not None
    speaker = speaker_named(pack, text, pieces[-2 if relative else -1])
    return (speaker, place) if speaker else None


def _is_of_a_place(pack: Pack, piece: str) -> bool:
    """Whether the name that a piece ends in says where somebody is from; "In Port Orley" only opens a sentence."""
    names = names_in(pack, piece)
    before = piece[: names[-1][0]].split() if names else []
    return len(before) > 1 and before[-1].lower() in governing(pack)


def _ends_in_name(piece: str) -> bool:
    return piece.split()[-1][:1].isupper()


def _clause_subject(pack: Pack, text: str, clause: str, base: int) -> Named | None:
    """The speaker in the subject of a sentence whose second verb has none of its own: "She called it odd and said"."""
    opening = pack.pattern("speech.opening").match(clause)
    subject = pack.pattern("speech.subject").match(clause, opening.end() if opening else 0)
    if subject is None or subject["who"].endswith(("’s", "'s")) or _COMPOUND.match(clause, subject.end("who")):
        return None
    speaker = speaker_named(pack, text, subject["who"])
    return (speaker, base + subject.start("who")) if speaker and _is_known(pack, text, speaker) else None


def _is_known(pack: Pack, text: str, speaker: Speaker) -> bool:
    """Whether a speaker without a verb of saying beside it is one: of a single word with a capital, a person of the text."""
    return speaker.sure or speaker.pronoun or " " in speaker.text or speaker.key in person_keys(pack, text)


def _led_in(article: Document, text: str, quotation: Quotation, line: Span) -> Named | None:
    """The speaker of a quotation that opens a line, named by the line before it: "From Ida Marsh:", "Ida Marsh told the court:"."""
    pack = pack_of(article.language)
    if text[line[0] : quotation.span[0]].strip() or not line[0]:
        return None
    above = text[: line[0]].rstrip()
    if not above.endswith(":"):
        return None
    if letter := pack.pattern("speech.letter").search(above[-_LETTER:]):
        return _named(pack, text, letter, "who", max(0, len(above) - _LETTER))
    sentence = sentence_in_line(article, line_of(text, len(above) - 1), len(above) - 1)
    lead = Quotation((len(above), len(above)), (len(above), len(above)))
    return _before(pack, text, lead, sentence)


def sentence_in_line(article: Document, line: Span, position: int) -> Span:
    """The sentence that holds a position, cut to its line; the sentence before is not in it."""
    at = article.sentence_at(position)
    sentence = article.sentences[at] if at >= 0 and article.sentences[at][0] <= position < article.sentences[at][1] else line
    return max(sentence[0], line[0]), min(sentence[1], line[1])


def by_verb(pack: Pack, text: str, sentence: Span, norms: tuple[str, ...]) -> Named | None:
    """The subject of the first plain verb of saying in a sentence without quotation marks, whose words are `norms`."""
    if pack.words("plain_saying").isdisjoint(norms):
        return None
    clause = text[slice(*sentence)]
    verb = next((verb for verb in pack.pattern("speech.verb").finditer(clause) if verb["verb"] in pack.words("plain_saying")), None)
    return _subject_of(pack, text, clause, clause, verb, sentence[0]) if verb else None


def cited(pack: Pack, text: str, sentence: Span) -> Named | None:
    """Whom a sentence names by "according to"."""
    match = pack.pattern("speech.cited").search(text[slice(*sentence)])
    return _cut_name(pack, text, match, sentence[0]) if match else None
