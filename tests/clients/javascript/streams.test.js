// Streams as a consumer reads them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DeleteItemCommand, PutItemCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand, DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand, ListStreamsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb-streams";

import { clients, createTable } from "./support.js";

const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" };

/** A table with a stream, a client of tables, and one of streams. */
async function likes(test, more = { StreamSpecification }) {
  const { client, credentials } = clients(test);
  const streams = new DynamoDBStreamsClient({ credentials, maxAttempts: 1 });
  test.after(() => streams.destroy());
  const { TableDescription: table } = await createTable(client, "likes", "user_id", undefined, more);
  return { client, streams, table };
}

/** All records of a stream, shard by shard, parents before children. */
async function records(streams, StreamArn) {
  const { StreamDescription: stream } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const found = [];
  for (const { ShardId } of stream.Shards) {
    const start = new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" });
    let { ShardIterator } = await streams.send(start);
    while (ShardIterator) {
      const page = await streams.send(new GetRecordsCommand({ ShardIterator, Limit: 2 }));
      found.push(...page.Records);
      ShardIterator = page.Records.length ? page.NextShardIterator : undefined;
    }
  }
  return found;
}

test("changes are read with their images", async (t) => {
  const { client, streams, table } = await likes(t);
  const user_id = { S: "haeri05" };
  for (const N of ["1", "2"]) {
    await client.send(new PutItemCommand({ TableName: "likes", Item: { user_id, price: { N } } }));
  }
  await client.send(new DeleteItemCommand({ TableName: "likes", Key: { user_id } }));
  const found = await records(streams, table.LatestStreamArn);
  assert.deepEqual(found.map((record) => record.eventName), ["INSERT", "MODIFY", "REMOVE"]);
  const { OldImage, NewImage, Keys, ApproximateCreationDateTime } = found[1].dynamodb;
  assert.deepEqual([OldImage.price, NewImage.price, Keys], [{ N: "1" }, { N: "2" }, { user_id }]);
  assert.ok(ApproximateCreationDateTime instanceof Date);
});

test("a stream that is off is read to its end", async (t) => {
  const { client, streams, table } = await likes(t);
  await client.send(new PutItemCommand({ TableName: "likes", Item: { user_id: { S: "haeri05" } } }));
  await client.send(new UpdateTableCommand({ TableName: "likes", StreamSpecification: { StreamEnabled: false } }));
  const { Streams: listed } = await streams.send(new ListStreamsCommand({ TableName: "likes" }));
  assert.deepEqual(listed.map((stream) => stream.StreamArn), [table.LatestStreamArn]);
  assert.equal((await records(streams, table.LatestStreamArn)).length, 1);
});

test("a stream that is not there", async (t) => {
  const { streams, table } = await likes(t, {});
  const StreamArn = `${table.TableArn}/stream/2015-05-11T21:21:33.291`;
  await assert.rejects(streams.send(new DescribeStreamCommand({ StreamArn })), ResourceNotFoundException);
});
