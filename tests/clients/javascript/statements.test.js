// PartiQL.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  BatchExecuteStatementCommand, ConditionalCheckFailedException, DuplicateItemException, ExecuteStatementCommand,
  ExecuteTransactionCommand, TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";

import { clients, createTable, refused } from "./support.js";

const run = (client, Statement, more = {}) => client.send(new ExecuteStatementCommand({ Statement, ...more }));
const insert = (place) => `INSERT INTO likes VALUE {'user_id': 'jihoon07', 'timestamp': '${place}', 'place': ${place}}`;
const where = "WHERE user_id = 'jihoon07' AND \"timestamp\" =";

async function likes(t, places) {
  const { client } = clients(t);
  await createTable(client, "likes", "user_id", "timestamp");
  for (const place of places) await run(client, insert(place));
  return client;
}

test("a token leads through all pages", async (t) => {
  const client = await likes(t, [1, 2, 3, 4, 5]);
  const found = [];
  let NextToken;
  do {
    const page = await run(client, "SELECT place FROM likes WHERE user_id = ?", {
      Parameters: [{ S: "jihoon07" }], Limit: 2, NextToken,
    });
    found.push(page.Items.map((item) => item.place.N));
    ({ NextToken } = page);
  } while (NextToken);
  assert.deepEqual(found, [["1", "2"], ["3", "4"], ["5"]]);
});

test("an insert never replaces, an update never inserts", async (t) => {
  const client = await likes(t, [1]);
  await refused(run(client, insert(1)), DuplicateItemException, "Duplicate primary key exists in table");
  const update = run(client, `UPDATE likes SET place = 2 ${where} '2'`);
  await refused(update, ConditionalCheckFailedException, "The conditional request failed");
});

test("an update and a delete give what they return", async (t) => {
  const client = await likes(t, [1]);
  const update = `UPDATE likes SET place = place + 9 ${where} '1' RETURNING MODIFIED NEW *`;
  const { Items: updated } = await run(client, update);
  assert.deepEqual(updated, [{ place: { N: "10" } }]);
  const { Items: deleted } = await run(client, `DELETE FROM likes ${where} '1' RETURNING ALL OLD *`);
  assert.deepEqual(deleted, [{ user_id: { S: "jihoon07" }, timestamp: { S: "1" }, place: { N: "10" } }]);
});

test("each statement of a batch has its own answer", async (t) => {
  const client = await likes(t, [1]);
  const { Responses: responses } = await client.send(new BatchExecuteStatementCommand({
    Statements: [{ Statement: insert(1) }, { Statement: insert(2) }],
  }));
  assert.deepEqual(responses, [
    { TableName: "likes", Error: { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" } },
    { TableName: "likes" },
  ]);
});

test("statements are a transaction", async (t) => {
  const client = await likes(t, [1]);
  const transaction = client.send(new ExecuteTransactionCommand({
    TransactStatements: [{ Statement: insert(2) }, { Statement: insert(1) }],
  }));
  const error = await refused(
    transaction, TransactionCanceledException,
    "Transaction cancelled, please refer cancellation reasons for specific reasons [None, DuplicateItem]",
  );
  assert.deepEqual(error.CancellationReasons, [
    { Code: "None" }, { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" },
  ]);
});
