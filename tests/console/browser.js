// Debian's Chromium, and pages in it that are watched: what breaks the console's own rules fails the test.

import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

import { later } from "./later.js";

const PICTURES = new URL("../../target/console/", import.meta.url);
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** A name under which a foreign page reaches this machine, as after DNS rebinding. */
export const REBOUND = "rebound.example";

export const LANGUAGES = ["en", "ko"];
export const SCHEMES = ["light", "dark"];
export const WIDTHS = [1280, 360];
const LOCALES = { en: "en-US", ko: "ko-KR" };

/** How long anything is waited for: machines may be slow, so it tells late from never. */
const PATIENCE_MS = 120_000;

let launched;

/** The browser of this process. No name but `REBOUND` and this machine's address resolves: there is no network. */
function browser() {
  launched ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    timeout: PATIENCE_MS,
    // Chromium's sandbox wants privileges that containers do not have. The pages are our own.
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      // What keeps foreign pages away has to be the server, in browsers without this too.
      "--disable-features=LocalNetworkAccessChecks",
      `--host-resolver-rules=MAP ${REBOUND} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
    ],
  });
  return launched;
}

/** A context of its own in the browser, with nothing stored. */
export async function newContext(options) {
  const context = await (await browser()).newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** Closes the browser: the last thing that a file of tests does. */
export async function close() {
  await (await launched)?.close();
}

/**
 * Opens a page and waits until it has loaded. When the test `t` ends well, `Watched.check` is called on it.
 *
 * @param options.language `en` or `ko`: what the browser says that its user reads
 * @param options.scheme `light` or `dark`
 * @param options.width in pixels
 * @param options.allows patterns of problems that belong to the test, such as the console's error for an answer 400
 * @param options.context a context of an earlier page, with what it stored
 */
export async function open(t, url, options = {}) {
  const { language = "en", scheme = "light", width = 1280, height = 900, allows = [] } = options;
  const context =
    options.context ??
    (await newContext({
      locale: LOCALES[language],
      colorScheme: scheme,
      viewport: { width, height },
      reducedMotion: "reduce",
      acceptDownloads: true,
    }));
  if (!options.context) later(t, () => context.close());
  const page = await context.newPage();
  const watched = new Watched(page, new URL(url).origin, allows);
  await watched.begin();
  await page.goto(url, { waitUntil: "load" });
  later(t, () => watched.check());
  return watched;
}

/** A page, and what was wrong with it. */
export class Watched {
  constructor(page, origin, allows) {
    this.page = page;
    this.origin = origin;
    this.allows = allows;
    /** What must not happen, as text: errors, violations of the content security policy, requests to other hosts. */
    this.problems = [];
  }

  async begin() {
    const { page, problems } = this;
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => problems.push(`exception: ${error.stack ?? error}`));
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      const local = protocol === "data:" || protocol === "blob:" || origin === this.origin;
      if (!local) problems.push(`request to another host: ${request.url()}`);
    });
    page.on("websocket", (socket) => problems.push(`a websocket: ${socket.url()}`));
    await page.exposeBinding("tellViolation", (_, text) => problems.push(`content security policy: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        window.tellViolation(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
  }

  /** Goes to an address within the console, what follows the `#`, and waits until its page is shown. */
  async show(address) {
    await this.page.evaluate((address) => (location.hash = address), address);
    await this.shown();
  }

  /** Waits until the page of the present address is shown. */
  async shown() {
    await this.page.waitForFunction(() => document.querySelector("main .page:not([aria-busy])"));
  }

  /** Fails if something was wrong that the test does not allow. */
  check() {
    const wrong = this.problems.filter((problem) => !this.allows.some((pattern) => pattern.test(problem)));
    this.problems.length = 0;
    assert.deepEqual(wrong, [], this.page.url());
  }

  /** What axe finds on the page as it is now that is serious or critical, one line for each. */
  async barriers() {
    const { page } = this;
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(await readFile(AXE, "utf8"));
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`));
  }

  /** Fails if somebody who uses the keyboard or a screen reader meets a barrier. */
  async isAccessible() {
    assert.deepEqual(await this.barriers(), [], `axe on ${this.page.url()}`);
  }

  /** Fails if the page must be scrolled sideways. Parts of it, such as wide tables, may scroll by themselves. */
  async fitsItsWidth() {
    const [wide, shown] = await this.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= shown, `${this.page.url()} is ${wide} pixels wide on a screen of ${shown}`);
  }

  /** Writes a picture of the whole page to `target/console/NAME.png`. */
  async picture(name) {
    await mkdir(PICTURES, { recursive: true });
    await this.page.screenshot({ path: new URL(`${name}.png`, PICTURES).pathname, fullPage: true });
  }
}
