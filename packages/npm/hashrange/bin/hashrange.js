#!/usr/bin/env node
"use strict";

// The program, as if it were this process.

const { spawn } = require("node:child_process");

const { program } = require("../lib/program.js");

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}

function run(path) {
  const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
  // A terminal sends them to both, which the program takes for one; others send them to this process alone.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`cannot start ${path}: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) {
      process.exitCode = code;
    } else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

try {
  run(program());
} catch (error) {
  fail(error.message);
}
