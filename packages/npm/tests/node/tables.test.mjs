// Forks of tables with node:test, and what a test does with them.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";

import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { ControlError, connect, Fork, HashrangeError, start } from "hashrange";

let server;
let fork;
let client;

before(async () => {
  server = await start({ arguments: ["--clock", "manual=2026-01-01T00:00:00Z"] });
  const all = new DynamoDB(server.clientConfig);
  await all.createTable({
    TableName: "users",
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  all.destroy();
});
beforeEach(async () => {
  fork = await server.fork();
  client = new DynamoDB({ ...fork.clientConfig, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await fork.end();
});
after(() => server.stop());

const put = (id) => client.putItem({ TableName: "users", Item: { id: { S: id } } });
const keys = async () => (await client.scan({ TableName: "users" })).Items.map((item) => item.id.S);

for (const run of [1, 2]) {
  test(`a fork has what was there, and changes nothing else (run ${run})`, async () => {
    assert.ok(fork instanceof Fork);
    assert.deepEqual(await keys(), []);
    await put("haeri05");
    assert.deepEqual(await keys(), ["haeri05"]);
    assert.ok((await fork.snapshot()).includes("haeri05"));
    assert.deepEqual(await fork.reset(), ["users"]);
    assert.deepEqual(await keys(), []);
  });
}

test("time is the fork's own", async () => {
  await fork.advance("90m");
  await fork.advance(30);
  assert.match((await fork.control("GET", "clock")).now, /^2026-01-01T01:30:30/);
  assert.match((await server.control("GET", "clock")).now, /^2026-01-01T00:00:00/);
  const later = await fork.fork({ clock: "2030-05-11T00:00:00Z", kept: "10m" });
  assert.match((await later.control("GET", "clock")).now, /^2030-05-11/);
  await later.end();
});

test("calls fail as they are told", async () => {
  const hits = await fork.fault({ operations: ["PutItem"], times: 1, answer: { throttled: {} } });
  await assert.rejects(put("a"), { name: "ThrottlingException" });
  await put("a");
  assert.equal(await hits(), 1);
});

test("requests that are wrong are refused", async () => {
  for (const [send, status, kind] of [
    [() => fork.control("GET", "no-such-path"), 404, "NotFound"],
    [() => fork.control("PUT", "clock"), 405, "MethodNotAllowed"],
    [() => fork.control("POST", "clock", { go: 1 }), 400, "BadRequest"],
    [() => server.fork({ clock: "yesterday" }), 400, "BadRequest"],
    [() => server.fork({ colour: "red" }), 400, "BadRequest"],
  ]) {
    await assert.rejects(send, (error) => error instanceof ControlError && error.status === status && error.kind === kind);
  }
});

test("a fork that has ended is refused", async () => {
  const ended = await server.fork();
  await ended.end();
  await assert.rejects(ended.end(), { name: "ControlError", status: 404 });
});

test("a server that is nowhere is told", async () => {
  assert.throws(() => connect(), { name: "HashrangeError", message: /HASHRANGE_URL/ });
  await assert.rejects(connect("http://127.0.0.1:1").fork(), (error) => error instanceof HashrangeError);
  assert.deepEqual(await connect(server.url).reset(), []);
});

test("variables lead SDKs to the tables", async () => {
  assert.equal(fork.environment.AWS_ENDPOINT_URL_DYNAMODB, server.url);
  assert.equal(fork.environment.AWS_ACCESS_KEY_ID, fork.accessKeyId);
});
