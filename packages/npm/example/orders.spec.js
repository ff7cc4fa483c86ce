import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { forkFixture } from "hashrange/vitest";
import { expect, test as base } from "vitest";

import { Shop, SoldOut } from "./orders.js";

const test = base.extend({
  hashrange: forkFixture({ clock: "manual" }),
  shop: async ({ hashrange }, use) => {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient(hashrange.clientConfig));
    await use(new Shop(documents));
    documents.destroy();
  },
});

test.concurrent.for([1, 2, 3, 4])("no more is sold than there is (run %i)", async (_, { shop }) => {
  for (let sold = 0; sold < 3; sold++) await shop.order("tumbler");
  await expect(shop.order("tumbler")).rejects.toThrow(SoldOut);
});

test("a session expires after an hour", async ({ hashrange, shop }) => {
  const { epoch_seconds: now } = await hashrange.control("GET", "clock");
  await shop.logIn("haeri05", now + 3600);
  await hashrange.advance("59m");
  expect(await shop.isLoggedIn("haeri05")).toBe(true);
  await hashrange.advance("2m");
  expect(await shop.isLoggedIn("haeri05")).toBe(false);
});

test("an order that is throttled is tried again", async ({ hashrange, shop }) => {
  const hits = await hashrange.fault({ operations: ["UpdateItem"], nth: 1, answer: { throttled: {} } });
  await shop.order("tumbler");
  expect([await hits(), await shop.left("tumbler")]).toEqual([1, 2]);
});

// What this shop has to learn yet: an update that is sent again should have a condition that it meets only once.
test("an order whose answer is lost counts twice", async ({ hashrange, shop }) => {
  await hashrange.fault({ operations: ["UpdateItem"], nth: 1, answer: "answer_lost" });
  await shop.order("tumbler");
  expect(await shop.left("tumbler")).toBe(1);
});
