import type { TestAPI } from "vitest";

import type { Fork, ForkOptions } from "./index.js";

export interface HashrangeFixtures {
  /** How forks are made: `test.extend({ hashrangeOptions: { clock: "manual" } })`. */
  hashrangeOptions: ForkOptions;
  /** The test's own copy of the tables. */
  hashrange: Fork;
}

/** Vitest's `test`, with a fork of the tables for each test that asks for `hashrange`. */
export const test: TestAPI<HashrangeFixtures>;
export const it: TestAPI<HashrangeFixtures>;
