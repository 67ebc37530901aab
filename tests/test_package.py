"""The long description of the package: the README, with links that lead somewhere from PyPI or are plain words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("hatchling")

from hatch_build import Readme, long_description

ROOT = Path(__file__).parent.parent
TEXT = """[limits](docs/limits.md) and [a site](https://tarn.example/), [above](#top)
![a report](docs/report.png)

```sh
echo "[stays](docs/limits.md)"
```
[`data/`](data/README.md) after it
"""


def test_paths_become_addresses_below_the_homepage() -> None:
    told = long_description(TEXT, "https://code.example/mill/dedup")
    assert "[limits](https://code.example/mill/dedup/blob/HEAD/docs/limits.md)" in told
    assert "![a report](https://code.example/mill/dedup/raw/HEAD/docs/report.png)" in told
    assert "[`data/`](https://code.example/mill/dedup/blob/HEAD/data/README.md) after it" in told


def test_without_a_homepage_links_are_words_and_the_end_says_where_the_files_are() -> None:
    first, picture, *_, last = long_description(TEXT, "").splitlines()
    assert first == "limits and [a site](https://tarn.example/), [above](#top)"
    assert picture == "*[a report]*"
    assert "source distribution" in last


@pytest.mark.parametrize(
    ("text", "at_home", "without"),
    [
        ("[![a page](docs/a.png)](docs/a.md)", "[![a page](HOME/raw/HEAD/docs/a.png)](HOME/blob/HEAD/docs/a.md)", "*[a page]*"),
        (
            "[![a page](docs/a.png)](https://tarn.example/)",
            "[![a page](HOME/raw/HEAD/docs/a.png)](https://tarn.example/)",
            "[*[a page]*](https://tarn.example/)",
        ),
        (
            "[![a badge](https://tarn.example/a.svg)](docs/a.md)",
            "[![a badge](https://tarn.example/a.svg)](HOME/blob/HEAD/docs/a.md)",
            "![a badge](https://tarn.example/a.svg)",
        ),
        ('[a](docs/a.md "the page") b', '[a](HOME/blob/HEAD/docs/a.md "the page") b', "a b"),
        ("[a [b] c](docs/a.md)", "[a [b] c](HOME/blob/HEAD/docs/a.md)", "a [b] c"),
    ],
    ids=["picture and link", "picture alone", "link alone", "title", "brackets"],
)
def test_pictures_that_are_links_and_titles_lead_somewhere_too(text: str, at_home: str, without: str) -> None:
    home = "https://code.example/mill/dedup"
    assert long_description(text, home) == at_home.replace("HOME", home)
    assert long_description(text, "").startswith(f"{without}\n")


@pytest.mark.parametrize("homepage", ["", "https://code.example/mill/dedup"])
def test_addresses_anchors_and_code_stay(homepage: str) -> None:
    told = long_description(TEXT, homepage)
    for stays in ("[a site](https://tarn.example/)", "[above](#top)", '"[stays](docs/limits.md)"'):
        assert stays in told


@pytest.mark.parametrize("homepage", ["", "https://code.example/mill/dedup/"])
def test_no_link_of_the_readme_is_left_that_leads_nowhere(homepage: str) -> None:
    metadata: dict[str, Any] = {}
    Readme(str(ROOT), {"homepage": homepage}).update(metadata)
    targets = re.findall(r"\]\(([^)]+)\)", metadata["readme"]["text"])
    assert bool(targets) == bool(homepage)
    assert [target for target in targets if not target.startswith("https://")] == []
    assert "urls" in metadata if homepage else "urls" not in metadata
    assert all("//" not in address.removeprefix("https://") for address in metadata.get("urls", {}).values())


def test_every_link_below_a_homepage_names_a_file_of_the_project() -> None:
    home = "https://code.example/mill/dedup"
    metadata: dict[str, Any] = {}
    Readme(str(ROOT), {"homepage": home}).update(metadata)
    text, urls = metadata["readme"]["text"], list(metadata["urls"].values())
    below = [target.removeprefix(home) for target in [*re.findall(r"\]\(([^)\s]+)", text), *urls] if target.startswith(home)]
    assert len(below) > 20
    assert [path for path in below if path and not re.match(r"/(blob|raw)/HEAD/", path)] == []
    assert [path for path in below if not (ROOT / re.sub(r"^/(blob|raw)/HEAD/", "", path).lstrip("/")).exists()] == []


def test_the_homepage_is_one_value_and_what_it_fills_in_is_dynamic() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(project["tool"]["hatch"]["metadata"]["hooks"]["custom"]) == {"homepage"}
    assert {"readme", "urls"} <= set(project["project"]["dynamic"])
