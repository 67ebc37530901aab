"""What each sign of furniture is worth, in points that add up in a sentence: zero is the line between article and furniture.

Set by hand, never fitted; held by the classes of kind3 on `data/` and by tests/test_boilerplate.py. Higher points find more
furniture and take more of an article for it.
"""

from __future__ import annotations

from typing import Final

BIAS: Final = -3.5
"""Points that a sentence without any cue has. One faint cue is not enough."""
BARE: Final = 9.0
"""A line or sentence without a word: marks and rules alone."""

# The shape of a whole line
FRAMED, ARROW, BOXED, ISSUE_LINE = 2.0, 1.5, 4.0, 4.0
"""Set in rules or asterisks; opened by an arrow; with a box to tick; a short line that names an issue or edition."""
FIRST_LINE: Final = -4.0
"""The first line is the headline, whatever it looks like."""
LONG_LINE_WORDS, LONG_LINE = 60, -1.0
"""A line of more words is a paragraph."""
MENU, ADDRESS, OPTIONS, STAMP = 2.5, 2.5, 3.0, 5.0
"""Parts between bars; an address; choices between slashes; a time, a greeting, a byline or an agency's note."""
SIGNED, CAPITALS, SHORT, CLOSING = 3.6, 0.8, 0.7, 0.8
"""A few words and a comma; all in capitals; short; short in one of the last lines."""
SIGNED_WORDS, CLOSING_LINES = 3, 3
"""Words of a line that signs off at most; lines at the end that close an article."""

# The shape of one sentence
LABEL, LONG_LABEL, LABEL_WORDS = 5.0, 2.0, 20
"""A label such as "Read more:", in a sentence up to so many words and in a longer one; a loud one counts half as much again."""
LOUD_LABEL: Final = 0.5
RIGHTS: Final = 5.0
"""A claim of rights."""
PLAYER: Final = 8.0
"""The controls of a player or a gallery: the title or caption beside them is no sentence of the article, however long it is."""
ADDRESS_INSIDE, ADDRESS_WORDS = 1.0, 30
"""An address in a sentence of a line of at most so many words."""
QUOTED, QUOTED_SHARE = -4.0, 0.4
"""A sentence of which more than this share is quoted is somebody's speech."""
LONG, LONG_WORDS = -1.0, 35
"""A sentence of more words is prose."""
REPORTED: Final = -2.0
"""A verb of report: furniture tells nothing of what anybody said."""
CONSENT, CONSENT_HINT, MOST_HINTS = 8.0, 2.2, 6.0
"""A banner that asks for consent; each hint of one, and what hints add up to at most: news tells of cookies, too."""

PHRASES: Final = {"fixed": (6.0, 5.0), "call": (4.0, 1.2), "closing": (4.0, 3.6), "opener": (2.5, 0.5), "faint": (1.2, 1.2)}
"""A language tags its phrases "furniture:" and a kind: what a kind gives at the opening of a sentence and further inside. Ordinary
news tells of petitions, newsletters and polls too, so that only wording with no other use counts much inside a sentence; "closing"
counts in the last lines alone."""
MOST_FAINT: Final = 2.4
"""What faint words may add up to in one sentence, however long it is."""
