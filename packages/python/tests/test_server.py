"""A server comes up, says why it does not, and never stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest

import hashrange
from conftest import make_table


def listens(url):
    address = urlsplit(url)
    with socket.socket() as connection:
        return connection.connect_ex((address.hostname, address.port)) == 0


def test_a_server_runs_inside_its_block_and_begins_again_empty():
    server = hashrange.Server()
    for _ in range(2):
        with server:
            client = server.client()
            make_table(client, "users")
            client.put_item(TableName="users", Item={"id": {"S": "minji01"}})
            assert client.scan(TableName="users")["Items"] == [{"id": {"S": "minji01"}}]
            client.close()
            assert server.start() is server and listens(server.url)
        assert not listens(server.url)
    server.stop()


def test_two_servers_run_side_by_side():
    with hashrange.Server() as one, hashrange.Server() as other:
        assert one.url != other.url
        client = one.client()
        make_table(client, "users")
        client.close()
        assert other.client().list_tables()["TableNames"] == []


def test_a_server_takes_arguments_and_a_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    with hashrange.Server("--log", f"--port={port}") as server:
        assert server.url == f"http://127.0.0.1:{port}"
        server.client().list_tables()
    assert "ListTables" in server.log


@pytest.mark.parametrize(
    ("arguments", "why"),
    [(["--no-such-option"], "no-such-option"), (["--load", "no-such-file"], "no-such-file"), (["--help"], "said '")],
)
def test_a_server_that_does_not_come_up_tells_why(arguments, why):
    with pytest.raises(hashrange.StartError, match=why):
        hashrange.Server(*arguments).start()


def test_a_program_that_is_no_server_is_told(tmp_path):
    with pytest.raises(hashrange.StartError, match="cannot start .*nothing"):
        hashrange.Server(program=tmp_path / "nothing").start()
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\necho busy >&2\nexec sleep 600\n")
    silent.chmod(0o755)
    with pytest.raises(hashrange.StartError, match="did not say that it is ready\nbusy"):
        hashrange.Server(program=silent, start_seconds=1).start()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_server_ends_with_the_process_that_started_it():
    code = "import hashrange; print(hashrange.Server().start().url, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        url = starter.stdout.readline().strip()
        assert listens(url)
        starter.send_signal(signal.SIGKILL)
    until = time.monotonic() + 30
    while listens(url):
        assert time.monotonic() < until, "the server stays behind"
        time.sleep(0.01)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked")
def test_a_server_stops_while_a_forked_process_still_has_its_pipe():
    server = hashrange.Server().start()
    code = "import os, time; time.sleep(600)"
    pipe = server._process.stdin.fileno()
    with subprocess.Popen([sys.executable, "-c", code], pass_fds=[pipe]) as holder:
        began = time.monotonic()
        server.stop()
        assert not listens(server.url) and time.monotonic() - began < 10
        holder.kill()
