// Each exercise of the course played as a student, in both languages.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { LANGUAGES, close, open } from "./browser.js";
import { serve } from "./server.js";
import { REFUSED, Student } from "./student.js";

after(close);

const LIKES = "sgu-202500-user-likes";
const BY_TIME = `${LIKES}-time`;

async function student(t, language, address = "/course") {
  const server = await serve(t);
  const watched = await open(t, `${server.console}#${address}`, { language, allows: [REFUSED] });
  return { server, watched, one: new Student(watched) };
}

/** Does a step by creating each of its items in the form of a new item. */
async function createAll(one, lesson, step) {
  await one.step(lesson, step);
  for (const json of await one.codes()) {
    await one.step(lesson, step);
    await one.follow("course.to.create_item");
    await one.createItem(json);
    await one.page.waitForFunction(() => location.hash.includes("/items"));
  }
  await one.step(lesson, step);
  await one.right();
}

/** What a statement in the editor of PartiQL ends with. */
async function statement(one) {
  await one.follow("course.to.partiql");
  await one.press("search.run");
  await one.page.locator(".error strong, .costs").first().waitFor();
  return one.page.locator("main").textContent();
}

/** Queries in the form that is open. */
async function query(one, key, more = async () => {}) {
  await one.page.locator(".search .condition input").first().fill(key);
  await more();
  await one.press("search.run", ".search");
  await one.page.locator(".costs").waitFor();
  return one.page.locator("tbody tr");
}

