// Imports: a table from files, and items put into one that is there.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import {
  DescribeBulkOperationCommand, DescribeImportCommand, ImportTableCommand, StartBulkPutItemsCommand, paginateListImports,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { GetCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";

import { clients, createTable } from "./support.js";

const USERS = [
  { user_id: "haeri05", likes: 12.5, bytes: new Uint8Array([1, 2]), tags: new Set(["a", "b"]), more: [null, { k: "" }] },
  { user_id: "소니 \"α7\"\n", likes: -3 },
];

/** Writes an object with these items below a prefix of its own, which is returned. */
function object(items, pack = (text) => text) {
  const prefix = `${randomUUID()}/`;
  const binary = (name, value) => (ArrayBuffer.isView(value) ? Buffer.from(value).toString("base64") : value);
  const lines = items.map((item) => `${JSON.stringify({ Item: marshall(item) }, binary)}\n`);
  mkdirSync(join(process.env.HASHRANGE_BUCKET, prefix));
  writeFileSync(join(process.env.HASHRANGE_BUCKET, prefix, "items.json"), pack(lines.join("")));
  return prefix;
}

function importRequest(table, prefix, more = {}) {
  return new ImportTableCommand({
    S3BucketSource: { S3Bucket: "data", S3KeyPrefix: prefix },
    InputFormat: "DYNAMODB_JSON",
    TableCreationParameters: {
      TableName: table,
      AttributeDefinitions: [{ AttributeName: "user_id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "user_id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    },
    ...more,
  });
}

test("items are imported as documents that the SDK wrote", async (t) => {
  const { client, documents } = clients(t);
  const arns = [];
  for (const [table, pack, compression] of [["plain", undefined, "NONE"], ["packed", gzipSync, "GZIP"]]) {
    const prefix = object(USERS, pack);
    const request = importRequest(table, prefix, { InputCompressionType: compression });
    const { ImportTableDescription: begun } = await client.send(request);
    assert.equal(begun.ImportStatus, "IN_PROGRESS");
    await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: table });
    const described = await client.send(new DescribeImportCommand({ ImportArn: begun.ImportArn }));
    const { ImportStatus: status, ImportedItemCount: count, EndTime: end } = described.ImportTableDescription;
    assert.deepEqual([status, count, end instanceof Date], ["COMPLETED", USERS.length, true]);
    for (const user of USERS) {
      const key = { user_id: user.user_id };
      const { Item: found } = await documents.send(new GetCommand({ TableName: table, Key: key }));
      assert.deepEqual(found, user);
    }
    arns.push(begun.ImportArn);
  }
  const listed = [];
  for await (const page of paginateListImports({ client, pageSize: 1 }, {})) {
    assert.ok(page.ImportSummaryList.length <= 1);
    listed.push(...page.ImportSummaryList.map((summary) => summary.ImportArn));
  }
  assert.deepEqual(listed.sort(), arns.sort());
});

test("items are put into a table that is there", async (t) => {
  const { client, documents } = clients(t);
  await createTable(client, "likes", "user_id");
  const { BulkOperationDescription: begun } = await client.send(new StartBulkPutItemsCommand({
    TableName: "likes",
    InputS3Configuration: { S3Bucket: "data", S3KeyPrefix: object(USERS), InputFormat: "DYNAMODB_JSON" },
    OutputS3Configuration: { S3Bucket: "data", S3KeyPrefix: "out", OutputType: ["ERROR"] },
  }));
  const described = await client.send(new DescribeBulkOperationCommand({ BulkOperationArn: begun.BulkOperationArn }));
  const { BulkOperationStatus: status, ProcessedItemCount: count } = described.BulkOperationDescription;
  assert.deepEqual([status, count], ["COMPLETED", USERS.length]);
  const { Items: found } = await documents.send(new ScanCommand({ TableName: "likes" }));
  assert.equal(found.length, USERS.length);
});
