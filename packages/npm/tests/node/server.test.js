"use strict";

// A server comes up, says why it does not, and never stays behind.

const assert = require("node:assert/strict");
const { spawn, spawnSync } = require("node:child_process");
const { once } = require("node:events");
const { connect: connectTo } = require("node:net");
const { createInterface } = require("node:readline");
const { test } = require("node:test");
const { setTimeout: pause } = require("node:timers/promises");

const { start } = require("hashrange");

function listens(url) {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const connection = connectTo(Number(port), hostname);
    connection.on("connect", () => resolve(true) ?? connection.destroy());
    connection.on("error", () => resolve(false));
  });
}

async function stopsListening(url) {
  const until = Date.now() + 30_000;
  while (await listens(url)) {
    assert.ok(Date.now() < until, "the server stays behind");
    await pause(10);
  }
}

test("a server runs until it is stopped", async () => {
  const server = await start({ arguments: ["--log"] });
  const other = await start();
  assert.notEqual(server.url, other.url);
  assert.equal((await server.control("GET", "clock")).kind, "system");
  await Promise.all([server.stop(), other.stop()]);
  assert.equal(await listens(server.url), false);
  assert.equal(await listens(other.url), false);
  assert.match(server.log, / GET .* 200 /);
  await server.stop();
});

test("a port is taken", async () => {
  const first = await start();
  const { port } = new URL(first.url);
  await assert.rejects(start({ arguments: [`--port=${port}`] }), { name: "HashrangeError", message: /cannot listen on/ });
  await first.stop();
  const second = await start({ arguments: ["--port", port] });
  assert.equal(second.url, first.url);
  await second.stop();
});

test("a server that does not come up tells why", async () => {
  for (const [options, why] of [
    [{ arguments: ["--no-such-option"] }, /did not say that it is ready\n.*--no-such-option/],
    [{ arguments: ["--load", "no-such-file"] }, /no-such-file/],
    [{ arguments: ["--help"] }, /said "Serves/],
    [{ program: "/no/such/program" }, /cannot start \/no\/such\/program/],
    [{ program: "/bin/cat", startMs: 200 }, /did not say that it is ready/],
  ]) {
    await assert.rejects(start(options), { name: "HashrangeError", message: why });
  }
});

test("a process that does not stop its server ends, and the server with it", async () => {
  const code = 'require("hashrange").start().then((server) => console.log(server.url))';
  const run = spawnSync(process.execPath, ["-e", code], { cwd: __dirname, encoding: "utf8", timeout: 30_000 });
  assert.equal(run.status, 0, run.stderr);
  await stopsListening(run.stdout.trim());
});

test("a server ends with a process that is killed", async () => {
  const code = 'require("hashrange").start().then((server) => { console.log(server.url); process.stdin.resume(); })';
  const starter = spawn(process.execPath, ["-e", code], { cwd: __dirname });
  const [url] = await once(createInterface(starter.stdout), "line");
  assert.ok(await listens(url));
  starter.kill("SIGKILL");
  await stopsListening(url);
});
