"""A server, as a process of its own."""

from __future__ import annotations

import collections
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._errors import StartError
from ._program import program as find_program
from ._tables import Tables

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

# The server answers what is in flight for at most six seconds, and saves then.
_STOP_SECONDS = 30.0
_LOG_LINES = 1_000


class Server(Tables):
    """A server on a free port of this machine, which runs from `start` to `stop`, or as a context manager.

    It never outlives this process: it stops when the pipe to it is closed.
    """

    def __init__(
        self,
        *arguments: str,
        program: str | os.PathLike[str] | None = None,
        region: str = "us-east-1",
        start_seconds: float = 30.0,
    ) -> None:
        """What `start` starts: `program`, or else the installed one, with further arguments of `hashrange serve`, such as
        `"--fixture", "template.yaml"`. It has `--control`, and `--port 0` unless the arguments name a port.

        `start` waits `start_seconds` at most.
        """
        super().__init__("", "server", "any", region=region)
        self._arguments = arguments
        self._program = program
        self._start_seconds = start_seconds
        self._process: subprocess.Popen[str] | None = None
        self._log: collections.deque[str] = collections.deque(maxlen=_LOG_LINES)
        self._log_reader: threading.Thread | None = None

    def start(self) -> Self:
        """Starts the server, and waits until clients can connect. A server that runs goes on.

        Raises `StartError` if it does not come up, with what it said, and `ProgramNotFound`.
        """
        if self._process is not None:
            return self
        command = self._command()
        self._log.clear()
        try:
            process = self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                encoding="utf-8", errors="replace", **_apart(),
            )  # fmt: skip
        except OSError as error:
            raise StartError(f"cannot start {command[0]}: {error}") from error
        first_line: queue.SimpleQueue[str] = queue.SimpleQueue()
        _in_background(lambda: first_line.put(process.stdout.readline() if process.stdout else ""))
        self._log_reader = _in_background(lambda: self._log.extend(process.stderr or ()))
        try:
            line = first_line.get(timeout=self._start_seconds)
        except queue.Empty:
            line = ""
        if line.startswith("ready "):
            self.url = line.split()[1]
            return self
        process.kill()
        self.stop()
        what = f"said {line!r}" if line else "did not say that it is ready"
        raise StartError(f"{' '.join(command)} {what}\n{self.log}".rstrip())

    def stop(self) -> None:
        """Stops the server when the requests in flight are answered, and waits for its end."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        process.stdin.close()
        if sys.platform != "win32":
            # A process that was forked from this one may hold the pipe.
            process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        assert self._log_reader is not None
        self._log_reader.join()
        process.stderr.close()

    @property
    def log(self) -> str:
        """The newest 1,000 lines that the program wrote to standard error: with `--log` among its arguments, one for each
        request."""
        return "".join(self._log.copy())

    def _command(self) -> list[str]:
        path = self._program if self._program is not None else find_program()
        command = [os.fspath(path), "serve", "--quiet", "--control", "--until-stdin-ends", *self._arguments]
        if not any(argument == "--port" or argument.startswith("--port=") for argument in self._arguments):
            command += ["--port", "0"]
        return command

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _apart() -> dict[str, Any]:
    """Ctrl-C is for this process alone, which stops the server when it needs it no longer."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _in_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, name="hashrange", daemon=True)
    thread.start()
    return thread
