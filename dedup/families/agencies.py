"""Which articles stand on the pages of a news agency: of two that share text, these are where the other one has it from."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from dedup.families.model import Member
from dedup.families.own_words import site_of
from dedup.lang.base import NEUTRAL


def is_agency_page(member: Member) -> bool:
    """Whether an article's outlet, or the site that it stands on, is an agency."""
    return _is_agency(member.outlet or "", site_of(member.url, None))


_NEWS: Final = NEUTRAL.pattern("outlet.news")


@lru_cache(maxsize=4096)
def _is_agency(outlet: str, site: str) -> bool:
    label, _, rest = site.partition(".")
    # Behind two labels ("ap.gov.in") short names are those of states and offices more often than of agencies.
    host = "" if "." in rest else label
    return _names_one(outlet, re.NOFLAG) or _names_one(host, re.I)


def _names_one(name: str, flags: re.RegexFlag) -> bool:
    patterns = [NEUTRAL.pattern(f"agency.{one}").pattern for one in NEUTRAL.named("agency.")]
    return any(re.fullmatch(one, spelling, flags) for one in patterns for spelling in (name, _NEWS.sub("", name)))
