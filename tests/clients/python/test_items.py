"""Single items: what each operation answers, conditions, and what is refused."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from boto3.dynamodb.conditions import Attr, Key

from support import ClientTest

HAERI = {"user_id": "haeri05", "price": Decimal(89000), "brand": "소니", "tags": ["디지털"]}
KEY = {"user_id": "haeri05"}
FAILED = ("ConditionalCheckFailedException", "The conditional request failed")


class Items(ClientTest):
    def setUp(self):
        super().setUp()
        self.table = self.create_table("likes", "user_id")
        self.table.put_item(Item=HAERI)

    def test_what_is_not_there_has_no_item(self):
        self.assertNotIn("Item", self.table.get_item(Key={"user_id": "nobody"}))

    def test_a_put_gives_the_item_that_it_replaced(self):
        new = {**KEY, "price": 1}
        self.assertEqual(self.table.put_item(Item=new, ReturnValues="ALL_OLD")["Attributes"], HAERI)
        self.assertNotIn("Attributes", self.table.put_item(Item={"user_id": "minji01"}, ReturnValues="ALL_OLD"))
        self.assertEqual(self.table.get_item(Key=KEY, ConsistentRead=True)["Item"], new)

    def test_an_update_gives_what_was_asked_for(self):
        for wanted, expected in [
            ("NONE", None),
            ("ALL_OLD", {**HAERI, "price": Decimal(89001)}),
            ("UPDATED_OLD", {"price": Decimal(89002)}),
            ("ALL_NEW", {**HAERI, "price": Decimal(89004)}),
            ("UPDATED_NEW", {"price": Decimal(89005)}),
        ]:
            answer = self.table.update_item(
                Key=KEY,
                UpdateExpression="SET price = price + :one",
                ExpressionAttributeValues={":one": 1},
                ReturnValues=wanted,
            )
            self.assertEqual(answer.get("Attributes"), expected, wanted)

    def test_an_update_sets_removes_adds_and_deletes(self):
        self.table.update_item(
            Key=KEY,
            UpdateExpression="SET tags = list_append(tags, :more), #n = if_not_exists(#n, :name) "
            "REMOVE brand ADD seen :one, colors :colors",
            ExpressionAttributeNames={"#n": "name"},
            ExpressionAttributeValues={
                ":more": ["블루투스"], ":name": {"ko": "해리"}, ":one": 1, ":colors": {"블랙", "흰색"},
            },
        )
        self.table.update_item(
            Key=KEY,
            UpdateExpression="SET #n.en = :en, tags[0] = :tag DELETE colors :black",
            ExpressionAttributeNames={"#n": "name"},
            ExpressionAttributeValues={":en": "Haeri", ":tag": "tech", ":black": {"블랙"}},
        )
        self.assertEqual(self.table.get_item(Key=KEY)["Item"], {
            **KEY, "price": 89000, "tags": ["tech", "블루투스"], "name": {"ko": "해리", "en": "Haeri"},
            "seen": 1, "colors": {"흰색"},
        })

    def test_an_update_makes_the_item_that_is_not_there(self):
        answer = self.table.update_item(
            Key={"user_id": "minji01"},
            UpdateExpression="ADD seen :one",
            ExpressionAttributeValues={":one": 1},
            ReturnValues="ALL_NEW",
        )
        self.assertEqual(answer["Attributes"], {"user_id": "minji01", "seen": 1})

    def test_a_delete_gives_the_item_that_it_took_away(self):
        self.assertEqual(self.table.delete_item(Key=KEY, ReturnValues="ALL_OLD")["Attributes"], HAERI)
        self.assertNotIn("Attributes", self.table.delete_item(Key=KEY, ReturnValues="ALL_OLD"))

    def test_a_projection_gives_the_attributes_that_it_names(self):
        answer = self.table.get_item(
            Key=KEY, ProjectionExpression="#b, tags[0]", ExpressionAttributeNames={"#b": "brand"}
        )
        self.assertEqual(answer["Item"], {"brand": "소니", "tags": ["디지털"]})

    def test_consumed_capacity_is_told(self):
        put = self.table.put_item(Item=HAERI, ReturnConsumedCapacity="TOTAL")
        self.assertEqual(put["ConsumedCapacity"], {"TableName": "likes", "CapacityUnits": 1.0})
        for consistent, units in [(False, 0.5), (True, 1.0)]:
            get = self.table.get_item(Key=KEY, ConsistentRead=consistent, ReturnConsumedCapacity="INDEXES")
            self.assertEqual(get["ConsumedCapacity"], {
                "TableName": "likes", "CapacityUnits": units, "Table": {"CapacityUnits": units},
            })

    def test_conditions_hold_or_fail(self):
        holds = [
            Attr("brand").eq("소니"), Attr("brand").ne("LG"), Attr("price").gt(88999), Attr("price").gte(89000),
            Attr("price").lt(89001), Attr("price").lte(89000), Attr("price").between(1, 89000),
            Attr("brand").begins_with("소"), Attr("brand").contains("니"), Attr("tags").contains("디지털"),
            Attr("brand").is_in(["LG", "소니"]), Attr("brand").exists(), Attr("color").not_exists(),
            Attr("tags").attribute_type("L"), Attr("tags").size().eq(1), ~Attr("color").exists(),
            Attr("brand").eq("소니") & Attr("price").gt(1), Attr("brand").eq("LG") | Attr("price").gt(1),
            Key("user_id").eq("haeri05"),
        ]
        for condition in holds:
            self.table.put_item(Item=HAERI, ConditionExpression=condition)
            with self.refused(*FAILED):
                self.table.put_item(Item=KEY, ConditionExpression=~condition)

    def test_every_write_has_a_condition(self):
        never = Attr("user_id").not_exists()
        with self.refused(*FAILED):
            self.table.delete_item(Key=KEY, ConditionExpression=never)
        with self.refused(*FAILED):
            self.table.update_item(
                Key=KEY,
                UpdateExpression="SET price = :p",
                ConditionExpression="price < :p",
                ExpressionAttributeValues={":p": 5},
            )
        self.assertEqual(self.table.get_item(Key=KEY)["Item"], HAERI)

    def test_a_failed_condition_carries_the_item_where_asked(self):
        condition = Attr("user_id").not_exists()
        for asked, item in [("NONE", None), ("ALL_OLD", {"user_id": {"S": "haeri05"}, "price": {"N": "1"}})]:
            self.table.put_item(Item={**KEY, "price": 1})
            with self.refused(*FAILED) as caught:
                self.table.put_item(
                    Item=KEY, ConditionExpression=condition, ReturnValuesOnConditionCheckFailure=asked
                )
            self.assertEqual(caught.exception.response.get("Item"), item)

    def test_many_at_once_lose_nothing(self):
        def add(_):
            self.client.update_item(
                TableName="likes",
                Key={"user_id": {"S": "minji01"}},
                UpdateExpression="ADD seen :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(add, range(200)))
        self.assertEqual(self.table.get_item(Key={"user_id": "minji01"})["Item"]["seen"], 200)


class WhatIsRefused(ClientTest):
    def setUp(self):
        super().setUp()
        self.table = self.create_table("likes", "user_id")

    def invalid(self, message):
        return self.refused("ValidationException", message)

    def test_keys_that_do_not_fit(self):
        with self.invalid("The provided key element does not match the schema"):
            self.table.get_item(Key={"id": "haeri05"})
        with self.invalid("The provided key element does not match the schema"):
            self.table.get_item(Key={"user_id": 5})
        parameters = "One or more parameter values were invalid: "
        with self.invalid(parameters + "Missing the key user_id in the item"):
            self.table.put_item(Item={"id": "haeri05"})
        with self.invalid(parameters + "Type mismatch for key user_id expected: S actual: N"):
            self.table.put_item(Item={"user_id": 5})
        with self.invalid(
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
            "empty string value. Key: user_id"
        ):
            self.table.put_item(Item={"user_id": ""})

    def test_a_key_is_not_updated(self):
        with self.invalid(
            "One or more parameter values were invalid: Cannot update attribute user_id. "
            "This attribute is part of the key"
        ):
            self.table.update_item(
                Key=KEY, UpdateExpression="SET user_id = :u", ExpressionAttributeValues={":u": "x"}
            )

    def test_an_operand_of_the_wrong_type(self):
        self.table.put_item(Item=HAERI)
        with self.invalid("An operand in the update expression has an incorrect data type"):
            self.table.update_item(
                Key=KEY, UpdateExpression="SET brand = brand + :one", ExpressionAttributeValues={":one": 1}
            )

    def test_an_item_over_400_kb(self):
        with self.invalid("Item size has exceeded the maximum allowed size"):
            self.table.put_item(Item={**KEY, "text": "x" * 409_600})

    def test_expressions_that_are_wrong(self):
        with self.invalid(
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: timestamp"
        ):
            self.table.get_item(Key=KEY, ProjectionExpression="timestamp")
        with self.invalid(
            "Invalid FilterExpression: An expression attribute value used in expression is not defined; "
            "attribute value: :b"
        ):
            self.table.scan(FilterExpression="brand = :b")
        with self.invalid(
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:c}"
        ):
            self.table.scan(
                FilterExpression="brand = :b", ExpressionAttributeValues={":b": "소니", ":c": "LG"}
            )
        with self.invalid('Invalid FilterExpression: Syntax error; token: "<EOF>", near: "="'):
            self.table.scan(FilterExpression="brand =")
