"""The guide's chapter on HTTP: its line of Python."""

import pathlib
import shlex
import subprocess
import sys
import unittest

CHAPTER = pathlib.Path(__file__).parents[3] / "docs" / "http.md"


class Guide(unittest.TestCase):
    def test_the_line_of_python_lists_the_tables(self):
        [line] = [line for line in CHAPTER.read_text().splitlines() if line.startswith("python3 -c ")]
        command = [sys.executable, *shlex.split(line)[1:]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"^\[.*\]\n$")
