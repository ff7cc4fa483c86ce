// The harness sees what it has to see: pages that are wrong on purpose.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";

import { close, open } from "./browser.js";
import { later } from "./later.js";

after(close);

const POLICY = { "Content-Security-Policy": "default-src 'self'; style-src 'self'" };

/** A server of this one page. Other paths are not found. */
async function host(t, body, headers = {}) {
  const page = `<!doctype html><html lang="en"><title>A page</title><main>${body}</main></html>`;
  const server = createServer((request, response) => {
    const status = { "/": 200, "/favicon.ico": 204 }[request.url] ?? 404;
    response.writeHead(status, { "Content-Type": "text/html; charset=utf-8", ...headers });
    response.end(status === 200 ? page : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  later(t, () => server.close());
  return `http://127.0.0.1:${server.address().port}/`;
}

/** The problems of a page with this body. */
async function problems(t, body, headers) {
  const watched = await open(t, await host(t, body, headers));
  await watched.page.waitForLoadState("networkidle");
  return watched.problems.splice(0);
}

test("a sound page has no problems", async (t) => {
  assert.deepEqual(await problems(t, "<h1>Sound</h1>", POLICY), []);
});

const elsewhere = (host) => `<img alt="" src="http://${host}/1.png">`;

for (const [what, body, headers, told] of [
  ["a violation of the policy", "<script>1</script>", POLICY, /^content security policy: script-src-elem inline/],
  ["a style in an attribute", "<p style='color: red'>x</p>", POLICY, /^content security policy: style-src-attr inline/],
  ["an exception", "<script>throw new Error('broken')</script>", {}, /^exception: Error: broken/],
  ["an error of the console", "<script>console.error('broken')</script>", {}, /^console: broken/],
  ["a file that is missing", "<script src='/none.js'></script>", {}, /^console: .*404/],
  ["a request to another host", elsewhere("pictures.example"), {}, /^request to another host: http:\/\/pictures/],
  ["a request to another port", elsewhere("127.0.0.1:9"), {}, /^request to another host/],
]) {
  test(`${what} is seen`, async (t) => {
    const seen = await problems(t, body, headers);
    assert.ok(
      seen.some((problem) => told.test(problem)),
      JSON.stringify(seen),
    );
  });
}

test("what the test allows is no problem", async (t) => {
  const page = await host(t, "<script>console.error('expected')</script>");
  const watched = await open(t, page, { allows: [/expected/] });
  watched.check();
});

test("barriers are found, under a strict policy too", async (t) => {
  const barred = await host(t, "<input><h1>x</h1>", POLICY);
  const watched = await open(t, barred);
  assert.match((await watched.barriers()).join("\n"), /^label: input/);
  await assert.rejects(watched.isAccessible());
});

test("a page that is too wide is found", async (t) => {
  const wide = await open(t, await host(t, "<pre>" + "x".repeat(900) + "</pre>"), { width: 360 });
  await assert.rejects(wide.fitsItsWidth());
});

for (const [language, scheme] of [["ko", "dark"], ["en", "light"]]) {
  test(`the browser reads ${language} and is ${scheme}`, async (t) => {
    const { page } = await open(t, await host(t, ""), { language, scheme });
    assert.equal(await page.evaluate(() => navigator.language.slice(0, 2)), language);
    assert.ok(await page.evaluate((scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches, scheme));
  });
}
