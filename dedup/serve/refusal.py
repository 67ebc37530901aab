"""A request that is not answered as asked: the status, a sentence for people, and when to come again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Refusal(Exception):
    """Why a request is refused: an HTTP status of 400 or more, and one sentence that says what, which value, what to do.

    `retry_after`: seconds after which it is worth asking again, 0 where it never is.
    """

    status: int
    message: str
    retry_after: int = 0

    def __str__(self) -> str:
        return self.message

    def headers(self) -> dict[str, str]:
        """What goes with the answer."""
        if self.status == 401:
            return {"www-authenticate": "Bearer"}
        if self.status == 413:  # what is left of the body is not read: the connection cannot be used again
            return {"connection": "close"}
        return {"retry-after": str(self.retry_after)} if self.retry_after else {}
