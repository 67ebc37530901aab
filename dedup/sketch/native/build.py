"""Compiles the loops: `python dedup/sketch/native/build.py`, or the package's build (`hatch_build.py`). Imports nothing of dedup.

The library's name carries a digest of its sources and the platform: what was built of other sources, or for another machine that
shares the folder, is not found, and NumPy takes its place.
"""

from __future__ import annotations

import hashlib
import sys
import sysconfig
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent
_OPTIONS: Final = "-O3 -std=gnu11 -fPIC -shared -fvisibility=hidden -ffp-contract=off -Wall".split()
"""No contraction: a multiplication and an addition are two roundings on every processor, as in NumPy."""


def library_path() -> Path:
    """Where the library of these sources stands once it is built."""
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in _sources())).hexdigest()[:12]
    return FOLDER / f"kernels-{digest}-{sysconfig.get_platform()}.so"


def build() -> Path | None:
    """The library, built unless it is there; None where there is no compiler. Raises RuntimeError when it fails."""
    import os  # these are for the build alone: every start imports this module
    import shutil
    import subprocess
    import tempfile

    path, compiler = library_path(), shutil.which(os.environ.get("CC", "cc"))
    if path.is_file():
        return path
    if compiler is None:
        return None
    handle, draft = tempfile.mkstemp(suffix=".so", dir=FOLDER)
    os.close(handle)
    try:
        sources = [str(source) for source in _sources() if source.suffix == ".c"]
        done = subprocess.run([compiler, *_OPTIONS, "-o", draft, *sources, "-lm"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{compiler} could not compile the loops of dedup:\n{done.stderr}")
        os.chmod(draft, 0o755)
        for old in FOLDER.glob(f"kernels-*-{sysconfig.get_platform()}.so"):
            old.unlink()
        os.replace(draft, path)
    finally:
        Path(draft).unlink(missing_ok=True)
    return path


def _sources() -> list[Path]:
    return sorted(FOLDER.glob("*.[ch]"))


if __name__ == "__main__":
    library = build()
    print(library or "no C compiler (cc) was found: dedup works without, its indexes are slower", file=sys.stderr)
    sys.exit(library is None)
