// Waiters where tables take time to come and go: `hashrange serve --transitions 1s`.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DeleteTableCommand, DescribeTableCommand, DynamoDBClient, waitUntilTableExists, waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";

import { clients, createTable } from "./support.js";

test("a table is waited for until it is there and until it is gone", async (t) => {
  const { credentials } = clients(t);
  const client = new DynamoDBClient({ credentials, endpoint: process.env.HASHRANGE_SLOW });
  t.after(() => client.destroy());
  const TableName = "likes";
  const status = async () => (await client.send(new DescribeTableCommand({ TableName }))).Table.TableStatus;
  const waiter = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

  const { TableDescription: created } = await createTable(client, TableName, "user_id");
  assert.equal(created.TableStatus, "CREATING");
  assert.equal((await waitUntilTableExists(waiter, { TableName })).state, "SUCCESS");
  assert.equal(await status(), "ACTIVE");
  const { TableDescription: deleted } = await client.send(new DeleteTableCommand({ TableName }));
  assert.equal(deleted.TableStatus, "DELETING");
  assert.equal((await waitUntilTableNotExists(waiter, { TableName })).state, "SUCCESS");
  await assert.rejects(status(), { name: "ResourceNotFoundException" });
});
