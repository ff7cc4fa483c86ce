// The program under test, on a free port: `hashrange serve --console`, and `hashrange console`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { later } from "./later.js";

const PROGRAM = process.env.HASHRANGE ?? new URL("../../target/debug/hashrange", import.meta.url).pathname;
const CREDENTIAL = "Credential=browser/20261127/us-east-1/dynamodb/aws4_request";

/** Starts the program with these arguments, and waits until it is ready. It ends with the test `t`, or by `stop`. */
async function start(t, ...args) {
  const child = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  child.stderr.on("data", (text) => (told += text));
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill();
    await ended;
  };
  later(t, stop);
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, "line").then(([line]) => line);
  const line = await Promise.race([ready, ended.then(() => `it ended: ${told}`)]);
  const url = /^ready (http:\/\/\S+)$/.exec(line)?.[1];
  if (!url) throw new Error(`the program is not ready: ${line}`);
  return { url, stop, told: () => told };
}

/** Starts `hashrange console` with these arguments in addition. */
export async function consoleOf(t, ...args) {
  const { url: link, stop } = await start(t, "console", "--port", "0", "--quiet", ...args);
  const [url, token] = link.split("/console#token=");
  return { link, url, token, stop };
}

/** Starts a server with these arguments of `serve` in addition. */
export async function serve(t, ...args) {
  const { url, stop, told } = await start(t, "serve", "--console", "--port", "0", "--quiet", ...args);
  // Without --control the paths below /_hashrange/ are for the console's pages, which are told a token.
  const { token } = await fetch(`${url}/console/session.json`).then((answer) => answer.json());
  return {
    url,
    console: `${url}/console`,
    told,
    stop,
    call: (operation, input) => call(url, operation, input),
    control: (method, path, body) => control(url, token, method, path, body),
  };
}

/** Carries out an operation of the API, and returns its answer. */
async function call(url, operation, input = {}) {
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.0",
      "X-Amz-Target": `DynamoDB_20120810.${operation}`,
      "X-Amz-Date": "20261127T000000Z",
      Authorization: `AWS4-HMAC-SHA256 ${CREDENTIAL}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const output = await answer.json();
  if (!answer.ok) throw new Error(`${operation}: ${JSON.stringify(output)}`);
  return output;
}

/** Sends a request to a path below `/_hashrange/`, and returns its answer: JSON, or the text of a snapshot. */
async function control(url, token, method, path, body) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const asked = { method, headers, body: body && JSON.stringify(body) };
  const answer = await fetch(`${url}/_hashrange/${path}`, asked);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
  return path === "snapshot" ? text : JSON.parse(text);
}
