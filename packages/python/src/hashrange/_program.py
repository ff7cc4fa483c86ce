"""Where the program is."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from ._errors import ProgramNotFound

_NAME = "hashrange.exe" if sys.platform == "win32" else "hashrange"


def program() -> Path:
    """The path of the program: what the variable `HASHRANGE` names, else the one that was installed with this package,
    else the one in `PATH`.

    Raises `ProgramNotFound` if there is none, or none where `HASHRANGE` says.
    """
    named = os.environ.get("HASHRANGE")
    if named:
        found = shutil.which(named)
        if found is None:
            raise ProgramNotFound(f"HASHRANGE is {named}, which is no program")
        return Path(found).absolute()
    for folder in _script_folders():
        path = folder / _NAME
        if path.is_file():
            return path
    found = shutil.which(_NAME)
    if found is None:
        raise ProgramNotFound(
            f"there is no program {_NAME}: neither was it installed with this package, nor is it in PATH; "
            "HASHRANGE can name it"
        )
    return Path(found).absolute()


def _script_folders() -> Iterator[Path]:
    """Where installers put the scripts of a package."""
    yield Path(sysconfig.get_path("scripts"))
    # `pip install --user`
    yield Path(sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user")))
    # `pip install --target FOLDER`: beside this package.
    yield Path(__file__).parent.parent / "bin"
