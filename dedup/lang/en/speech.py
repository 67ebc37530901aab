"""How English-language news names who speaks: names and titles, verbs of saying beside a quotation, and what stands between."""

from __future__ import annotations

from typing import Final

_DAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_VERB: Final = r"(?P<verb><<saying>>|<<loaded_saying_form>>|<<quoting>>)"
_PARTICLE: Final = "(?:de|da|di|du|del|della|dos|van|von|der|den|ter|ten|zu|bin|ibn|al|el|la|le)"
_WORD: Final = r"(?:(?:al-|el-|bin-)?[^\W\d_a-z][\w’'-]+|[^\W\d_a-z]\.?(?=\s|[,’']))"
_NAME: Final = (
    rf"(?:(?:<<Speaker_title>>)\.?\s+)?(?:\b{_PARTICLE}\s+){{0,2}}{_WORD}"
    rf"(?:[ \u00a0]{{1,2}}(?:(?:{_PARTICLE}|of|the|and|for) ){{0,2}}{_WORD})*"
)
_ADVERBS: Final = r"(?:(?:also|then|later|reportedly|further|again|once|first|now|has|had|have|[a-z]+ly)\s+)*"
_CITED: Final = r"(?i:\b(?:according to|in the words of|as quoted by)\s+)(?P<who>[^,.;:“”\"\n]{2,90})"
_BREAK: Final = (
    r"(?:,|\s[—–-]|\b(?:and|but|or|while|as|because|that|when|after|before|if|where|which|although|though|since|so|for|whether"
    r"|than))\s+"
)

