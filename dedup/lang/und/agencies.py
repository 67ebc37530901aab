"""News agencies, which go by one name in every language, and the marks of their own copy."""

from __future__ import annotations

from typing import Final

AGENCIES: Final = {
    "Associated Press": r"(?:The\s+)?Associated\s+Press|AP",
    "Reuters": r"(?:Thomson\s+)?Reuters|REUTERS",
    "Agence France-Presse": r"Agence\s+France[- ]Presse|AFP",
    "United Press International": r"United\s+Press\s+International|UPI",
    "Bloomberg": r"Bloomberg(?:\s+News)?",
    "McClatchy": r"McClatchy(?:\s+Newspapers)?",
    "Tribune News Service": r"Tribune\s+News\s+Service|TNS",
    "Press Association": r"Press\s+Association|PA\s+Media",
    "Xinhua": r"Xinhua(?:\s+News\s+Agency)?",
    "dpa": r"dpa|DPA",
    "ANI": r"ANI",
    "PTI": r"Press\s+Trust\s+of\s+India|PTI",
    "EFE": r"EFE",
}
"""Agencies by name, with what they are called in datelines, bylines and credits."""


MARKS: Final = (
    "Press", "PA", "AP", "euters", "REUTERS", "AFP", "UPI", "Bloomberg", "McClatchy", "Tribune", "TNS", "Xinhua", "dpa", "DPA",
    "ANI", "PTI", "EFE",
)  # fmt: skip
"""Of each name and short form a part that no text has without it: what need not be searched for where none of these stands."""


def any_of(letter: str) -> str:
    """A pattern for any agency, each in a group of its own: the letter and its number."""
    return "|".join(f"(?P<{letter}{index}>{pattern})" for index, pattern in enumerate(AGENCIES.values()))


COPY: Final = (
    rf"\((?:{any_of('d')})\)\s*(?:—|–|--?)"
    rf"|(?:©|\(c\)|[Cc]opyright)\s*(?:\d{{4}}\s*)?(?:by\s+)?(?:{any_of('c')})\b"
)
"""Marks of an agency's own copy: a dateline "(AP) —", its copyright."""

_DESK: Final = r"(?:\s*/\s*[\w-]+)*"
"""What an agency adds to its name: "dpa/lno"."""
OPENING: Final = (
    rf"(?m)^\W*(?:{any_of('h')}){_DESK}[ \t]*$"
    rf"|^\W*[A-ZÀ-Þ](?:[\w’'/-]*|\w{{0,3}}\.)(?:[ ,/]+(?:[\w’'/-]+|\w{{1,4}}\.)){{0,6}},?\s*\((?:{any_of('i')}){_DESK}\)"
    r"[ \t]*[—–:-]*[ \t]*[“\"„«]?\w"
)
"""Whose copy an article is by its first lines: a line of the agency's name, a dateline with it in parentheses."""
CLOSING: Final = (
    rf"(?m)[.!?…][”\"’')\]]*\s*[(\[](?:{any_of('e')}){_DESK}[)\]]\W*$"
    rf"|^[^\w\n]*[(\[]?(?:{any_of('f')}){_DESK}\W*$"
)
"""Whose copy an article is by its last: the agency in parentheses behind the last sentence, or in a line of its own."""
