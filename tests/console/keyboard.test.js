// An exercise of the course played by somebody who has a keyboard and a screen reader alone.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { close, open } from "./browser.js";
import { serve } from "./server.js";
import { REFUSED } from "./student.js";

after(close);

const LIKES = "sgu-202500-user-likes";
const MOST_TABS = 120;

/** Goes on with Tab until the focus is on what is called so, as a screen reader says it. */
async function tabTo(page, name) {
  for (let tab = 0; tab < MOST_TABS; tab++) {
    await page.keyboard.press("Tab");
    const called = await page.evaluate(() => {
      const { activeElement: element } = document;
      return (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent).trim();
    });
    if (called === name) return;
  }
  assert.fail(`${MOST_TABS} times Tab does not come to ${name}`);
}

test("the first exercise is played by keyboard alone", async (t) => {
  const server = await serve(t);
  const watched = await open(t, server.console, { allows: [REFUSED] });
  const { page } = watched;
  const enter = async (name) => {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
  };
  /** Waits for a page with this heading, where the focus is then, so that it is read out. */
  const arrived = async (heading) => {
    await page.waitForFunction((text) => document.activeElement.matches("h1") && document.activeElement.textContent.includes(text), heading);
    await watched.shown();
  };
  /** Has the step checked, and waits until the screen reader is told that it is right. */
  const right = async (answer) => {
    if (answer !== undefined) {
      await tabTo(page, "Your answer");
      await page.keyboard.type(answer);
    }
    await enter("Check");
    await page.locator("[aria-live] .right").waitFor();
  };
  const backToStep = async (step) => {
    await enter(`← Back to step ${step}`);
    await arrived("Exercise 1");
    await page.getByRole("heading", { name: step }).waitFor();
  };

  await enter("Skip to the content");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  await enter("Course");
  await arrived("Course");
  await enter("Begin");
  await arrived("Exercise 1");
  await enter("Open the form of a new table");
  await arrived("Create table");
  await enter("Create table");
  await arrived(LIKES);
  await backToStep("1.1");
  await right();

  await enter("Next step");
  await page.getByRole("heading", { name: "1.2" }).waitFor();
  await enter(`Open the items of ${LIKES}`);
  await arrived(LIKES);
  assert.match(await page.locator(".costs").textContent(), /RCUs consumed 2$/);
  await backToStep("1.2");
  await right("2");

  await enter("Next step");
  await page.getByRole("heading", { name: "1.3" }).waitFor();
  const items = await page.locator(".copyable pre").allTextContents();
  assert.equal(items.length, 4);
  for (const item of items) {
    await enter("Open the form of a new item");
    await arrived("Create item");
    await tabTo(page, "Form");
    await page.keyboard.press("ArrowRight");
    await tabTo(page, "DynamoDB JSON");
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(item);
    await enter("Create item");
    await arrived(LIKES);
    await backToStep("1.3");
  }
  await right();
  await enter("Next step");
  await page.getByRole("heading", { name: "1.4" }).waitFor();
  await right("9");
  assert.equal((await server.call("Scan", { TableName: LIKES })).Count, 4);
  // Who has left the course is not led back to a step of it.
  await enter("Course");
  await arrived("Course");
  await enter("Tables");
  await arrived("Tables");
  assert.equal(await page.getByRole("link", { name: /Back to step/ }).count(), 0);
});
