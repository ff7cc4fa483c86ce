"""Kinesis streaming destinations: what a client can ask about them."""

from support import REGION, ClientTest

STREAM = f"arn:aws:kinesis:{REGION}:000000000000:stream/changes"


class Destinations(ClientTest):
    def test_a_destination_is_enabled_changed_and_disabled(self):
        self.create_table("likes", "user_id")
        on = {"TableName": "likes", "StreamArn": STREAM}
        enabled = self.client.enable_kinesis_streaming_destination(**on)
        self.assertEqual(enabled["DestinationStatus"], "ENABLING")
        self.client.update_kinesis_streaming_destination(
            **on, UpdateKinesisStreamingConfiguration={"ApproximateCreationDateTimePrecision": "MICROSECOND"}
        )
        described = self.client.describe_kinesis_streaming_destination(TableName="likes")
        self.assertEqual(
            described["KinesisDataStreamDestinations"],
            [
                {
                    "StreamArn": STREAM,
                    "DestinationStatus": "ACTIVE",
                    "ApproximateCreationDateTimePrecision": "MICROSECOND",
                }
            ],
        )
        disabled = self.client.disable_kinesis_streaming_destination(**on)
        self.assertEqual(disabled["DestinationStatus"], "DISABLING")
        message = (
            "Table is not in a valid state to enable Kinesis Streaming Destination: "
            "KinesisStreamingDestination must be ACTIVE to perform DISABLE operation."
        )
        with self.refused("ValidationException", message):
            self.client.disable_kinesis_streaming_destination(**on)
