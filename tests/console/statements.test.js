// The PartiQL editor.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { close, open } from "./browser.js";
import { TABLE, furnish } from "./furnish.js";
import { serve } from "./server.js";

after(close);

test("statements are run, and kept for later", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const watched = await open(t, `${server.console}#/partiql`, { allows: [/status of 400/] });
  const { page } = watched;
  const editor = page.getByLabel("PartiQL statement");
  const run = async (statement) => {
    await editor.fill(statement);
    await page.keyboard.press("Control+Enter");
  };
  const select = `SELECT * FROM "${TABLE}" WHERE user_id = 'jihoon07' ORDER BY "timestamp" ASC;`;
  await run(select);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 2);
  assert.match(await page.locator(".costs").textContent(), /Items returned 2.*Units consumed 0\.5/);
  await watched.isAccessible();

  const insert = `INSERT INTO "sgu-202500-user-likes" VALUE {'user_id':'jihoon07','product_name':'코카콜라'};`;
  await run(insert);
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 0);
  await page.locator(".costs").waitFor();
  await run(insert);
  const told = page.getByRole("alert");
  await told.waitFor();
  assert.equal(await told.textContent(), "DuplicateItemExceptionDuplicate primary key exists in table");

  // What was run is there after a reload, the newest first and each once.
  await page.reload();
  await watched.shown();
  assert.equal(await editor.inputValue(), insert);
  assert.deepEqual(await page.locator(".history button").allTextContents(), [insert, select]);
  await page.locator(".history button").nth(1).click();
  assert.equal(await editor.inputValue(), select);
  await page.getByRole("button", { name: "Forget all" }).click();
  assert.equal(await page.locator(".history").count(), 0);
});

test("a long answer comes page after page", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const text = "x".repeat(300_000);
  for (let n = 0; n < 5; n += 1) {
    await server.call("PutItem", { TableName: TABLE, Item: { user_id: { S: "long" }, timestamp: { S: `${n}` }, text: { S: text } } });
  }
  const { page } = await open(t, `${server.console}#/partiql`);
  await page.getByLabel("PartiQL statement").fill(`SELECT "timestamp" FROM "${TABLE}" WHERE user_id = 'long'`);
  await page.getByRole("button", { name: "Run" }).click();
  const shown = () => page.locator("tbody tr").allTextContents();
  await page.locator("tbody").waitFor();
  const first = await shown();
  await page.getByRole("button", { name: "Next page" }).click();
  await page.waitForFunction((before) => document.querySelector("tbody tr").textContent !== before, first[0]);
  assert.deepEqual([...first, ...(await shown())], ["0", "1", "2", "3", "4"]);
});
