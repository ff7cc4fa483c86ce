// The partitions of a table drawn: where items lie, how a key gets there, heat, splits, and what a read touches.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { LANGUAGES, close, open } from "./browser.js";
import { serve } from "./server.js";
import { REFUSED, Student } from "./student.js";

after(close);

const TABLE = "users";
const ITEMS = 30;

async function drawn(t, { language = "en", items = ITEMS, query = "", ...options } = {}) {
  const server = await serve(t);
  await server.call("CreateTable", {
    TableName: TABLE,
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: ["id", "city"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    GlobalSecondaryIndexes: [
      { IndexName: "by_city", KeySchema: [{ AttributeName: "city", KeyType: "HASH" }], Projection: { ProjectionType: "ALL" } },
    ],
    BillingMode: "PAY_PER_REQUEST",
  });
  for (let item = 0; item < items; item++) {
    await server.call("PutItem", { TableName: TABLE, Item: { id: { S: `user${item}` }, city: { S: item % 2 ? "서울" : "부산" } } });
  }
  const address = `${server.console}#/tables/${TABLE}/partitions${query}`;
  const watched = await open(t, address, { language, allows: [REFUSED], ...options });
  await watched.shown();
  await watched.page.locator(".ring-arc").first().waitFor();
  return { server, watched, page: watched.page, one: new Student(watched) };
}

/** The angle of a point of the ring as a part of the whole, from its top and clockwise. */
const position = (point) =>
  point.evaluate((circle) => {
    const turn = Math.atan2(circle.cy.baseVal.value, circle.cx.baseVal.value) / (2 * Math.PI) + 0.25;
    return (turn + 1) % 1;
  });

for (const language of LANGUAGES) {
  test(`each item is a point where its hash puts it, in ${language}`, async (t) => {
    const { server, watched, page } = await drawn(t, { language });
    const points = page.locator(".ring-point");
    assert.equal(await points.count(), ITEMS);
    assert.equal(await page.locator(".ring-arc").count(), 4);
    for (const at of [0, 7, ITEMS - 1]) {
      const key = await points.nth(at).locator("title").textContent();
      const place = await server.control("GET", `explain?table=${TABLE}&key=${key}`);
      assert.ok(Math.abs((await position(points.nth(at))) - place.position) < 0.001, key);
    }
    // A key goes to its place as it is typed.
    await page.locator("main input").first().fill("minji01");
    await page.waitForFunction(() => document.querySelector(".way mark")?.textContent === "05a7b29dbbad58a9");
    const place = await server.control("GET", `explain?table=${TABLE}&key=minji01`);
    assert.ok(Math.abs((await position(page.locator(".ring-ghost"))) - place.position) < 0.001);
    await watched.picture(`partitions-${language}`);
    await watched.isAccessible();
  });
}

test("a key flies to its place, unless the person wants no motion", async (t) => {
  const { page } = await drawn(t);
  const moves = () => page.evaluate(() => document.querySelector(".ring-ghost").getAnimations().length);
  await page.locator("main input").first().fill("a");
  await page.locator(".ring-ghost").waitFor();
  assert.equal(await moves(), 0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await page.locator("main input").first().fill("ab");
  await page.waitForFunction(() => document.querySelector(".ring-ghost").getAnimations().length === 1);
});

test("a scan touches all partitions, a query one, and an empty table's scan costs 2 units", async (t) => {
  const { page, one, watched } = await drawn(t, { items: 0, query: "?key=minji01" });
  const panel = page.locator("section", { has: page.getByRole("button", { name: "Scan", exact: true }) });
  await panel.getByRole("button", { name: "Scan", exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll(".touched").length === 4);
  assert.match(await panel.textContent(), /A 0\.5 \+ B 0\.5 \+ C 0\.5 \+ D 0\.5 = 2 RCU/);
  assert.ok((await panel.textContent()).includes(await one.text("line.touch.empty_scan")));
  await watched.picture("partitions-scan");
  await panel.getByRole("button", { name: "Query" }).click();
  await page.waitForFunction(() => document.querySelectorAll(".touched").length === 1);
  assert.match(await panel.textContent(), /1 of 4 partitions/);
});

test("a hot key glows in one partition, is throttled, and splits it", async (t) => {
  const { server, page, one, watched } = await drawn(t);
  await page.locator("main input").first().fill("celebrity");
  await one.press("line.load.start");
  await page.waitForFunction(() => document.querySelectorAll(".ring-drawing .heat.writes:not(.heat-0)").length === 1);
  await page.getByLabel(await one.text("line.rules"), { exact: true }).selectOption("small");
  await page.locator(".ring-drawing .throttled").waitFor();
  await page.waitForFunction(() => document.body.textContent.includes("TableWriteKeyRangeThroughputExceeded"));
  await watched.picture("partitions-hot");
  await watched.isAccessible();
  // The key gets a partition of its own, with one on either side.
  await page.waitForFunction(() => document.querySelectorAll(".ring-arc").length === 6);
  await watched.picture("partitions-split");
  await one.press("line.load.stop");
  const { partitions } = await server.control("GET", `partitions?table=${TABLE}`);
  assert.equal(partitions.length, 6);
});

test("an index has a ring of its own", async (t) => {
  const { page, one } = await drawn(t);
  await page.getByLabel(await one.text("line.which"), { exact: true }).selectOption("by_city");
  await page.waitForFunction(() => location.hash.includes("index=by_city") && document.querySelectorAll(".ring-point").length === 30);
  const places = await page.locator(".ring-point title").allTextContents();
  assert.deepEqual([...new Set(places)].sort(), ["부산", "서울"]);
});

test("ten thousand keys spread evenly", async (t) => {
  const { page, one, watched } = await drawn(t);
  await one.press("line.spread.run");
  await page.locator(".bar").nth(3).waitFor();
  const said = await page.locator("section", { has: page.locator(".bars") }).textContent();
  const [keys, least, most] = said.match(/10,000 keys: ([\d,]+) to ([\d,]+)/).map((number) => Number(number.replace(/\D/g, "")));
  assert.ok(least > 2300 && most < 2700, `${keys}: ${least} to ${most}`);
  await watched.picture("partitions-spread");
});

test("the figures are also a table, in which the keyboard stays where it is", async (t) => {
  const { server, page } = await drawn(t);
  const region = page.locator("main .scroll").first();
  await region.focus();
  await server.call("PutItem", { TableName: TABLE, Item: { id: { S: "one more" } } });
  await page.waitForFunction(() => document.querySelectorAll(".ring-point").length === 31);
  assert.ok(await region.evaluate((element) => element === document.activeElement));
  const items = await region.locator("tbody tr td:nth-child(3)").allTextContents();
  assert.equal(items.map(Number).reduce((one, other) => one + other, 0), ITEMS + 1);
});

test("a server that stops is told of, once", async (t) => {
  const { server, page } = await drawn(t, { allows: [/ERR_CONNECTION_REFUSED/, /ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/] });
  await server.stop();
  const told = page.getByRole("alert").getByText("The server does not answer");
  await told.waitFor();
  const first = await told.elementHandle();
  await page.waitForTimeout(2500);
  assert.ok(await first.evaluate((element) => element.isConnected), "it is not read out again each second");
  assert.equal(await page.locator(".ring-arc").count(), 4, "what was seen last stays");
});
