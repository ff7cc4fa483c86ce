"""What can go wrong."""

from __future__ import annotations


class HashrangeError(Exception):
    """All errors of this package."""


class ProgramNotFound(HashrangeError):
    """The program `hashrange` is nowhere."""


class StartError(HashrangeError):
    """The server did not come up; the message has what the program said."""


class ControlError(HashrangeError):
    """The server refused a request below `/_hashrange/`.

    `status` is the status of HTTP, `kind` the name of the refusal, such as `NotFound` or `BadRequest`.
    """

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.status = status
        self.kind = kind
        self.message = message
