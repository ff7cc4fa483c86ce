// Exercises 1 to 6 of the course, and what the function of exercise 7 stores.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ConditionalCheckFailedException, DescribeTableCommand, DuplicateItemException, ExecuteStatementCommand,
  GetItemCommand, ListTablesCommand, PutItemCommand, QueryCommand, ScanCommand, UpdateItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { PutCommand, ScanCommand as DocumentScan } from "@aws-sdk/lib-dynamodb";

import { clients, createTable, refused } from "./support.js";

const LIKES = "sgu-202500-user-likes";
const LIKES_BY_TIME = "sgu-202500-user-likes-time";

const HAERI = {
  user_id: { S: "haeri05" }, product_name: { S: "무선 이어폰" }, category: { S: "디지털" },
  reason: { S: "최근 블루투스 기기 검색" }, timestamp: { S: "2025-05-11T21:00:00" }, price: { N: "89000" },
  brand: { S: "소니" }, color: { S: "블랙" }, rating: { N: "4.7" },
};
const MINJI = {
  user_id: { S: "minji01" }, product_name: { S: "핑크 가습기" }, category: { S: "생활가전" },
  timestamp: { S: "2025-05-11T21:01:00" },
};
const JIHOON = { user_id: { S: "jihoon07" }, product_name: { S: "텀블러" } };
const YUNA = {
  user_id: { S: "yuna23" }, product_name: { S: "토끼 인형" }, reason: { S: "장난감 카테고리 체류시간 높음" },
};
const TUMBLER = {
  user_id: { S: "jihoon07" }, timestamp: { S: "2025-05-12T10:15:00" }, product_name: { S: "스탠리 텀블러" },
};
const ACCESSORY = {
  user_id: { S: "jihoon07" }, timestamp: { S: "2025-05-12T18:15:00" }, product_name: { S: "텀블럭 악세사리" },
};

test("exercise 1: a table with a partition key alone", async (t) => {
  const { client } = clients(t);
  await createTable(client, LIKES, "user_id");
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName: LIKES });
  assert.deepEqual((await client.send(new ListTablesCommand({}))).TableNames, [LIKES]);
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName: LIKES }));
  assert.equal(table.TableStatus, "ACTIVE");
  assert.deepEqual(table.KeySchema, [{ AttributeName: "user_id", KeyType: "HASH" }]);
  assert.equal(table.GlobalSecondaryIndexes, undefined);
  assert.equal(table.DeletionProtectionEnabled, false);

  const scan = () => client.send(new ScanCommand({ TableName: LIKES, ReturnConsumedCapacity: "TOTAL" }));
  const empty = await scan();
  assert.deepEqual([empty.Items, empty.Count, empty.ScannedCount], [[], 0, 0]);
  assert.deepEqual(empty.ConsumedCapacity, { TableName: LIKES, CapacityUnits: 2 });

  for (const item of [HAERI, MINJI, JIHOON, YUNA]) {
    await client.send(new PutItemCommand({ TableName: LIKES, Item: item }));
  }
  const full = await scan();
  assert.deepEqual([full.Count, full.ScannedCount], [4, 4]);
  assert.deepEqual(full.Items, [MINJI, YUNA, HAERI, JIHOON], "in the order of the hashes");
});

