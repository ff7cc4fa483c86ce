"""Copies between hashrange and DynamoDB Local, which run as processes: `.ci/moves`."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest

HASHRANGE = os.environ["HASHRANGE"]
DYNAMODB_LOCAL = os.environ["DYNAMODB_LOCAL"]


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def until(is_so, what, seconds=60):
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


class Copies(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        port = free_port()
        self.local = f"http://127.0.0.1:{port}"
        self.begin([
            "java", f"-Djava.library.path={DYNAMODB_LOCAL}/DynamoDBLocal_lib", "-jar",
            f"{DYNAMODB_LOCAL}/DynamoDBLocal.jar", "-inMemory", "-port", str(port),
        ], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.here = self.serve()
        until(lambda: self.run_program("tables", "--endpoint", self.local).returncode == 0, "DynamoDB Local answers")

    def begin(self, command, **streams):
        process = subprocess.Popen(command, cwd=self.directory.name, **streams)

        def end():
            process.kill()
            process.communicate()

        self.addCleanup(end)
        return process

    def serve(self):
        server = self.begin([HASHRANGE, "serve", "--port", "0", "--quiet"], stdout=subprocess.PIPE)
        return server.stdout.readline().decode().split()[1]

    def run_program(self, *arguments):
        return subprocess.run([HASHRANGE, *arguments], cwd=self.directory.name, capture_output=True, text=True)

    def good(self, *arguments):
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout

    def make_table(self, place, count):
        """A table with indexes, a stream and items of all types."""
        self.good(
            "create", "things", "--partition-key", "id", "--sort-key", "at:N", "--stream", "new-and-old-images",
            "--global-index", "by_kind,partition=kind", "--endpoint", place,
        )
        self.good("ttl", "things", "--enable", "until", "--endpoint", place)
        lines = pathlib.Path(self.directory.name, "things.json")
        with lines.open("w") as file:
            for number in range(count):
                item = {
                    "id": {"S": f"사용자{number // 5}"},
                    "at": {"N": str(number)},
                    "kind": {"S": "odd" if number % 2 else "even"},
                    "exact": {"N": "-1.2345678901234567890123456789012345678E-100"},
                    "large": {"N": "9" * 38},
                    "bytes": {"B": "AAECAw=="},
                    "flag": {"BOOL": number % 3 == 0},
                    "nothing": {"NULL": True},
                    "texts": {"SS": ["b", "a", f"{number}"]},
                    "numbers": {"NS": ["3", "1.50", "-2"]},
                    "blobs": {"BS": ["AQ==", "Ag=="]},
                    "deep": {"M": {"list": {"L": [{"M": {"a b": {"S": "x"}}}, {"L": []}]}}},
                    "text": {"S": "x" * (1 + number % 700)},
                }
                file.write(json.dumps({"Item": item}, ensure_ascii=False) + "\n")
        self.good("import", "things", str(lines), "--format", "dynamodb-json", "--endpoint", place)

    def test_a_table_moves_there_and_back(self):
        self.make_table(self.here, 1_000)
        self.assertIn("compared 1000 items: none differs", self.good("copy", self.here, self.local))
        self.assertIn("compared 1000 items: none differs", self.good("copy", self.local, "back.snap"))
        # What went through the other implementation is what was here, settings included.
        self.assertIn("compared 1000 items: none differs", self.good("compare", self.here, "back.snap"))

    def test_a_copy_that_was_killed_goes_on(self):
        self.make_table(self.here, 3_000)
        copy = self.begin(
            [HASHRANGE, "copy", self.here, self.local, "--write-units", "400", "--segments", "3"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )

        def copied():
            rows = self.run_program("scan", "things", "--json", "--endpoint", self.local)
            return len(rows.stdout.splitlines()) if rows.returncode == 0 else 0

        until(lambda: copied() > 300, "some items are copied")
        time.sleep(1)
        copy.kill()
        copy.communicate()
        self.assertLess(copied(), 3_000)
        self.assertIn("compared 3000 items: none differs", self.good("copy", self.here, self.local))

    def test_changes_are_followed_from_there(self):
        self.make_table(self.local, 200)
        copy = self.begin(
            [HASHRANGE, "copy", self.local, self.here, "--follow"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        put = '{"id": {"S": "late"}, "at": {"N": "1"}}'
        self.good("put", "things", put, "--endpoint", self.local)
        late = ("get", "things", "late", "1", "--endpoint", self.here)
        until(lambda: self.run_program(*late).stdout, "the change is applied")
        self.good("delete", "things", "사용자0", "3", "--endpoint", self.local)
        copy.send_signal(signal.SIGINT)
        out, err = copy.communicate(timeout=60)
        self.assertEqual(copy.returncode, 0, err)
        self.assertIn("compared 200 items: none differs", out)


if __name__ == "__main__":
    unittest.main()
