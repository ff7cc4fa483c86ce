"""Streams as a consumer reads them."""

from support import SESSION, ClientTest

VIEW = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


class Streams(ClientTest):
    def setUp(self):
        super().setUp()
        self.streams = SESSION.client(
            "dynamodbstreams", aws_access_key_id=self.access_key, aws_secret_access_key="secret"
        )
        self.addCleanup(self.streams.close)

    def records(self, arn):
        """All records of a stream, shard by shard, parents before children."""
        description = self.streams.describe_stream(StreamArn=arn)["StreamDescription"]
        records = []
        for shard in description["Shards"]:
            iterator = self.streams.get_shard_iterator(
                StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            while iterator:
                page = self.streams.get_records(ShardIterator=iterator, Limit=2)
                records += page["Records"]
                iterator = page.get("NextShardIterator") if page["Records"] else None
        return records

    def test_changes_are_read_with_their_images(self):
        table = self.create_table("likes", "user_id", StreamSpecification=VIEW)
        for price in [1, 2, 3]:
            table.put_item(Item={"user_id": "haeri05", "price": price})
        table.delete_item(Key={"user_id": "haeri05"})
        records = self.records(table.latest_stream_arn)
        self.assertEqual([record["eventName"] for record in records], ["INSERT", "MODIFY", "MODIFY", "REMOVE"])
        self.assertEqual(records[1]["dynamodb"]["OldImage"]["price"], {"N": "1"})
        self.assertEqual(records[1]["dynamodb"]["NewImage"]["price"], {"N": "2"})
        self.assertEqual(records[3]["dynamodb"]["Keys"], {"user_id": {"S": "haeri05"}})
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        self.assertEqual(numbers, sorted(numbers))
        self.assertEqual(len({record["eventID"] for record in records}), 4)

    def test_a_stream_that_is_off_is_read_to_its_end(self):
        table = self.create_table("likes", "user_id", StreamSpecification=VIEW)
        table.put_item(Item={"user_id": "haeri05"})
        arn = table.latest_stream_arn
        self.client.update_table(TableName="likes", StreamSpecification={"StreamEnabled": False})
        [listed] = self.streams.list_streams(TableName="likes")["Streams"]
        self.assertEqual(listed["StreamArn"], arn)
        status = self.streams.describe_stream(StreamArn=arn)["StreamDescription"]["StreamStatus"]
        self.assertEqual((status, len(self.records(arn))), ("DISABLED", 1))

    def test_a_stream_that_is_not_there(self):
        table = self.create_table("likes", "user_id")
        arn = table.table_arn + "/stream/2015-05-11T21:21:33.291"
        with self.assertRaises(self.streams.exceptions.ResourceNotFoundException):
            self.streams.describe_stream(StreamArn=arn)
