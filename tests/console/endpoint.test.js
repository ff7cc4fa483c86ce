// Tables behind an endpoint: `hashrange console`.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { close, open } from "./browser.js";
import { consoleOf, serve } from "./server.js";

after(close);

test("the console shows the tables of an endpoint, and its partitions where it tells them", async (t) => {
  const server = await serve(t, "--control");
  const program = await consoleOf(t, "--endpoint", server.url);
  const watched = await open(t, program.link);
  const { page } = watched;
  await page.getByText("There is no table yet").waitFor();
  assert.equal(page.url(), `${program.url}/console#/tables`, "the token is not in the address any more");
  await page.locator("header").getByText(new URL(server.url).host).waitFor();
  await watched.isAccessible();

  await watched.show("/create-table");
  await page.getByLabel("Name", { exact: true }).fill("likes");
  await page.getByLabel("Partition key", { exact: true }).fill("user_id");
  await page.getByRole("button", { name: "Create table" }).click();
  await page.getByRole("heading", { name: "likes" }).waitFor();
  assert.deepEqual((await server.call("ListTables")).TableNames, ["likes"]);
  await watched.show("/tables/likes/partitions");
  await page.getByRole("img", { name: /4 partitions, 0 items/ }).waitFor();

  // The token is kept as long as the tab.
  await page.reload();
  await page.getByRole("heading", { name: "likes" }).waitFor();
  await page.getByRole("button", { name: "Connection" }).click();
  const dialog = page.getByRole("dialog", { name: "Connection" });
  await dialog.getByText(`The tables are those of ${server.url}, region us-east-1.`).waitFor();
  await watched.isAccessible();
});

test("without the token the console says where it is", async (t) => {
  const server = await serve(t);
  const program = await consoleOf(t, "--endpoint", server.url);
  const watched = await open(t, `${program.url}/console`, { allows: [/status of 403/] });
  const { page } = watched;
  const dialog = page.getByRole("dialog", { name: "Connection" });
  const fill = async (token) => {
    await dialog.getByLabel("Token").fill(token);
    await dialog.getByRole("button", { name: "Save" }).click();
  };
  await dialog.waitFor();
  await fill("wrong");
  await page.getByRole("alert").getByText("ConsoleTokenException").waitFor();
  await dialog.waitFor();
  await fill(program.token);
  await page.getByText("There is no table yet").waitFor();
});

test("of an endpoint that tells no partitions the console says so", async (t) => {
  // With --console alone the control is for the pages of that server.
  const server = await serve(t);
  const program = await consoleOf(t, "--endpoint", server.url);
  await server.call("CreateTable", {
    TableName: "likes",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const watched = await open(t, program.link, { language: "ko", allows: [/status of 40[34]/] });
  const { page } = watched;
  await watched.shown();
  await watched.show("/tables/likes/partitions");
  await page.getByText("/_hashrange/ 아래의 경로가 있는 엔드포인트에서").waitFor();
});
