// Single items: values of every type, what each operation answers, and what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ConditionalCheckFailedException, DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import { clients, createTable, refused } from "./support.js";

const KEY = { user_id: { S: "haeri05" } };
const HAERI = { ...KEY, price: { N: "89000" }, brand: { S: "소니" } };
const TABLE = { TableName: "likes" };

async function likes(t) {
  const { client } = clients(t);
  await createTable(client, "likes", "user_id");
  await client.send(new PutItemCommand({ ...TABLE, Item: HAERI }));
  return client;
}

const get = async (client, key = KEY) => (await client.send(new GetItemCommand({ ...TABLE, Key: key }))).Item;

test("values of every type come back as they were", async (t) => {
  const client = await likes(t);
  const item = {
    user_id: { S: "무선 이어폰 🎧" },
    empty: { S: "" },
    escaped: { S: "\"quotes\" \\ / \b \f \n \r \t \0 \x1f \x7f \u2028 </script>" },
    number: { N: "-12345678901234567890123456789012345678" },
    tiny: { N: "0.0000000000000000000000000000000000000000000000000012" },
    yes: { BOOL: true },
    nothing: { NULL: true },
    texts: { SS: ["가습기", "디지털", "블루투스"] },
    numbers: { NS: ["-1", "0", "2900", "89000.5"] },
    bytes: { B: Uint8Array.from({ length: 256 }, (_, n) => n) },
    "no bytes": { B: new Uint8Array() },
    "sets of bytes": { BS: [Uint8Array.of(0), Uint8Array.of(0, 255), Uint8Array.of(255)] },
    list: { L: [{ S: "소니" }, { N: "4.7" }, { L: [] }, { M: {} }] },
    map: { M: { 안: { M: { "더 안": { SS: ["끝"] } } } } },
  };
  await client.send(new PutItemCommand({ ...TABLE, Item: item }));
  const back = await get(client, { user_id: item.user_id });
  // The SDK's bytes are of a class that extends Uint8Array.
  const plain = (value) => JSON.parse(JSON.stringify(value, (_, inner) => (
    inner instanceof Uint8Array ? Array.from(inner) : inner
  )));
  assert.deepEqual(plain(back), plain(item));
  assert.ok(back.bytes.B instanceof Uint8Array);
});

test("a put gives the item that it replaced", async (t) => {
  const client = await likes(t);
  const put = (Item) => client.send(new PutItemCommand({ ...TABLE, Item, ReturnValues: "ALL_OLD" }));
  assert.deepEqual((await put(KEY)).Attributes, HAERI);
  assert.equal((await put({ user_id: { S: "minji01" } })).Attributes, undefined);
  assert.deepEqual(await get(client), KEY);
});

test("an update gives what was asked for", async (t) => {
  const client = await likes(t);
  for (const [wanted, expected] of [
    ["NONE", undefined], ["ALL_OLD", { ...HAERI, price: { N: "89001" } }], ["UPDATED_OLD", { price: { N: "89002" } }],
    ["ALL_NEW", { ...HAERI, price: { N: "89004" } }], ["UPDATED_NEW", { price: { N: "89005" } }],
  ]) {
    const { Attributes: attributes } = await client.send(new UpdateItemCommand({
      ...TABLE, Key: KEY, UpdateExpression: "SET price = price + :one",
      ExpressionAttributeValues: { ":one": { N: "1" } }, ReturnValues: wanted,
    }));
    assert.deepEqual(attributes, expected, wanted);
  }
});

test("a delete gives the item that it took away", async (t) => {
  const client = await likes(t);
  const remove = () => client.send(new DeleteItemCommand({ ...TABLE, Key: KEY, ReturnValues: "ALL_OLD" }));
  assert.deepEqual((await remove()).Attributes, HAERI);
  assert.equal((await remove()).Attributes, undefined);
  assert.equal(await get(client), undefined);
});

test("a failed condition carries the item where asked", async (t) => {
  const client = await likes(t);
  for (const [asked, item] of [["NONE", undefined], ["ALL_OLD", HAERI]]) {
    const put = client.send(new PutItemCommand({
      ...TABLE, Item: KEY, ConditionExpression: "price < :p", ExpressionAttributeValues: { ":p": { N: "5" } },
      ReturnValuesOnConditionCheckFailure: asked,
    }));
    const error = await refused(put, ConditionalCheckFailedException, "The conditional request failed");
    assert.deepEqual(error.Item, item);
  }
  assert.deepEqual(await get(client), HAERI);
});

test("consumed capacity is told", async (t) => {
  const client = await likes(t);
  const put = await client.send(new PutItemCommand({ ...TABLE, Item: HAERI, ReturnConsumedCapacity: "TOTAL" }));
  assert.deepEqual(put.ConsumedCapacity, { TableName: "likes", CapacityUnits: 1 });
});

test("many at once lose nothing", async (t) => {
  const client = await likes(t);
  await Promise.all(Array.from({ length: 200 }, () => client.send(new UpdateItemCommand({
    ...TABLE, Key: KEY, UpdateExpression: "ADD seen :one", ExpressionAttributeValues: { ":one": { N: "1" } },
  }))));
  assert.deepEqual((await get(client)).seen, { N: "200" });
});

test("what does not fit is refused in the service's words", async (t) => {
  const client = await likes(t);
  const put = (Item) => client.send(new PutItemCommand({ ...TABLE, Item }));
  const invalid = "One or more parameter values were invalid: ";
  // Each is sent in its turn: a refusal that nobody waits for yet ends the test.
  for (const [request, message] of [
    [() => get(client, { id: { S: "1" } }), "The provided key element does not match the schema"],
    [() => put({ id: { S: "1" } }), invalid + "Missing the key user_id in the item"],
    [() => put({ user_id: { N: "1" } }), invalid + "Type mismatch for key user_id expected: S actual: N"],
    [
      () => put({ ...KEY, n: { N: "1".repeat(39) } }),
      "1 validation error detected: Attempting to store more than 38 significant digits in a Number",
    ],
    [() => put({ ...KEY, text: { S: "x".repeat(409_600) } }), "Item size has exceeded the maximum allowed size"],
  ]) {
    await refused(request(), "ValidationException", message);
  }
});
