"""Resource policies that are enforced: two access keys on a server that knows whose they are."""

import json
import os

from botocore.exceptions import ClientError

from support import SESSION, ClientTest

BOB = "arn:aws:iam::444455556666:user/bob"


class Policies(ClientTest):
    def of(self, access_key):
        client = SESSION.client(
            "dynamodb",
            endpoint_url=os.environ["HASHRANGE_STRICT"],
            aws_access_key_id=access_key,
            aws_secret_access_key="secret",
        )
        self.addCleanup(client.close)
        return client

    def test_another_account_needs_a_policy(self):
        owner, bob = self.of("OWNER"), self.of("BOB")
        table = owner.create_table(
            TableName="likes",
            KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )["TableDescription"]["TableArn"]
        key = {"user_id": {"S": "bob"}}
        with self.assertRaises(ClientError) as caught:
            bob.get_item(TableName=table, Key=key)
        self.assertEqual(
            caught.exception.response["Error"],
            {
                "Code": "AccessDeniedException",
                "Message": f"User: {BOB} is not authorized to perform: dynamodb:GetItem on resource: {table} "
                "because no resource-based policy allows the dynamodb:GetItem action",
            },
        )
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": BOB},
            "Action": "dynamodb:*Item",
            "Resource": table,
            "Condition": {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        owner.put_resource_policy(ResourceArn=table, Policy=policy)
        bob.put_item(TableName=table, Item=key)
        self.assertEqual(bob.get_item(TableName=table, Key=key)["Item"], key)
        with self.assertRaises(ClientError):
            bob.put_item(TableName=table, Item={"user_id": {"S": "alice"}})
