import { expect, test as base } from "vitest";

import { Fork } from "./hashrange.js";
import { Shop, SoldOut } from "./orders.js";

const test = base.extend({
  hashrange: async ({}, use) => {
    const fork = await Fork.make();
    await use(fork);
    await fork.end();
  },
});

test.concurrent.for([1, 2, 3, 4])("no more is sold than there is (run %i)", async (_, { hashrange }) => {
  const shop = new Shop(hashrange.documents);
  for (let sold = 0; sold < 3; sold++) await shop.order("tumbler");
  await expect(shop.order("tumbler")).rejects.toThrow(SoldOut);
});

test("a session expires after an hour", async ({ hashrange }) => {
  const shop = new Shop(hashrange.documents);
  const { epoch_seconds: now } = await hashrange.control("GET", "clock");
  await shop.logIn("haeri05", now + 3600);
  await hashrange.advance("59m");
  expect(await shop.isLoggedIn("haeri05")).toBe(true);
  await hashrange.advance("2m");
  expect(await shop.isLoggedIn("haeri05")).toBe(false);
});

test("an order that is throttled is tried again", async ({ hashrange }) => {
  const hits = await hashrange.fault({ operations: ["UpdateItem"], nth: 1, answer: { throttled: {} } });
  const shop = new Shop(hashrange.documents);
  await shop.order("tumbler");
  expect([await hits(), await shop.left("tumbler")]).toEqual([1, 2]);
});

// What this shop has to learn yet: an update that is sent again should have a condition that it meets only once.
test("an order whose answer is lost counts twice", async ({ hashrange }) => {
  await hashrange.fault({ operations: ["UpdateItem"], nth: 1, answer: "answer_lost" });
  const shop = new Shop(hashrange.documents);
  await shop.order("tumbler");
  expect(await shop.left("tumbler")).toBe(1);
});
