"""Queries and scans: conditions on keys, filters, indexes, pages."""

from decimal import Decimal

from boto3.dynamodb.conditions import Attr, Key

from support import ClientTest


def like(user_id, place, **more):
    return {"user_id": user_id, "timestamp": f"2025-05-12T{place:06}", "place": Decimal(place), **more}


class Reads(ClientTest):
    def setUp(self):
        super().setUp()
        self.table = self.create_table(
            "likes", "user_id", "timestamp",
            AttributeDefinitions=[
                {"AttributeName": "brand", "AttributeType": "S"}, {"AttributeName": "price", "AttributeType": "N"},
            ],
            GlobalSecondaryIndexes=[{
                "IndexName": "by_brand",
                "KeySchema": [
                    {"AttributeName": "brand", "KeyType": "HASH"}, {"AttributeName": "price", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }],
            LocalSecondaryIndexes=[{
                "IndexName": "by_price",
                "KeySchema": [
                    {"AttributeName": "user_id", "KeyType": "HASH"}, {"AttributeName": "price", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }],
        )

    def put(self, *items):
        with self.table.batch_writer() as batch:
            for item in items:
                batch.put_item(Item=item)

    def places(self, answer):
        return [int(item["place"]) for item in answer["Items"]]

    def test_a_filter_drops_what_was_read(self):
        self.put(*(like("jihoon07", n) for n in range(6)))
        answer = self.table.query(
            KeyConditionExpression=Key("user_id").eq("jihoon07"),
            FilterExpression=Attr("place").between(1, 3) & Attr("place").ne(2),
        )
        self.assertEqual((self.places(answer), answer["Count"], answer["ScannedCount"]), ([1, 3], 2, 6))

    def test_a_limit_counts_what_is_read_before_the_filter(self):
        self.put(*(like("jihoon07", n) for n in range(6)))
        answer = self.table.query(
            KeyConditionExpression=Key("user_id").eq("jihoon07"), FilterExpression=Attr("place").gt(3), Limit=3
        )
        self.assertEqual((answer["Items"], answer["ScannedCount"]), ([], 3))
        self.assertEqual(
            answer["LastEvaluatedKey"], {"user_id": "jihoon07", "timestamp": "2025-05-12T000002"}
        )
        rest = self.table.query(
            KeyConditionExpression=Key("user_id").eq("jihoon07"), ExclusiveStartKey=answer["LastEvaluatedKey"]
        )
        self.assertEqual(self.places(rest), [3, 4, 5])
        self.assertNotIn("LastEvaluatedKey", rest)

    def test_a_paginator_goes_through_all_pages(self):
        self.put(*(like("jihoon07", n) for n in range(25)), like("yuna23", 0))
        query = {
            "TableName": "likes",
            "KeyConditionExpression": "user_id = :u",
            "ExpressionAttributeValues": {":u": {"S": "jihoon07"}},
            "ScanIndexForward": False,
            "PaginationConfig": {"PageSize": 10},
        }
        paginator = self.client.get_paginator("query")
        self.assertEqual([page["Count"] for page in paginator.paginate(**query)], [10, 10, 5])
        found = [item["place"]["N"] for item in paginator.paginate(**query).build_full_result()["Items"]]
        self.assertEqual(found, [str(n) for n in reversed(range(25))])

    def test_a_page_ends_after_a_megabyte(self):
        self.put(*(like("jihoon07", n, text="가" * 100_000) for n in range(7)))
        pages = self.client.get_paginator("scan").paginate(TableName="likes", ReturnConsumedCapacity="TOTAL")
        self.assertEqual([page["Count"] for page in pages], [4, 3])

    def test_a_counting_query_gives_no_items(self):
        self.put(*(like("jihoon07", n) for n in range(5)))
        answer = self.table.query(KeyConditionExpression=Key("user_id").eq("jihoon07"), Select="COUNT")
        self.assertEqual((answer["Count"], answer["ScannedCount"], "Items" in answer), (5, 5, False))

    def test_the_segments_of_a_scan_together_are_the_table(self):
        self.put(*(like(f"user{n}", n) for n in range(60)))
        found = []
        for segment in range(4):
            pages = self.client.get_paginator("scan").paginate(
                TableName="likes", Segment=segment, TotalSegments=4, PaginationConfig={"PageSize": 7}
            )
            part = pages.build_full_result()["Items"]
            self.assertGreater(len(part), 0)
            found += [int(item["place"]["N"]) for item in part]
        self.assertEqual(sorted(found), list(range(60)))

    def test_an_index_has_the_items_that_have_its_keys(self):
        self.put(
            like("haeri05", 1, brand="소니", price=89000), like("yuna23", 2, brand="소니", price=5000),
            like("minji01", 3, brand="소니", price=Decimal("10000.5")), like("jihoon07", 4, brand="소니"),
            like("jihoon07", 5, price=1),
        )
        answer = self.table.query(
            IndexName="by_brand",
            KeyConditionExpression=Key("brand").eq("소니") & Key("price").gt(5000),
            ReturnConsumedCapacity="INDEXES",
        )
        self.assertEqual(answer["Items"], [
            {"user_id": "minji01", "timestamp": "2025-05-12T000003", "brand": "소니", "price": Decimal("10000.5")},
            {"user_id": "haeri05", "timestamp": "2025-05-12T000001", "brand": "소니", "price": 89000},
        ])
        self.assertEqual(answer["ConsumedCapacity"], {
            "TableName": "likes", "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.0},
            "GlobalSecondaryIndexes": {"by_brand": {"CapacityUnits": 0.5}},
        })
        self.assertEqual(self.table.scan(IndexName="by_brand", Select="COUNT")["Count"], 3)

    def test_pages_of_an_index_start_at_its_keys_and_the_tables(self):
        self.put(*(like(f"user{n}", n, brand="소니", price=7) for n in range(5)))
        answer = self.table.query(
            IndexName="by_brand", KeyConditionExpression=Key("brand").eq("소니"), Limit=2
        )
        self.assertEqual(set(answer["LastEvaluatedKey"]), {"brand", "price", "user_id", "timestamp"})
        pages = self.client.get_paginator("query").paginate(
            TableName="likes", IndexName="by_brand",
            KeyConditionExpression="brand = :b", ExpressionAttributeValues={":b": {"S": "소니"}},
            PaginationConfig={"PageSize": 2},
        )
        users = [item["user_id"]["S"] for page in pages for item in page["Items"]]
        self.assertEqual(sorted(users), [f"user{n}" for n in range(5)])

    def test_a_local_index_is_read_consistently(self):
        self.put(*(like("jihoon07", n, price=100 - n) for n in range(3)))
        answer = self.table.query(
            IndexName="by_price", KeyConditionExpression=Key("user_id").eq("jihoon07"), ConsistentRead=True
        )
        self.assertEqual(self.places(answer), [2, 1, 0])

    def test_queries_that_are_refused(self):
        user = Key("user_id").eq("jihoon07")
        for message, parameters in [
            ("Query condition missed key schema element: user_id", {
                "KeyConditionExpression": Key("timestamp").eq("2025"),
            }),
            ("Query key condition not supported", {"KeyConditionExpression": Key("user_id").gt("a")}),
            ("The table does not have the specified index: by_color", {
                "IndexName": "by_color", "KeyConditionExpression": user,
            }),
            ("Consistent reads are not supported on global secondary indexes", {
                "IndexName": "by_brand", "KeyConditionExpression": Key("brand").eq("소니"), "ConsistentRead": True,
            }),
            ("The provided starting key is invalid", {
                "KeyConditionExpression": user, "ExclusiveStartKey": {"user_id": "jihoon07"},
            }),
            (
                "Filter Expression can only contain non-primary key attributes: Primary key attribute: timestamp",
                {"KeyConditionExpression": user, "FilterExpression": Attr("timestamp").gt("2025")},
            ),
        ]:
            with self.refused("ValidationException", message):
                self.table.query(**parameters)