SPEECH: Final[dict[str, str]] = {
    "speech.name": _NAME,
    "speech.title": r"(?:<<Speaker_title>>)\b",
    "speech.date": (rf"{_DAY}|January|February|March|April|June|July|August|September|October|November|December"),
    "speech.day_before": (
        rf"^(?:(?:On|Last|Late|Early|Earlier|By|This)\s+)+(?:{_DAY}|week|month|year)"
        r"(?:\s(?:morning|night|evening|afternoon))?,?\s+"
    ),
    "speech.word_after": (r"\s+(?:also |then |later |reportedly |has |had )?(?P<verb>[^\W\d_]+)\b|,\s+(?:who|whose|\d\d)\b"),
    "speech.somebody": r"(?i)(?:some|any|every|no)(?:one|body)|others?|many|all|none",
    "speech.person_ending": r"(?:er|or|ist|ian|man|men|woman|women|person|ee|ant|eer|owner|goer)s?$",
    "speech.head_ends": r"\s(?:of|for|at|from|with|who|to|on|against|in|near|inside|behind|by|whose)\s",
    # What pages set into the running text; extraction leaves it inside of sentences.
    "speech.set_into_text": r"(?i)<<set_into_text>>",
    "speech.key_ends": r"\b(?:of|for|at|in|who|from|with|to|by)\b",
    "speech.abbreviated": (r"\b(Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|St|Lt|Sgt|Col|Gen|Rev|Jr|Sr|Cllr|[A-Z])\.(?=\s+[A-Z]|[A-Z]\.)"),
    "speech.abbreviated_title": r"(Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Lt|Sgt|Col|Gen|Rev|Cllr) +",
    # What stands before somebody who acts; a word with a capital is a title that is no part of the name.
    "speech.before_subject": (r"(?:^|[.!?:\n“”\"’][\s“\"]*|,\s+|\b(?:that|and|but|when|while|as|because|if)\s+|\b[A-Z]\w+\s+)\Z"),
    # Somebody who is described where a sentence opens: "But a neighbour", "The harbour's new keeper", "Venn's lawyer".
    "speech.opens_described": (
        r"(?:(?:But|And|Yet|So|Then)\s+)?(?P<opens>(?:[^\W\d_a-z][\w-]+\s+){0,2}[^\W\d_a-z][\w-]+[’']s?|<<Describes>>|<<describes>>)"
        r"\s+(?P<words>[\w-]+(?:\s+[\w-]+){0,3})"
    ),
    "speech.description_behind": r",\s+(?:(?:an?|the|his|her|who|whose|of)\s|\d\d\b)",
    "speech.titled": r"\b(?:(?P<he>Mr|Sir|Lord)|(?P<she>Mrs|Ms|Miss|Dame|Lady))\b",
    "speech.verb_first": (
        rf"[\s,—–-]*{_ADVERBS}{_VERB}\b(?!\s+(?:that|it|he|she|they|him|her|them)\b)"
        rf"\s+(?P<who>[^,.;:“”\"—–\n]{{2,90}})(?:,\s+(?P<named>{_NAME}))?"
    ),
    "speech.name_first": (
        rf"[\s,—–-]*(?P<who>[^.;:“”\"—–\n]{{2,140}}?)(?:,\s*who|,)?\s+{_ADVERBS}{_VERB}\b(?!\s+(?:by|him|her|them)\b)"
    ),
    "speech.verb": rf"\b{_VERB}\b(?!-)",
    "speech.cited": _CITED,
    "speech.cited_last": rf"{_CITED},\s*\Z",
    "speech.told_by": (
        r"\b(?:was|were|been|being)\s+(?:told|informed|warned|advised|assured|reminded)\s+by\s+"
        r"(?P<who>(?:(?!\b(?:that|whether|how|why|about)\b)[^,.;:“”\"—–\n]){2,90})"
    ),
    "speech.dashed": rf"\s*(?:\n\s*)?[—–-]{{1,2}}\s?(?P<who>{_NAME})\s*(?=,|@|\n|$)",
    "speech.letter": rf"(?:^|\n)\s*(?:(?:And|Also|Then|Next),?\s+from|From) (?P<who>{_NAME})\s*:\s*\Z",
    # Where the name after a verb of saying ends: "said Ida Marsh on Friday".
    "speech.cut": (
        r"\s(?:in|on|at|during|to|when|as|after|before|from|while|who|whose|this|last|next|earlier|about|because|by|via|and|but"
        rf"|outside|following|{_DAY}|yesterday|today|tonight|told|tells)\b"
    ),
    "speech.break": _BREAK,
    "speech.break_who": rf"{_BREAK}|\b(?:to|from|by|with|in|on|at|against|like|including|among)\s+",
    # What stands before a verb whose subject is that of the verb before it: "called it odd and said".
    "speech.left_out": r"(?:^|\b(?:and|but|or|then|to))[\s,]*$",
    "speech.unsaid": (r"(?:\b(?:not|never|would|could|might|should|may|if|nobody|nor|be|being|is|are|was|were|been)|n[’']t)\s*$"),
    "speech.described": r"\s*(?:(?P<open>a|an|one|\d\d|now|then)|the|his|her|their)\b",
    # Behind a verb of saying: what another verb begins may be somebody else's.
    "speech.participle": r",\s+[a-z]+ing\b",
    "speech.quoted_as": r"\s+(?:was|were|is|are)\s+(?:\w+ )?(?:quoted|cited|heard)(?:\s+as)?\s*$",
    "speech.auxiliary": (
        r"(?:\s+(?:also|then|later|earlier|first|reportedly|further|again|once|has|had|have|will|did|[a-z]+ly))+$"
    ),
    "speech.opening": (
        r"^[\s,]*(?:(?:But|And|So|Yet|Meanwhile|Still|Then|Later|However|Additionally|Finally|Also),?\s+)?"
        r"(?:(?:In|On|At|After|During|Last|For)\b[^,]{2,60},\s+)?"
    ),
    "speech.subject": (
        rf"(?P<who>(?:(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[a-z]+)\s+){{0,3}}{_NAME}|[Hh]e|[Ss]he)(?:,[^,]{{2,80}},)?"
        r"\s+(?=[a-z])"
    ),
    "speech.joint": (
        rf"(?P<one>{_NAME})(?:,[^,]{{2,60}},)?\s+(?P<joining>and)\s+(?P<other>(?:other\s)?{_NAME}|other\s[A-Za-z ]+)$"
    ),
    # Behind a quotation: who reports it, where the words before it may name who speaks.
    "speech.reporter": r"[^,.;:\n]{2,40}?\s(?:reported|reports|noted)\b",
    "speech.relative_clause": r"\s*who(?:se)?\s+[a-z]",
    "speech.relative": r"(?P<who>[^,;:]{2,60}),?\s+who$",
}
