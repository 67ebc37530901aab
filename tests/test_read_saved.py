"""Pages that a browser saved: in one file of many parts, or with the address noted in them."""

from __future__ import annotations

import quopri

import pytest

from dedup.errors import InputError
from dedup.read import read_bytes

FIRST = "The mayor of Tarn closed the old bridge on Monday after a night of heavy rain, the council said."
SECOND = "Engineers will look at its pillars this week, and buses go by way of Holm until they are done."
SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://tarn.example/bridge
Subject: Bridge shut
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----Made--Up----"


------Made--Up----
Content-Type: {kind}
Content-Transfer-Encoding: quoted-printable
Content-Location: https://tarn.example/bridge

{page}
------Made--Up----
Content-Type: image/gif
Content-Transfer-Encoding: base64
Content-Location: https://tarn.example/logo.gif

R0lGODlhAQABAAAAACw=

------Made--Up------
"""
SHOWN = f"<html><head><title>Bridge shut</title></head><body><article><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", ""])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_page_that_a_browser_saved_in_one_file_is_read(name: str, line_end: str) -> None:
    page = quopri.encodestring(SHOWN.replace("mayor", "Bürgermeister").encode()).decode()
    saved = SAVED.format(kind="text/html", page=page).replace("\n", line_end).encode()
    article = read_bytes(saved, name).article
    assert article.text == f"{FIRST}\n{SECOND}".replace("mayor", "Bürgermeister")
    assert (article.title, article.url) == ("Bridge shut", "https://tarn.example/bridge")


def test_a_saved_page_without_html_is_refused() -> None:
    for saved in (SAVED.format(kind="text/css", page="p"), FIRST):
        with pytest.raises(InputError, match=r"save it in the browser as \.html"):
            read_bytes(saved.encode(), "a.mhtml")


def test_a_saved_page_names_the_address_that_it_was_saved_from_where_it_names_none() -> None:
    mark = "<!-- saved from url=(0027)https://tarn.example/bridge -->\n"
    assert read_bytes(f"<!DOCTYPE html>\n{mark}{SHOWN}".encode(), "a.html").article.url == "https://tarn.example/bridge"
    own = SHOWN.replace("<title>", '<link rel="canonical" href="https://tarn.example/own"><title>')
    assert read_bytes(f"{mark}{own}".encode(), "a.html").article.url == "https://tarn.example/own"
    assert read_bytes(f"{mark.replace('https:', 'file:')}{SHOWN}".encode(), "a.html").article.url is None
