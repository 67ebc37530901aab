"""The identifiers by which exports name the two articles."""

from __future__ import annotations

from urllib.parse import quote

from dedup.report.sides import Column
from dedup.report.visible import web_address


def iris(left: Column, right: Column) -> tuple[str, str]:
    """An IRI for each of the two texts, never the same.

    The article's address if it is one of the web, else a URN made of its side and its id. Two versions of one page have one
    address: a selector that named it could be applied to the wrong text, so both go by their URN.
    """
    one, other = _address(left), _address(right)
    if one == other:
        return _urn(left), _urn(right)
    return one or _urn(left), other or _urn(right)


def _address(column: Column) -> str | None:
    address = web_address(column.info.url)
    return quote(address, safe=_IRI_SAFE) if address else None


def _urn(column: Column) -> str:
    return f"urn:x-dedup:{column.side}:{quote(column.info.id, safe='')}"


_IRI_SAFE = "%/?#[]@!$&'()*+,;=:~-._"
