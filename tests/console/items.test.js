// Items: found, created, edited, duplicated, deleted and saved as CSV.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";

import { close, open } from "./browser.js";
import { TABLE, furnish } from "./furnish.js";
import { serve } from "./server.js";

after(close);

const LIKES = "sgu-202500-user-likes";
const DIGITS = "12345678901234567890123456789012345678";

const pressed = (page, name) => page.getByRole("button", { name, exact: true }).click();
const rows = (page) => page.locator("tbody tr");
const costs = (page) => page.locator(".costs").textContent();

/** A server with the course's tables, and the items of the second one shown. */
async function shown(t, options, address = `/tables/${TABLE}/items`) {
  const server = await serve(t);
  await furnish(server);
  const watched = await open(t, `${server.console}#${address}`, options);
  await watched.shown();
  return { server, watched, page: watched.page };
}

test("a scan of an empty table costs 2 units, and says so as the course's console does", async (t) => {
  const { page } = await shown(t, { language: "ko" }, `/tables/${LIKES}/items`);
  assert.equal(await costs(page), "반환된 항목 0 · 스캔된 항목 0 · 효율성 100% · 사용된 RCU 2");
  assert.equal(await rows(page).textContent(), "항목이 없습니다");
});

test("results have the union of all columns, the key first, empty where an item lacks one", async (t) => {
  const { page } = await shown(t);
  const columns = await page.locator("thead th").allTextContents();
  assert.deepEqual(columns.slice(1, 3), ["user_id (String)", "timestamp (String)"]);
  assert.deepEqual(columns.slice(3), [...columns.slice(3)].sort());
  const minji = page.getByRole("row", { name: /minji01/ });
  const brand = columns.indexOf("brand");
  assert.equal(await minji.locator("th, td").nth(brand).textContent(), "");
});

test("what is stored is shown as text, never run", async (t) => {
  const { server, page, watched } = await shown(t);
  const evil = '<img src=x onerror="window.evil = 1"><script>window.evil = 1</script>';
  await server.call("PutItem", {
    TableName: LIKES,
    Item: { user_id: { S: evil }, [evil]: { M: { [evil]: { SS: [evil] } } }, javascript: { S: "javascript:evil()" } },
  });
  for (const address of [`/tables/${LIKES}/items`, `/tables/${LIKES}/item?key=${encodeURIComponent(JSON.stringify({ user_id: { S: evil } }))}`]) {
    await watched.show(address);
    await page.waitForFunction((text) => document.body.textContent.includes(text) || [...document.querySelectorAll("input")].some((one) => one.value === text), evil);
    assert.equal(await page.evaluate(() => window.evil), undefined);
    assert.equal(await page.locator("main img, main script").count(), 0);
  }
});

test("attributes may be named as what objects inherit", async (t) => {
  const { server, page, watched } = await shown(t);
  const names = ["constructor", "__proto__", "toString", "hasOwnProperty"];
  const with_them = Object.fromEntries(names.map((name) => [name, { S: `the ${name}` }]));
  await server.call("PutItem", { TableName: LIKES, Item: { user_id: { S: "plain" } } });
  await server.call("PutItem", { TableName: LIKES, Item: { user_id: { S: "odd" }, ...with_them } });
  await watched.show(`/tables/${LIKES}/items`);
  const cells = (row) => page.getByRole("row", { name: row }).locator("th, td").allTextContents();
  const columns = await page.locator("thead th").allTextContents();
  for (const name of names) {
    assert.equal((await cells(/odd/))[columns.indexOf(name)], `the ${name}`);
    assert.equal((await cells(/plain/))[columns.indexOf(name)], "");
  }
  await page.getByRole("link", { name: "odd" }).click();
  await page.getByLabel("Value of toString").fill("changed");
  await pressed(page, "Save changes");
  await page.getByText("Item saved").waitFor();
  const { Item: item } = await server.call("GetItem", { TableName: LIKES, Key: { user_id: { S: "odd" } } });
  assert.deepEqual(Object.keys(item).sort(), ["user_id", ...names].sort());
  assert.equal(item.toString.S, "changed");
});

test("ten thousand attributes and a text of 390 KB do not stop the browser", async (t) => {
  const { server, page, watched } = await shown(t);
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`a${n}`, { N: String(n) }]));
  await server.call("PutItem", { TableName: LIKES, Item: { user_id: { S: "many" }, ...many } });
  await server.call("PutItem", { TableName: LIKES, Item: { user_id: { S: "long" }, text: { S: "long ".repeat(78_000) } } });
  await watched.show(`/tables/${LIKES}/items`);
  await page.getByText("The first 100 of 10,002 columns are shown").waitFor();
  assert.equal(await page.locator("thead th").count(), 101);
  assert.ok((await page.locator("main").textContent()).length < 20_000);
  await watched.fitsItsWidth();
  await page.getByRole("link", { name: "many" }).click();
  assert.equal(await page.getByRole("tab", { name: "DynamoDB JSON" }).getAttribute("aria-selected"), "true");
  await watched.show(`/tables/${LIKES}/item?key=${encodeURIComponent('{"user_id":{"S":"long"}}')}`);
  await page.getByLabel("Value of text").waitFor();
  await watched.fitsItsWidth();
});

