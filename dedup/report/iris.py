"""The identifiers by which exports name the two articles."""

from __future__ import annotations

from urllib.parse import quote

from dedup.report.sides import Column
from dedup.report.visible import web_address


def iri(column: Column) -> str:
    """The article's address if it is one of the web, else a URN made of its side and its id."""
    address = web_address(column.info.url)
    return quote(address, safe=_IRI_SAFE) if address else f"urn:x-dedup:{column.side}:{quote(column.info.id, safe='')}"


_IRI_SAFE = "%/?#[]@!$&'()*+,;=:~-._"
