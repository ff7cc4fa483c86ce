"""The pytest plugin: a server for each run (with pytest-xdist for each worker), and a fork of its tables for each test.

Tables that every test begins with are made once, by a hook in `conftest.py`:

    def pytest_hashrange_tables(client):
        client.create_table(TableName="stock", ...)

    def test_of_stock(dynamodb):                # a boto3 resource; `dynamodb_client` is a client
        dynamodb.Table("stock").put_item(...)   # no other test sees it

Settings, in the configuration file of pytest:

- `hashrange_arguments`: further arguments of `hashrange serve`, one a line, such as `--fixture=template.yaml`, or
  `--clock=manual=2026-01-01T00:00:00Z`, by which each test has a clock of its own that begins then;
- `hashrange_region`: the region, `us-east-1` unless it is said.

The mark `@pytest.mark.hashrange(clock="manual")` sets the clock of a test, as `Tables.fork` takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from ._server import Server
from ._tables import Fork

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient, DynamoDBServiceResource
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient


class Hooks:
    """What a `conftest.py` can say."""

    @pytest.hookspec
    def pytest_hashrange_tables(self, client: DynamoDBClient, server: Server) -> None:
        """Makes what each test begins with: once, before the first test that needs it, in each worker. All
        `conftest.py` that have it are called, the outermost first; each takes `client`, `server`, or both."""


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(Hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("hashrange_arguments", "further arguments of `hashrange serve`", type="linelist", default=[])
    parser.addini("hashrange_region", "the region of the tables", default="us-east-1")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "hashrange(clock): the clock of the test's tables: system, manual, or a time")


@pytest.fixture(scope="session")
def hashrange_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """The server, with the tables that `pytest_hashrange_tables` makes."""
    arguments = pytestconfig.getini("hashrange_arguments")
    with Server(*arguments, region=pytestconfig.getini("hashrange_region")) as server:
        # pytest would call that of the innermost folder first, which builds on those around it.
        for makes_tables in pytestconfig.hook.pytest_hashrange_tables.get_hookimpls():
            takes: dict[str, Any] = {"server": server}
            if "client" in makes_tables.argnames:
                takes["client"] = server.client()
            try:
                makes_tables.function(**{name: takes[name] for name in makes_tables.argnames})
            finally:
                if "client" in takes:
                    takes["client"].close()
        yield server


@pytest.fixture
def hashrange(hashrange_server: Server, request: pytest.FixtureRequest) -> Iterator[Fork]:
    """The test's own copy of the tables, and what it can do with them: `advance` time, make calls `fault`, and the rest
    by `control`."""
    with hashrange_server.fork(clock=_clock(request)) as fork:
        yield fork


def _clock(request: pytest.FixtureRequest) -> str | None:
    mark = request.node.get_closest_marker("hashrange")
    if mark is None:
        return None
    unknown = [*map(repr, mark.args), *(name for name in mark.kwargs if name != "clock")]
    if unknown or not isinstance(mark.kwargs.get("clock"), str):
        raise pytest.UsageError(f"the mark is hashrange(clock=\"...\"), without {', '.join(unknown) or 'other types'}")
    return str(mark.kwargs["clock"])


@pytest.fixture
def dynamodb(hashrange: Fork) -> Iterator[DynamoDBServiceResource]:
    """A boto3 resource on the test's own tables."""
    resource = hashrange.resource()
    yield resource
    resource.meta.client.close()


@pytest.fixture
def dynamodb_client(hashrange: Fork) -> Iterator[DynamoDBClient]:
    """A boto3 client of the test's own tables."""
    client = hashrange.client()
    yield client
    client.close()


@pytest.fixture
def dynamodb_streams_client(hashrange: Fork) -> Iterator[DynamoDBStreamsClient]:
    """A boto3 client of the streams of the test's own tables."""
    client = hashrange.streams_client()
    yield client
    client.close()


@pytest.fixture
def dynamodb_environment(hashrange: Fork, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Sets the variables by which AWS SDKs find the test's own tables, for code that makes its clients itself, and for
    the processes that it starts. boto3's default session is a new one, because it keeps the credentials that it
    found first."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in hashrange.environment.items():
        monkeypatch.setenv(name, value)
    # No proxy is for a server on this machine.
    host = str(urlsplit(hashrange.url).hostname)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, host, prepend=",")
    _forget_default_session(monkeypatch)
    return hashrange.environment


def _forget_default_session(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        import boto3
    except ImportError:
        return
    boto3_module: Any = boto3
    monkeypatch.setattr(boto3_module, "DEFAULT_SESSION", None)


