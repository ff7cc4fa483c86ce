"use strict";

// The program of the installed package, and that it is of this version.

const assert = require("node:assert/strict");
const { execFileSync, spawn, spawnSync } = require("node:child_process");
const { once } = require("node:events");
const { chmodSync, mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { createInterface } = require("node:readline");
const { test } = require("node:test");

const { program } = require("hashrange");
const { version } = require("hashrange/package.json");

const LAUNCHER = join(__dirname, "../node_modules/.bin/hashrange");

test("the program and the package have one version", () => {
  for (const path of [program(), LAUNCHER]) {
    assert.equal(execFileSync(path, ["--version"], { encoding: "utf8" }), `hashrange ${version}\n`);
  }
  assert.ok(program().includes(`node_modules/@hashrange/${process.platform}-${process.arch}/`));
});

test("the launcher ends with the program's code, and passes on its output and signals", async () => {
  assert.equal(spawnSync(LAUNCHER, ["no-such-command"]).status, 2);
  const folder = mkdtempSync(join(tmpdir(), "hashrange-"));
  try {
    const file = join(folder, "saved.snapshot");
    const server = spawn(LAUNCHER, ["serve", "--port", "0", "--quiet", "--save-on-exit", file]);
    const [line] = await once(createInterface(server.stdout), "line");
    assert.match(line, /^ready http:\/\/127/);
    server.kill("SIGTERM");
    assert.deepEqual(await once(server, "exit"), [0, null]);
    execFileSync(program(), ["tables", "--file", file]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a variable names another program", () => {
  const folder = mkdtempSync(join(tmpdir(), "hashrange-"));
  const other = join(folder, "other");
  try {
    writeFileSync(other, "#!/bin/sh\nkill -KILL $$\n");
    process.env.HASHRANGE = other;
    assert.throws(program, { name: "HashrangeError", message: `HASHRANGE is ${other}, which is no program` });
    assert.equal(spawnSync(LAUNCHER).status, 1);
    chmodSync(other, 0o755);
    assert.equal(program(), other);
    assert.equal(spawnSync(LAUNCHER).signal, "SIGKILL");
  } finally {
    delete process.env.HASHRANGE;
    rmSync(folder, { recursive: true });
  }
});
