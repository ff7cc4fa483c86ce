import type { TestAPI } from "vitest";

import type { Fork, ForkOptions } from "./index.js";

export interface HashrangeFixtures {
  /** The test's own copy of the tables. */
  hashrange: Fork;
}

/**
 * A fixture for `test.extend`, whose tests have forks that are made with these options:
 * `test.extend({ hashrange: forkFixture({ clock: "manual" }) })`.
 */
export function forkFixture(options?: ForkOptions): (context: {}, use: (fork: Fork) => Promise<void>) => Promise<void>;

/** Vitest's `test`, with a fork of the tables for each test that asks for `hashrange`. */
export const test: TestAPI<HashrangeFixtures>;
export const it: TestAPI<HashrangeFixtures>;
