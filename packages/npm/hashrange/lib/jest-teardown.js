"use strict";

module.exports = async function globalTeardown() {
  for (const teardown of (globalThis.__HASHRANGE_TEARDOWNS__ ?? []).splice(0).reverse()) await teardown();
};
