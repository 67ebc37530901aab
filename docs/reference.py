"""The API reference as HTML, from the docstrings: `python docs/reference.py FOLDER` (`make reference`). Needs pdoc."""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from pathlib import Path

import pdoc.doc
import pdoc.render

import dedup
from dedup.errors import MissingExtra

MODULES = (
    "dedup",
    "dedup.read",
    "dedup.read.corpus",
    "dedup.fetch",
    "dedup.frames",
    "dedup.sketch.exchange",
    "dedup.crawl.aio",
    "dedup.crawl.items",
    "dedup.crawl.scrapy",
    "dedup.engines.local",
    "dedup.engines.spark",
)
"""What the documentation tells users to import; everything else is of the house, and may change."""


def make(folder: Path) -> tuple[str, ...]:
    """Write a page for each module that can be imported here, and return their names. What pdoc warns of is raised."""
    for name in dedup.__all__:  # they are imported when first asked for, and pdoc looks at what is there
        setattr(dedup, name, getattr(dedup, name))
    modules = {name: pdoc.doc.Module(import_module(name)) for name in MODULES if _can_be_imported(name)}
    pdoc.render.configure(docformat="markdown", show_source=False, search=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, module in modules.items():
            path = folder / f"{name.replace('.', '/')}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pdoc.render.html_module(module, modules), encoding="utf-8")
    (folder / "index.html").write_text(pdoc.render.html_index(modules), encoding="utf-8")
    return tuple(modules)


def _can_be_imported(name: str) -> bool:
    """Whether the packages that a module of ours needs are installed. Whatever else keeps it from being imported is raised."""
    try:
        import_module(name)
    except MissingExtra:
        return False
    except ModuleNotFoundError as error:
        if (error.name or "dedup").partition(".")[0] == "dedup":
            raise
        return False
    return True


if __name__ == "__main__":
    print(f"{len(make(Path(sys.argv[1])))} pages in {sys.argv[1]}")
