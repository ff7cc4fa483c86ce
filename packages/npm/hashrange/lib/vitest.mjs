import { test as base } from "vitest";

import { connect } from "./tables.js";

/** Vitest's `test`, with a fork of the tables for each test, in `hashrange`. */
export const test = base.extend({
  hashrangeOptions: {},
  hashrange: async ({ hashrangeOptions }, use) => {
    const fork = await connect().fork(hashrangeOptions);
    await use(fork);
    await fork.end();
  },
});

export const it = test;
