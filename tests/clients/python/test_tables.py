"""Tables: what is said of them, waiters, and names in pages."""

import datetime
import threading
import time

from boto3.dynamodb.conditions import Key
from botocore.exceptions import WaiterError

from support import REGION, SESSION, ClientTest

SOON = {"Delay": 1, "MaxAttempts": 10}


class Tables(ClientTest):
    def test_a_new_table_is_created_and_then_active(self):
        created = self.client.create_table(
            TableName="likes",
            KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
            ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        )["TableDescription"]
        self.client.get_waiter("table_exists").wait(TableName="likes", WaiterConfig=SOON)
        described = self.client.describe_table(TableName="likes")["Table"]
        self.assertEqual((created["TableStatus"], described["TableStatus"]), ("CREATING", "ACTIVE"))
        for name in ["TableArn", "TableId", "CreationDateTime", "KeySchema"]:
            self.assertEqual(created[name], described[name])
        self.assertRegex(described["TableArn"], f"^arn:aws:dynamodb:{REGION}:[0-9]{{12}}:table/likes$")
        self.assertRegex(described["TableId"], "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
        throughput = described["ProvisionedThroughput"]
        self.assertEqual((throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"]), (5, 6))
        self.assertEqual(throughput["NumberOfDecreasesToday"], 0)
        self.assertEqual((described["ItemCount"], described["TableSizeBytes"]), (0, 0))

    def test_the_time_of_creation_is_a_time(self):
        before = datetime.datetime.now(datetime.UTC) - datetime.timedelta(milliseconds=1)
        table = self.create_table("likes", "user_id")
        after = datetime.datetime.now(datetime.UTC)
        self.assertTrue(before <= table.creation_date_time <= after, table.creation_date_time)

    def test_the_resource_loads_its_attributes(self):
        self.create_table("likes", "user_id", "timestamp")
        table = self.resource.Table("likes")
        self.assertEqual(table.table_status, "ACTIVE")
        self.assertEqual(table.name, "likes")
        self.assertEqual(table.billing_mode_summary["BillingMode"], "PAY_PER_REQUEST")
        self.assertEqual([key["AttributeName"] for key in table.key_schema], ["user_id", "timestamp"])
        self.assertIsNone(table.global_secondary_indexes)
        self.assertEqual([table.name for table in self.resource.tables.all()], ["likes"])

    def test_indexes_are_described(self):
        self.create_table(
            "likes", "user_id", "timestamp",
            AttributeDefinitions=[
                {"AttributeName": "brand", "AttributeType": "S"},
                {"AttributeName": "price", "AttributeType": "N"},
            ],
            GlobalSecondaryIndexes=[{
                "IndexName": "by_brand",
                "KeySchema": [
                    {"AttributeName": "brand", "KeyType": "HASH"},
                    {"AttributeName": "price", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["product_name"]},
            }],
            LocalSecondaryIndexes=[{
                "IndexName": "by_price",
                "KeySchema": [
                    {"AttributeName": "user_id", "KeyType": "HASH"},
                    {"AttributeName": "price", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }],
        )
        table = self.client.describe_table(TableName="likes")["Table"]
        [index] = table["GlobalSecondaryIndexes"]
        self.assertEqual((index["IndexName"], index["IndexStatus"]), ("by_brand", "ACTIVE"))
        self.assertEqual(
            index["Projection"], {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["product_name"]}
        )
        self.assertEqual(index["IndexArn"], table["TableArn"] + "/index/by_brand")
        [index] = table["LocalSecondaryIndexes"]
        self.assertEqual((index["IndexName"], index["Projection"]), ("by_price", {"ProjectionType": "KEYS_ONLY"}))

    def test_a_table_that_is_there_is_not_created_again(self):
        self.create_table("likes", "user_id")
        with self.refused("ResourceInUseException", "Table already exists: likes"):
            self.create_table("likes", "user_id")

    def test_a_table_that_is_not_there(self):
        missing = "Requested resource not found: Table: likes not found"
        with self.refused("ResourceNotFoundException", missing):
            self.client.describe_table(TableName="likes")
        with self.refused("ResourceNotFoundException", missing):
            self.client.delete_table(TableName="likes")
        with self.refused("ResourceNotFoundException", "Requested resource not found"):
            self.client.get_item(TableName="likes", Key={"user_id": {"S": "haeri05"}})
        # As the code that is tested catches it.
        with self.assertRaises(self.client.exceptions.ResourceNotFoundException):
            self.resource.Table("likes").load()

    def test_a_key_that_is_not_defined_is_told(self):
        message = (
            "One or more parameter values were invalid: Some index key attributes are not defined in "
            "AttributeDefinitions. Keys: [user_id], AttributeDefinitions: [id]"
        )
        with self.refused("ValidationException", message):
            self.client.create_table(
                TableName="likes",
                KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )

    def test_a_deleted_table_is_gone_and_its_items_with_it(self):
        table = self.create_table("likes", "user_id")
        table.put_item(Item={"user_id": "haeri05"})
        deleted = table.delete()["TableDescription"]
        self.assertEqual((deleted["TableName"], deleted["TableStatus"]), ("likes", "DELETING"))
        table.wait_until_not_exists(WaiterConfig=SOON)
        self.assertEqual(self.client.list_tables()["TableNames"], [])
        again = self.create_table("likes", "user_id")
        self.assertEqual(again.scan()["Items"], [])

    def test_a_protected_table_is_not_deleted(self):
        table = self.create_table("likes", "user_id", DeletionProtectionEnabled=True)
        self.assertTrue(table.deletion_protection_enabled)
        message = (
            "Resource cannot be deleted as it is currently protected against deletion. "
            "Disable deletion protection first."
        )
        with self.refused("ValidationException", message):
            table.delete()

    def test_a_waiter_waits_until_another_creates_the_table(self):
        later = threading.Timer(0.3, self.create_table, ("likes", "user_id"))
        later.start()
        self.resource.Table("likes").wait_until_exists(WaiterConfig=SOON)
        later.join()
        self.assertEqual(self.client.describe_table(TableName="likes")["Table"]["TableStatus"], "ACTIVE")

    def test_a_waiter_gives_up(self):
        waiter = self.client.get_waiter("table_exists")
        with self.assertRaisesRegex(WaiterError, "^Waiter TableExists failed: Max attempts exceeded"):
            waiter.wait(TableName="likes", WaiterConfig={"Delay": 0, "MaxAttempts": 3})

    def test_names_come_in_pages(self):
        names = [f"table{n}" for n in range(7)]
        for name in reversed(names):
            self.create_table(name, "id")
        pages = self.client.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 3})
        self.assertEqual([page["TableNames"] for page in pages], [names[:3], names[3:6], names[6:]])
        rest = self.client.list_tables(ExclusiveStartTableName="table4")
        self.assertEqual(rest["TableNames"], ["table5", "table6"])

    def test_tags_are_put_listed_in_pages_and_taken_away(self):
        arn = self.create_table("likes", "user_id").table_arn
        tags = [{"Key": f"key{n:02}", "Value": "v"} for n in range(25)]
        self.client.tag_resource(ResourceArn=arn, Tags=tags)
        pages = self.client.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn)
        self.assertEqual([tag for page in pages for tag in page["Tags"]], tags)
        self.client.untag_resource(ResourceArn=arn, TagKeys=[tag["Key"] for tag in tags[1:]])
        self.assertEqual(self.client.list_tags_of_resource(ResourceArn=arn)["Tags"], tags[:1])

    def test_items_expire(self):
        table = self.create_table("likes", "user_id")
        specification = {"Enabled": True, "AttributeName": "expires"}
        self.client.update_time_to_live(TableName="likes", TimeToLiveSpecification=specification)
        described = self.client.describe_time_to_live(TableName="likes")["TimeToLiveDescription"]
        self.assertEqual(described, {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"})
        now = int(time.time())
        for user_id, expires in [("over", now - 10), ("not yet", now + 1000)]:
            table.put_item(Item={"user_id": user_id, "expires": expires})
        self.assertEqual([item["user_id"] for item in table.scan()["Items"]], ["not yet"])

    def test_an_index_is_made_of_the_items_that_are_there(self):
        table = self.create_table("likes", "user_id")
        table.put_item(Item={"user_id": "haeri05", "product": "cup"})
        index = {
            "IndexName": "by_product",
            "KeySchema": [{"AttributeName": "product", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
        table = table.update(
            AttributeDefinitions=[{"AttributeName": "product", "AttributeType": "S"}],
            GlobalSecondaryIndexUpdates=[{"Create": index}],
        )
        table.wait_until_exists()
        found = table.query(IndexName="by_product", KeyConditionExpression=Key("product").eq("cup"))
        self.assertEqual([item["user_id"] for item in found["Items"]], ["haeri05"])

    def test_tables_belong_to_their_access_key_and_region(self):
        self.create_table("likes", "user_id")
        credentials = {"aws_access_key_id": self.access_key, "aws_secret_access_key": "secret"}
        for own, names in [
            ({}, ["likes"]),
            ({"aws_access_key_id": self.access_key + "2"}, []),
            ({"region_name": "us-east-1"}, []),
        ]:
            client = SESSION.client("dynamodb", **{**credentials, **own})
            self.addCleanup(client.close)
            self.assertEqual(client.list_tables()["TableNames"], names, own)
