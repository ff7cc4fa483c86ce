"""`python -m hashrange` is the program."""

import os
import subprocess
import sys

from ._errors import ProgramNotFound
from ._program import program


def main() -> int:
    try:
        path = program()
    except ProgramNotFound as error:
        print(error, file=sys.stderr)
        return 1
    command = [os.fspath(path), *sys.argv[1:]]
    if sys.platform == "win32":
        # There `exec` would begin a second process, and end this one before it.
        return subprocess.call(command)
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main())
