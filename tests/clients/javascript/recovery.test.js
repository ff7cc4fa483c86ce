// Point-in-time recovery and backups: restores with waiters, times to the millisecond.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import {
  ContinuousBackupsUnavailableException, CreateBackupCommand, DeleteItemCommand, DeleteTableCommand,
  DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient, InvalidRestoreTimeException,
  ListBackupsCommand, PutItemCommand, RestoreTableFromBackupCommand, RestoreTableToPointInTimeCommand, ScanCommand,
  UpdateContinuousBackupsCommand, waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";

import { clients, createTable } from "./support.js";

const TableName = "likes";
const item = { user_id: { S: "haeri05" } };
const enable = (PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }) =>
  new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification });
const restore = (TargetTableName, time) =>
  new RestoreTableToPointInTimeCommand({ SourceTableName: TableName, TargetTableName, ...time });
const count = async (client, name) => (await client.send(new ScanCommand({ TableName: name }))).Count;

test("a table is restored to any millisecond", async (t) => {
  const { client } = clients(t);
  await createTable(client, TableName, "user_id");
  await client.send(enable());
  await client.send(new PutItemCommand({ TableName, Item: item }));
  await sleep(20);
  const described = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
  const recovery = described.ContinuousBackupsDescription.PointInTimeRecoveryDescription;
  assert.equal(recovery.RecoveryPeriodInDays, 35);
  const { LatestRestorableDateTime: RestoreDateTime, EarliestRestorableDateTime: earliest } = recovery;
  assert.ok(earliest <= RestoreDateTime);
  await sleep(20);
  await client.send(new DeleteItemCommand({ TableName, Key: item }));

  const { TableDescription: restored } = await client.send(restore("before", { RestoreDateTime }));
  assert.deepEqual(restored.RestoreSummary.RestoreDateTime, RestoreDateTime);
  assert.equal(restored.RestoreSummary.RestoreInProgress, true);
  await client.send(restore("now", { UseLatestRestorableTime: true }));
  assert.deepEqual([await count(client, "before"), await count(client, "now")], [1, 0]);
  const early = client.send(restore("never", { RestoreDateTime: new Date(earliest.getTime() - 1000) }));
  await assert.rejects(early, InvalidRestoreTimeException);
});

test("a table comes back from its backup and from what its deletion left", async (t) => {
  const { client } = clients(t);
  await createTable(client, TableName, "user_id");
  await client.send(enable());
  const { BackupDetails } = await client.send(new CreateBackupCommand({ TableName, BackupName: "empty" }));
  await client.send(new PutItemCommand({ TableName, Item: item }));
  await client.send(new DeleteTableCommand({ TableName }));
  const listed = await client.send(new ListBackupsCommand({ TableName, BackupType: "SYSTEM" }));
  const [left] = listed.BackupSummaries;
  assert.equal(left.BackupName, "likes$DeletedTableBackup");
  for (const [TargetTableName, BackupArn, items] of [["empty", BackupDetails.BackupArn, 0], ["left", left.BackupArn, 1]]) {
    await client.send(new RestoreTableFromBackupCommand({ TargetTableName, BackupArn }));
    assert.equal(await count(client, TargetTableName), items);
  }
});

test("a restored table is waited for", async (t) => {
  const { credentials } = clients(t);
  const client = new DynamoDBClient({ credentials, endpoint: process.env.HASHRANGE_SLOW, maxAttempts: 1 });
  t.after(() => client.destroy());
  const waiter = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await createTable(client, TableName, "user_id");
  await waitUntilTableExists(waiter, { TableName });
  await client.send(new PutItemCommand({ TableName, Item: item }));
  // For a while its backups are being enabled.
  for (let tries = 0; tries < 60; tries += 1) {
    try {
      await client.send(enable());
      break;
    } catch (error) {
      assert.ok(error instanceof ContinuousBackupsUnavailableException, error);
      await sleep(500);
    }
  }
  await client.send(restore("again", { UseLatestRestorableTime: true }));
  assert.equal((await waitUntilTableExists(waiter, { TableName: "again" })).state, "SUCCESS");
  const { Table } = await client.send(new DescribeTableCommand({ TableName: "again" }));
  assert.equal(Table.RestoreSummary.RestoreInProgress, false);
  assert.equal(await count(client, "again"), 1);
});
