"""The server's pages in a real browser, on a wide screen and a phone, light and dark, by keys alone; and axe has nothing to say."""

from __future__ import annotations

import json
import os
import random
import re
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("datasketch")
pytest.importorskip("playwright")

import playwright.sync_api as sync_api
from made_corpora import invented
from serving import Server, running
from test_serve_fetch import TEXT, Site
from test_serve_life import REWRITE, SOURCE

from dedup import Article, Detector
from dedup.settings import Settings

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no Chromium at {CHROMIUM}; apt-get install chromium, or set CHROMIUM"),
]
SCREENS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
STRANGERS = 2_000


@pytest.fixture(scope="module")
def site() -> Iterator[int]:
    """The port of a site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


AS_PUBLIC = """
from dedup import fetch
fetch.is_global = lambda address: address == "127.0.0.1"
fetch._PORTS = {{"http": {port}, "https": 443}}

import time
from dedup.pair import compare as stages
compare = stages.compare
def endless(a, b, **options):
    while a.text.startswith("{endless}"):
        time.sleep(0.05)
    return compare(a, b, **options)
stages.compare = endless
"""
"""What a process runs at its start: the site on this machine is taken for the public internet, and one word is endless work."""
ENDLESS = "Unendingness"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, site: int) -> Iterator[Server]:
    """A server with an index of 2,000 articles and the source, and with one family."""
    folder, rng = tmp_path_factory.mktemp("serve"), random.Random(7)
    with Detector.open(folder / "index", indexes=["minhash"], settings=Settings(model="")) as detector:
        detector.add_many(Article(invented(rng, 40), f"stranger {number}") for number in range(STRANGERS))
        detector.add_many([Article(SOURCE, "source", title="Levy rises"), Article(REWRITE, "rewrite", title="Ferries stay")])
    edge = {"a": "source", "b": "rewrite", "source": "a", "a_containment": 0.6, "b_containment": 0.7, "kind": "reuse"}
    members = [{"id": "source", "words": 9, "title": "Levy rises"}, {"id": "rewrite", "words": 9, "title": "Ferries stay"}]
    families = folder / "families.jsonl"
    families.write_text(json.dumps({"family": "source", "root": "source", "members": members, "edges": [edge]}) + "\n")
    (folder / "sitecustomize.py").write_text(AS_PUBLIC.format(port=site, endless=ENDLESS))
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
    options = ("--no-model", "--fetch", "--index", str(folder / "index"), "--families", str(families))
    with running(*options, environment=[("PYTHONPATH", path)]) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        running_one = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running_one
        running_one.close()


@pytest.fixture
def opened(browser: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """Opens a page of the server as a user does, by the address printed; nothing may fail, and nothing ask another server."""
    contexts, troubles = [], []

    def open_page(path: str = "/", width: int = 1440, scheme: Any = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(120_000)  # of a machine that has much else to do
        page.on("request", lambda one: None if one.url.startswith((server.address, "blob:")) else troubles.append(one.url))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda message: None if "the server responded with a status of 4" in message.text else troubles.append(message.text),
        )
        page.goto(f"{server.address}/?token={server.token}")
        page.wait_for_url(f"{server.address}/")
        page.goto(server.address + path)
        page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def check_axe(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_every_page_fits_and_axe_has_nothing_to_say(opened: Any, width: int, scheme: str) -> None:
    page = opened("/", width, scheme)
    for path in ("/", "/find", "/search", "/families", "/jobs/0000000000000000"):
        with page.expect_response("**"):
            page.evaluate("path => location.assign(path)", path)
        page.wait_for_selector("html[data-ready]", state="attached")
        assert fits(page), path
        check_axe(page)


@pytest.mark.parametrize("width", [1440, 390])
def test_two_pasted_texts_are_compared_and_the_page_is_used(opened: Any, width: int) -> None:
    page = opened("/", width)
    for box, text in (("a", SOURCE), ("b", REWRITE)):
        page.locator(f'[data-key="{box}"] textarea').fill(text)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/comparisons/*")
    page.wait_for_selector("html[data-ready]", state="attached")
    address = page.evaluate("location.href")
    page.locator(".tick input").first.check()
    assert "?not=" in page.evaluate("location.href")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator(".tick input").first.is_checked()
    assert page.pdf()[:4] == b"%PDF"
    assert fits(page)
    page.goto(address)
    page.go_back()
    page.goto(address.partition("/comparisons")[0])
    assert page.locator('[data-key="a"] textarea').input_value() == SOURCE  # what was pasted is there again


def test_by_keys_alone(opened: Any) -> None:
    page = opened("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for text in (SOURCE, REWRITE):
        while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
            page.keyboard.press("Tab")
        page.keyboard.insert_text(text)
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent") != "Compare":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/comparisons/*")


def test_a_file_is_read_into_the_box_to_be_mended(opened: Any) -> None:
    page = opened("/")
    html = f"<html><head><title>Levy rises</title></head><body><article><p>{SOURCE}</p></article></body></html>".encode()
    page.locator('[data-key="a"] input[type=file]').set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": html})
    sync_api.expect(page.locator('[data-key="a"] textarea')).to_have_value(re.compile(re.escape(SOURCE[:40])))
    assert page.locator('[data-key="a"] textarea').input_value().strip() == SOURCE
    assert page.locator('[data-key="a"] [data-field=title]').input_value() == "Levy rises"
    page.locator('[data-key="b"] textarea').fill("?!")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("#stage:has-text('no letter and no digit')")
    check_axe(page)


def test_what_was_read_beside_a_text_stays_while_it_is_mended_and_goes_with_it(opened: Any) -> None:
    page = opened("/")
    more = 'It was <a href="http://tarn.example/x">the Tarn Echo</a> that told of it first, on Monday evening.'
    body = f"<article><p>{SOURCE}</p><p>{more}</p></article>"
    html = f"<html><head><title>Levy rises</title></head><body>{body}</body></html>".encode()
    box, sent = page.locator('[data-key="a"]'), []
    page.on("request", lambda one: sent.append(one.post_data_json) if one.url.endswith("/api/compare") else None)
    box.locator("input[type=file]").set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": html})
    sync_api.expect(box.locator("[data-field=title]")).to_have_value("Levy rises")
    box.locator("textarea").evaluate("box => box.setSelectionRange(0, 0)")
    box.locator("textarea").press_sequentially("Mended \U0001f58b. ")
    page.locator('[data-key="b"] textarea').fill("?!")
    page.reload()
    for text in ("", TEXT):
        if text:
            box.locator("textarea").fill(text)
        page.get_by_role("button", name="Compare").click()
        page.wait_for_selector("#stage:has-text('no letter and no digit')")
        page.get_by_role("link", name="Back to the texts").click()
        page.wait_for_selector("html[data-ready]", state="attached")
    mended, other = (one["a"] for one in sent)
    (link,) = mended["links"]
    assert (mended["title"], link["url"]) == ("Levy rises", "http://tarn.example/x")
    assert mended["text"][link["start"] : link["end"]] == link["text"] == "the Tarn Echo"
    assert other == {"text": TEXT}


def test_an_address_is_read_into_the_box_and_another_one_inside_is_refused(opened: Any, site: int) -> None:
    page = opened("/", 390)
    box = page.locator('[data-key="a"]')
    box.get_by_label("Address", exact=True).first.fill(f"http://127.0.0.1:{site}/page")
    box.get_by_role("button", name="Read it").click()
    sync_api.expect(box.locator("textarea")).to_have_value(TEXT)
    box.get_by_label("Address", exact=True).first.fill("http://10.0.0.1/")
    page.keyboard.press("Enter")
    page.wait_for_selector(".alert:has-text('no address of the public internet')")
    assert box.locator("textarea").input_value() == TEXT
    check_axe(page)


def test_a_source_is_found_among_2000_and_opened(opened: Any) -> None:
    page = opened("/find")
    page.locator("textarea").fill(REWRITE)
    page.get_by_role("button", name="Find the source").click()
    page.wait_for_selector(".matches li")
    assert page.locator(".matches h2").all_inner_texts() == ["Ferries stay", "Levy rises"]
    assert "likely" in page.locator(".matches li").nth(1).inner_text()
    check_axe(page)
    page.get_by_role("link", name="Levy rises").click()
    page.wait_for_selector("#texts")


def test_an_edge_of_a_family_opens_its_comparison(opened: Any) -> None:
    page = opened("/families", 390)
    page.get_by_role("button", name="Compare Levy rises with Ferries stay").click()
    page.wait_for_url("**/comparisons/*")
    page.wait_for_selector("html[data-ready]", state="attached")


def test_long_work_tells_how_far_it_is_survives_a_reload_and_is_called_off(opened: Any) -> None:
    page = opened("/")
    for box in ("a", "b"):
        page.locator(f'[data-key="{box}"] textarea').fill(f"{ENDLESS} is what the harbour board called the meeting on Monday.")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/jobs/*")
    page.wait_for_selector("#stage:has-text('comparing')")
    page.reload()
    page.wait_for_selector("#stage:has-text('comparing')")
    check_axe(page)
    page.get_by_role("button", name="Call it off").click()
    page.wait_for_selector("h1:has-text('called off')")
    page.get_by_role("link", name="Back to the texts").click()
    page.wait_for_selector("[data-key=a]")