test("exercise 2: the same key again", async (t) => {
  const { client } = clients(t);
  await createTable(client, LIKES, "user_id");
  const put = (product, more) => client.send(new PutItemCommand({
    TableName: LIKES, Item: { user_id: { S: "jihoon07" }, product_name: { S: product } }, ...more,
  }));
  const jihoon = async () => (await client.send(new GetItemCommand({
    TableName: LIKES, Key: { user_id: { S: "jihoon07" } },
  }))).Item;
  await put("텀블러", {});

  const create = put("스탠리", { ConditionExpression: "attribute_not_exists(user_id)" });
  await refused(create, ConditionalCheckFailedException, "The conditional request failed");
  assert.deepEqual(await jihoon(), JIHOON);

  await client.send(new UpdateItemCommand({
    TableName: LIKES, Key: { user_id: { S: "jihoon07" } },
    UpdateExpression: "SET product_name = :p", ExpressionAttributeValues: { ":p": { S: "스탠리" } },
  }));
  assert.equal((await jihoon()).product_name.S, "스탠리");

  const insert = client.send(new ExecuteStatementCommand({
    Statement: `INSERT INTO "${LIKES}" VALUE {'user_id':'jihoon07','product_name':'코카콜라'};`,
  }));
  await refused(insert, DuplicateItemException, "Duplicate primary key exists in table");

  await put("제로콜라", {});
  assert.deepEqual(await jihoon(), { user_id: { S: "jihoon07" }, product_name: { S: "제로콜라" } });
});

test("exercises 3 to 6: a table with a sort key", async (t) => {
  const { client } = clients(t);
  await createTable(client, LIKES_BY_TIME, "user_id", "timestamp");
  const yuna = { ...YUNA, timestamp: { S: "2025-05-12T11:20:00" } };
  for (const item of [HAERI, MINJI, TUMBLER, yuna, ACCESSORY]) {
    await client.send(new PutItemCommand({ TableName: LIKES_BY_TIME, Item: item }));
  }
  assert.equal((await client.send(new ScanCommand({ TableName: LIKES_BY_TIME }))).Count, 5);

  const query = (condition = "", values = {}, more = {}) => client.send(new QueryCommand({
    TableName: LIKES_BY_TIME,
    KeyConditionExpression: `user_id = :u${condition && ` AND ${condition}`}`,
    ExpressionAttributeNames: condition ? { "#t": "timestamp" } : undefined,
    ExpressionAttributeValues: { ":u": { S: "jihoon07" }, ...values },
    ...more,
  }));
  assert.deepEqual((await query()).Items, [TUMBLER, ACCESSORY]);
  assert.deepEqual((await query("", {}, { ScanIndexForward: false })).Items, [ACCESSORY, TUMBLER]);
  const morning = { ":t": TUMBLER.timestamp };
  for (const [condition, found] of [
    ["#t = :t", [TUMBLER]], ["#t <= :t", [TUMBLER]], ["#t < :t", []], ["#t >= :t", [TUMBLER, ACCESSORY]],
    ["#t > :t", [ACCESSORY]], ["#t BETWEEN :t AND :t", [TUMBLER]], ["begins_with(#t, :t)", [TUMBLER]],
  ]) {
    assert.deepEqual((await query(condition, morning)).Items, found, condition);
  }
  const filtered = await query("", { ":word": { S: "악세사리" } }, {
    FilterExpression: "contains(product_name, :word)", ProjectionExpression: "product_name",
    ReturnConsumedCapacity: "TOTAL",
  });
  assert.deepEqual([filtered.Count, filtered.ScannedCount], [1, 2]);
  assert.deepEqual(filtered.Items, [{ product_name: { S: "텀블럭 악세사리" } }]);
  assert.equal(filtered.ConsumedCapacity.CapacityUnits, 0.5);

  const selected = await client.send(new ExecuteStatementCommand({
    Statement: `SELECT * FROM "${LIKES_BY_TIME}" WHERE user_id = 'jihoon07' ORDER BY "timestamp" ASC;`,
  }));
  assert.deepEqual(selected.Items, [TUMBLER, ACCESSORY]);
});

test("exercise 7: what the function stores, as a document", async (t) => {
  const { client, documents } = clients(t);
  await createTable(client, LIKES_BY_TIME, "user_id", "timestamp");
  const like = {
    user_id: "jihoon07", timestamp: "2025-05-19T17:36:04.935353", product: "제로콜라", brand: "코카콜라",
    reason: "갈증해소", color: "black", price: 2900,
  };
  await documents.send(new PutCommand({ TableName: LIKES_BY_TIME, Item: like }));
  assert.deepEqual((await documents.send(new DocumentScan({ TableName: LIKES_BY_TIME }))).Items, [like]);
});
