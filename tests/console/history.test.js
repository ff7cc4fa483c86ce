// What a table was: its stream, its backups, its exports.

import assert from "node:assert/strict";
import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { close, open } from "./browser.js";
import { TABLE, furnish } from "./furnish.js";
import { serve } from "./server.js";

after(close);

test("a stream's records come while one looks", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const watched = await open(t, `${server.console}#/tables/${TABLE}/streams`);
  const { page } = watched;
  await page.waitForFunction(() => document.querySelectorAll("tbody .event").length === 5);
  const Key = { user_id: { S: "minji01" }, timestamp: { S: "2025-05-11T21:01:00" } };
  await server.call("PutItem", { TableName: TABLE, Item: { ...Key, product_name: { S: "텀블러" } } });
  await page.waitForFunction(() => document.querySelector("tbody .event").textContent === "MODIFY");
  await page.locator("tbody tr").first().getByText("3 attributes").click();
  await server.call("DeleteItem", { TableName: TABLE, Key });
  await page.waitForFunction(() => document.querySelector("tbody .event").textContent === "REMOVE");
  assert.match(await page.locator("tbody tr").nth(1).innerText(), /텀블러/, "what was opened stays open");
  await watched.isAccessible();

  await page.getByRole("button", { name: "Turn off the stream" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Turn off the stream" }).click();
  await page.getByRole("button", { name: "Turn on the stream" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Records have").selectOption("KEYS_ONLY");
  await dialog.getByRole("button", { name: "Turn on the stream" }).click();
  await page.getByRole("button", { name: "Turn off the stream" }).waitFor();
  const { Table: table } = await server.call("DescribeTable", { TableName: TABLE });
  assert.deepEqual(table.StreamSpecification, { StreamEnabled: true, StreamViewType: "KEYS_ONLY" });
});

test("a backup is made, restored and deleted", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const watched = await open(t, `${server.console}#/tables/${TABLE}/backups`);
  const { page } = watched;
  await page.getByRole("button", { name: "Create backup" }).click();
  await page.getByRole("dialog").getByLabel("Backup name").fill("second");
  await page.getByRole("dialog").getByRole("button", { name: "Create backup" }).click();
  await page.getByRole("button", { name: "Restore second" }).click();
  await page.getByRole("dialog").getByLabel("Name of the new table").fill("restored");
  await watched.isAccessible();
  await page.getByRole("dialog").getByRole("button", { name: "Restore" }).click();
  await page.getByRole("heading", { name: "restored" }).waitFor();
  const { Count: restored } = await server.call("Scan", { TableName: "restored" });
  assert.equal(restored, 5);
  await watched.show("/backups");
  await page.getByRole("button", { name: "Delete second" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  const { BackupSummaries: left } = await server.call("ListBackups");
  assert.deepEqual(left.map((backup) => backup.BackupName), ["before-the-sale"]);
});

test("a table is restored to a point in time", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const { page } = await open(t, `${server.console}#/tables/${TABLE}/backups`);
  await page.getByRole("button", { name: "Restore to a point in time" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name of the new table").fill("as_of_now");
  await dialog.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("heading", { name: "as_of_now" }).waitFor();
  const { Count: restored } = await server.call("Scan", { TableName: "as_of_now" });
  assert.equal(restored, 5);
});

test("a table is exported, and imported again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "hashrange-exports-"));
  const server = await serve(t, "--bucket", `exports=${folder}`);
  await furnish(server);
  const watched = await open(t, `${server.console}#/exports`);
  const { page } = watched;
  await page.getByRole("button", { name: "Export a table" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Table", { exact: true }).selectOption(TABLE);
  await dialog.getByLabel("Bucket").fill("exports");
  await watched.isAccessible();
  await dialog.getByRole("button", { name: "Export a table" }).click();
  await page.getByText("Completed").waitFor();
  await page.getByRole("button", { name: /^Details/ }).click();
  await page.getByRole("dialog").getByText("manifest-summary.json").waitFor();
  assert.deepEqual(await readdir(folder), ["AWSDynamoDB"]);
  await page.keyboard.press("Escape");

  const { ExportSummaries: exports } = await server.call("ListExports");
  await page.getByRole("button", { name: "Import a table" }).click();
  await dialog.getByRole("button", { name: "Import a table" }).click();
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-invalid")), "true", "a bucket is needed");
  await dialog.getByLabel("Bucket").fill("exports");
  await dialog.getByLabel("Prefix").fill(`AWSDynamoDB/${exports[0].ExportArn.split("/export/")[1]}/data/`);
  await dialog.getByLabel("Compression").selectOption("GZIP");
  await dialog.getByLabel("Name of the new table").fill("likes-again");
  await dialog.getByLabel("Partition key", { exact: true }).fill("user_id");
  await dialog.getByLabel("Sort key", { exact: true }).fill("timestamp");
  await watched.isAccessible();
  await dialog.getByRole("button", { name: "Import a table" }).click();
  const row = page.getByRole("region", { name: "Imports (1)" }).getByRole("row", { name: /likes-again/ });
  await row.getByText("Completed").waitFor();
  await row.getByRole("button", { name: /^Details/ }).click();
  assert.match(await dialog.locator("dl").innerText(), /Items imported\s+5\s+Errors\s+0/);
  await watched.picture("imports");
  await watched.isAccessible();
  assert.equal((await server.call("Scan", { TableName: "likes-again" })).Count, 5);
});

test("an import that fails says why", async (t) => {
  const server = await serve(t);
  const { page } = await open(t, `${server.console}#/exports`, { language: "ko", allows: [/status of 400/] });
  await page.getByRole("button", { name: "테이블 가져오기" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("버킷").fill("nowhere");
  await dialog.getByLabel("새 테이블의 이름").fill("likes");
  await dialog.getByLabel("파티션 키", { exact: true }).fill("user_id");
  await dialog.getByRole("button", { name: "테이블 가져오기" }).click();
  // The service takes the request, and the import fails.
  await page.getByRole("row", { name: /실패/ }).getByRole("button", { name: /^자세히|^세부/ }).click();
  await dialog.locator("dl").getByText("nowhere").first().waitFor();
});