for (const language of LANGUAGES) {
  test(`the seven exercises are played in ${language}`, async (t) => {
    const { server, watched, one } = await student(t, language);
    const { page } = one;
    const jihoon = async () => (await server.call("GetItem", { TableName: LIKES, Key: { user_id: { S: "jihoon07" } } })).Item;
    await watched.isAccessible();

    await one.step(1, 1);
    assert.match(await one.wrong(), new RegExp(LIKES));
    await watched.picture(`course-step-${language}`);
    await watched.isAccessible();
    await one.follow("course.to.create_table");
    await one.createTable();
    await one.step(1, 1);
    await one.right();

    await one.step(1, 2);
    await one.follow("course.to.items");
    await page.locator(".costs").waitFor();
    assert.equal(await page.locator(".costs strong").last().textContent(), "2", "an empty table's scan");
    await one.step(1, 2);
    await one.wrong(0);
    await one.right(2);

    await createAll(one, 1, 3);
    await one.step(1, 4);
    await one.right(9);

    await one.step(2, 1);
    await one.follow("course.to.create_item");
    await one.createItem();
    assert.match(await page.locator(".error").textContent(), /ConditionalCheckFailedException/);
    await one.step(2, 1);
    await one.right("ConditionalCheckFailedException");
    assert.equal((await jihoon()).product_name.S, "텀블러");

    await one.step(2, 2);
    await one.wrong();
    await one.follow("course.to.edit_item");
    await one.createItem(JSON.stringify({ user_id: { S: "jihoon07" }, product_name: { S: "스탠리" } }));
    await page.waitForFunction(() => !location.hash.includes("/item?"));
    await one.step(2, 2);
    await one.right();

    await one.step(2, 3);
    assert.match(await statement(one), /DuplicateItemException/);
    await one.step(2, 3);
    await one.right("DuplicateItemException");

    await one.step(2, 4);
    await one.wrong();
    assert.match(await one.run("course.run.lambda"), /PutItem successful!/);
    await one.right();
    assert.deepEqual(await jihoon(), { user_id: { S: "jihoon07" }, product_name: { S: "제로콜라" } });

    await one.step(3, 1);
    await one.follow("course.to.create_table");
    await one.createTable();
    await one.step(3, 1);
    await one.right();
    await createAll(one, 4, 1);

    await one.step(5, 1);
    await one.follow("course.to.create_item");
    await one.createItem();
    await page.waitForFunction(() => location.hash.includes("/items"));
    await one.step(5, 1);
    await one.right();
    await one.step(5, 2);
    await one.follow("course.to.partitions");
    const letter = await page.locator(".way strong").textContent();
    await one.step(5, 2);
    await one.right(letter.match(/[A-Z]+/)[0]);

    await one.step(6, 1);
    await one.follow("course.to.items");
    let rows = await query(one, "jihoon07");
    assert.equal(await rows.count(), 2);
    await page.locator(".search").getByLabel(await one.text("search.descending")).check();
    await one.press("search.run", ".search");
    await page.waitForFunction(() => document.querySelector("tbody tr").textContent.includes("악세사리"));
    await one.step(6, 1);
    await one.wrong("스탠리 텀블러");
    await one.right("텀블럭 악세사리");

    await one.step(6, 2);
    await one.follow("course.to.items");
    rows = await query(one, "jihoon07", async () => {
      await page.locator(".search .condition select").first().selectOption(">=");
      await page.locator(".search .condition").nth(1).locator("input").first().fill("2025-05-12T12:00:00");
    });
    assert.equal(await rows.count(), 1);
    await one.step(6, 2);
    await one.right(1);

    await one.step(6, 3);
    assert.match(await statement(one), /2025-05-12T10:15:00/);
    await one.step(6, 3);
    await one.right("2025-05-12T10:15:00");

    await one.step(7, 1);
    await one.wrong();
    await one.press("course.send");
    assert.match(await page.locator(".output").textContent(), /^200[^]*저장 완료[^]*jihoon07/);
    await one.right();
    await one.step(7, 2);
    await page.locator(".course textarea").fill('{"user_id": "jihoon07"}');
    await one.press("course.send");
    assert.match(await page.locator(".output").textContent(), /^400/);
    await one.right(400);

    // What is done is kept.
    await watched.show("/course");
    await page.reload();
    await watched.shown();
    assert.equal(await page.locator(".lessons .is-done").count(), 7);
    await watched.picture(`course-${language}`);
  });

  test(`the models, transactions and stale reads are played in ${language}`, async (t) => {
    const { server, watched, one } = await student(t, language);
    const { page } = one;
    const create = async (lesson) => {
      await one.step(lesson, 1);
      await one.follow("course.to.create_table");
      await one.createTable();
      await one.step(lesson, 1);
      await one.right();
    };

    await create(8);
    await one.step(8, 2);
    await one.run("course.run.put");
    await one.right();
    await one.step(8, 3);
    await one.follow("course.to.items");
    await query(one, "user:haeri:last_login");
    await one.step(8, 3);
    await one.right("2025-05-11T14:50:00+09:00");
    await one.step(8, 4);
    const [views] = await one.codes();
    await one.follow("course.to.edit_item");
    await one.createItem(JSON.stringify({ key: { S: "user:haeri:recent_views" }, value: { S: views } }));
    await page.waitForFunction(() => !location.hash.includes("/item?"));
    await one.step(8, 4);
    await one.right();

    await create(9);
    await one.step(9, 2);
    await one.follow("course.to.create_item");
    await one.createItem();
    await page.waitForFunction(() => location.hash.includes("/items"));
    await one.step(9, 2);
    await one.right();
    await one.step(9, 3);
    await one.wrong();
    await statement(one);
    await one.step(9, 3);
    await one.right();

    await one.step(10, 1);
    await one.follow("course.to.create_table");
    await one.press("index.add");
    const [name, partition, sort] = [0, 1, 2].map((at) => page.locator("fieldset.boxed input[type=text]").nth(at));
    await name.fill("reversed");
    await partition.fill("to");
    await sort.fill("from");
    await one.createTable();
    await one.step(10, 1);
    await one.right();
    await one.step(10, 2);
    await one.run("course.run.put");
    await one.right();
    await one.step(10, 3);
    await one.wrong("doug, annie");
    await one.right("doug, annie, mac, harry");
    await one.step(10, 4);
    await one.right("Annie Doug Harry");
    await one.step(10, 5);
    await one.follow("course.to.partitions");
    const letter = await page.locator(".way strong").textContent();
    await one.step(10, 5);
    await one.right(letter.match(/[A-Z]+/)[0]);

    await one.step(11, 1);
    await one.run("course.run.accounts");
    await one.right();
    await one.step(11, 2);
    await one.wrong();
    assert.match(await one.run("course.run.transfer"), /70[^]*80/);
    await one.right();
    await one.step(11, 3);
    assert.match(await one.run("course.run.too_much"), /TransactionCanceledException[^]*ConditionalCheckFailed[^]*70[^]*80/);
    await one.right(70);
    await one.step(11, 4);
    await one.wrong();
    await one.press("course.lag.on");
    await page.locator(".course form + .stack, .course .stack p").first().waitFor();
    await one.press("course.lag.compare");
    await page.locator(".stale-read").first().waitFor();
    assert.equal(await page.locator(".stale-read").count(), 4, "no replica has it yet");
    assert.equal(await page.locator(".wrong").count(), 0, "what was wrong before is not said any more");
    await watched.picture(`course-stale-${language}`);
    await one.right();
    await one.step(11, 5);
    await one.wrong();
    await one.press("course.lag.converge");
    await page.locator(".fresh-read").nth(4).waitFor();
    await one.press("course.lag.off");
    await one.right();
    assert.deepEqual(await server.control("GET", "lag"), { lag: null });
  });

  test(`hashes and a hot key are played in ${language}`, async (t) => {
    const { server, one } = await student(t, language);
    const { page } = one;
    await server.call("CreateTable", {
      TableName: LIKES,
      KeySchema: [{ AttributeName: "user_id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "user_id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    await one.step(12, 1);
    await one.follow("course.to.partitions");
    assert.equal((await page.locator(".way mark").textContent()).slice(0, 4), "05a7");
    await one.step(12, 1);
    await one.right("05a7");
    await one.step(12, 2);
    await one.follow("course.to.partitions");
    await one.press("line.spread.run");
    const said = await page.locator(".bars").locator("xpath=../p[1]").textContent();
    await one.step(12, 2);
    await one.right(said.match(/[\d,]+/g).map((number) => Number(number.replace(",", ""))).filter((number) => number < 3000)[0]);
    await one.step(12, 3);
    await one.wrong();
    await one.follow("course.to.partitions");
    await one.press("line.load.start");
    await page.waitForFunction(() => [...document.querySelectorAll("p")].some((one) => /1,[05]00/.test(one.textContent)));
    await one.step(12, 3);
    await one.right();
    await one.step(12, 4);
    await one.wrong();
    await one.follow("course.to.partitions");
    await one.press("line.split");
    await page.waitForFunction(() => document.querySelectorAll(".ring-letter").length === 5);
    await one.step(12, 4);
    await one.right();
  });
}

test("a teacher shares a link to a step, resets and makes copies", async (t) => {
  const { server, watched, one } = await student(t, "en", "/course/3/1");
  const { page } = one;
  await page.locator(".task").waitFor();
  assert.match(await page.locator("h1").textContent(), /Exercise 3/, "a link leads to its step");
  await server.call("CreateTable", {
    TableName: BY_TIME,
    KeySchema: [
      { AttributeName: "user_id", KeyType: "HASH" },
      { AttributeName: "timestamp", KeyType: "RANGE" },
    ],
    AttributeDefinitions: ["user_id", "timestamp"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    BillingMode: "PAY_PER_REQUEST",
  });
  await one.right();
  await watched.show("/course");
  assert.equal(await page.locator(".lessons .is-done").count(), 1);

  await one.press("course.fork");
  const key = (await page.locator(".note").textContent()).match(/HRFORK\w+/)[0];
  await one.press("course.fork.use");
  await watched.show("/tables");
  await page.locator("tbody th a").waitFor();
  await watched.show("/course");
  await one.press("course.reset.tables");
  await one.press("course.reset.tables", "dialog");
  await page.locator("dialog").waitFor({ state: "detached" });
  await watched.show("/tables");
  await page.locator("td.empty").waitFor();
  // The copy's table is gone, the others' is not.
  assert.equal((await server.control("GET", "fork")).forks[0].access_key, key);
  assert.deepEqual((await server.call("ListTables")).TableNames, [BY_TIME]);
  await watched.show("/course");
  await one.press("course.reset.progress");
  await page.waitForFunction(() => document.querySelectorAll(".lessons .is-done").length === 0);
});
