// Pages of others: they can neither drive the server nor read what is in it.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";

import { REBOUND, close, newContext } from "./browser.js";
import { furnish } from "./furnish.js";
import { later } from "./later.js";
import { serve } from "./server.js";

after(close);

/** An empty page of somebody else: of another port, which is the same site, and of another name. */
const FOREIGN = { "another port": "127.0.0.1", "another name": REBOUND };

async function foreign(t, name) {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end("<!doctype html><title>Foreign</title><body></body>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  later(t, () => server.close());
  const context = await newContext();
  later(t, () => context.close());
  const page = await context.newPage();
  await page.goto(`http://${name}:${server.address().port}/`);
  return page;
}

/** All that a page could change, as the server tells it. */
const state = (server) =>
  Promise.all(["snapshot", "fork", "faults", "throughput"].map((path) => server.control("GET", path)));

const DELETE = { TableName: "sgu-202500-user-likes" };

/** Requests that would change something if the server took them: path, body. */
const CHANGES = [
  ["/", DELETE],
  ["/_hashrange/reset", undefined],
  ["/_hashrange/fork", {}],
  ["/_hashrange/faults", { operations: ["PutItem"], answer: { throttled: {} } }],
  ["/_hashrange/throughput", { mode: "as_provisioned" }],
];

const READS = ["/", "/console", "/console/session.json", "/console/app.js", "/_hashrange/", "/_hashrange/snapshot"];

for (const [who, name] of Object.entries(FOREIGN)) {
  test(`a page of ${who} changes nothing by fetch`, async (t) => {
    const server = await serve(t);
    await furnish(server);
    const before = await state(server);
    const page = await foreign(t, name);
    for (const [path, body] of CHANGES) {
      const outcome = await page.evaluate(
        async ([url, body, operation]) => {
          const headers = { "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": operation };
          const asked = fetch(url, { method: "POST", headers, body });
          const answered = await asked.then((answer) => `it answered ${answer.status}`).catch(() => "nothing");
          // Without a preflight: only what a form could send, and the answer cannot be read.
          await fetch(url, { method: "POST", mode: "no-cors", headers: { "Content-Type": "text/plain" }, body });
          return answered;
        },
        [server.url + path, JSON.stringify(body), "DynamoDB_20120810.DeleteTable"],
      );
      assert.equal(outcome, "nothing", path);
    }
    assert.deepEqual(await state(server), before);
  });

  test(`a page of ${who} changes nothing by a form`, async (t) => {
    const server = await serve(t);
    await furnish(server);
    const before = await state(server);
    for (const [path, body] of CHANGES) {
      const page = await foreign(t, name);
      const answered = page.waitForResponse(server.url + path);
      await page.evaluate(
        ([action, text]) => {
          const form = Object.assign(document.createElement("form"), { action, method: "post", enctype: "text/plain" });
          form.append(Object.assign(document.createElement("input"), { name: text, value: "" }));
          document.body.append(form);
          form.submit();
        },
        [server.url + path, JSON.stringify(body ?? {})],
      );
      assert.equal((await answered).status(), 403, path);
    }
    assert.deepEqual(await state(server), before);
  });

  test(`a page of ${who} reads nothing`, async (t) => {
    const server = await serve(t);
    await furnish(server);
    const page = await foreign(t, name);
    for (const path of READS) {
      const read = await page.evaluate(async (url) => {
        const answer = await fetch(url).then((answer) => answer.text(), () => null);
        const script = await new Promise((done) => {
          const script = Object.assign(document.createElement("script"), { type: "module", src: url });
          script.onload = () => done("run");
          script.onerror = () => done(null);
          document.body.append(script);
        });
        return [answer, script];
      }, server.url + path);
      assert.deepEqual(read, [null, null], path);
    }
  });

  test(`a page of ${who} neither frames the console nor holds its window`, async (t) => {
    const server = await serve(t);
    const page = await foreign(t, name);
    await page.evaluate(
      (url) =>
        new Promise((done) => {
          const frame = Object.assign(document.createElement("iframe"), { src: url, onload: done });
          document.body.append(frame);
        }),
      server.console,
    );
    const framed = page.frames().slice(1);
    assert.equal(framed.length, 1);
    assert.equal(await framed[0].evaluate(() => document.querySelector("main, script[src]")), null, "it is framed");
    const shown = page.context().waitForEvent("page");
    await page.evaluate((url) => void (window.opened = window.open(url)), server.console);
    const popup = await shown;
    await popup.locator("main h1").waitFor();
    await page.waitForFunction(() => window.opened.closed, undefined, { polling: 100 });
  });

  test(`a page of ${who} opens no stream`, async (t) => {
    const server = await serve(t);
    const page = await foreign(t, name);
    const opened = await page.evaluate(async (url) => {
      const told = (source) =>
        new Promise((done) => {
          source.onopen = () => done("open");
          source.onerror = () => done("refused");
        });
      const socket = told(new WebSocket(url.replace("http:", "ws:")));
      const events = told(new EventSource(`${url}/_hashrange/calls`));
      return Promise.all([socket, events]);
    }, server.url);
    assert.deepEqual(opened, ["refused", "refused"]);
  });
}

test("a name that is rebound to this machine leads nowhere", async (t) => {
  const server = await serve(t);
  const before = await state(server);
  const { port } = new URL(server.url);
  const context = await newContext();
  later(t, () => context.close());
  const page = await context.newPage();
  // The page came from the attacker's server. Now its name resolves to this machine: all is the same origin.
  await page.route(`http://${REBOUND}:${port}/attack`, (route) =>
    route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Rebound</title>" }),
  );
  await page.goto(`http://${REBOUND}:${port}/attack`);
  const requests = [...READS.map((path) => ["GET", path]), ...CHANGES.map(([path, body]) => ["POST", path, body])];
  for (const [method, path, body] of requests) {
    const status = await page.evaluate(
      async ([method, path, body]) => (await fetch(path, { method, body })).status,
      [method, path, JSON.stringify(body)],
    );
    assert.equal(status, 403, `${method} ${path}`);
  }
  assert.deepEqual(await state(server), before);
});
