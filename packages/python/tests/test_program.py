"""Where the program is, and that it is this package's."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import hashrange


def test_the_program_is_the_installed_one_and_has_the_version_of_the_package(monkeypatch):
    monkeypatch.delenv("HASHRANGE", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    program = hashrange.program()
    assert program.is_relative_to(Path(sys.prefix)) and os.access(program, os.X_OK)
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    assert told == f"hashrange {version('hashrange')}\n"


def test_the_module_is_the_program():
    run = [sys.executable, "-m", "hashrange"]
    assert "serve" in subprocess.run([*run, "--help"], capture_output=True, text=True, check=True).stdout
    assert subprocess.run([*run, "no-such-command"], capture_output=True).returncode == 2


def test_a_variable_names_another_program(monkeypatch, tmp_path):
    other = tmp_path / "other"
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("HASHRANGE", str(other))
    assert hashrange.program() == other
    other.chmod(0o644)
    with pytest.raises(hashrange.ProgramNotFound, match="other, which is no program"):
        hashrange.program()
