"""Transactions: all or nothing, the reasons where it is nothing, and tokens."""

from support import ClientTest

CANCELLED = "Transaction cancelled, please refer cancellation reasons for specific reasons "


def account(name, won=None):
    return {"id": {"S": name}, **({} if won is None else {"won": {"N": str(won)}})}


class Transactions(ClientTest):
    def setUp(self):
        super().setUp()
        self.create_table("accounts", "id")
        for name, won in [("minji", 5000), ("jihoon", 0)]:
            self.client.put_item(TableName="accounts", Item=account(name, won))

    def add(self, name, won, **more):
        return {"Update": {
            "TableName": "accounts", "Key": account(name), "UpdateExpression": "ADD won :won",
            "ExpressionAttributeValues": {":won": {"N": str(won)}}, **more,
        }}

    def balances(self):
        got = self.client.transact_get_items(TransactItems=[
            {"Get": {"TableName": "accounts", "Key": account(name)}} for name in ["minji", "jihoon", "yuna"]
        ])
        return [int(found["Item"]["won"]["N"]) if "Item" in found else None for found in got["Responses"]]

    def test_every_action_is_carried_out(self):
        answer = self.client.transact_write_items(
            TransactItems=[
                self.add("minji", -3000),
                {"Delete": {"TableName": "accounts", "Key": account("jihoon")}},
                {"Put": {"TableName": "accounts", "Item": account("yuna", 3000)}},
                {"ConditionCheck": {
                    "TableName": "accounts", "Key": account("haeri"),
                    "ConditionExpression": "attribute_not_exists(id)",
                }},
            ],
            ReturnConsumedCapacity="TOTAL",
        )
        self.assertEqual(self.balances(), [2000, None, 3000])
        [consumed] = answer["ConsumedCapacity"]
        self.assertEqual(consumed["CapacityUnits"], 8.0)

    def test_a_cancelled_transaction_tells_a_reason_for_each_action(self):
        with self.refused("TransactionCanceledException", CANCELLED + "[None, ConditionalCheckFailed]") as caught:
            self.client.transact_write_items(TransactItems=[
                self.add("jihoon", 9000),
                self.add(
                    "minji", -9000,
                    ConditionExpression="won >= :needed",
                    ExpressionAttributeValues={":won": {"N": "-9000"}, ":needed": {"N": "9000"}},
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                ),
            ])
        self.assertEqual(caught.exception.response["CancellationReasons"], [
            {"Code": "None"},
            {
                "Code": "ConditionalCheckFailed", "Message": "The conditional request failed",
                "Item": account("minji", 5000),
            },
        ])
        self.assertEqual(self.balances(), [5000, 0, None])

    def test_an_action_that_its_item_does_not_allow_cancels_too(self):
        self.client.put_item(TableName="accounts", Item={"id": {"S": "yuna"}, "won": {"S": "많이"}})
        with self.refused("TransactionCanceledException", CANCELLED + "[ValidationError, None]") as caught:
            self.client.transact_write_items(TransactItems=[self.add("yuna", 1), self.add("minji", 1)])
        self.assertEqual(
            caught.exception.response["CancellationReasons"][0],
            {"Code": "ValidationError", "Message": "An operand in the update expression has an incorrect data type"},
        )

    def test_one_item_has_one_action(self):
        message = "Transaction request cannot include multiple operations on one item"
        with self.refused("ValidationException", message):
            self.client.transact_write_items(TransactItems=[self.add("minji", 1), self.add("minji", 2)])

    def test_a_token_makes_a_transaction_happen_once(self):
        for _ in range(2):
            self.client.transact_write_items(TransactItems=[self.add("minji", 1)], ClientRequestToken="once")
        self.assertEqual(self.balances(), [5001, 0, None])
        with self.assertRaises(self.client.exceptions.IdempotentParameterMismatchException):
            self.client.transact_write_items(TransactItems=[self.add("minji", 2)], ClientRequestToken="once")

    def test_the_resources_client_takes_plain_values(self):
        plain = self.resource.meta.client
        plain.transact_write_items(TransactItems=[
            {"Put": {"TableName": "accounts", "Item": {"id": "yuna", "won": 7}}},
        ])
        answer = plain.transact_get_items(TransactItems=[
            {"Get": {"TableName": "accounts", "Key": {"id": "yuna"}, "ProjectionExpression": "won"}},
        ])
        self.assertEqual(answer["Responses"], [{"Item": {"won": 7}}])
