"""The package's build: compiles the loops where there is a compiler. The wheel then is one for every Python of its platform."""

from __future__ import annotations

import runpy
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BUILD = Path("dedup", "sketch", "native", "build.py")


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
