// Kinesis streaming destinations: what a client can ask about them.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DescribeKinesisStreamingDestinationCommand, DisableKinesisStreamingDestinationCommand,
  EnableKinesisStreamingDestinationCommand,
} from "@aws-sdk/client-dynamodb";

import { clients, createTable } from "./support.js";

test("a destination is enabled and disabled", async (test) => {
  const { client } = clients(test);
  await createTable(client, "likes", "user_id");
  const StreamArn = `arn:aws:kinesis:${process.env.AWS_REGION}:000000000000:stream/changes`;
  const EnableKinesisStreamingConfiguration = { ApproximateCreationDateTimePrecision: "MICROSECOND" };
  const on = { TableName: "likes", StreamArn };
  await client.send(new EnableKinesisStreamingDestinationCommand({ ...on, EnableKinesisStreamingConfiguration }));
  const describe = new DescribeKinesisStreamingDestinationCommand({ TableName: "likes" });
  const { KinesisDataStreamDestinations: [active] } = await client.send(describe);
  assert.equal(active.DestinationStatus, "ACTIVE");
  assert.equal(active.ApproximateCreationDateTimePrecision, "MICROSECOND");
  await client.send(new DisableKinesisStreamingDestinationCommand(on));
  const { KinesisDataStreamDestinations: [disabled] } = await client.send(describe);
  assert.equal(disabled.DestinationStatus, "DISABLED");
});
