"""Forks of tables, and what a test does with them."""

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

import hashrange


@pytest.fixture
def fork(server):
    with server.fork() as fork:
        yield fork


def put(tables, key, **attributes):
    table = tables.resource().Table("users")
    table.put_item(Item={"id": key, **attributes})
    table.meta.client.close()


def keys(tables):
    table = tables.resource().Table("users")
    found = sorted(item["id"] for item in table.scan()["Items"])
    table.meta.client.close()
    return found


def test_a_fork_has_what_was_there_and_changes_nothing_else(server, fork):
    put(fork, "a")
    with fork.fork() as second:
        put(second, "b")
        assert (keys(server), keys(fork), keys(second)) == ([], ["a"], ["a", "b"])


def test_a_fork_that_has_ended_is_refused(server):
    with server.fork(kept="10m") as fork:
        put(fork, "a")
    with pytest.raises(ClientError):
        put(fork, "b")
    with pytest.raises(hashrange.ControlError) as caught:
        fork.close()
    assert (caught.value.status, caught.value.kind) == (404, "NotFound")
    assert fork.access_key in caught.value.message


def test_time_is_the_forks_own(server, fork):
    fork.client().update_time_to_live(
        TableName="users", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
    )
    now = int(fork.control("GET", "clock")["epoch_seconds"])
    put(fork, "a", until=now + 3600)
    fork.advance("59m")
    assert keys(fork) == ["a"]
    fork.advance(120)
    assert keys(fork) == []
    assert server.control("GET", "clock")["epoch_seconds"] == now


def test_a_fork_begins_at_a_time_of_its_own(server):
    with server.fork(clock="2030-05-11T00:00:00Z") as fork:
        assert fork.control("GET", "clock")["now"].startswith("2030-05-11T00:00:00")
    with server.fork(clock="system") as fork, pytest.raises(hashrange.ControlError) as caught:
        fork.advance(1)
    assert caught.value.status == 409


def test_calls_fail_as_they_are_told(fork):
    hits = fork.fault(operations=["PutItem"], times=1, answer={"throttled": {}})
    client = fork.client(Config(retries={"total_max_attempts": 1}))
    with pytest.raises(ClientError, match="ThrottlingException"):
        client.put_item(TableName="users", Item={"id": {"S": "a"}})
    client.put_item(TableName="users", Item={"id": {"S": "a"}})
    client.close()
    assert hits() == 1


def test_a_fork_is_reset_and_its_snapshot_is_text(fork):
    put(fork, "haeri05")
    assert "haeri05" in fork.snapshot()
    assert fork.reset() == ["users"]
    assert keys(fork) == []


def test_streams_are_read(fork):
    fork.client().update_table(
        TableName="users", StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    )
    streams = fork.streams_client()
    assert [stream["TableName"] for stream in streams.list_streams()["Streams"]] == ["users"]
    streams.close()


def test_requests_that_are_wrong_are_refused(server, fork):
    for send, status in [
        (lambda: fork.control("GET", "no-such-path"), 404),
        (lambda: fork.control("PUT", "clock"), 405),
        (lambda: fork.control("POST", "clock", {"go": 1}), 400),
        (lambda: fork.control("GET", "spread?table=users&keys=none"), 400),
        (lambda: server.fork(clock="yesterday"), 400),
    ]:
        with pytest.raises(hashrange.ControlError) as caught:
            send()
        assert caught.value.status == status


def test_a_path_may_have_parameters(fork):
    spread = fork.control("GET", "spread?table=users&keys=100&prefix=no%20%26")
    assert sum(partition["keys"] for partition in spread["partitions"]) == 100


def test_no_proxy_is_asked(server, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with server.fork() as fork:
        put(fork, "a")
        assert keys(fork) == ["a"]


def test_no_profile_of_the_user_is_looked_for(fork, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "none-of-this-name")
    put(fork, "a")
    assert keys(fork) == ["a"]


def test_a_server_that_is_gone_is_told():
    with pytest.raises(hashrange.HashrangeError, match="no answer from http://127.0.0.1:1"):
        hashrange.Tables("http://127.0.0.1:1", "any", "any").fork()
