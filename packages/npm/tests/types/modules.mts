import { type Fork, ControlError, connect, start } from "hashrange";
import { setup } from "hashrange/setup";
import { forkFixture, it, test } from "hashrange/vitest";
import { test as base } from "vitest";

export default setup({ arguments: ["--log"], tables: async (server) => void (await server.control("GET", "clock")) });

await using server = await start({ region: "us-east-1", startMs: 1_000 });
await using fork: Fork = await server.fork({ clock: "manual" });
const hits: number = await (await fork.fault({ answer: "throttled" }))();
const names: string[] = await connect(fork.url).reset();
const { endpoint, credentials } = fork.clientConfig;
new ControlError(hits, endpoint, credentials.accessKeyId + names[0]).status.toFixed();

test("typed", async ({ hashrange }) => void (await hashrange.advance("1h")));
it("typed", ({ hashrange }) => hashrange.end());
base.extend({ hashrange: forkFixture({ clock: "manual" }) })("typed", ({ hashrange }) => hashrange.end());

// @ts-expect-error: there is no such option.
await server.fork({ colour: "red" });
// @ts-expect-error: a command's arguments are a list.
await start({ arguments: "--log" });
