"""A record of a corpus as a reader found it: an article, or why it is none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from dedup.article import Article
from dedup.errors import DedupError, MissingExtra

RECORD_SHOWN: Final = 20_000
"""Characters of a refused record that are kept with the reason; what is beyond is counted."""


@dataclass(frozen=True, slots=True)
class CorpusRecord:
    """One record of a corpus: an article, or why it is none. `where` names the file and the line, row, or address in it.

    `stated`: the id or address that the record itself states, "" for none. `whole`: the article is a file of its own, so that
    `where` will name it tomorrow too. `record`: of a refused one what it was, at most RECORD_SHOWN characters.
    """

    where: str
    article: Article | None = None
    error: str | None = None
    stated: str = ""
    whole: bool = False
    record: str = ""


@dataclass(slots=True)
class Reached:
    """How far a reading has come: bytes of the files as they lie on the disk."""

    bytes: int = 0


def attempt(
    where: str, read: Callable[..., Article], *arguments: object, whole: bool = False, record: Callable[[], str] = str
) -> CorpusRecord:
    """What a reader makes of one record. Whatever it raises makes the record a refused one: the parsers of pages raise anything."""
    try:
        article = read(*arguments)
        return CorpusRecord(where, article, stated=article.name, whole=whole)
    except MissingExtra:
        raise
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except DedupError as error:
        return CorpusRecord(where, error=str(error).removeprefix(f"{where}: "), whole=whole, record=shortened(record()))
    except BaseException as error:  # panics of parsers in Rust are no exceptions of Python's
        return CorpusRecord(where, error=f"{type(error).__name__}: {error}", whole=whole, record=shortened(record()))


def shortened(record: str) -> str:
    """The record, cut after RECORD_SHOWN characters, with the count of those that are missing."""
    rest = len(record) - RECORD_SHOWN
    return record if rest <= 0 else f"{record[:RECORD_SHOWN]}… [{rest:,} more characters]"


def shown(path: str | os.PathLike[str]) -> str:
    """A path as text: bytes that are not UTF-8 as escapes, for no encoding can carry what Python makes of them."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def reason(error: BaseException) -> str:
    """What an error says, without the path and the number that the system's own begin with."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def until_broken(items: Iterable[Any]) -> Iterator[Any]:
    """The items, and as the last one the error that ended them: parsers of binary formats raise errors without a base."""
    rest = iter(items)
    while True:
        try:
            yield next(rest)
        except StopIteration:
            return
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except Exception as error:
            yield error
            return
        except BaseException as error:  # panics of parsers in Rust are no exceptions of Python's
            yield RuntimeError(f"{type(error).__name__}: {error}")
            return
