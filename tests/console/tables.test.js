// Tables: listed, created with checks while typing, changed and deleted.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { close, open } from "./browser.js";
import { TABLE, furnish } from "./furnish.js";
import { serve } from "./server.js";

after(close);

const field = (page, name) => page.getByLabel(name, { exact: true });
const pressed = (page, name) => page.getByRole("button", { name, exact: true }).click();

test("the list has the course's columns", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const { page } = await open(t, `${server.console}#/tables`, { language: "ko" });
  const row = page.getByRole("row", { name: /user-likes-time/ });
  await row.waitFor();
  assert.deepEqual(await page.locator("thead th").allTextContents(), [
    "이름", "상태", "파티션 키", "정렬 키", "인덱스", "복제본", "삭제 방지",
  ]);
  const cells = await row.locator("th, td").allTextContents();
  assert.deepEqual(cells, [TABLE, "활성", "user_id (S)", "timestamp (S)", "1", "0", "꺼짐"]);
});

test("a table is creating and then active, while one looks", async (t) => {
  const server = await serve(t, "--transitions", "4s");
  const watched = await open(t, `${server.console}#/tables`);
  await watched.shown();
  await server.call("CreateTable", {
    TableName: "orders",
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  const { page } = watched;
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByText("Creating").waitFor();
  // What has the focus outside of the page holds nothing up.
  await page.getByLabel("Language").focus();
  await page.getByText("Active").waitFor();
});

test("what the service would refuse is said while one types", async (t) => {
  const server = await serve(t);
  const watched = await open(t, `${server.console}#/create-table`);
  const { page } = watched;
  await watched.shown();
  for (const [name, told] of [["a$", "Letters, digits"], ["ab", "3 to 255"], ["x".repeat(256), "3 to 255"], ["", "needed"]]) {
    await field(page, "Name").fill(name);
    assert.equal(await field(page, "Name").getAttribute("aria-invalid"), "true", name);
    const described = await field(page, "Name").getAttribute("aria-describedby");
    const text = await page.locator(described.split(" ").map((id) => `#${id}`).join(",")).allTextContents();
    assert.match(text.join(" "), new RegExp(told), name);
  }
  await field(page, "Name").fill("orders");
  assert.equal(await field(page, "Name").getAttribute("aria-invalid"), null);
  await field(page, "Partition key").fill("id");
  await field(page, "Sort key").fill("id");
  await pressed(page, "Create table");
  assert.equal(await page.evaluate(() => document.activeElement.value), "id", "focus goes to what is wrong");
  assert.equal(await field(page, "Sort key").getAttribute("aria-invalid"), "true");
  assert.deepEqual((await server.call("ListTables")).TableNames, []);
  await watched.isAccessible();
});

test("a table is created with all that the form has", async (t) => {
  const server = await serve(t);
  const { page } = await open(t, `${server.console}#/create-table`);
  await field(page, "Name").fill("orders");
  await field(page, "Partition key").fill("customer");
  await field(page, "Sort key").fill("at");
  await field(page, "Sort key type").selectOption("N");
  await pressed(page, "Add index");
  await page.getByLabel("Index name").fill("by_state");
  const index = page.getByRole("group", { name: "Index" });
  await index.getByLabel("Partition key", { exact: true }).fill("state");
  await index.getByLabel("Projected attributes").selectOption("INCLUDE");
  await index.getByLabel("Attributes", { exact: true }).fill("total, note");
  await pressed(page, "Add index");
  const local = page.getByRole("group", { name: "Index" }).nth(1);
  await local.getByLabel("Local").check();
  await local.getByLabel("Index name").fill("by_total");
  await local.getByLabel("Sort key", { exact: true }).fill("total");
  await local.getByLabel("Sort key type").selectOption("N");
  await page.getByLabel("Provisioned").check();
  await field(page, "Read capacity units").fill("7");
  await page.getByLabel("Stream").selectOption("NEW_IMAGE");
  await field(page, "Time to live attribute").fill("ends");
  await page.getByRole("checkbox", { name: "Deletion protection" }).check();
  await pressed(page, "Create table");
  await page.getByRole("heading", { name: "orders" }).waitFor();

  const { Table: table } = await server.call("DescribeTable", { TableName: "orders" });
  const key = (schema) => schema.map((part) => `${part.AttributeName} ${part.KeyType}`);
  assert.deepEqual(key(table.KeySchema), ["customer HASH", "at RANGE"]);
  const [global] = table.GlobalSecondaryIndexes;
  assert.deepEqual(key(global.KeySchema), ["state HASH"]);
  assert.deepEqual(global.Projection, { ProjectionType: "INCLUDE", NonKeyAttributes: ["total", "note"] });
  assert.deepEqual(key(table.LocalSecondaryIndexes[0].KeySchema), ["customer HASH", "total RANGE"]);
  const types = Object.fromEntries(table.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
  assert.deepEqual(types, { customer: "S", at: "N", state: "S", total: "N" });
  assert.equal(table.ProvisionedThroughput.ReadCapacityUnits, 7);
  assert.equal(table.StreamSpecification.StreamViewType, "NEW_IMAGE");
  assert.equal(table.DeletionProtectionEnabled, true);
  const { TimeToLiveDescription: ttl } = await server.call("DescribeTimeToLive", { TableName: "orders" });
  assert.deepEqual(ttl, { AttributeName: "ends", TimeToLiveStatus: "ENABLED" });
});

test("indexes come and go", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const watched = await open(t, `${server.console}#/tables/${TABLE}/indexes`);
  const { page } = watched;
  await pressed(page, "Create index");
  const dialog = page.getByRole("dialog", { name: "Create index" });
  await dialog.getByLabel("Index name").fill("by_category");
  await dialog.getByLabel("Partition key", { exact: true }).fill("category");
  await watched.isAccessible();
  await dialog.getByRole("button", { name: "Create index" }).click();
  await page.getByRole("row", { name: /by_category/ }).waitFor();
  await page.getByRole("button", { name: "Delete index by_brand" }).click();
  const confirmed = page.getByRole("dialog").getByRole("button", { name: "Delete index" });
  assert.ok(await confirmed.isDisabled(), "the name has to be typed");
  await page.getByLabel("Type by_brand to confirm").fill("by_brand");
  await confirmed.click();
  await page.getByText("Index by_brand is deleted").waitFor();
  const { Table: table } = await server.call("DescribeTable", { TableName: TABLE });
  assert.deepEqual(table.GlobalSecondaryIndexes.map((index) => index.IndexName), ["by_category"]);
});

test("an index of vectors is searched", async (t) => {
  const server = await serve(t);
  await server.call("CreateTable", {
    TableName: "texts",
    AttributeDefinitions: ["id", "lang", "kind"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
    VectorIndexes: [
      {
        IndexName: "by_meaning",
        VectorAttribute: { AttributeName: "embedding" },
        Dimensions: 3,
        DistanceFunction: "COSINE",
        SearchSchema: [
          { AttributeName: "lang", SearchSchemaElementType: "HASH" },
          { AttributeName: "kind", SearchSchemaElementType: "INLINE_FILTER" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ],
  });
  const vectors = { cat: [1, 0, 0], lion: [0.9, 0.1, 0], car: [0, 1, 0], 고양이: [1, 0, 0] };
  for (const [id, vector] of Object.entries(vectors)) {
    const Item = {
      id: { S: id },
      lang: { S: id === "고양이" ? "ko" : "en" },
      kind: { S: id === "car" ? "thing" : "animal" },
      embedding: { L: vector.map((number) => ({ N: String(number) })) },
    };
    await server.call("PutItem", { TableName: "texts", Item });
  }
  const watched = await open(t, `${server.console}#/tables/texts/indexes`, { allows: [/status of 400/] });
  const { page } = watched;
  const part = page.getByRole("region", { name: "Vector search", exact: true });
  const ids = () => part.locator("tbody tr td:nth-child(2)").allTextContents();
  await part.getByLabel("Vector", { exact: true }).fill("[1, 0.05 0]");
  await part.getByLabel("lang (String)").fill("en");
  await part.getByRole("button", { name: "Run" }).click();
  await part.locator("tbody").waitFor();
  assert.deepEqual(await ids(), ["cat", "lion", "car"], "the nearest first");
  assert.equal(await part.getByLabel("Vector", { exact: true }).getAttribute("placeholder"), "3 numbers");
  await watched.picture("vector-search");
  await watched.isAccessible();
  await part.getByLabel("kind (String)").fill("thing");
  await part.getByRole("button", { name: "Run" }).click();
  await page.waitForFunction(() => document.querySelectorAll("section:last-of-type tbody tr").length === 1);
  assert.deepEqual(await ids(), ["car"]);
  // What is wrong is said: in the person's language, or in the service's words.
  await part.getByLabel("Vector", { exact: true }).fill("1, two, 3");
  await part.getByRole("button", { name: "Run" }).click();
  await part.getByText("Vector: Not a number").waitFor();
  await part.getByLabel("Vector", { exact: true }).fill("1");
  await part.getByRole("button", { name: "Run" }).click();
  await part.getByText("ValidationException").waitFor();
});

test("replicas come and go", async (t) => {
  const server = await serve(t, "--regions", "us-east-1,eu-west-1");
  await furnish(server);
  const watched = await open(t, `${server.console}#/tables/${TABLE}/settings`, { language: "ko", allows: [/status of 400/] });
  const { page } = watched;
  const part = page.getByRole("region", { name: "복제본", exact: true });
  await part.getByLabel("리전").fill("mars-north-1");
  await part.getByRole("button", { name: "복제본 추가" }).click();
  await part.getByText("ValidationException").waitFor();
  await part.getByLabel("리전").fill("eu-west-1");
  await part.getByRole("button", { name: "복제본 추가" }).click();
  await part.getByRole("row", { name: /eu-west-1/ }).getByText("활성").waitFor();
  await watched.picture("replicas");
  await watched.isAccessible();
  await watched.show("/tables");
  const columns = await page.locator("thead th").allTextContents();
  const cells = page.getByRole("row", { name: TABLE }).locator("th, td");
  assert.equal(await cells.nth(columns.indexOf("복제본")).textContent(), "1");
  await watched.show(`/tables/${TABLE}/settings`);
  await part.getByRole("button", { name: "eu-west-1 제거" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "복제본 제거" }).click();
  await part.getByRole("row", { name: /eu-west-1/ }).waitFor({ state: "detached" });
  const { Table: table } = await server.call("DescribeTable", { TableName: TABLE });
  assert.deepEqual(table.Replicas ?? [], []);
});

test("a table is deleted when its name is typed, and not while it is protected", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const watched = await open(t, `${server.console}#/tables/${TABLE}/settings`, { allows: [/status of 400/] });
  const { page } = watched;
  await page.getByRole("checkbox", { name: "Deletion protection" }).check();
  await page.getByRole("region", { name: "Deletion protection" }).getByRole("button", { name: "Save" }).click();
  await page.getByText("Settings saved").waitFor();
  await pressed(page, "Delete table");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/to confirm/).fill(TABLE);
  await dialog.getByRole("button", { name: "Delete table" }).click();
  await dialog.getByText("Resource cannot be deleted as it is currently protected against deletion").waitFor();
  await watched.isAccessible();
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Delete table", "focus comes back");

  await page.getByRole("checkbox", { name: "Deletion protection" }).uncheck();
  await page.getByRole("region", { name: "Deletion protection" }).getByRole("button", { name: "Save" }).click();
  await watched.shown();
  await pressed(page, "Delete table");
  await dialog.getByLabel(/to confirm/).fill(TABLE);
  await dialog.getByRole("button", { name: "Delete table" }).click();
  await page.getByRole("heading", { name: "Tables" }).waitFor();
  assert.deepEqual((await server.call("ListTables")).TableNames, ["sgu-202500-user-likes"]);
});

test("capacity, time to live and tags are changed", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const watched = await open(t, `${server.console}#/tables/${TABLE}/settings`, { allows: [/status of 400/] });
  const { page } = watched;
  const part = (name) => page.getByRole("region", { name, exact: true });
  const saved = async (press) => {
    await press.click();
    await page.locator(".toast").first().waitFor();
    await page.locator(".toast button").first().click();
    await watched.shown();
  };
  await part("Capacity").getByLabel("Provisioned").check();
  await part("Capacity").getByLabel("Write capacity units").fill("3");
  await saved(part("Capacity").getByRole("button", { name: "Save" }));
  await part("Tags").getByLabel("Key", { exact: true }).fill("team");
  await part("Tags").getByLabel("Value", { exact: true }).fill("sales");
  await saved(part("Tags").getByRole("button", { name: "Add tag" }));
  await saved(part("Tags").getByRole("button", { name: "Remove course" }));
  const { Table: table } = await server.call("DescribeTable", { TableName: TABLE });
  assert.equal(table.ProvisionedThroughput.WriteCapacityUnits, 3);
  assert.equal(table.GlobalSecondaryIndexes[0].ProvisionedThroughput.WriteCapacityUnits, 3);
  const { Tags: tags } = await server.call("ListTagsOfResource", { ResourceArn: table.TableArn });
  assert.deepEqual(tags, [{ Key: "team", Value: "sales" }]);

  // Time to live can be changed once in an hour: what the service says of that is shown.
  await part("Time to live").getByRole("button", { name: "Turn off" }).click();
  await part("Time to live").getByText("Time to live has been modified multiple times within a fixed interval").waitFor();
  await watched.show("/tables/sgu-202500-user-likes/settings");
  await part("Time to live").getByLabel("Time to live attribute").fill("ends");
  await saved(part("Time to live").getByRole("button", { name: "Turn on" }));
  const { TimeToLiveDescription: ttl } = await server.call("DescribeTimeToLive", { TableName: "sgu-202500-user-likes" });
  assert.deepEqual(ttl, { AttributeName: "ends", TimeToLiveStatus: "ENABLED" });
});
