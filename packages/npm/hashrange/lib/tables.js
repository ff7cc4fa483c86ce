"use strict";

// A set of tables behind an access key, and forks of it.

const { ControlError, HashrangeError } = require("./errors.js");

/** Where a runtime lacks the symbol, nothing asks for it. */
const asyncDispose = Symbol.asyncDispose ?? Symbol("asyncDispose");

async function control(base, method, path, body, parameters) {
  const url = new URL(`/_hashrange/${path.replace(/^\//, "")}`, base);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const sent = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  let answer;
  let text;
  try {
    answer = await fetch(url, { method, body: sent });
    text = await answer.text();
  } catch (error) {
    throw new HashrangeError(`no answer from ${base}: ${error.cause?.message ?? error.message}`, { cause: error });
  }
  if (!answer.ok) throw refusal(answer.status, text);
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  return isJson ? JSON.parse(text) : text;
}

function refusal(status, text) {
  try {
    const { __type: kind, message } = JSON.parse(text);
    return new ControlError(status, kind, message);
  } catch {
    // It is no server of this program that answers.
    return new ControlError(status, "Unknown", text.slice(0, 200));
  }
}

class Tables {
  constructor(url, accessKeyId, secretAccessKey, region = "us-east-1") {
    this.url = url;
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    this.region = region;
  }

  get clientConfig() {
    const { accessKeyId, secretAccessKey } = this;
    return { endpoint: this.url, region: this.region, credentials: { accessKeyId, secretAccessKey } };
  }

  get environment() {
    return {
      AWS_ENDPOINT_URL_DYNAMODB: this.url,
      AWS_ENDPOINT_URL_DYNAMODB_STREAMS: this.url,
      AWS_ACCESS_KEY_ID: this.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.secretAccessKey,
      AWS_REGION: this.region,
      AWS_DEFAULT_REGION: this.region,
    };
  }

  control(method, path, body) {
    return control(this.url, method, path, body, { "access-key": this.accessKeyId, region: this.region });
  }

  async fork(options = {}) {
    const made = await this.control("POST", "fork", options);
    return new Fork(this.url, made.access_key, made.secret_key, this.region);
  }

  advance(time) {
    return this.control("POST", "clock", { advance: time });
  }

  async fault(rule) {
    const { id } = await this.control("POST", "faults", rule);
    return async () => (await this.control("GET", `faults/${id}`)).hits;
  }

  async reset() {
    return (await this.control("POST", "reset")).tables;
  }

  snapshot() {
    return this.control("GET", "snapshot");
  }
}

class Fork extends Tables {
  async end() {
    await control(this.url, "DELETE", `fork/${this.accessKeyId}`, undefined, {});
  }

  [asyncDispose]() {
    return this.end();
  }
}

/** The tables of a server that runs: that of `hashrange/setup`, unless an address is given. */
function connect(url = process.env.HASHRANGE_URL, { region } = {}) {
  if (!url) throw new HashrangeError("no server: HASHRANGE_URL, which hashrange/setup sets, has no address");
  return new Tables(url, "server", "any", region ?? process.env.HASHRANGE_REGION);
}

module.exports = { asyncDispose, connect, Fork, Tables };
