"use strict";

// For Jest, and other runners that have `beforeEach` and `afterEach` as globals.

const { connect } = require("./tables.js");

/** Gives each test of the file, or of the `describe` around, a fork of the tables: what it returns returns it. */
function useFork(options) {
  let fork;
  beforeEach(async () => {
    fork = await connect().fork(options);
  });
  afterEach(async () => {
    const ended = fork;
    fork = undefined;
    await ended?.end();
  });
  return () => {
    if (fork === undefined) throw new Error("there is a fork in tests, and in hooks around each test");
    return fork;
  };
}

module.exports = { useFork };
