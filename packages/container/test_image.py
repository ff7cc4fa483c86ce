"""Runs what an image says, as its user in its file system, without a daemon.

    python3 packages/container/test_image.py LAYOUT BUNDLE

LAYOUT is the OCI layout with the image, BUNDLE what umoci unpacked from it. It must be root, for chroot.
"""

import json
import os
import signal
import stat
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

LAYOUT, ROOT = Path(sys.argv[1]), Path(sys.argv[2]) / "rootfs"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
# No signature is verified, but there has to be one.
SIGNED = {
    "X-Amz-Date": "20260101T000000Z",
    "Authorization": "AWS4-HMAC-SHA256 Credential=me/20260101/us-east-1/dynamodb/aws4_request, "
    f"SignedHeaders=host;x-amz-date;x-amz-target, Signature={64 * '0'}",
}
TABLE = {
    "TableName": "users",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
ITEM = {"id": {"S": "minji01"}, "이름": {"S": "민지"}}


def blob(digest):
    return json.loads((LAYOUT / "blobs" / digest.replace(":", "/")).read_text())


def image_config():
    [manifest] = json.loads((LAYOUT / "index.json").read_text())["manifests"]
    return blob(blob(manifest["digest"])["config"]["digest"])["config"]


CONFIG = image_config()
UID, GID = map(int, CONFIG["User"].split(":"))


def enter():
    os.chroot(ROOT)
    os.chdir(CONFIG["WorkingDir"])
    os.setgroups([])
    os.setgid(GID)
    os.setuid(UID)


def container(arguments, **how):
    """A process of the image, with these arguments in the place of its own."""
    command = [*CONFIG["Entrypoint"], *(CONFIG["Cmd"] if arguments is None else arguments)]
    environment = dict(variable.split("=", 1) for variable in CONFIG["Env"])
    return subprocess.Popen(command, env=environment, preexec_fn=enter, text=True, **how)


def call(port, operation, request):
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        # As from another container.
        "Host": f"dynamodb:{port}",
        **SIGNED,
    }
    sent = urllib.request.Request(f"http://127.0.0.1:{port}/", json.dumps(request).encode(), headers)
    try:
        with DIRECT.open(sent, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from None


class Running:
    def __init__(self, arguments, port):
        self.port = port
        self.process = container(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                self.process.kill()
                raise AssertionError(f"{arguments} does not come up: code {self.process.wait()}")
            time.sleep(0.005)

    def is_ready(self):
        try:
            with DIRECT.open(f"http://127.0.0.1:{self.port}/", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()


class Image(unittest.TestCase):
    def read_and_write(self, port):
        call(port, "CreateTable", TABLE)
        call(port, "PutItem", {"TableName": "users", "Item": ITEM})
        self.read(port)

    def read(self, port):
        got = call(port, "GetItem", {"TableName": "users", "Key": {"id": ITEM["id"]}, "ConsistentRead": True})
        self.assertEqual(got["Item"], ITEM)

    def test_it_has_the_program_and_no_more_than_it_needs(self):
        files = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if not path.is_dir())
        licenses = [f"usr/share/doc/hashrange/LICENSE-{name}" for name in ("APACHE", "MIT")]
        needed = ["etc/group", "etc/passwd", "etc/ssl/certs/ca-certificates.crt", "usr/local/bin/hashrange", *licenses]
        self.assertEqual(files, needed)
        for file in files:
            about = (ROOT / file).stat()
            self.assertEqual((about.st_uid, about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)), (0, 0), file)
        self.assertIn("BEGIN CERTIFICATE", (ROOT / "etc/ssl/certs/ca-certificates.crt").read_text())

    def test_its_user_is_not_root_and_owns_where_tables_are_kept(self):
        self.assertNotEqual(UID, 0)
        self.assertEqual(list(CONFIG["ExposedPorts"]), ["8000/tcp"])
        self.assertEqual(list(CONFIG["Volumes"]), [CONFIG["WorkingDir"]])
        self.assertEqual((ROOT / CONFIG["WorkingDir"].lstrip("/")).stat().st_uid, UID)

    def test_it_serves_without_arguments_and_stops_when_it_is_told(self):
        with Running(None, 8000) as server:
            self.read_and_write(8000)
            server.process.send_signal(signal.SIGTERM)
            self.assertEqual(server.process.wait(30), 0)

    def test_it_takes_the_flags_of_dynamodb_local(self):
        for flags, port in [
            ("-inMemory -sharedDb -port 8001", 8001),
            ("-Djava.library.path=./DynamoDBLocal_lib -jar DynamoDBLocal.jar -inMemory -sharedDb", 8000),
        ]:
            with self.subTest(flags), Running(flags.split(), port):
                self.read_and_write(port)

    def test_tables_on_disk_survive_a_kill(self):
        for folder in ["/data", "."]:
            flags = ["-sharedDb", "-dbPath", folder]
            with Running(flags, 8000):
                if folder == "/data":
                    self.read_and_write(8000)
                else:
                    self.read(8000)
            # Leaving the block has killed it.
            with Running(flags, 8000):
                self.read(8000)
        kept = [path.stat().st_uid for path in (ROOT / "data").iterdir()]
        self.assertEqual(set(kept), {UID})

    def test_its_commands_find_a_server_by_name(self):
        # As Docker makes it for each container.
        (ROOT / "etc/hosts").write_text("127.0.0.1 localhost dynamodb\n")
        self.addCleanup((ROOT / "etc/hosts").unlink)
        with Running(["-inMemory"], 8000):
            call(8000, "CreateTable", TABLE)
            command = container(["tables", "--endpoint", "http://dynamodb:8000"], stdout=subprocess.PIPE)
            self.assertEqual((command.communicate(timeout=30)[0], command.returncode), ("users\n", 0))

    def test_a_flag_that_is_wrong_is_told(self):
        command = container(["-inMemory", "-dbPath", "/data"], stderr=subprocess.PIPE)
        told = command.communicate(timeout=30)[1]
        self.assertIn("exclude each other", told)
        self.assertEqual(command.returncode, 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
