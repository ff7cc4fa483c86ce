import type { Fork, ForkOptions } from "./index.js";

/**
 * Gives each test of the file, or of the `describe` around, a fork of the tables, by `beforeEach` and `afterEach`. What it
 * returns returns the fork of the test that runs.
 */
export function useFork(options?: ForkOptions): () => Fork;
