"""What is slow and done once: checks the model, makes what a comparison reads and the static model. `python -m dedup.setup`."""

from __future__ import annotations

import compileall
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from dedup.cache import cache_folder, distrust, read_kept
from dedup.errors import DedupError
from dedup.language import prepare_common_words, write_stem_rarities

_STEM_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl")
"""Languages whose stems are worked out beforehand, which saves a comparison 80 ms; those of others are when first met."""


def prepare(progress: Callable[[str], None], *, index: bool = False) -> None:
    """Do everything that is slow once, and say each step to `progress` in one line.

    With `index` also what only an index needs, half a minute of it; else the first index is made so much later.

    What is there already is left alone, and each part appears whole or not at all: a second run is quick, and a run that was
    cut short goes on where it stopped. Without it the first comparison does the same. Raises ModelError.
    """
    from dedup.sketch.model_files import check_weights, default_folder

    # Where Python itself writes no bytecode (PYTHONDONTWRITEBYTECODE, as in many images), every start would compile the package
    # anew: a fifth of a short comparison. A folder that cannot be written costs that time and nothing else.
    compileall.compile_dir(Path(__file__).parent, quiet=2)
    progress("checking the sentence model")
    digest = check_weights(default_folder())
    prepare_common_words()
    for language in _STEM_LANGUAGES:
        write_stem_rarities(language)
    _try_encoder()
    if index:
        _prepare_static_encoder(progress, digest)
    wrong = distrust(cache_folder())
    progress(f"ready, but nothing could be kept: {wrong}" if wrong else f"ready; kept in {cache_folder()}")


def _try_encoder() -> None:
    from dedup.pair.voice.framing import voice_vectors
    from dedup.sketch.encoder import load_encoder

    load_encoder().encode(["Ready."])
    voice_vectors(["Ready."])


def _prepare_static_encoder(progress: Callable[[str], None], digest: str) -> None:
    from dedup.sketch.compiled import are_compiled
    from dedup.sketch.static import static_encoder, table_name

    if not are_compiled():
        progress("no C compiler was there when dedup was built: indexes and families are several times slower")
    if read_kept(table_name(digest)) is None:
        progress("distilling the static model (half a minute)")
    static_encoder()


def main() -> int:
    """Run `prepare`, its steps on stderr; exit code 0, or 2 with one line when something is missing or damaged."""
    start = time.perf_counter()

    def say(step: str) -> None:
        print(f"dedup setup: {time.perf_counter() - start:5.1f} s  {step}", file=sys.stderr)

    try:
        prepare(say, index="--index" in sys.argv[1:])
    except DedupError as error:
        print(f"dedup: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("dedup: interrupted; run it again to go on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
