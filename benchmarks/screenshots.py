"""Pictures of the reports on the examples of `data/`, for the README: `python -m benchmarks.screenshots [FOLDER]`.

Needs playwright and a Chromium of the system; CHROMIUM names another one than /usr/bin/chromium.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dedup import Article, compare, compare_all, read_article
from dedup.report.family_page import render_family_page
from dedup.report.page import render_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs"
FAMILY = ROOT / "data" / "harbour-levy"
MEMBERS = ("source", "syndication", "light_edit", "rewrite", "commentary")


def member(name: str) -> Article:
    """An article of the example family, with what its `family.json` says of it."""
    known = json.loads((FAMILY / "family.json").read_text(encoding="utf-8"))["articles"][name]
    told = {field: known.get(field) for field in ("id", "title", "url", "outlet", "author", "published")}
    return replace(read_article(FAMILY / known["file"]), **told)


def pages() -> dict[str, tuple[str, str, int, int]]:
    """For each picture the page, the place in it that is shown, and the size of the window."""
    source, rewrite = member("source"), member("rewrite")
    report = render_page(compare(source, rewrite), source, rewrite)
    family = [member(name) for name in MEMBERS]
    return {
        "report.png": (report, "", 1280, 720),
        "report-texts.png": (report, "#p11", 1280, 800),
        "report-phone.png": (report, "#p4", 390, 740),
        "family.png": (render_family_page(compare_all(family), family), "", 1100, 960),
    }


def shoot(browser: Browser, html: str, address: str, width: int, height: int, picture: Path) -> None:
    """Open a page in a window of that size and save what is seen as PNG."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(html, encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce", color_scheme="light")
        page.goto(file.as_uri() + address)
        page.wait_for_selector("html[data-ready]", state="attached")
        page.wait_for_timeout(300)
        page.screenshot(path=picture)
        page.close()


def main(arguments: Sequence[str]) -> int:
    """Write all pictures into the folder named, `docs/` without one."""
    from playwright.sync_api import sync_playwright

    folder = Path(arguments[0]) if arguments else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        for name, (html, address, width, height) in pages().items():
            shoot(browser, html, address, width, height, folder / name)
            print(f"{folder / name}: {(folder / name).stat().st_size // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
