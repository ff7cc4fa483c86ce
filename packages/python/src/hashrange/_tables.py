"""A set of tables behind an access key, and forks of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ._boto3 import connect
from ._control import control

if TYPE_CHECKING:
    from types import TracebackType

    from botocore.config import Config
    from mypy_boto3_dynamodb import DynamoDBClient, DynamoDBServiceResource
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from typing_extensions import Self


class Tables:
    """The tables that a server has for an access key."""

    def __init__(self, url: str, access_key: str, secret_key: str, *, region: str = "us-east-1") -> None:
        """Those at `url`, such as `http://127.0.0.1:8000`, for a region; nothing is sent yet."""
        self.url = url.rstrip("/")
        self.access_key = access_key
        self.secret_key = secret_key
        self.region = region

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which AWS SDKs in whatever language find these tables."""
        return {
            "AWS_ENDPOINT_URL_DYNAMODB": self.url,
            "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": self.url,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
        }

    def client(self, config: Config | None = None) -> DynamoDBClient:
        """A boto3 client for these tables, which the caller closes. It needs boto3: `hashrange[boto3]`."""
        made: DynamoDBClient = connect(self, "client", "dynamodb", config)
        return made

    def streams_client(self, config: Config | None = None) -> DynamoDBStreamsClient:
        """A boto3 client for the streams of these tables, which the caller closes."""
        made: DynamoDBStreamsClient = connect(self, "client", "dynamodbstreams", config)
        return made

    def resource(self, config: Config | None = None) -> DynamoDBServiceResource:
        """A boto3 resource for these tables; the caller closes its `meta.client`."""
        made: DynamoDBServiceResource = connect(self, "resource", "dynamodb", config)
        return made

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Sends a request below `/_hashrange/` about these tables, such as `control("GET", "clock")`.

        Raises `ControlError` if the server refuses it.
        """
        return control(self.url, method, path, body, {"access-key": self.access_key, "region": self.region})

    def fork(self, *, clock: str | None = None, kept: str | None = None) -> Fork:
        """A copy of these tables as they are now, with an access key of its own.

        `clock` is `"system"`, `"manual"` (which begins now), or the time at which a manual clock begins, such as
        `"2030-01-01T00:00:00Z"`, not before that of these tables; without it, it goes on as theirs. `kept` is how long the fork is kept
        without a request, such as `"10m"`: one hour unless it is said.
        """
        asked = {name: value for name, value in [("clock", clock), ("kept", kept)] if value is not None}
        made = self.control("POST", "fork", asked)
        return Fork(self.url, made["access_key"], made["secret_key"], region=self.region)

    def advance(self, time: str | float) -> Any:
        """Moves a manual clock forward, by seconds or a time such as `"1h 30m"`, and does what is due."""
        return self.control("POST", "clock", {"advance": time})

    def fault(self, **rule: Any) -> Callable[[], int]:
        """Adds a rule by which calls fail, are lost or late, and returns what tells how often it did.

            hits = fork.fault(operations=["PutItem"], times=2, answer={"throttled": {}})
        """
        made = self.control("POST", "faults", rule)
        return lambda: int(self.control("GET", f"faults/{made['id']}")["hits"])

    def reset(self) -> list[str]:
        """Has the tables be as at the start, or those of a fork as when it was made. Returns their names."""
        return list(self.control("POST", "reset")["tables"])

    def snapshot(self) -> str:
        """All tables as text, which `hashrange sql --file` and the other commands of the program read."""
        return str(self.control("GET", "snapshot"))


class Fork(Tables):
    """Tables of a test's own: a copy, which ends with `close`, or as a context manager."""

    def close(self) -> None:
        """Ends the fork. Its access key is refused from then on."""
        control(self.url, "DELETE", f"fork/{self.access_key}", None, {})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
