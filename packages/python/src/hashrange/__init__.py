"""Amazon DynamoDB for tests: a server of the program `hashrange`, and forks of its tables.

    import hashrange

    with hashrange.Server() as server:
        client = server.client()               # boto3, with the extra `hashrange[boto3]`
        client.create_table(...)
        with server.fork() as fork:            # a copy of all tables, made in less than a millisecond
            fork.client().put_item(...)

The pytest plugin has the fixtures `dynamodb`, `dynamodb_client` and `hashrange`; see `hashrange.pytest_plugin`.
"""

from ._errors import ControlError, HashrangeError, ProgramNotFound, StartError
from ._program import program
from ._server import Server
from ._tables import Fork, Tables

__all__ = [
    "ControlError",
    "Fork",
    "HashrangeError",
    "ProgramNotFound",
    "Server",
    "StartError",
    "Tables",
    "program",
]
