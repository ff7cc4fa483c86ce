// The document client: plain values of JavaScript there and back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand, BatchWriteCommand, DeleteCommand, DynamoDBDocument, ExecuteStatementCommand, GetCommand,
  NumberValue, PutCommand, QueryCommand, TransactGetCommand, TransactWriteCommand, UpdateCommand, paginateQuery,
  paginateScan,
} from "@aws-sdk/lib-dynamodb";

import { all, clients, createTable, refused } from "./support.js";

const TABLE = { TableName: "likes" };
const like = (place) => ({ user_id: "jihoon07", timestamp: String(place).padStart(6, "0"), place });
const key = (place) => ({ user_id: "jihoon07", timestamp: String(place).padStart(6, "0") });

async function likes(t, more) {
  const { client, documents } = clients(t, more);
  await createTable(client, "likes", "user_id", "timestamp", {
    AttributeDefinitions: [
      { AttributeName: "brand", AttributeType: "S" }, { AttributeName: "price", AttributeType: "N" },
    ],
    GlobalSecondaryIndexes: [{
      IndexName: "by_brand",
      KeySchema: [{ AttributeName: "brand", KeyType: "HASH" }, { AttributeName: "price", KeyType: "RANGE" }],
      Projection: { ProjectionType: "ALL" },
    }],
  });
  return documents;
}

const putAll = (documents, items) => documents.send(new BatchWriteCommand({
  RequestItems: { likes: items.map((Item) => ({ PutRequest: { Item } })) },
}));

test("values come back as they were", async (t) => {
  const documents = await likes(t);
  const item = {
    ...key(1), text: "무선 이어폰 🎧", empty: "", price: 89000, rating: 4.7, negative: -0.125, yes: true, nothing: null,
    texts: new Set(["디지털", "블루투스"]), numbers: new Set([-1, 2.5, 10]), bytes: Uint8Array.of(0, 1, 255),
    list: ["소니", 4.7, [], {}], map: { 안: { "더 안": [1, "둘", false] } },
  };
  await documents.send(new PutCommand({ ...TABLE, Item: item }));
  const { Item: back } = await documents.send(new GetCommand({ ...TABLE, Key: key(1), ConsistentRead: true }));
  assert.deepEqual(back, item);
});

test("numbers that JavaScript does not hold keep all their digits", async (t) => {
  const documents = await likes(t, { unmarshallOptions: { wrapNumbers: true } });
  const exact = "12345678901234567890.123456789012345678";
  const Item = { ...key(1), exact: NumberValue.from(exact), big: 9007199254740993n };
  await documents.send(new PutCommand({ ...TABLE, Item }));
  await documents.send(new UpdateCommand({
    ...TABLE, Key: key(1), UpdateExpression: "ADD big :one", ExpressionAttributeValues: { ":one": 2n },
  }));
  const { Item: back } = await documents.send(new GetCommand({ ...TABLE, Key: key(1) }));
  assert.equal(back.exact.toString(), exact);
  assert.equal(back.big.toBigInt(), 9007199254740995n);
});

