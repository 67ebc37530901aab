"""What whoever starts the server decides, and the limits it holds everybody to."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dedup.errors import InputError
from dedup.settings import Settings

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_NAME: Final = re.compile(r"(?=.{1,253}\Z)[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\Z")
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~-]{16,256}\Z")
"""What stands in an address and in a cookie as it is; 16 such characters, drawn, take 2^96 tries."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused beyond.

    `body_bytes`: of a request; `waiting`: tasks that stand in line, without those in work; `seconds`: of one task, after which its
    process is ended; `remembered`: tasks whose state is still told after their end; `matches`: articles that one search returns.
    """

    body_bytes: int = 2 << 20
    waiting: int = 16
    seconds: float = 60.0
    remembered: int = 1_000
    matches: int = 20


@dataclass(frozen=True, slots=True)
class Options:
    """How a server is started.

    `names`: further names under which it may be called (`host` or `host:port`); `index`: a folder or a database of articles;
    `families`: JSON lines as `dedup families` writes them; `keep`: a folder where comparisons outlive the server.
    Raises InputError for a token that can be guessed, for a name that is none, and for another number of processes than 1 or more.
    """

    token: str
    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()
    index: str | None = None
    families: Path | None = None
    keep: Path | None = None
    allow_add: bool = False
    fetch: bool = False
    jobs: int = field(default_factory=cores)
    settings: Settings = field(default_factory=Settings)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not _TOKEN.match(self.token):
            raise InputError(f"the token has {len(self.token)} characters; give 16 or more, of letters, digits and . _ ~ -")
        if self.jobs < 1:
            raise InputError(f"jobs is {self.jobs}; at least 1 process has to compare")
        for name in self.names:
            if not _NAME.match(name.rpartition(":")[0] if re.search(r":\d+$", name) else name):
                raise InputError(
                    f"{name!r} is no name of a host; give it as in an address, such as desk.example or desk.example:8080"
                )

    @property
    def is_local(self) -> bool:
        """Whether the server can be called from this machine alone."""
        return self.host in LOOPBACK

    @property
    def address(self) -> str:
        """What a browser on this machine opens, without the token."""
        return f"http://{_in_address(self.host)}:{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """The values of the header Host that are answered; any other one is refused."""
        own = (*LOOPBACK, self.host) if self.is_local else (self.host,)
        named = (name.lower() if ":" in name else f"{name.lower()}:{self.port}" for name in self.names)
        bare = (name.lower() for name in self.names if self.port in (80, 443) and ":" not in name)
        return frozenset((*(f"{_in_address(name)}:{self.port}" for name in own), *named, *bare))


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
