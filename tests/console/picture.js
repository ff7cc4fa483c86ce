// Makes README's picture of the console: `.ci/picture`.
//
// The partitions of a table of 300 items, which are read unevenly, and the way of a key.

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
const watched = await open(t, server.console, { width: 1180, height: 800 });
await watched.show(`/tables/${TABLE}/partitions`);
await watched.page.getByLabel("Partition key").fill("minji01");

// Reads of all, and more of one; writes. They go on while the picture is taken, so that there is heat to be seen.
let isOver = false;
const load = (async () => {
  for (let turn = 0; !isOver; turn++) {
    await server.call("GetItem", { TableName: TABLE, Key: { user_id: { S: users[turn % 300] } } });
    await server.control("POST", "load", {
      table: TABLE,
      key: { user_id: { S: "jihoon07" } },
      operation: "GetItem",
      requests: 50,
    });
    if (turn % 4 === 0) await server.call("PutItem", { TableName: TABLE, Item: { user_id: { S: users[turn % 300] } } });
  }
})();
await watched.page.waitForTimeout(5000);
await writeFile(FILE, await watched.page.screenshot());
isOver = true;
await load;
watched.check();
for (const end of ends) await end();
await close();
