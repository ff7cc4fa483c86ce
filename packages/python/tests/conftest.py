import pytest

import hashrange

pytest_plugins = ["pytester"]


@pytest.fixture(scope="session")
def server():
    with hashrange.Server("--clock", "manual=2026-01-01T00:00:00Z") as server:
        client = server.client()
        make_table(client, "users")
        client.close()
        yield server


def make_table(client, name):
    client.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
