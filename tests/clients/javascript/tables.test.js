// Tables: what is said of them, waiters, and names in pages.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DeleteTableCommand, DescribeTableCommand, DynamoDBClient, GetItemCommand, ListTablesCommand,
  ResourceInUseException, ResourceNotFoundException, paginateListTables, waitUntilTableExists,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";

import { all, clients, createTable, refused } from "./support.js";

test("a table is described", async (t) => {
  const { client } = clients(t);
  const before = Date.now() - 1;
  const { TableDescription: created } = await createTable(client, "likes", "user_id", "timestamp", {
    AttributeDefinitions: [{ AttributeName: "brand", AttributeType: "S" }],
    GlobalSecondaryIndexes: [{
      IndexName: "by_brand", KeySchema: [{ AttributeName: "brand", KeyType: "HASH" }],
      Projection: { ProjectionType: "ALL" },
    }],
  });
  assert.equal(created.TableStatus, "CREATING");
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName: "likes" }));
  assert.equal(table.TableStatus, "ACTIVE");
  assert.ok(table.CreationDateTime instanceof Date);
  assert.ok(before <= table.CreationDateTime && table.CreationDateTime <= Date.now(), table.CreationDateTime);
  assert.match(table.TableArn, /^arn:aws:dynamodb:ap-northeast-2:[0-9]{12}:table\/likes$/);
  assert.deepEqual(table.KeySchema, [
    { AttributeName: "user_id", KeyType: "HASH" }, { AttributeName: "timestamp", KeyType: "RANGE" },
  ]);
  assert.equal(table.BillingModeSummary.BillingMode, "PAY_PER_REQUEST");
  const [index] = table.GlobalSecondaryIndexes;
  assert.deepEqual([index.IndexName, index.IndexStatus], ["by_brand", "ACTIVE"]);
});

test("a waiter waits until the table is there, and another until it is gone", async (t) => {
  const { client } = clients(t);
  const waiting = waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName: "likes" });
  await createTable(client, "likes", "user_id");
  assert.equal((await waiting).state, "SUCCESS");
  const { TableDescription: deleted } = await client.send(new DeleteTableCommand({ TableName: "likes" }));
  assert.equal(deleted.TableStatus, "DELETING");
  const gone = await waitUntilTableNotExists({ client, maxWaitTime: 60 }, { TableName: "likes" });
  assert.equal(gone.state, "SUCCESS");
});

test("a waiter gives up", async (t) => {
  const { client } = clients(t);
  const waiting = waitUntilTableExists({ client, maxWaitTime: 2, minDelay: 1, maxDelay: 1 }, { TableName: "likes" });
  await assert.rejects(waiting, { name: "TimeoutError" });
});

test("a table that is there is not created again", async (t) => {
  const { client } = clients(t);
  await createTable(client, "likes", "user_id");
  await refused(createTable(client, "likes", "id"), ResourceInUseException, "Table already exists: likes");
});

test("a table that is not there", async (t) => {
  const { client } = clients(t);
  const TableName = "likes";
  const missing = "Requested resource not found: Table: likes not found";
  await refused(client.send(new DescribeTableCommand({ TableName })), ResourceNotFoundException, missing);
  await refused(client.send(new DeleteTableCommand({ TableName })), ResourceNotFoundException, missing);
  const get = client.send(new GetItemCommand({ TableName, Key: { user_id: { S: "haeri05" } } }));
  await refused(get, ResourceNotFoundException, "Requested resource not found");
});

test("names come in pages", async (t) => {
  const { client } = clients(t);
  const names = Array.from({ length: 7 }, (_, n) => `table${n}`);
  for (const name of names) await createTable(client, name, "id");
  const pages = await all(paginateListTables({ client, pageSize: 3 }, {}));
  assert.deepEqual(pages.map((page) => page.TableNames), [names.slice(0, 3), names.slice(3, 6), names.slice(6)]);
});

test("tables belong to their access key and region", async (t) => {
  const { client, credentials } = clients(t);
  await createTable(client, "likes", "user_id");
  for (const [own, names] of [[{}, ["likes"]], [{ region: "us-east-1" }, []]]) {
    const other = new DynamoDBClient({ credentials, ...own });
    t.after(() => other.destroy());
    assert.deepEqual((await other.send(new ListTablesCommand({}))).TableNames, names);
  }
});
