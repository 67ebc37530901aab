"""The word frequencies that the package carries: the small lists of wordfreq, byte for byte, with their licence.

    python -m benchmarks.make_frequencies

wordfreq is 58 MB of lists, most of them large ones that nothing here reads, and its author has ended it. Its code is Apache-2.0,
its data CC BY-SA 4.0, which allows to pass them on under the same licence with the sources named.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Sequence
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from dedup.language import FREQUENCIES, listed_languages

_HEAD: Final = """The lists in this folder are the small word lists of wordfreq {version} by Robyn Speer, unaltered but for
their names (small_en.msgpack.gz is en.words here), made by `python -m benchmarks.make_frequencies`. They are no part of what the
MIT licence of this project covers: they may be passed on under the Creative Commons Attribution-ShareAlike 4.0 licence,
https://creativecommons.org/licenses/by-sa/4.0/legalcode.

Robyn Speer. (2022). rspeer/wordfreq: v3.0 (v3.0.2). Zenodo. https://doi.org/10.5281/zenodo.7199437

What wordfreq says of its data:

"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Copy the lists, write their licence and their digests, and say how much it is."""
    del arguments
    place = find_spec("wordfreq")
    if place is None or place.origin is None:
        print("wordfreq is not installed: pip install wordfreq==3.1.1", file=sys.stderr)
        return 2
    FREQUENCIES.mkdir(exist_ok=True)
    digests, total = [], 0
    for language in listed_languages():
        content = (Path(place.origin).parent / "data" / f"small_{language}.msgpack.gz").read_bytes()
        (FREQUENCIES / f"{language}.words").write_bytes(content)
        digests.append(f"{hashlib.sha256(content).hexdigest()}  {language}.words\n")
        total += len(content)
    (FREQUENCIES / "SHA256SUMS.txt").write_text("".join(digests), encoding="utf-8")
    (FREQUENCIES / "LICENSE").write_text(_licence(), encoding="utf-8")
    print(f"{len(digests)} lists, {total:,} bytes, in {FREQUENCIES}")
    return 0


def _licence() -> str:
    found = distribution("wordfreq")
    stated = re.search(r"^## License\n+(.*?)^## Citing", found.read_text("METADATA") or "", re.M | re.S)
    if stated is None:
        raise SystemExit("wordfreq's description has no section on its licence; look for it by hand")
    return _HEAD.format(version=found.version) + stated[1].rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
