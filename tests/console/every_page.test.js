// What holds of every page that is registered in the console: both languages, both schemes, wide and narrow.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { LANGUAGES, SCHEMES, WIDTHS, close, open } from "./browser.js";
import { TABLE, furnish } from "./furnish.js";
import { serve } from "./server.js";

after(close);

/** Addresses of all registered pages, as they are for the furnished tables. */
async function addresses({ page }) {
  const paths = await page.evaluate(async () => (await import("/console/pages.js")).pages.map((page) => page.path));
  assert.ok(paths.length > 0);
  return paths.map((path) => {
    const filled = path.replace(":table", encodeURIComponent(TABLE)).replace(":lesson/:step", "1/3");
    assert.doesNotMatch(filled, /:/, `${path}: give its parameters values here`);
    return filled;
  });
}

/** What a page's address is called in the name of a picture. */
const named = (address) => address.replace(encodeURIComponent(TABLE), "table").replace(/^\//, "").replaceAll("/", "-");

/** Keys of texts that stand where the text should: `nav.tables`. */
function untranslated() {
  const key = /^[a-z][a-z_]*(\.[a-z][a-z_]*)+$/;
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) said.push(walker.currentNode.data);
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    said.push(...["aria-label", "title", "placeholder"].map((name) => element.getAttribute(name) ?? ""));
  }
  return said.map((text) => text.trim()).filter((text) => key.test(text));
}

/** Whether the tab of the present page is in sight, where pages have tabs that scroll. */
function hasItsTabInSight() {
  const tab = document.querySelector(".tabs [aria-current]")?.getBoundingClientRect();
  return !tab || (tab.left >= 0 && tab.right <= innerWidth);
}

for (const language of LANGUAGES) {
  for (const scheme of SCHEMES) {
    test(`every page is sound in ${language}, ${scheme}`, async (t) => {
      const server = await serve(t);
      await furnish(server);
      const watched = await open(t, server.console, { language, scheme });
      const { page } = watched;
      const all = await addresses(watched);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        for (const address of all) {
          await watched.show(address);
          assert.equal(await page.evaluate(() => document.documentElement.lang), language, address);
          assert.notEqual((await page.locator("h1").textContent()).trim(), "", address);
          assert.match(await page.title(), /hashrange/, address);
          assert.deepEqual(await page.evaluate(untranslated), [], address);
          assert.ok(await page.evaluate(hasItsTabInSight), `${address}: the tab of the page is out of sight`);
          await watched.picture(`${named(address)}-${language}-${scheme}-${width}`);
          await watched.fitsItsWidth();
          await watched.isAccessible();
          watched.check();
        }
      }
    });
  }
}

test("each text is there in both languages", async (t) => {
  const { page } = await open(t, (await serve(t)).console);
  const [en, ko] = await page.evaluate(() =>
    Promise.all(
      ["en", "ko"].map(async (language) => {
        const files = ["", "line_", "course_"].map((file) => import(`/console/i18n/${file}${language}.js`));
        return (await Promise.all(files)).flatMap((file) => Object.keys(file.default)).sort();
      }),
    ),
  );
  assert.ok(en.length > 20);
  assert.deepEqual(en, ko);
});

test("the course has the same lessons and steps in both languages", async (t) => {
  const { page } = await open(t, (await serve(t)).console);
  const [en, ko, steps] = await page.evaluate(async () => {
    const texts = await Promise.all(["en", "ko"].map((language) => import(`/console/course/${language}.js`)));
    const { LESSONS } = await import("/console/course/lessons.js");
    const shape = ([title, about, steps]) => [typeof title, typeof about, steps.map((step) => step.map((text) => typeof text))];
    return [...texts.map((file) => file.default.map(shape)), LESSONS.map((lesson) => lesson.steps.length)];
  });
  assert.deepEqual(en, ko);
  assert.deepEqual(en.map(([, , steps]) => steps.length), steps);
  assert.ok(en.flat(3).every((type) => type === "string"));
});

test("a switch changes the language and the colours, and is remembered", async (t) => {
  const watched = await open(t, (await serve(t)).console);
  const { page } = watched;
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const bright = await background();
  await page.getByLabel("Language").selectOption("ko");
  await page.waitForFunction(() => document.documentElement.lang === "ko");
  await page.locator("header select").nth(1).selectOption("dark");
  assert.notEqual(await background(), bright);
  await page.reload();
  await watched.shown();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "ko");
  assert.notEqual(await background(), bright);
});

test("the keyboard reaches whatever can be operated, and shows where it is", async (t) => {
  const server = await serve(t);
  await furnish(server);
  const watched = await open(t, server.console);
  const { page } = watched;
  for (const address of await addresses(watched)) {
    await watched.show(address);
    const all = await page.evaluate(() => {
      // Of a group of radio buttons, of tabs and of options, one is a stop; the arrows go on from it.
      const operated = "a[href], button, input:not([type=radio]), select, textarea, summary, [tabindex='0']";
      const stops = [...document.querySelectorAll(operated)].filter(
        (element) => element.checkVisibility() && !element.disabled && element.tabIndex >= 0,
      );
      stops.forEach((element, place) => (element.dataset.stop = place));
      document.activeElement?.blur();
      return stops.map((element) => element.outerHTML.slice(0, 120));
    });
    const reached = new Set();
    for (let step = 0; step < all.length + 10 && reached.size < all.length; step++) {
      await page.keyboard.press("Tab");
      const { stop, ringed } = await page.evaluate(() => {
        const element = document.activeElement;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        const ringed = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
        return { stop: element.dataset.stop, ringed };
      });
      if (stop === undefined) continue;
      assert.ok(ringed, `${address}: nothing shows that the focus is on ${all[stop]}`);
      reached.add(Number(stop));
    }
    // What a page that follows something has replaced meanwhile is not there to be reached.
    const there = await page.evaluate(() => [...document.querySelectorAll("[data-stop]")].map(({ dataset }) => dataset.stop));
    const missed = there.filter((stop) => !reached.has(Number(stop))).map((stop) => all[stop]);
    assert.deepEqual(missed, [], `${address}: what Tab does not reach`);
  }
});
