"""A small comparison written by hand: every kind, edits, changes, quotations, credit, cues, sentences left out, hostile characters.

The spans are found by looking up their words, so the texts can be changed without counting characters.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dedup.article import Article
from dedup.kinds import DERIVED_KINDS, KINDS, Relation
from dedup.result import (
    Alignment,
    ArticleInfo,
    Change,
    Comparison,
    Credit,
    Cue,
    Difference,
    Direction,
    Dropped,
    Edit,
    Evidence,
    Measures,
    Passage,
    Quote,
    TextSpan,
)
from dedup.words import words

SOURCE_TEXT = (
    "The harbour board raised its levy to 12 percent on Monday.\n"
    "\n"
    "Fishing crews were told by letter. “We were not asked,” said Mara Lind, who speaks for the crews.\n"
    "The board suspects that two firms paid late.\n"
    "It will hear objections until 3 May. The last levy ran for nine years.\n"
    "Contact the newsroom\u200b for corrections.\n"
)
DERIVATIVE_TEXT = (
    "Greedy board strikes again <script>alert(1)</script>\r\n"
    "The harbour board raised its levy to 15 percent on Monday.\r\n"
    "The Coast Courier writes: “We were not asked,” said Mara Lind, a union boss. Fishing crews were told by letter. "
    "Two firms failed to pay on time.\r\n"
    "\r\n"
    "Of course nobody at the board will ever resign. The port opened in 1911 \u202eTXT.EXE\u202c and serves "
    "مرحبا بالعالم too. \x1b[31mSign up\x07 for [bold]our[/bold] newsletter! &amp; <b onclick=x>more</b>\r\n"
)


def span(text: str, words: str, after: int = 0) -> TextSpan:
    """The first place of `words` in `text` at or after `after`."""
    start = text.index(words, after)
    return TextSpan(start, start + len(words), words)


def in_source(words: str) -> TextSpan:
    """Where `words` stand in the source."""
    return span(SOURCE_TEXT, words)


def in_derivative(words: str) -> TextSpan:
    """Where `words` stand in the derivative."""
    return span(DERIVATIVE_TEXT, words)


def passage(kind, words, source=(), similarity=0.0, confidence=0.9, **more):
    """A passage of the derivative, with its source sentences given by their words."""
    place = in_derivative(words)
    spans = tuple(in_source(item) for item in source)
    quoted = sum(_words(place.text[q.start - place.start : q.end - place.start]) for q in more.get("quotes", ()))
    return Passage(
        kind,
        place.start,
        place.end,
        place.text,
        similarity,
        confidence,
        spans,
        words=_words(place.text),
        quoted_words=quoted,
        **more,
    )


def _words(text: str) -> int:
    return len(words(text).starts)


def edits(source: str, derivative: str, *pairs: tuple[str, str]) -> tuple[Edit, ...]:
    """Opcodes that tile both sentences; each pair names words of the source and what stands for them, either may be empty."""
    left, right = in_source(source), in_derivative(derivative)
    made, s, d = [], left.start, right.start
    for old, new in pairs:
        at = SOURCE_TEXT.index(old, s) - s if old else DERIVATIVE_TEXT.index(new, d) - d
        if at:
            made.append(Edit("equal", (s, s + at), (d, d + at)))
        op = "replace" if old and new else "delete" if old else "insert"
        made.append(Edit(op, (s + at, s + at + len(old)), (d + at, d + at + len(new))))
        s, d = s + at + len(old), d + at + len(new)
    if s < left.end:
        made.append(Edit("equal", (s, left.end), (d, right.end)))
    return tuple(made)


RAISED = "The harbour board raised its levy to 12 percent on Monday."
RAISED_NOW = "The harbour board raised its levy to 15 percent on Monday."
ASKED = "“We were not asked,” said Mara Lind, who speaks for the crews."
ASKED_NOW = "“We were not asked,” said Mara Lind, a union boss."
SUSPECTS = "The board suspects that two firms paid late."
FAILED_NOW = "Two firms failed to pay on time."
TOLD = "Fishing crews were told by letter."
COURIER = "The Coast Courier writes:"
RESIGN = "Of course nobody at the board will ever resign."
WORDS = {
    "verbatim": 6, "edited": 11, "quote": 10, "paraphrase": 7, "added_framing": 8, "added_commentary": 9, "added_background": 12,
    "boilerplate": 13, "attribution": 4,
}  # fmt: skip
HEADLINE = "Greedy board strikes again <script>alert(1)</script>"


def articles() -> tuple[Article, Article]:
    """(source, derivative)."""
    source = Article(
        SOURCE_TEXT, id="source.txt", title="Levy rises", url="https://courier.example/levy?a=1&b=2", outlet="The Coast Courier",
        author="Ida Brandt", published="2031-04-07",
    )  # fmt: skip
    derivative = Article(
        DERIVATIVE_TEXT, id="derivative.txt", title="Greedy board </title><script>alert(2)</script>", url="javascript:alert(3)",
        outlet="Dockside\u202eDaily", published="2031-04-08T09:30:00Z",
    )  # fmt: skip
    return source, derivative


def info(article: Article, words: int) -> ArticleInfo:
    """What a result says of an article."""
    return ArticleInfo(article.id, article.title, article.url, article.outlet, article.published, words, article.author)


def comparison() -> Comparison:
    """The source is `a`, the derivative is `b`."""
    a, b = articles()
    number = Change("number", "fact", in_source("12"), in_derivative("15"), "another number", 0.95)
    label = Change("label", "loaded", in_source("who speaks for the crews"), in_derivative("a union boss"), "relabelled", 0.8)
    certainty = Change("certainty", "fact", in_source("suspects"), in_derivative("failed"), "a suspicion told as a fact", 0.6)
    quoted, there = in_derivative("“We were not asked,”"), in_source("“We were not asked,”")
    credit = Credit(True, True, "The Coast Courier", in_derivative("The Coast Courier writes"))
    return Comparison(
        settings="model:none|settings:0123456789",
        a=info(a, 56),
        b=info(b, 80),
        relation="derivative",
        degree="partially",
        summarises=False,
        source="a",
        direction=Direction(
            0.97,
            (
                Evidence("credit", "The Coast Courier writes", credit.marker.start, credit.marker.end, "b", 2.9),
                Evidence("published", "2031-04-07 is before 2031-04-08", 0, 0, "a", 1.2),
                Evidence("added_words", "Greedy", 0, 6, "b", -0.2),
            ),
        ),
        measures=Measures(0.31, 0.52, 0.44, WORDS),
        confidence=0.98,
        passages=(
            passage("added_framing", HEADLINE, confidence=0.7, cues=(Cue("loaded_word", *_at("Greedy"), "Greedy"),)),
            passage(
                "edited", RAISED_NOW, (RAISED,), 0.91, edits=edits(RAISED, RAISED_NOW, ("12", "15")), changes=(number,),
                credit=Credit(False, False, None, None),
            ),
            passage("attribution", COURIER, credit=credit),
            passage(
                "quote", ASKED_NOW, (ASKED,), 0.82, edits=edits(ASKED, ASKED_NOW, ("who speaks for the crews", "a union boss")),
                changes=(label,), credit=credit,
                quotes=(Quote(quoted.start, quoted.end, "identical", "Mara Lind", "Mara Lind", there),),
            ),
            passage("verbatim", TOLD, (TOLD,), 1.0, 1.0, edits=edits(TOLD, TOLD), credit=Credit(False, False, None, None)),
            passage(
                "paraphrase", FAILED_NOW, (SUSPECTS, RAISED), 0.55, 0.6, edits=edits(SUSPECTS, FAILED_NOW, (SUSPECTS, FAILED_NOW)),
                changes=(certainty,), credit=Credit(True, False, "Coast\u200bCourier", None, claimed=False),
            ),
            passage("added_commentary", RESIGN, cues=(Cue("judgement", *_at("Of course"), "Of course"),)),
            passage("added_background", "The port opened in 1911 \u202eTXT.EXE\u202c and serves مرحبا بالعالم too."),
            passage("boilerplate", "\x1b[31mSign up\x07 for [bold]our[/bold] newsletter! &amp; <b onclick=x>more</b>"),
        ),
        alignments=(Alignment((in_source(RAISED).start, in_source(RAISED).end), (_at(RAISED_NOW)), 0.9),),
        dropped=(
            Dropped(*_there("It will hear objections until 3 May."), "number", words=7),
            Dropped(*_there("The last levy ran for nine years."), "context", words=7),
            Dropped(*_there("Contact the newsroom\u200b for corrections."), "voice", "the newsroom", 5),
        ),
        notes=("no sentence model was used",),
    )  # fmt: skip


CONFIDENCES = (0.5, 0.95, 0.92, 0.8, 0.91)
"""Of the differences of `undirected`."""


def undirected(relation: Relation) -> Comparison:
    """`comparison()` without a source: no changes, a difference of each confidence, a quotation that A does not have."""
    a, b = articles()
    one, two = TextSpan(0, 58, a.text[:58]), TextSpan(54, 112, b.text[54:112])
    at, there = a.text.index("12"), b.text.index("15")
    words = TextSpan(at, at + 2, "12"), TextSpan(there, there + 2, "15")
    told = tuple(Difference("number", *words, one, two, "", confidence) for confidence in CONFIDENCES)
    passages = tuple(
        replace(item, changes=(), quotes=tuple(replace(quote, status="not_in_source") for quote in item.quotes))
        for item in comparison().passages
    )
    return replace(comparison(), relation=relation, source=None, passages=passages, differences=told)


def _at(words: str) -> tuple[int, int]:
    place = in_derivative(words)
    return place.start, place.end


def _there(words: str) -> tuple[int, int, str]:
    place = in_source(words)
    return place.start, place.end, place.text


def of_lines(a: Article, b: Article) -> Comparison:
    """Any two texts as a comparison: each line of `b` is a passage, kinds take turns, every other one draws on a line of `a`."""
    sources, lines = _lines(a.text), _lines(b.text)
    passages = tuple(_line_passage(number, line, sources) for number, line in enumerate(lines))
    return Comparison(
        settings=b.text[:50],
        a=info(a, 1),
        b=info(b, 1),
        relation="derivative",
        degree="partially",
        summarises=False,
        source="a",
        direction=Direction(0.5, (Evidence(a.text[:40], b.text[:40], 0, 1, "b", 0.1),)),
        measures=Measures(0.0, 0.0, 0.0, {"verbatim": 1}),
        passages=passages,
        dropped=tuple(
            Dropped(item.start, item.end, item.text, item.text[:20], item.text[:9], _words(item.text)) for item in sources[1::2]
        ),
        notes=(a.text[:50],),
    )


def _line_passage(number: int, line: TextSpan, sources: list[TextSpan]) -> Passage:
    kind = KINDS[number % len(KINDS)]
    source = (sources[number % len(sources)],) if kind in DERIVED_KINDS else ()
    middle = (line.start + line.end + 1) // 2
    half = TextSpan(line.start, middle, line.text[: middle - line.start])
    cut = source and (source[0].start, source[0].start + 1, source[0].end)
    return Passage(
        kind, line.start, line.end, line.text, 0.5, 0.5, source,
        edits=(Edit("equal", cut[:2], (line.start, middle)), Edit("replace", cut[1:], (middle, line.end))) if cut else (),
        changes=(Change(half.text, "fact", source[0], half, line.text, 0.95),) if source else (),
        quotes=(Quote(line.start, middle, line.text, line.text, half.text, source[0]),) if source else (),
        credit=Credit(True, True, line.text, half),
        cues=(Cue(half.text, line.start, middle, half.text),),
        words=_words(line.text), quoted_words=_words(half.text) if source else 0,
    )  # fmt: skip


def _lines(text: str) -> list[TextSpan]:
    found = (TextSpan(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+", text))
    return [line for line in found if line.text.strip()]
