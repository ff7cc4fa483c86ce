// The guide's chapter on HTTP: its line of JavaScript.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { promisify } from "node:util";

test("the line of JavaScript lists the tables", async () => {
  const chapter = await readFile(new URL("../../../docs/http.md", import.meta.url), "utf8");
  const program = /^node -e "(.*)"$/m.exec(chapter)[1];
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: import.meta.dirname });
  assert.match(stdout, /TableNames: \[/);
});
