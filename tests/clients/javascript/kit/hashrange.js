// What a test can do with its own tables.

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

export function documentClient(accessKeyId, secretAccessKey) {
  const credentials = { accessKeyId, secretAccessKey };
  const endpoint = process.env.HASHRANGE_URL;
  return DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: "us-east-1", credentials }));
}

/** A fork of the tables: `const fork = await Fork.make()` in the test, `await fork.end()` behind it. */
export class Fork {
  static async make() {
    const fork = new Fork();
    const made = await fork.control("POST", "fork");
    fork.accessKey = made.access_key;
    fork.documents = documentClient(made.access_key, made.secret_key);
    return fork;
  }

  async control(method, path, body) {
    const url = new URL(`/_hashrange/${path}`, process.env.HASHRANGE_URL);
    if (this.accessKey) url.searchParams.set("access-key", this.accessKey);
    const answer = await fetch(url, { method, body: body && JSON.stringify(body) });
    const json = await answer.json();
    if (!answer.ok) throw new Error(json.message);
    return json;
  }

  advance(time) {
    return this.control("POST", "clock", { advance: time });
  }

  /** Has calls fail, or be lost or late, and returns what tells how often it did. */
  async fault(rule) {
    const { id } = await this.control("POST", "faults", rule);
    return async () => (await this.control("GET", `faults/${id}`)).hits;
  }

  async end() {
    this.documents.destroy();
    await this.control("DELETE", `fork/${this.accessKey}`);
  }
}
