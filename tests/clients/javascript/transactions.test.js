// Transactions: the reasons where nothing is done, and tokens.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  GetItemCommand, IdempotentParameterMismatchException, PutItemCommand, TransactWriteItemsCommand,
  TransactionCanceledException,
} from "@aws-sdk/client-dynamodb";

import { clients, createTable, refused } from "./support.js";

async function accounts(t) {
  const { client } = clients(t);
  await createTable(client, "accounts", "id");
  await client.send(new PutItemCommand({ TableName: "accounts", Item: { id: { S: "minji" }, won: { N: "5000" } } }));
  return client;
}

const add = (id, won, more = {}) => ({
  Update: {
    TableName: "accounts", Key: { id: { S: id } }, UpdateExpression: "ADD won :won",
    ExpressionAttributeValues: { ":won": { N: String(won) } }, ...more,
  },
});
const write = (client, actions, ClientRequestToken) => (
  client.send(new TransactWriteItemsCommand({ TransactItems: actions, ClientRequestToken }))
);
const won = async (client, id) => (
  await client.send(new GetItemCommand({ TableName: "accounts", Key: { id: { S: id } } }))
).Item?.won.N;

test("a cancelled transaction tells a reason for each action, and nothing is done", async (t) => {
  const client = await accounts(t);
  const transfer = write(client, [
    add("jihoon", 9000),
    add("minji", -9000, {
      ConditionExpression: "won >= :needed",
      ExpressionAttributeValues: { ":won": { N: "-9000" }, ":needed": { N: "9000" } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    }),
  ]);
  const error = await refused(
    transfer, TransactionCanceledException,
    "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
  );
  assert.deepEqual(error.CancellationReasons, [
    { Code: "None" },
    {
      Code: "ConditionalCheckFailed", Message: "The conditional request failed",
      Item: { id: { S: "minji" }, won: { N: "5000" } },
    },
  ]);
  assert.deepEqual([await won(client, "minji"), await won(client, "jihoon")], ["5000", undefined]);
});

test("a token makes a transaction happen once", async (t) => {
  const client = await accounts(t);
  await write(client, [add("minji", 1)], "once");
  await write(client, [add("minji", 1)], "once");
  assert.equal(await won(client, "minji"), "5001");
  await assert.rejects(write(client, [add("minji", 2)], "once"), IdempotentParameterMismatchException);
  // Without a token of the caller's the SDK makes a new one for each call.
  await write(client, [add("minji", 1)]);
  await write(client, [add("minji", 1)]);
  assert.equal(await won(client, "minji"), "5003");
});

test("one item has one action", async (t) => {
  const client = await accounts(t);
  const twice = write(client, [add("minji", 1), add("minji", 2)]);
  await refused(twice, "ValidationException", "Transaction request cannot include multiple operations on one item");
});