test("a query has conditions on the key, an order, filters and a projection", async (t) => {
  const { page, watched } = await shown(t);
  await page.getByLabel("Query", { exact: true }).check();
  await page.getByLabel("Value of user_id").fill("jihoon07");
  await pressed(page, "Run");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 2);
  const times = async () => (await page.locator("tbody tr td:nth-child(3)").allTextContents()).map((time) => time.slice(11));
  assert.deepEqual(await times(), ["10:15:00", "18:15:00"]);
  assert.match(await costs(page), /RCUs consumed 0\.5/);
  await page.getByLabel("Sort descending").check();
  await pressed(page, "Run");
  await page.waitForFunction(() => document.querySelector("tbody td:nth-child(3)").textContent.endsWith("18:15:00"));
  await page.getByLabel("Condition").first().selectOption("between");
  await page.getByLabel("Value of timestamp").first().fill("2025-05-12T11");
  await page.getByLabel("Value of timestamp").last().fill("2025-05-12T19");
  await page.getByText("Filters and projection").click();
  await pressed(page, "Add filter");
  await page.keyboard.type("product_name");
  await page.locator(".more").getByLabel("Condition").selectOption("contains");
  await page.locator(".more").getByLabel(/^Value of/).fill("텀블럭");
  await page.getByLabel("Projection: only these attributes").fill("product_name");
  await pressed(page, "Run");
  await page.waitForFunction(() => document.querySelectorAll("thead th").length === 4 && document.querySelectorAll("tbody tr").length === 1);
  assert.match(await costs(page), /Items returned 1 · Items scanned 1/);
  await watched.isAccessible();
  // The address has the whole form.
  await page.reload();
  await watched.shown();
  assert.equal(await page.getByLabel("Value of user_id").inputValue(), "jihoon07");
  assert.equal(await rows(page).count(), 1);
  await pressed(page, "Reset");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 5);
});

test("an address that somebody changed is a form that is empty", async (t) => {
  const { page, watched } = await shown(t);
  for (const asked of ["null", "5", "{", '{"keys":5}', '{"mode":"query","keys":[{}]}', '{"filters":[{"name":"a"}]}', '[]']) {
    await watched.show(`/tables/${TABLE}/items?q=${encodeURIComponent(asked)}`);
    await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 5);
    assert.equal(await page.getByLabel("Scan", { exact: true }).isChecked(), true, asked);
  }
});

test("an index is queried by its own key", async (t) => {
  const { page } = await shown(t);
  await page.getByLabel("Query", { exact: true }).check();
  await page.getByLabel("Table or index").selectOption("by_brand");
  assert.ok(await page.getByLabel("Strongly consistent read").isHidden(), "a global index has no such reads");
  await page.getByLabel("Value of brand").fill("소니");
  await pressed(page, "Run");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  assert.equal(await page.locator("tbody th").textContent(), "haeri05");
});

test("pages follow one another, there and back", async (t) => {
  const { server, page, watched } = await shown(t);
  for (let n = 0; n < 12; n += 1) {
    await server.call("PutItem", { TableName: LIKES, Item: { user_id: { S: `user${n}` } } });
  }
  await watched.show(`/tables/${LIKES}/items`);
  await page.getByText("Filters and projection").click();
  await page.getByLabel("Items read per page").selectOption("10");
  await pressed(page, "Run");
  await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 10);
  const first = await page.locator("tbody th").allTextContents();
  await pressed(page, "Next page");
  await page.getByText("Page 2").waitFor();
  const second = await page.locator("tbody th").allTextContents();
  assert.equal(new Set([...first, ...second]).size, 12);
  assert.ok(await page.getByRole("button", { name: "Next page" }).isDisabled());
  await pressed(page, "Previous page");
  await page.getByText("Page 1").waitFor();
  assert.deepEqual(await page.locator("tbody th").allTextContents(), first);
});

test("an item is created in the form, with all digits of a number, and a key that exists is refused", async (t) => {
  const { server, page, watched } = await shown(t, { allows: [/status of 400/] }, `/tables/${LIKES}/item`);
  const fill = async () => {
    await page.getByLabel("Value of user_id").fill("jihoon07");
    await page.getByLabel("Type of the new attribute").selectOption("N");
    await pressed(page, "Add attribute");
    await page.keyboard.type("big");
    await page.getByLabel("Value of Attribute").fill(DIGITS);
  };
  await fill();
  await watched.isAccessible();
  await page.getByRole("button", { name: "Create item" }).click();
  await page.getByRole("cell", { name: DIGITS }).waitFor();
  const { Item: item } = await server.call("GetItem", { TableName: LIKES, Key: { user_id: { S: "jihoon07" } } });
  assert.deepEqual(item, { user_id: { S: "jihoon07" }, big: { N: DIGITS } });

  await watched.show(`/tables/${LIKES}/item`);
  await page.getByLabel("Value of user_id").fill("jihoon07");
  await page.getByRole("button", { name: "Create item" }).click();
  await page.getByRole("alert").getByText("An item with this key exists already").waitFor();
  assert.match(await page.getByRole("alert").textContent(), /ConditionalCheckFailedException.*The conditional request failed/);
});

