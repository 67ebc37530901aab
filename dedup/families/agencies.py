"""Which articles stand on the pages of a news agency: of two that share text, these are where the other one has it from."""

from __future__ import annotations

import re
from functools import lru_cache

from dedup.families.model import Member
from dedup.families.own_words import site_of
from dedup.lang.base import NEUTRAL


def is_agency_page(member: Member) -> bool:
    """Whether an article's outlet, or the site that it stands on, is an agency."""
    return _is_agency(member.outlet or "", site_of(member.url, None))


@lru_cache(maxsize=4096)
def _is_agency(outlet: str, site: str) -> bool:
    label = site.partition(".")[0].removesuffix("news")  # apnews.com
    patterns = [NEUTRAL.pattern(f"agency.{name}").pattern for name in NEUTRAL.named("agency.")]
    return any(re.fullmatch(one, outlet) or re.fullmatch(one, label, re.I) for one in patterns)
