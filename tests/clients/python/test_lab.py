"""Exercises 1 to 6 of the course, as they are done in the console, through its API."""

from boto3.dynamodb.conditions import Attr, Key

import lab
from support import REGION, ClientTest


class APartitionKeyAlone(ClientTest):
    """Exercises 1 and 2."""

    def setUp(self):
        super().setUp()
        self.created = self.create_table(lab.LIKES, "user_id")

    def put_four(self):
        for item in lab.FOUR_LIKES:
            self.client.put_item(TableName=lab.LIKES, Item=item)

    def scan(self):
        return self.client.scan(TableName=lab.LIKES, ReturnConsumedCapacity="TOTAL")

    def jihoon(self):
        return self.client.get_item(TableName=lab.LIKES, Key={"user_id": {"S": "jihoon07"}})["Item"]

    def test_the_console_lists_the_table(self):
        self.created.wait_until_exists()
        self.assertEqual(self.client.list_tables()["TableNames"], [lab.LIKES])
        table = self.client.describe_table(TableName=lab.LIKES)["Table"]
        self.assertEqual(table["TableStatus"], "ACTIVE")
        self.assertEqual(table["KeySchema"], [{"AttributeName": "user_id", "KeyType": "HASH"}])
        self.assertEqual(table["AttributeDefinitions"], [{"AttributeName": "user_id", "AttributeType": "S"}])
        self.assertEqual(table["DeletionProtectionEnabled"], False)
        self.assertNotIn("GlobalSecondaryIndexes", table)
        self.assertNotIn("Replicas", table)
        self.assertEqual(table["TableArn"].split(":")[3], REGION)

    def test_exploring_the_empty_table_consumes_two_units(self):
        answer = self.scan()
        self.assertEqual((answer["Items"], answer["Count"], answer["ScannedCount"]), ([], 0, 0))
        self.assertEqual(answer["ConsumedCapacity"], {"TableName": lab.LIKES, "CapacityUnits": 2.0})

    def test_four_items_with_attributes_of_their_own(self):
        self.put_four()
        answer = self.scan()
        self.assertEqual((answer["Count"], answer["ScannedCount"]), (4, 4))
        by_user = {item["user_id"]["S"]: item for item in answer["Items"]}
        self.assertEqual(by_user, {item["user_id"]["S"]: item for item in lab.FOUR_LIKES})

    def test_a_scan_is_in_the_order_of_the_hashes(self):
        self.put_four()
        users = [item["user_id"]["S"] for item in self.scan()["Items"]]
        self.assertEqual(users, ["minji01", "yuna23", "haeri05", "jihoon07"])

    def test_the_consoles_create_refuses_a_key_that_exists(self):
        self.put_four()
        with self.refused("ConditionalCheckFailedException", "The conditional request failed"):
            self.client.put_item(
                TableName=lab.LIKES,
                Item={"user_id": {"S": "jihoon07"}, "product_name": {"S": "스탠리"}},
                ConditionExpression="attribute_not_exists(user_id)",
            )
        self.assertEqual(self.jihoon(), lab.JIHOON)

    def test_the_form_edits_an_attribute(self):
        self.put_four()
        answer = self.client.update_item(
            TableName=lab.LIKES,
            Key={"user_id": {"S": "jihoon07"}},
            UpdateExpression="SET product_name = :p",
            ExpressionAttributeValues={":p": {"S": "스탠리"}},
            ReturnValues="ALL_NEW",
        )
        self.assertEqual(
            answer["Attributes"], {"user_id": {"S": "jihoon07"}, "product_name": {"S": "스탠리"}}
        )

    def test_an_insert_in_the_partiql_editor_never_overwrites(self):
        self.put_four()
        statement = f"INSERT INTO \"{lab.LIKES}\" VALUE {{'user_id':'jihoon07','product_name':'코카콜라'}};"
        with self.refused("DuplicateItemException", "Duplicate primary key exists in table"):
            self.client.execute_statement(Statement=statement)
        self.assertEqual(self.jihoon(), lab.JIHOON)


class ASortKey(ClientTest):
    """Exercises 3 to 6."""

    def setUp(self):
        super().setUp()
        self.table = self.create_table(lab.LIKES_BY_TIME, "user_id", "timestamp")
        for item in [*lab.FOUR_LIKES_BY_TIME, lab.ACCESSORY]:
            self.client.put_item(TableName=lab.LIKES_BY_TIME, Item=item)

    def test_the_console_lists_both_keys(self):
        self.assertEqual(
            self.table.key_schema,
            [
                {"AttributeName": "user_id", "KeyType": "HASH"},
                {"AttributeName": "timestamp", "KeyType": "RANGE"},
            ],
        )

    def test_an_item_needs_its_sort_key(self):
        message = "One or more parameter values were invalid: Missing the key timestamp in the item"
        with self.refused("ValidationException", message):
            self.table.put_item(Item={"user_id": "jihoon07", "product_name": "제로콜라"})

    def test_one_user_has_two_items(self):
        answer = self.table.query(KeyConditionExpression=Key("user_id").eq("jihoon07"))
        self.assertEqual((answer["Count"], answer["ScannedCount"]), (2, 2))
        self.assertEqual(self.table.scan(Select="COUNT")["Count"], 5)

    def test_a_query_is_in_order_of_the_sort_key_or_descending(self):
        for forward, expected in [(True, ["10", "18"]), (False, ["18", "10"])]:
            answer = self.table.query(
                KeyConditionExpression=Key("user_id").eq("jihoon07"),
                ScanIndexForward=forward,
                ReturnConsumedCapacity="TOTAL",
            )
            self.assertEqual([item["timestamp"][11:13] for item in answer["Items"]], expected)
            self.assertEqual(answer["ConsumedCapacity"]["CapacityUnits"], 0.5)

    def test_each_condition_that_the_console_offers(self):
        time = Key("timestamp")
        noon = "2025-05-12T12:00:00"
        for condition, expected in [
            (time.eq("2025-05-12T10:15:00"), ["10"]),
            (time.lte("2025-05-12T10:15:00"), ["10"]),
            (time.lt("2025-05-12T10:15:00"), []),
            (time.gte("2025-05-12T10:15:00"), ["10", "18"]),
            (time.gt("2025-05-12T10:15:00"), ["18"]),
            (time.between("2025-05-12", noon), ["10"]),
            (time.begins_with("2025-05-12T1"), ["10", "18"]),
        ]:
            answer = self.table.query(KeyConditionExpression=Key("user_id").eq("jihoon07") & condition)
            hours = [item["timestamp"][11:13] for item in answer["Items"]]
            self.assertEqual(hours, expected, condition.expression_operator)

    def test_a_filter_and_a_projection(self):
        answer = self.table.query(
            KeyConditionExpression=Key("user_id").eq("jihoon07"),
            FilterExpression=Attr("product_name").contains("악세사리"),
            ProjectionExpression="product_name",
        )
        self.assertEqual((answer["Count"], answer["ScannedCount"]), (1, 2))
        self.assertEqual(answer["Items"], [{"product_name": "텀블럭 악세사리"}])

    def test_partiql_selects_in_order(self):
        select = f"SELECT * FROM \"{lab.LIKES_BY_TIME}\" WHERE user_id = 'jihoon07' ORDER BY \"timestamp\""
        answer = self.client.execute_statement(Statement=f"{select} ASC;")
        self.assertEqual(answer["Items"], [lab.TUMBLER, lab.ACCESSORY])
        answer = self.client.execute_statement(Statement=f"{select} DESC;")
        self.assertEqual(answer["Items"], [lab.ACCESSORY, lab.TUMBLER])
