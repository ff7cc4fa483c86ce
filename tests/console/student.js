// A student who plays the course: goes to a step, does it on the page that the step leads to, and has it checked.

import assert from "node:assert/strict";

/** What a refusal that a step asks for leaves in the browser's console. */
export const REFUSED = /the server responded with a status of 4\d\d/;

/** The links of a step, by where they lead. */
const LINKS = {
  "course.to.create_table": '[href^="#/create-table"]',
  "course.to.items": '[href*="/items"]',
  "course.to.create_item": '[href*="/item"]',
  "course.to.edit_item": '[href*="/item?key="]',
  "course.to.partiql": '[href^="#/partiql"]',
  "course.to.partitions": '[href*="/partitions"]',
};

export class Student {
  constructor(watched) {
    this.watched = watched;
    this.page = watched.page;
  }

  /** A text of the console in the page's language. */
  text(key, values) {
    return this.page.evaluate(async ([key, values]) => (await import("/console/i18n.js")).t(key, values), [key, values]);
  }

  /** Goes to a step of a lesson. */
  async step(lesson, step) {
    await this.watched.show(`/course/${lesson}/${step}`);
    await this.page.locator(".task").waitFor();
  }

  /** Follows a link of the step to a page of this kind. */
  async follow(key) {
    await this.page.locator(`.course a.button${LINKS[key]}`).first().click();
    await this.watched.shown();
  }

  /** Presses the button with the text of this key, within the page. */
  async press(key, within = "main") {
    await this.page.locator(within).getByRole("button", { name: await this.text(key), exact: true }).first().click();
  }

  /** Presses what the step does for the student, and gives what it showed. */
  async run(key) {
    await this.press(key, ".course");
    const shown = this.page.locator(".course .output, .course .error");
    await shown.first().waitFor();
    return shown.first().textContent();
  }

  /** Has the step checked, which is right. */
  async right(answer) {
    const result = await this.check(answer);
    assert.equal(result, "right", await this.page.locator(".right, .wrong, .course form .error").first().textContent());
    assert.match(await this.page.locator(".steps [aria-current]").locator("..").getAttribute("class"), /is-done/);
  }

  /** Has the step checked, which is not right yet; gives why. */
  async wrong(answer) {
    assert.equal(await this.check(answer), "wrong");
    return this.page.locator(".wrong").textContent();
  }

  async check(answer) {
    if (answer !== undefined) await this.page.locator(".course form input").fill(String(answer));
    await this.page.evaluate(() => document.querySelectorAll(".right, .wrong").forEach((one) => one.remove()));
    await this.page.locator(".course form .primary").click();
    const said = this.page.locator(".right, .wrong, .course form .error").first();
    await said.waitFor();
    return said.getAttribute("class");
  }

  /** Creates the table of a form that is filled in. */
  async createTable() {
    await this.page.locator("form button.primary").click();
    await this.page.waitForFunction(() => !location.hash.startsWith("#/create-table"));
    await this.watched.shown();
  }

  /** Creates an item from DynamoDB JSON. */
  async createItem(json) {
    await this.page.getByRole("tab", { name: await this.text("item.json") }).click();
    if (json) await this.page.locator("textarea.json").fill(json);
    await this.page.locator("form button.primary").click();
  }

  /** The texts that the step shows to be copied. */
  codes() {
    return this.page.locator(".copyable pre").allTextContents();
  }
}
