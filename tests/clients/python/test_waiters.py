"""Waiters where tables take time to come and go: `hashrange serve --transitions 1s`."""

import os

from support import SESSION, ClientTest

SOON = {"Delay": 1, "MaxAttempts": 60}


class Waiters(ClientTest):
    def setUp(self):
        super().setUp()
        self.client = SESSION.client(
            "dynamodb", endpoint_url=os.environ["HASHRANGE_SLOW"],
            aws_access_key_id=self.access_key, aws_secret_access_key="secret",
        )
        self.addCleanup(self.client.close)

    def test_a_table_is_waited_for_until_it_is_there_and_until_it_is_gone(self):
        created = self.client.create_table(
            TableName="likes",
            KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )["TableDescription"]
        self.assertEqual(created["TableStatus"], "CREATING")
        self.client.get_waiter("table_exists").wait(TableName="likes", WaiterConfig=SOON)
        self.assertEqual(self.client.describe_table(TableName="likes")["Table"]["TableStatus"], "ACTIVE")
        self.client.put_item(TableName="likes", Item={"user_id": {"S": "haeri05"}})
        deleted = self.client.delete_table(TableName="likes")["TableDescription"]
        self.assertEqual(deleted["TableStatus"], "DELETING")
        self.client.get_waiter("table_not_exists").wait(TableName="likes", WaiterConfig=SOON)
        with self.assertRaises(self.client.exceptions.ResourceNotFoundException):
            self.client.describe_table(TableName="likes")
