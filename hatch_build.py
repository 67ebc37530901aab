"""The package's build: compiles the loops where there is a compiler, and makes the README one that reads on PyPI.

The wheel then is one for every Python of its platform.
"""

from __future__ import annotations

import re
import runpy
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_BUILD = Path("dedup", "sketch", "native", "build.py")
_FENCED = re.compile(r"(^```.*?^```$)", re.M | re.S)
_TARGET = r"\]\((?![a-z]+:|#)([^)\s]+)((?: \"[^\"]*\")?)\)"
_PICTURE = re.compile(r"!\[([^\]]*)" + _TARGET)
_LINK = re.compile(r"(?<!!)\[((?:!?\[[^\]]*\](?:\([^)]*\))?|[^\[\]])*)" + _TARGET)
_ELSEWHERE = "\nThe files and pictures that are named here are in the source distribution (`.tar.gz`, under “Download files”).\n"


class Readme(MetadataHookInterface):
    """The long description and, where `homepage` of the hook names the page of the repository, the addresses of the project."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fills in what pyproject.toml calls dynamic."""
        homepage = str(self.config.get("homepage", "")).rstrip("/")
        text = Path(self.root, "README.md").read_text("utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": long_description(text, homepage)}
        if homepage:
            metadata["urls"] = {"Homepage": homepage, "Changelog": f"{homepage}/blob/HEAD/CHANGELOG.md"}


def long_description(readme: str, homepage: str) -> str:
    """The README with links that lead somewhere from anywhere.

    Paths become addresses below `homepage`, the page of a repository (as GitHub, Gitea and GitLab have it: files under /blob/HEAD/,
    pictures under /raw/HEAD/), also of a picture that is a link. Without one a link is its words, a picture what it shows, and the
    end says where the files are.
    """

    def shown(found: re.Match[str]) -> str:
        words, path, title = found.groups()
        return f"![{words}]({homepage}/raw/HEAD/{path}{title})" if homepage else f"*[{words}]*"

    def linked(found: re.Match[str]) -> str:
        words, path, title = found.groups()
        return f"[{words}]({homepage}/blob/HEAD/{path}{title})" if homepage else words

    parts = _FENCED.split(readme)
    told = "".join(part if part.startswith("```") else _LINK.sub(linked, _PICTURE.sub(shown, part)) for part in parts)
    return told if homepage else told + _ELSEWHERE


class CompiledLoops(BuildHookInterface[Any]):
    """Adds the library to the wheel, and names the platform in the wheel's tag: plain C, no Python in it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Without a compiler the wheel is pure Python, and NumPy takes the place of the loops."""
        del version
        if self.target_name != "wheel":
            return
        library = runpy.run_path(str(Path(self.root, _BUILD)))["build"]()
        if library is None:
            self.app.display_warning("no C compiler (cc): the index and the families of this build are several times slower")
            return
        build_data["artifacts"].append(f"/{library.relative_to(self.root)}")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"
