// Makes README's picture of the console: `.ci/picture`.
//
// A table of 300 items is read unevenly, and drawn with its partitions. The file is small, and the same from run to run but
// for what the browser's release changes.

import { writeFile } from "node:fs/promises";

import { close, open } from "./browser.js";
import { serve } from "./server.js";

const FILE = new URL("../../docs/console.png", import.meta.url);
const TABLE = "likes";

const ends = [];
const t = { after: (work) => ends.push(work) };
const server = await serve(t, "--seed", "1");
await server.call("CreateTable", {
  TableName: TABLE,
  AttributeDefinitions: [{ AttributeName: "user_id", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "user_id", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
});
const users = Array.from({ length: 300 }, (_, number) => `user${number}`);
for (const user of [...users, "minji01", "haeri05", "jihoon07", "yuna23"]) {
  await server.call("PutItem", { TableName: TABLE, Item: { user_id: { S: user } } });
}
for (let read = 0; read < 400; read++) {
  await server.call("GetItem", { TableName: TABLE, Key: { user_id: { S: read % 3 ? "jihoon07" : users[read % 300] } } });
}
const watched = await open(t, server.console, { width: 1180, height: 820 });
await watched.show(`/tables/${TABLE}/partitions`);
await watched.page.waitForTimeout(1500);
await writeFile(FILE, await watched.page.screenshot());
watched.check();
for (const end of ends) await end();
await close();
