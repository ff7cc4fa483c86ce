"use strict";

// A server, as a process of its own.

const { spawn } = require("node:child_process");
const { once } = require("node:events");
const { createInterface } = require("node:readline");

const { HashrangeError } = require("./errors.js");
const { program: installedProgram } = require("./program.js");
const { asyncDispose, Tables } = require("./tables.js");

/** The server answers what is in flight for at most six seconds, and saves then. */
const STOP_MS = 30_000;
const LOG_LINES = 1_000;

class Server extends Tables {
  #child;
  #log;
  #ended;

  constructor(url, region, child, log) {
    super(url, "server", "any", region);
    this.#child = child;
    this.#log = log;
    this.#ended = ended(child);
  }

  get log() {
    return this.#log.join("");
  }

  async stop() {
    const child = this.#child;
    child.ref();
    child.stdin.end();
    // A process that was forked from this one may hold the pipe. On Windows it would end without saving.
    if (process.platform !== "win32") child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await this.#ended;
    clearTimeout(late);
  }

  [asyncDispose]() {
    return this.stop();
  }
}

/** Ends when the process has, and all that it said is read. */
function ended(child) {
  return once(child, "close");
}

function command(options) {
  const further = options.arguments ?? [];
  const namesPort = further.some((argument) => argument === "--port" || argument.startsWith("--port="));
  return ["serve", "--quiet", "--control", "--until-stdin-ends", ...further, ...(namesPort ? [] : ["--port", "0"])];
}

/** Starts a server on a free port, and waits until clients can connect. */
async function start(options = {}) {
  const path = options.program ?? installedProgram();
  const asked = command(options);
  const log = [];
  // In a group of its own: Ctrl-C is for this process, which stops the server when it needs it no longer.
  const child = spawn(path, asked, { stdio: "pipe", detached: process.platform !== "win32", windowsHide: true });
  // It may be gone before its input is ended, or before a signal.
  child.stdin.on("error", () => {});
  child.on("error", () => {});
  createInterface(child.stderr).on("line", (line) => {
    if (log.push(`${line}\n`) > LOG_LINES) log.shift();
  });
  const line = await firstLine(child, options.startMs ?? 30_000, path);
  if (!line?.startsWith("ready ")) {
    const end = ended(child);
    child.kill("SIGKILL");
    await end;
    const what = line ? `said ${JSON.stringify(line)}` : "did not say that it is ready";
    throw new HashrangeError(`${path} ${asked.join(" ")} ${what}\n${log.join("")}`.trimEnd());
  }
  // A process that ends without `stop` ends; the server ends with its pipe.
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) handle.unref();
  return new Server(line.split(" ")[1], options.region, child, log);
}

/** The first line of its output; nothing if it ends without one, or is late. */
async function firstLine(child, startMs, path) {
  const late = AbortSignal.timeout(startMs);
  const lines = createInterface(child.stdout);
  try {
    return await Promise.race([
      once(lines, "line", { signal: late }).then(([line]) => line),
      once(lines, "close", { signal: late }).then(() => undefined),
      once(child, "error", { signal: late }).then(([error]) => {
        throw new HashrangeError(`cannot start ${path}: ${error.message}`, { cause: error });
      }),
    ]);
  } catch (error) {
    if (error.name === "AbortError") return undefined;
    throw error;
  }
}

module.exports = { Server, start };
