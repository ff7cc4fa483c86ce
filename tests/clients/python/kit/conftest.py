"""The program is started once per run, the tables are made once, and each test has a fork of them."""

import json
import os
import subprocess
import urllib.request

import boto3
import pytest

PROGRAM = os.environ.get("HASHRANGE", "hashrange")


def pytest_configure(config):
    """Starts the program. The workers of pytest-xdist inherit its address."""
    if hasattr(config, "workerinput"):
        return
    serve = [PROGRAM, "serve", "--port", "0", "--quiet", "--control", "--clock", "manual=2026-01-01T00:00:00Z"]
    config.hashrange = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
    os.environ["HASHRANGE_URL"] = config.hashrange.stdout.readline().split()[1]
    make_tables(resource("fixture", "any"))


def pytest_unconfigure(config):
    if hasattr(config, "hashrange"):
        config.hashrange.terminate()
        config.hashrange.communicate()


def make_tables(dynamodb):
    """What each test begins with."""
    for name, key in [("stock", "product"), ("sessions", "user")]:
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    dynamodb.meta.client.update_time_to_live(
        TableName="sessions", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
    )
    dynamodb.Table("stock").put_item(Item={"product": "tumbler", "left": 3})


def resource(access_key, secret_key):
    return boto3.resource(
        "dynamodb",
        endpoint_url=os.environ["HASHRANGE_URL"],
        region_name="us-east-1",
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
    )


class Fork:
    """Tables of the test's own, and what the test can do with them."""

    def __init__(self):
        self.access_key = None
        made = self.control("POST", "fork")
        self.access_key = made["access_key"]
        self.dynamodb = resource(made["access_key"], made["secret_key"])

    def control(self, method, path, body=None):
        url = f"{os.environ['HASHRANGE_URL']}/_hashrange/{path}"
        if self.access_key:
            url += ("&" if "?" in path else "?") + f"access-key={self.access_key}"
        data = json.dumps(body).encode() if body is not None else None
        with urllib.request.urlopen(urllib.request.Request(url, data, method=method)) as answer:
            return json.load(answer)

    def advance(self, time):
        return self.control("POST", "clock", {"advance": time})

    def fault(self, **rule):
        """Has calls fail, or be lost or late, and returns what tells how often it did."""
        made = self.control("POST", "faults", rule)
        return lambda: self.control("GET", f"faults/{made['id']}")["hits"]

    def end(self):
        self.dynamodb.meta.client.close()
        self.control("DELETE", f"fork/{self.access_key}")


@pytest.fixture
def hashrange():
    fork = Fork()
    yield fork
    fork.end()


@pytest.fixture
def dynamodb(hashrange):
    return hashrange.dynamodb
