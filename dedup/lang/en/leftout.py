"""What a left-out sentence is chiefly about, in English: voices, reservations, positions, reasons, prospects, history.

Each is the pattern "dropped.GROUP"; `pair/explain/dropped.py` says which goes first. A reader of 106 sentences found that a word
is not enough: "but" joins two events, "would have" looks back, "critics" stand in a side phrase. Such words are no sign here.
"""

from __future__ import annotations

from typing import Final

_E: Final = r"(?:e|es|ed|ing)\b"
_S: Final = r"(?:s|ed|ing)?\b"
_ASIDE: Final = r"\b(?:who|whose|whom|which|that|what|how|if|whether|as though)\b"
"""Words that open a clause about something beside the statement."""
_MAIN: Final = rf"^(?:(?!{_ASIDE})[^“\"])*?"
"""The part of a sentence before such a clause, and before what is quoted."""

LEFT_OUT: Final[dict[str, str]] = {
    "dropped.voice": (
        r"\b(?:says?|said|saying|tells|told|asked(?= [^.]{0,60}?\b(?:whether|if|why|how|what)\b)|wrote|(?:has|have|had) written"
        r"|tweeted|according to|in (?:my|his|her|their) view|(?:respond|repli|acknowledg|emphasi[sz]|conced|admitt|contend|warn"
        r"|explain|recall|echo|express)ed|acknowledges?|emphasi[sz]es?|concedes?|admits?|contends?|warns?|explains?|recalls"
        r"|expressing|echoes|I(?=['’ ])|[Mm]y)\b(?!-)"
    ),
    "dropped.qualification": (
        r"(?i)(?:^\W*while (?!\w+ing\b)|\b(?:however|although|(?:even )?though(?=[ ,])(?<!as though)|unless"
        r"|except (?:for|that|when|if|in)|only if|subject to|no evidence|not (?:yet )?(?:clear|known|certain|proven)|unclear"
        r"|uncertain|it is true|in theory"
        r"|(?:cannot|could not) be (?:independently )?(?:verified|confirmed)|preliminary|caution(?:ed|s)?"
        r"|on the other hand|in fairness|to be sure)\b)"
    ),
    "dropped.negation": (
        r"(?i)(?:\b(?:cannot|neither|never(?!theless)|nobody|none(?!theless)|nor|nothing(?! (?:else|but|more))|nowhere"
        r"|(?<!if )(?<!or )not(?! (?:only|just|least|shy|surprisingly|to mention|unlike|alone))"
        r"|no(?!\.)(?! (?:doubt|matter|longer|wonder|less|fewer|sooner))|stopped short of"
        r"|ha(?:s|ve) yet to|ruled out|declined|denied|denies|denying)\b|n[’']t\b)"
    ),
    "dropped.position": (
        rf"(?i){_MAIN}\b(?:(?:criticis|criticiz|oppos|prais|blam|accus|advocat|endors|denounc){_E}(?! by\b)"
        r"|(?:defend|reject|dismiss|disput|condemn|demand|welcom|complain|disagree|agree|insist|mock|scold|applaud"
        r"|vouch|grumbl|lament)(?:e|es|s|d|ed|ing)?\b(?! by\b)|slam(?:s|med|ming)?\b|object(?:ed|ing|s? to)\b"
        r"|(?:supports|supported|backs|backed|favou?rs|favou?red|wants?|wanted|urges?|urged|argues?|argued|believes?|believed"
        r"|hopes?(?! to)|hoped(?! to)|fears?|feared)\b(?! by\b)"
        r"|call(?:s|ed|ing)? (?:for|on|into question)\b|push(?:es|ed|ing)? for\b|rall(?:y|ies|ied) behind\b"
        r"|call(?:s|ed) (?:\w+ ){1,3}an? |in fav(?:ou)?r of\b|critical of\b)"
    ),
    "dropped.cause": (
        r"(?i)\b(?:because|due to (?:an?|the|its|his|her|their)|as a result|result(?:ed|ing) (?:from|in)"
        rf"|stem{_S} from|stemmed from|caused by|so that|owing to|thanks to|in order to|in an effort to|given that"
        r"|in (?:response|reaction) to|the (?:reason|aim|purpose)|aims? to|aimed (?:to|at)|therefore|prompt(?:s|ed|ing))\b"
        rf"|{_MAIN}\bled to\b"
    ),
    "dropped.outlook": (
        rf"(?!^\W*If\b.*\bwould\b){_MAIN}(?:\b(?:will|shall"
        r"|[Ww]ould(?! (?:have|not have)\b)|(?:might|may)(?! (?:have|not have)\b))\b(?!-)"
        r"|\b(?:is|are|was|were) (?:due|scheduled|expected|set (?:to|for)|likely|to be|about to)\b"
        r"|\b(?:expects?|[Nn]ext (?:week|month|year|spring|summer|autumn|fall|winter)|(?:plan|intend|hope)s? to"
        r"|planned for"
        r"|up for (?:re-?election|a vote|sale|debate|renewal)|tomorrow|going to)\b|[’']ll\b)"
    ),
    "dropped.context": (
        r"(?i)\b(?:since|in (?:19|20)\d\d|last (?:year|month|decade|time)"
        r"|(?:years?|months?|weeks?|days?) (?:ago|earlier|before|later)|previous(?:ly)?|earlier"
        r"|came (?:just )?(?:after|before)|founded|opened|history|record|once|used to|had (?:been|already)"
        r"|(?:is|are|was|were) (?:an?|the|one of|among|based|known|called|built|founded|created|elected|appointed"
        r"|introduced|passed)"
        r"|decades?|background|under (?:the|a) \d{4}|who (?:runs|ran|leads|led|heads|owns|owned))\b"
    ),
    "dropped.heading": r"^Story [Hh]ighlights\b|^\W*[^\s:]+(?: [^\s:]+){0,3}:\s*$",
}
