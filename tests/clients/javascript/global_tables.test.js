// Global tables of both versions on a server with several regions: each operation once.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import {
  CreateGlobalTableCommand, CreateTableCommand, DescribeGlobalTableCommand, DescribeGlobalTableSettingsCommand,
  DescribeTableReplicaAutoScalingCommand, DynamoDBClient, GetItemCommand, GlobalTableNotFoundException,
  ListGlobalTablesCommand, PutItemCommand, UpdateGlobalTableCommand, UpdateGlobalTableSettingsCommand,
  UpdateTableCommand, UpdateTableReplicaAutoScalingCommand,
} from "@aws-sdk/client-dynamodb";

import { refused } from "./support.js";

const [HERE, THERE] = ["ap-northeast-2", "eu-west-1"];
const scaled = {
  MinimumUnits: 6,
  MaximumUnits: 60,
  ScalingPolicyUpdate: { TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 } },
};

/** A client of each region. All tests share the regions' tables, so each has a table with a name of its own. */
function regions(test) {
  const endpoint = process.env.HASHRANGE_REGIONS;
  return [HERE, THERE].map((region) => {
    const client = new DynamoDBClient({ endpoint, region, maxAttempts: 1 });
    test.after(() => client.destroy());
    return client;
  });
}

const music = (TableName) => new CreateTableCommand({
  TableName,
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
  StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
});

test("a global table of the legacy version", async (t) => {
  const [here, there] = regions(t);
  const GlobalTableName = `music-${randomUUID()}`;
  for (const client of [here, there]) await client.send(music(GlobalTableName));
  const ReplicationGroup = [{ RegionName: HERE }, { RegionName: THERE }];
  const made = await here.send(new CreateGlobalTableCommand({ GlobalTableName, ReplicationGroup }));
  assert.equal(made.GlobalTableDescription.GlobalTableStatus, "CREATING");
  const described = await there.send(new DescribeGlobalTableCommand({ GlobalTableName }));
  assert.equal(described.GlobalTableDescription.GlobalTableStatus, "ACTIVE");
  const listed = await there.send(new ListGlobalTablesCommand({}));
  const entry = listed.GlobalTables.find((one) => one.GlobalTableName === GlobalTableName);
  assert.deepEqual(entry, { GlobalTableName, ReplicationGroup });

  await here.send(new PutItemCommand({ TableName: GlobalTableName, Item: { pk: { S: "a" } } }));
  const { Item } = await there.send(new GetItemCommand({ TableName: GlobalTableName, Key: { pk: { S: "a" } } }));
  assert.deepEqual(Item["aws:rep:updateregion"], { S: HERE });

  await here.send(new UpdateGlobalTableSettingsCommand({
    GlobalTableName,
    GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate: scaled,
    ReplicaSettingsUpdate: [{ RegionName: THERE, ReplicaProvisionedReadCapacityUnits: 9 }],
  }));
  const { ReplicaSettings } = await there.send(new DescribeGlobalTableSettingsCommand({ GlobalTableName }));
  assert.deepEqual(ReplicaSettings.map((replica) => replica.ReplicaProvisionedReadCapacityUnits), [5, 9]);
  assert.deepEqual(ReplicaSettings.map((replica) => replica.ReplicaProvisionedWriteCapacityUnits), [6, 6]);

  const ReplicaUpdates = [{ Delete: { RegionName: THERE } }];
  const updated = await here.send(new UpdateGlobalTableCommand({ GlobalTableName, ReplicaUpdates }));
  assert.equal(updated.GlobalTableDescription.ReplicationGroup.length, 1);
  await refused(
    here.send(new DescribeGlobalTableCommand({ GlobalTableName: "other" })),
    GlobalTableNotFoundException,
    "Global table not found: Global table with name: 'other' does not exist.",
  );
});

test("the scaling of replicas", async (t) => {
  const [here, there] = regions(t);
  const TableName = `music-${randomUUID()}`;
  await here.send(music(TableName));
  await here.send(new UpdateTableReplicaAutoScalingCommand({
    TableName,
    ProvisionedWriteCapacityAutoScalingUpdate: scaled,
  }));
  await here.send(new UpdateTableCommand({ TableName, ReplicaUpdates: [{ Create: { RegionName: THERE } }] }));
  const described = await there.send(new DescribeTableReplicaAutoScalingCommand({ TableName }));
  for (const replica of described.TableAutoScalingDescription.Replicas) {
    const writes = replica.ReplicaProvisionedWriteCapacityAutoScalingSettings;
    assert.deepEqual([writes.MinimumUnits, writes.MaximumUnits], [6, 60]);
  }
});
