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