test("an update, a condition and a delete", async (t) => {
  const documents = await likes(t);
  await documents.send(new PutCommand({ ...TABLE, Item: like(1) }));
  const { Attributes: updated } = await documents.send(new UpdateCommand({
    ...TABLE, Key: key(1),
    UpdateExpression:
      "SET #p = #p + :one, tags = list_append(if_not_exists(tags, :none), :tags) ADD seen :one, colors :c",
    ExpressionAttributeNames: { "#p": "place" },
    ExpressionAttributeValues: { ":one": 1, ":none": [], ":tags": ["텀블러"], ":c": new Set(["블랙"]) },
    ReturnValues: "ALL_NEW",
  }));
  assert.deepEqual(updated, { ...like(1), place: 2, tags: ["텀블러"], seen: 1, colors: new Set(["블랙"]) });

  const never = new DeleteCommand({
    ...TABLE, Key: key(1), ConditionExpression: "place > :p", ExpressionAttributeValues: { ":p": 7 },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  const error = await refused(
    documents.send(never), ConditionalCheckFailedException, "The conditional request failed",
  );
  assert.deepEqual(error.Item.place, { N: "2" });
  const { Attributes: gone } = await documents.send(new DeleteCommand({
    ...TABLE, Key: key(1), ReturnValues: "ALL_OLD",
  }));
  assert.deepEqual(gone, updated);
  assert.equal((await documents.send(new GetCommand({ ...TABLE, Key: key(1) }))).Item, undefined);
});

test("batches write and read", async (t) => {
  const documents = await likes(t);
  const written = await putAll(documents, Array.from({ length: 25 }, (_, n) => like(n)));
  assert.deepEqual(written.UnprocessedItems, {});
  await documents.send(new BatchWriteCommand({ RequestItems: { likes: [{ DeleteRequest: { Key: key(4) } }] } }));
  const read = await documents.send(new BatchGetCommand({
    RequestItems: { likes: { Keys: [3, 4, 5, 99].map(key), ProjectionExpression: "place" } },
  }));
  assert.deepEqual(read.Responses.likes.map((item) => item.place).sort(), [3, 5]);
  assert.deepEqual(read.UnprocessedKeys, {});
});

test("paginators go through all pages", async (t) => {
  const documents = await likes(t);
  await putAll(documents, Array.from({ length: 25 }, (_, n) => like(n)));
  const query = {
    ...TABLE, KeyConditionExpression: "user_id = :u", ExpressionAttributeValues: { ":u": "jihoon07" },
    ScanIndexForward: false,
  };
  const pages = await all(paginateQuery({ client: documents, pageSize: 10 }, query));
  assert.deepEqual(pages.map((page) => page.Count), [10, 10, 5]);
  const places = pages.flatMap((page) => page.Items.map((item) => item.place));
  assert.deepEqual(places, Array.from({ length: 25 }, (_, n) => 24 - n));
  const scanned = await all(paginateScan({ client: documents, pageSize: 4 }, {
    ...TABLE, FilterExpression: "place >= :p", ExpressionAttributeValues: { ":p": 20 },
  }));
  assert.deepEqual(scanned.map((page) => page.ScannedCount), [4, 4, 4, 4, 4, 4, 1]);
  assert.equal(scanned.reduce((sum, page) => sum + page.Count, 0), 5);
});

test("an index is queried in order of its sort key", async (t) => {
  const documents = await likes(t);
  const items = [89000, 5000, 10000.5].map((price, n) => ({ ...like(n), brand: "소니", price }));
  await putAll(documents, [...items, like(3), { ...like(4), brand: "LG", price: 1 }]);
  const { Items: found } = await documents.send(new QueryCommand({
    ...TABLE, IndexName: "by_brand", KeyConditionExpression: "brand = :b AND price > :p",
    ExpressionAttributeValues: { ":b": "소니", ":p": 5000 },
  }));
  assert.deepEqual(found, [items[2], items[0]]);
});

test("transactions write and read", async (t) => {
  const documents = await likes(t);
  await documents.send(new TransactWriteCommand({
    TransactItems: [
      { Put: { ...TABLE, Item: like(1) } },
      { Update: {
        ...TABLE, Key: key(2), UpdateExpression: "SET place = :p", ExpressionAttributeValues: { ":p": 2 },
      } },
    ],
  }));
  const read = await documents.send(new TransactGetCommand({
    TransactItems: [1, 2, 3].map((place) => ({ Get: { ...TABLE, Key: key(place) } })),
  }));
  assert.deepEqual(read.Responses.map((found) => found.Item), [like(1), like(2), undefined]);
});

test("a statement takes and gives plain values", async (t) => {
  const documents = await likes(t);
  const run = (Statement, ...Parameters) => documents.send(new ExecuteStatementCommand({ Statement, Parameters }));
  await run("INSERT INTO likes VALUE {'user_id': ?, 'timestamp': ?, 'tags': ?}", "jihoon07", "1", ["가", { b: 2 }]);
  const { Items: found } = await run("SELECT tags FROM likes WHERE user_id = ?", "jihoon07");
  assert.deepEqual(found, [{ tags: ["가", { b: 2 }] }]);
});

test("the document client with a method for each operation", async (t) => {
  const { client } = clients(t);
  await createTable(client, "users", "id");
  const documents = DynamoDBDocument.from(client, { marshallOptions: { removeUndefinedValues: true } });
  await documents.put({ TableName: "users", Item: { id: "haeri05", age: 39, email: undefined } });
  const { Item: user } = await documents.get({ TableName: "users", Key: { id: "haeri05" } });
  assert.deepEqual(user, { id: "haeri05", age: 39 });
});
