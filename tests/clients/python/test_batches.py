"""Batches."""

from decimal import Decimal

from support import ClientTest


def like(place, **more):
    return {"user_id": "jihoon07", "timestamp": f"{place:06}", "place": Decimal(place), **more}


def key(place):
    return {"user_id": "jihoon07", "timestamp": f"{place:06}"}


class Batches(ClientTest):
    def setUp(self):
        super().setUp()
        self.table = self.create_table("likes", "user_id", "timestamp")

    def places(self):
        return [int(item["place"]) for item in self.table.query(
            KeyConditionExpression="user_id = :u", ExpressionAttributeValues={":u": "jihoon07"}
        )["Items"]]

    def test_a_batch_writer_sends_any_number(self):
        with self.table.batch_writer() as batch:
            for n in range(60):
                batch.put_item(Item=like(n))
        with self.table.batch_writer() as batch:
            for n in range(10, 60):
                batch.delete_item(Key=key(n))
        self.assertEqual(self.places(), list(range(10)))

    def test_a_batch_writer_keeps_the_last_of_the_same_key(self):
        with self.table.batch_writer(overwrite_by_pkeys=["user_id", "timestamp"]) as batch:
            batch.put_item(Item=like(1))
            batch.put_item(Item={**like(1), "place": 7})
            batch.delete_item(Key=key(2))
        self.assertEqual(self.places(), [7])

    def test_the_same_key_twice_is_refused(self):
        with self.refused("ValidationException", "Provided list of item keys contains duplicates"):
            with self.table.batch_writer() as batch:
                batch.put_item(Item=like(1))
                batch.put_item(Item=like(1))
        with self.refused("ValidationException", "Provided list of item keys contains duplicates"):
            self.resource.batch_get_item(RequestItems={"likes": {"Keys": [key(1), key(1)]}})

    def test_more_than_25_writes_are_refused(self):
        puts = [{"PutRequest": {"Item": like(n)}} for n in range(26)]
        message = (
            "1 validation error detected: Value at 'RequestItems.likes.member' failed to satisfy constraint: "
            "Member must have length less than or equal to 25"
        )
        with self.refused("ValidationException", message):
            self.resource.batch_write_item(RequestItems={"likes": puts})
        self.assertEqual(self.places(), [])

    def test_writes_and_reads_of_several_tables(self):
        users = self.create_table("users", "user_id")
        answer = self.resource.batch_write_item(
            RequestItems={
                "likes": [{"PutRequest": {"Item": like(n)}} for n in range(3)],
                "users": [{"PutRequest": {"Item": {"user_id": "jihoon07"}}}],
            },
            ReturnConsumedCapacity="TOTAL",
        )
        self.assertEqual(answer["UnprocessedItems"], {})
        consumed = {table["TableName"]: table["CapacityUnits"] for table in answer["ConsumedCapacity"]}
        self.assertEqual(consumed, {"likes": 3.0, "users": 1.0})
        self.assertEqual(users.scan()["Count"], 1)

        answer = self.resource.batch_get_item(RequestItems={
            "likes": {
                "Keys": [key(n) for n in range(2, 5)], "ConsistentRead": True,
                "ProjectionExpression": "#t, place", "ExpressionAttributeNames": {"#t": "timestamp"},
            },
            "users": {"Keys": [{"user_id": "jihoon07"}, {"user_id": "nobody"}]},
        })
        self.assertEqual(answer["Responses"], {
            "likes": [{"timestamp": "000002", "place": 2}], "users": [{"user_id": "jihoon07"}],
        })
        self.assertEqual(answer["UnprocessedKeys"], {})

    def test_what_does_not_fit_into_16_megabytes_is_left_for_the_next_request(self):
        with self.table.batch_writer() as batch:
            for n in range(50):
                batch.put_item(Item=like(n, text="x" * 399_000))
        wanted, found, requests = {"likes": {"Keys": [key(n) for n in range(50)]}}, [], 0
        while wanted:
            answer = self.resource.batch_get_item(RequestItems=wanted)
            found += [int(item["place"]) for item in answer["Responses"]["likes"]]
            wanted, requests = answer["UnprocessedKeys"], requests + 1
        self.assertEqual((sorted(found), requests), (list(range(50)), 2))

    def test_a_table_that_is_not_there(self):
        with self.refused("ResourceNotFoundException", "Requested resource not found"):
            self.resource.batch_write_item(RequestItems={"users": [{"PutRequest": {"Item": like(1)}}]})
