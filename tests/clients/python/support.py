"""What the tests share: clients with tables of their own, and what an exception must say."""

import contextlib
import os
import unittest
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = os.environ["AWS_DEFAULT_REGION"]
SESSION = boto3.Session()


class ClientTest(unittest.TestCase):
    """Each test has an access key of its own, and so tables of its own."""

    def setUp(self):
        self.access_key = f"test{uuid.uuid4().hex}"
        own = {
            "aws_access_key_id": self.access_key,
            "aws_secret_access_key": "secret",
            # What a client hides by trying again would go unseen.
            "config": Config(retries={"mode": "standard", "total_max_attempts": 1}),
        }
        self.client = SESSION.client("dynamodb", **own)
        self.resource = SESSION.resource("dynamodb", **own)
        self.addCleanup(self.client.close)
        self.addCleanup(self.resource.meta.client.close)

    def create_table(self, name, partition_key, sort_key=None, **more):
        """A table with text keys, as a resource."""
        keys = {"HASH": partition_key, "RANGE": sort_key}
        definitions = more.pop("AttributeDefinitions", [])
        return self.resource.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": key, "KeyType": kind} for kind, key in keys.items() if key],
            AttributeDefinitions=[
                *({"AttributeName": key, "AttributeType": "S"} for key in keys.values() if key),
                *definitions,
            ],
            BillingMode="PAY_PER_REQUEST",
            **more,
        )

    @contextlib.contextmanager
    def refused(self, code, message):
        """What is done inside is refused with exactly this code and message."""
        with self.assertRaises(ClientError) as caught:
            yield caught
        error = caught.exception.response
        self.assertEqual(error["Error"], {"Message": message, "Code": code})
        self.assertEqual(error["ResponseMetadata"]["HTTPStatusCode"], 400)
        self.assertRegex(error["ResponseMetadata"]["RequestId"], "^[A-Z0-9]{52}$")
        # Exceptions that the service's model names are classes of the client.
        if code != "ValidationException":
            self.assertEqual(type(caught.exception).__name__, code)
