"use strict";

// What a test runner calls once, before all tests and behind them.

const { start } = require("./server.js");

/** A setup for Vitest, or for whatever calls a function before all tests and the one that it returns behind them. */
function setup({ tables, ...options } = {}) {
  return async function hashrangeSetup() {
    const server = await start(options);
    const before = { HASHRANGE_URL: process.env.HASHRANGE_URL, HASHRANGE_REGION: process.env.HASHRANGE_REGION };
    // What workers inherit.
    Object.assign(process.env, { HASHRANGE_URL: server.url, HASHRANGE_REGION: server.region });
    async function teardown() {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
      await server.stop();
    }
    try {
      await tables?.(server);
    } catch (error) {
      await teardown();
      throw error;
    }
    return teardown;
  };
}

module.exports = { setup };
