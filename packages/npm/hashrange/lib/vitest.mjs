import { test as base } from "vitest";

import { connect } from "./tables.js";

/** A fixture for `test.extend`: a fork of the tables for each test. */
export function forkFixture(options) {
  return async ({}, use) => {
    const fork = await connect().fork(options);
    await use(fork);
    await fork.end();
  };
}

/** Vitest's `test`, with a fork of the tables for each test that asks for `hashrange`. */
export const test = base.extend({ hashrange: forkFixture() });

export const it = test;
