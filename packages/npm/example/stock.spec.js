import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { test } from "hashrange/vitest";
import { expect } from "vitest";

test.for(["cup", "jug"])("each test has its own tables (%s)", async (product, { hashrange }) => {
  const client = new DynamoDB(hashrange.clientConfig);
  await client.putItem({ TableName: "stock", Item: { product: { S: product } } });
  expect((await client.scan({ TableName: "stock" })).Count).toBe(2);
  client.destroy();
});
