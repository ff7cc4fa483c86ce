import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { start } from "hashrange";

let server;

before(async () => {
  server = await start();
  const client = new DynamoDB(server.clientConfig);
  await client.createTable({
    TableName: "stock",
    KeySchema: [{ AttributeName: "product", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "product", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  client.destroy();
});
after(() => server.stop());

for (const product of ["tumbler", "cup"]) {
  test(`each test has its own tables (${product})`, async () => {
    const fork = await server.fork();
    const client = new DynamoDB(fork.clientConfig);
    await client.putItem({ TableName: "stock", Item: { product: { S: product } } });
    assert.equal((await client.scan({ TableName: "stock" })).Count, 1);
    client.destroy();
    await fork.end();
  });
}
