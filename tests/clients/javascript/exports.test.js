// Exports: begun, described, and listed in pages.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DescribeExportCommand, ExportTableToPointInTimeCommand, PutItemCommand, UpdateContinuousBackupsCommand,
  paginateListExports,
} from "@aws-sdk/client-dynamodb";

import { clients, createTable } from "./support.js";

test("exports come in pages", async (t) => {
  const { client } = clients(t);
  const { TableDescription: table } = await createTable(client, "likes", "user_id");
  await client.send(new PutItemCommand({ TableName: "likes", Item: { user_id: { S: "haeri05" } } }));
  await client.send(new UpdateContinuousBackupsCommand({
    TableName: "likes", PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  }));
  const arns = [];
  for (let count = 0; count < 5; count += 1) {
    const request = { TableArn: table.TableArn, S3Bucket: "exports", S3Prefix: "javascript" };
    const { ExportDescription: begun } = await client.send(new ExportTableToPointInTimeCommand(request));
    assert.equal(begun.ExportStatus, "IN_PROGRESS");
    arns.push(begun.ExportArn);
  }
  const described = await client.send(new DescribeExportCommand({ ExportArn: arns[0] }));
  const { ExportStatus: status, ItemCount: count, StartTime: start } = described.ExportDescription;
  assert.deepEqual([status, count, start instanceof Date], ["COMPLETED", 1, true]);
  const listed = [];
  for await (const page of paginateListExports({ client, pageSize: 2 }, { TableArn: table.TableArn })) {
    assert.ok(page.ExportSummaries.length <= 2);
    listed.push(...page.ExportSummaries.map((summary) => summary.ExportArn));
  }
  assert.deepEqual(listed, arns.sort());
});
