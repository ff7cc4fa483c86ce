import type { Server, StartOptions } from "./index.js";

export interface SetupOptions extends StartOptions {
  /** Makes what each test begins with, once. */
  tables?: (server: Server) => void | Promise<void>;
}

/**
 * A setup for Vitest's `globalSetup`, or for whatever calls a function before all tests and the one that it returns behind
 * them. It starts a server, and sets `HASHRANGE_URL`, which workers inherit.
 */
export function setup(options?: SetupOptions): () => Promise<() => Promise<void>>;
