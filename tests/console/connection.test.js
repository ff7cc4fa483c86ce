// Who calls: signatures that the browser makes, and tokens.

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { REBOUND, close, open } from "./browser.js";
import { serve } from "./server.js";

after(close);

async function secret(text) {
  const file = join(await mkdtemp(join(tmpdir(), "hashrange-secret-")), "secret.txt");
  await writeFile(file, `${text}\n`);
  return file;
}

/** Calls the control from within the page, as its pages do. */
const controlled = (page) =>
  page.evaluate(async () => {
    const { control } = await import("/console/api.js");
    return control("GET", "clock", { query: {} }).then((clock) => clock.kind, (error) => error.name);
  });

test("where signatures are checked, the console asks for the key and signs", async (t) => {
  const server = await serve(t, "--access-key", "teacher", "--secret-key", await secret("open sesame"));
  const watched = await open(t, server.console, { allows: [/status of 40[03]/] });
  const { page } = watched;
  const dialog = page.getByRole("dialog", { name: "Connection" });
  await dialog.waitFor();
  await watched.isAccessible();
  const fill = async (secretKey) => {
    await dialog.getByLabel("Access key").fill("teacher");
    await dialog.getByLabel("Secret key").fill(secretKey);
    await dialog.getByRole("button", { name: "Save" }).click();
  };
  await fill("wrong");
  await page.getByRole("alert").getByText("InvalidSignatureException").waitFor();
  await dialog.waitFor();
  await fill("open sesame");
  await page.getByText("There is no table yet").waitFor();
  assert.equal(await controlled(page), "system");

  // An item whose text needs more than ASCII, and a query in the address.
  await watched.show("/create-table");
  await page.getByLabel("Name", { exact: true }).fill("likes");
  await page.getByLabel("Partition key", { exact: true }).fill("이름");
  await page.getByRole("button", { name: "Create table" }).click();
  await page.getByRole("heading", { name: "likes" }).waitFor();
  const partitions = await page.evaluate(async () => {
    const { control } = await import("/console/api.js");
    return (await control("GET", "explain", { query: { table: "likes", key: "소 니/+*'()!~" } })).key;
  });
  assert.equal(partitions, "소 니/+*'()!~");

  // The secret is in this tab alone.
  const stored = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  assert.doesNotMatch(stored, /sesame/);
  await page.reload();
  await page.getByRole("heading", { name: "likes" }).waitFor();
});

test("where the control has a token of the operator's, the console asks for it", async (t) => {
  const server = await serve(t, "--control-token", await secret("open"));
  const { page } = await open(t, server.console, { allows: [/status of 403/] });
  await page.getByText("There is no table yet").waitFor();
  assert.equal(await controlled(page), "AccessDenied");
  await page.getByRole("button", { name: "Connection" }).click();
  await page.getByLabel("Control token").fill("open");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  assert.equal(await controlled(page), "system");
});

test("with --console alone the pages reach the control, also when the server was started again", async (t) => {
  const server = await serve(t);
  const { page } = await open(t, server.console, { allows: [/status of 403/] });
  assert.equal(await controlled(page), "system");
  await page.route("**/_hashrange/clock*", (route) => {
    const headers = { ...route.request().headers(), authorization: "Bearer of-the-server-before" };
    return route.continue({ headers });
  }, { times: 1 });
  assert.equal(await controlled(page), "system");
});

test("each access key has its own tables where the server separates them", async (t) => {
  const server = await serve(t, "--separate", "key");
  await server.call("CreateTable", {
    TableName: "mine",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const { page } = await open(t, server.console);
  await page.getByText("There is no table yet").waitFor();
  await page.getByRole("button", { name: "Connection" }).click();
  await page.getByLabel("Access key").fill("browser");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "mine" }).waitFor();
});

test("the console of a machine of the network works without HTTPS, and copies", async (t) => {
  const server = await serve(t, "--allow-host", REBOUND);
  const address = server.console.replace("127.0.0.1", REBOUND);
  // Chromium says that one of the headers is for HTTPS alone.
  const { page } = await open(t, `${address}#/course/1/3`, { allows: [/Cross-Origin-Opener-Policy header has been ignored/] });
  await page.locator(".copyable").first().waitFor();
  assert.equal(await page.evaluate(() => isSecureContext), false);
  assert.equal(await controlled(page), "system");
  const pasted = async () => {
    await page.evaluate(() => document.body.append(Object.assign(document.createElement("textarea"), { id: "paste" })));
    await page.locator("#paste").focus();
    await page.keyboard.press("Control+V");
    const text = await page.locator("#paste").inputValue();
    await page.locator("#paste").evaluate((area) => area.remove());
    return text;
  };
  const copy = page.locator(".copyable").nth(2).getByRole("button", { name: "Copy" });
  await copy.click();
  await page.getByText("Copied", { exact: true }).waitFor();
  assert.ok(await copy.evaluate((button) => button === document.activeElement), "the focus stays");
  assert.equal(await pasted(), '{"user_id":{"S":"jihoon07"},"product_name":{"S":"텀블러"}}');
  await page.getByRole("button", { name: "Copy a link to this step" }).click();
  await page.getByText("Copied", { exact: true }).nth(1).waitFor();
  assert.equal(await pasted(), `${address}#/course/1/3`);
});

test("a server that is gone is told, and not a blank page", async (t) => {
  const server = await serve(t);
  const watched = await open(t, server.console, { language: "ko", allows: [/ERR_CONNECTION_REFUSED/, /request/] });
  const { page } = watched;
  await watched.shown();
  await server.stop();
  await page.getByRole("button", { name: "새로 고침" }).click();
  await page.getByText("서버가 응답하지 않습니다").waitFor();
});
