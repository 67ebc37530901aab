"""What a sentence that is left out is about, in English: voices, reservations, positions, reasons, prospects, history.

Each is the pattern "dropped.GROUP"; `pair/explain/dropped.py` says which goes first.
"""

from __future__ import annotations

from typing import Final

_E: Final = r"(?:e|es|ed|ing)\b"
_S: Final = r"(?:s|ed|ing)?\b"

LEFT_OUT: Final[dict[str, str]] = {
    "dropped.voice": (
        r"\b(?:says?|said|saying|tells|told|asked (?:whether|if|why|how)|wrote|tweeted|according to|in (?:my|his|her|their) view"
        r"|I(?=['’ ])|[Mm]y)\b(?!-)"
    ),
    "dropped.qualification": (
        r"(?i)\b(?:however|but|although|though|while|unless|except|despite|nevertheless|nonetheless|still|only if|subject to|no "
        r"evidence|not clear|unclear|"
        r"cannot be verified|could not be verified|preliminary|caution(?:ed|s)?|declined|did not respond|denied|denies|on "
        r"the other hand|in fairness|to be sure)\b"
    ),
    "dropped.negation": (
        r"(?i)(?:\b(?:cannot|neither|never|nobody|none|nor|nothing|nowhere|not(?! (?:only|just|least))|no(?!\.)|stopped short of"
        r"|ha(?:s|ve) yet to|ruled out)\b|n[’']t\b)"
    ),
    "dropped.position": (
        rf"(?i)\b(?:(?:criticis|criticiz|oppos|prais|blam|accus|advocat|endors|denounc|challeng){_E}"
        rf"|(?:defend|reject|dismiss|disput|condemn|demand|welcom|complain|disagree|agree|insist|mock|scold|applaud"
        rf"|vouch|grumbl|lament)(?:e|es|s|d|ed|ing)?\b|slam(?:s|med|ming)?\b|object(?:ed|ing|s? to)\b"
        r"|(?:supports|supported|backs|backed|favou?rs|favou?red|wants?|wanted|urges?|urged|argues?|argued|believes?|believed"
        r"|thinks?|thought|hopes?(?! to)|hoped(?! to)|fears?|feared)\b"
        r"|call(?:s|ed|ing)? (?:for|on|into question)\b|push(?:es|ed|ing)? for\b|rall(?:y|ies|ied) behind\b"
        r"|call(?:s|ed) (?:\w+ ){1,3}an? |in fav(?:ou)?r of\b|(?<!-)(?:critics|opponents|supporters)\b)"
    ),
    "dropped.cause": (
        r"(?i)\b(?:because|due to (?:an?|the|its|his|her|their)|as a result|result(?:s|ed|ing)? (?:from|in)"
        rf"|stem{_S} from|stemmed from|led to|caused by|so that|owing to|thanks to|in order to|in an effort to"
        r"|in (?:response|reaction) to|the (?:reason|aim|purpose)|aims? to|aimed (?:to|at)|therefore|prompt(?:s|ed|ing))\b"
    ),
    "dropped.outlook": (
        r"\b(?:will|[Ww]ould|might|may|[Ss]hall|(?:is|are|was|were) (?:due|scheduled|expected|set|likely|to be|about)"
        r"|expects?|[Nn]ext (?:week|month|year|spring|summer|autumn|fall|winter)|(?:plan|intend|hope)s? to|planned|up for"
        r"|tomorrow|going to)\b|[’']ll\b"
    ),
    "dropped.context": (
        r"(?i)\b(?:since|in (?:19|20)\d\d|last (?:year|month|decade)|years? (?:ago|earlier|before)|previous(?:ly)?|earlier"
        r"|founded|opened|history|record|"
        r"(?:is|are|was|were) (?:an?|the|one of|among|based|known|called|built|founded|created|elected|appointed|introduced|passed)"
        r"|decades?|background|under (?:the|a) \d{4}|who (?:runs|ran|leads|led|heads|owns|owned))\b"
    ),
}