test("DynamoDB JSON goes to the service as it was written", async (t) => {
  const { server, page, watched } = await shown(t, { allows: [/status of 400/] }, `/tables/${LIKES}/item`);
  await page.getByRole("tab", { name: "DynamoDB JSON" }).click();
  const text = page.getByRole("textbox", { name: "DynamoDB JSON" });
  await text.fill('{"user_id":{"S":"yuna23"},"product_name":{"S":"토끼 인형"},"n":{"N":"1e-130"},"set":{"NS":["1","2"]}}');
  await watched.isAccessible();
  // The form shows the same, and text that no form can have stays text.
  await page.getByRole("tab", { name: "Form" }).click();
  assert.equal(await page.getByLabel("Value of product_name").inputValue(), "토끼 인형");
  await page.getByRole("tab", { name: "DynamoDB JSON" }).click();
  await text.fill('{"user_id":{"S":"yuna23"},"n":{"N":1}}');
  await page.getByRole("tab", { name: "Form" }).click();
  assert.equal(await page.getByRole("tab", { name: "DynamoDB JSON" }).getAttribute("aria-selected"), "true");
  assert.equal(await text.inputValue(), '{"user_id":{"S":"yuna23"},"n":{"N":1}}');
  // What the service refuses is shown with its words.
  await page.getByRole("button", { name: "Create item" }).click();
  await page.getByText("SerializationException").waitFor();
  await text.fill('{"user_id":{"S":"yuna23"},"n":{"N":"1e-130"}}');
  await page.getByRole("button", { name: "Create item" }).click();
  await page.getByRole("link", { name: "yuna23" }).waitFor();
  const { Item: item } = await server.call("GetItem", { TableName: LIKES, Key: { user_id: { S: "yuna23" } } });
  assert.equal(item.n.N, `0.${"0".repeat(129)}1`);
});

test("an item is edited, duplicated and deleted", async (t) => {
  const { server, page } = await shown(t);
  await page.getByRole("link", { name: "minji01" }).click();
  assert.ok(await page.getByLabel("Value of user_id").isDisabled(), "the key stays");
  await page.getByLabel("Value of product_name").fill("스탠리");
  await pressed(page, "Save changes");
  await page.getByRole("cell", { name: "스탠리", exact: true }).waitFor();
  await page.getByLabel(/Select minji01/).check();
  await pressed(page, "Actions ▾");
  await page.getByRole("menuitem", { name: "Duplicate item" }).click();
  await page.getByLabel("Value of user_id").fill("minji02");
  await pressed(page, "Create item");
  await page.getByRole("link", { name: "minji02" }).waitFor();
  await page.getByLabel(/Select minji01/).check();
  await page.getByLabel(/Select minji02/).check();
  await pressed(page, "Actions ▾");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Download selected items as CSV");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("2 item(s) deleted").waitFor();
  const { Items: items } = await server.call("Scan", { TableName: TABLE });
  assert.deepEqual(items.filter((item) => item.user_id.S.startsWith("minji")), []);
  assert.equal(items.length, 4);
});

test("CSV quotes what it must, and no spreadsheet takes a text for a formula", async (t) => {
  const { server, page, watched } = await shown(t);
  const texts = ['=cmd|"/c calc"!A1', "+1", "-1", "@x", "\t=1", 'a "quoted", text\nof two lines', "한글"];
  for (const [n, text] of texts.entries()) {
    await server.call("PutItem", { TableName: LIKES, Item: { user_id: { S: `u${n}` }, text: { S: text }, n: { N: "-5" } } });
  }
  await watched.show(`/tables/${LIKES}/items`);
  const saved = async (name) => {
    await pressed(page, "Actions ▾");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name }).click()]);
    assert.equal(download.suggestedFilename(), `${LIKES}.csv`);
    return readFile(await download.path(), "utf8");
  };
  await page.getByLabel("Select u5").check();
  assert.equal(
    await saved("Download selected items as CSV"),
    '\uFEFF"user_id","n","text"\r\n"u5","-5","a ""quoted"", text\nof two lines"\r\n',
  );
  const all = await saved("Download results as CSV");
  for (const [n, text] of texts.entries()) {
    const safe = (n < 5 ? "'" : "") + text.replaceAll('"', '""');
    assert.ok(all.includes(`"u${n}","-5","${safe}"\r\n`), text);
  }
});
