"""Values of every type, as boto3 has them, there and back."""

import decimal
from decimal import Decimal

from boto3.dynamodb.types import Binary

from support import ClientTest


class Types(ClientTest):
    def setUp(self):
        super().setUp()
        self.table = self.create_table("things", "id")

    def there_and_back(self, value):
        self.table.put_item(Item={"id": "1", "value": value})
        return self.table.get_item(Key={"id": "1"})["Item"]["value"]

    def test_values_come_back_as_they_were(self):
        for value in [
            "무선 이어폰 🎧", "", "\"quotes\" \\ / \b \f \n \r \t \0 \x1f \x7f \u2028 </script>",
            True, False, None, [], {}, [1, "둘", [None, {}]], {"안": {"더 안": [True]}},
            {"가습기", "디지털"}, {Decimal("-1.5"), Decimal(0), Decimal(89000)},
            Binary(bytes(range(256))), Binary(b""), {Binary(b"\0"), Binary(b"\0\xff")},
        ]:
            back = self.there_and_back(value)
            self.assertEqual(back, value)
            self.assertIs(type(back), Decimal if type(value) is int else type(value))

    def test_numbers_are_exact_to_38_digits(self):
        for number in [
            "0", "-1", "4.7", "0.1", "9" * 38, "-1.2345678901234567890123456789012345678", "1E-130",
            "9.9999999999999999999999999999999999999E-93",
        ]:
            self.assertEqual(self.there_and_back(Decimal(number)), Decimal(number))

    def test_the_largest_numbers_come_back_with_all_their_digits(self):
        # Through the client: boto3's resources take the zeros of a number that is written out for digits and refuse it.
        for sign in ["", "-"]:
            sent = {"id": {"S": "1"}, "value": {"N": f"{sign}{'9.' + '9' * 37}E+125"}}
            self.client.put_item(TableName="things", Item=sent)
            back = self.client.get_item(TableName="things", Key={"id": {"S": "1"}})["Item"]
            self.assertEqual(back["value"], {"N": sign + "9" * 38 + "0" * 88})

    def test_numbers_are_written_without_what_says_nothing(self):
        for sent, stored in [
            ("007.500", "7.5"), ("1e3", "1000"), ("-0", "0"), ("1E-5", "0.00001"), ("1.0E+2", "100"),
        ]:
            self.client.put_item(TableName="things", Item={"id": {"S": "1"}, "value": {"N": sent}})
            back = self.client.get_item(TableName="things", Key={"id": {"S": "1"}})["Item"]
            self.assertEqual(back["value"], {"N": stored})

    def test_sums_are_exact(self):
        self.table.put_item(Item={"id": "1", "value": Decimal("0.1")})
        answer = self.table.update_item(
            Key={"id": "1"},
            UpdateExpression="SET #v = #v + :v",
            ExpressionAttributeNames={"#v": "value"},
            ExpressionAttributeValues={":v": Decimal("0.2")},
            ReturnValues="UPDATED_NEW",
        )
        self.assertEqual(answer["Attributes"], {"value": Decimal("0.3")})

    def test_what_boto3_does_not_let_through_the_service_refuses_too(self):
        with self.assertRaises(decimal.Inexact):
            self.there_and_back(Decimal("1" * 39))
        outside = "Attempting to store a number with magnitude {} than supported range"
        invalid = "One or more parameter values were invalid: "
        for value, message in [
            ({"N": "1" * 39}, "Attempting to store more than 38 significant digits in a Number"),
            ({"N": "1E+126"}, "Number overflow. " + outside.format("larger")),
            ({"N": "1E-131"}, "Number underflow. " + outside.format("smaller")),
            ({"N": "삼"}, "The parameter cannot be converted to a numeric value: 삼"),
            ({"SS": []}, invalid + "An string set  may not be empty"),
            ({"NS": []}, invalid + "An number set  may not be empty"),
            ({"SS": ["a", "a"]}, invalid + "Input collection [\"a\", \"a\"] contains duplicates."),
        ]:
            with self.refused("ValidationException", "1 validation error detected: " + message):
                self.client.put_item(TableName="things", Item={"id": {"S": "1"}, "value": value})

    def test_keys_of_every_type_sort_as_their_type_does(self):
        for kind, values in [
            ("N", [Decimal("-100"), Decimal("-1.5"), Decimal(0), Decimal("0.5"), Decimal(9), Decimal(10)]),
            ("B", [Binary(b"\0"), Binary(b"\0\0"), Binary(b"\x7f"), Binary(b"\x80"), Binary(b"\xff")]),
            ("S", ["10", "9", "Z", "a", "가", "🎧"]),
        ]:
            self.client.create_table(
                TableName=f"sorted_{kind}",
                KeySchema=[
                    {"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "sort", "KeyType": "RANGE"},
                ],
                AttributeDefinitions=[
                    {"AttributeName": "id", "AttributeType": kind},
                    {"AttributeName": "sort", "AttributeType": kind},
                ],
                BillingMode="PAY_PER_REQUEST",
            )
            table = self.resource.Table(f"sorted_{kind}")
            for value in reversed(values):
                table.put_item(Item={"id": values[0], "sort": value})
            found = table.query(KeyConditionExpression="id = :id", ExpressionAttributeValues={":id": values[0]})
            self.assertEqual([item["sort"] for item in found["Items"]], values)
