// Starts the program once per run and makes the tables; the workers inherit its address.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { CreateTableCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";

import { documentClient } from "./hashrange.js";

const PROGRAM = process.env.HASHRANGE ?? "hashrange";
const SERVE = ["serve", "--port", "0", "--quiet", "--control", "--clock", "manual=2026-01-01T00:00:00Z"];

export default async function setup() {
  const program = spawn(PROGRAM, SERVE, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(program.stdout), "line");
  process.env.HASHRANGE_URL = line.split(" ")[1];
  await makeTables(documentClient("fixture", "any"));
  return async function teardown() {
    program.kill();
    await once(program, "exit");
  };
}

/** What each test begins with. */
async function makeTables(documents) {
  for (const [TableName, AttributeName] of [["stock", "product"], ["sessions", "user"]]) {
    await documents.send(new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName, KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName, AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }));
  }
  const TimeToLiveSpecification = { Enabled: true, AttributeName: "until" };
  await documents.send(new UpdateTimeToLiveCommand({ TableName: "sessions", TimeToLiveSpecification }));
  await documents.send(new PutCommand({ TableName: "stock", Item: { product: "tumbler", left: 3 } }));
}
