"""A process that works for the server: tasks come on its standard input, progress and answers go to its standard output.

The server ends it when a task takes too long or is called off, and starts another one; nothing else shares its memory.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO

from dedup.errors import DedupError, InputError
from dedup.serve import frames
from dedup.serve.tasks import Office

Tell = Callable[[dict[str, Any]], None]


def main() -> int:
    """Answer tasks until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the server decides who ends when
    with os.fdopen(os.dup(1), "wb") as sink:
        os.dup2(2, 1)  # what a library prints must not get between the frames

        def tell(value: dict[str, Any]) -> None:
            sink.write(frames.packed(value))
            sink.flush()

        return _serve(sys.stdin.buffer, tell)


def _serve(source: BinaryIO, tell: Tell) -> int:
    known = frames.read(source)
    if known is None:
        return 0
    with Office(known) as office:
        import dedup.pair.compare  # noqa: F401  # before the first task, which then need not wait for it

        tell({"ready": True})
        while (task := frames.read(source)) is not None:
            tell(_answered(office, task, tell))
    return 0


def _answered(office: Office, task: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """The answer to a task, or why there is none: `status` is the HTTP status for it."""
    try:
        return {"answer": office.answer(task, lambda stage: tell({"stage": stage}))}
    except InputError as error:
        return {"error": str(error), "status": 422}
    except DedupError as error:
        return {"error": str(error), "status": 503}
    except MemoryError:
        return {"error": "there is not enough memory for these texts; send shorter ones", "status": 413}
    except Exception as error:
        _complain(error)
        return {"error": "this is a bug in dedup; the server's log says where", "status": 500}


def _complain(error: Exception) -> None:
    """The kind of an error and the places it passed, without its message: that could hold words of an article."""
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    print("\n".join([f"dedup: bug: {type(error).__name__}", *places]), file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
