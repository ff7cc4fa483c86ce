// What the tests share: clients with tables of their own, and what an exception must say.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import { CreateTableCommand, DynamoDBClient, DynamoDBServiceException } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** A client, and one of documents, with an access key of their own, and so with tables of their own. */
export function clients(test, more = {}) {
  const credentials = { accessKeyId: `test${randomUUID().replaceAll("-", "")}`, secretAccessKey: "secret" };
  // One attempt: what a client hides by trying again would go unseen.
  const client = new DynamoDBClient({ credentials, maxAttempts: 1 });
  test.after(() => client.destroy());
  return { client, documents: DynamoDBDocumentClient.from(client, more), credentials };
}

/** Makes a table with text keys. */
export function createTable(client, name, partitionKey, sortKey, more = {}) {
  const { AttributeDefinitions = [], ...rest } = more;
  const keys = [["HASH", partitionKey], ["RANGE", sortKey]].filter(([, key]) => key);
  return client.send(new CreateTableCommand({
    TableName: name,
    KeySchema: keys.map(([KeyType, AttributeName]) => ({ AttributeName, KeyType })),
    AttributeDefinitions: [
      ...keys.map(([, AttributeName]) => ({ AttributeName, AttributeType: "S" })),
      ...AttributeDefinitions,
    ],
    BillingMode: "PAY_PER_REQUEST",
    ...rest,
  }));
}

/** The exception with which a request is refused: of exactly this class (or name) and message. */
export async function refused(request, exception, message) {
  const error = await request.then(
    () => assert.fail("it is not refused"),
    (error) => error,
  );
  assert.ok(error instanceof (typeof exception === "string" ? DynamoDBServiceException : exception), error);
  assert.equal(error.name, typeof exception === "string" ? exception : exception.name);
  assert.equal(error.message, message);
  assert.equal(error.$fault, "client");
  assert.equal(error.$metadata.httpStatusCode, 400);
  assert.match(error.$metadata.requestId, /^[A-Z0-9]{52}$/);
  return error;
}

/** The elements of an asynchronous iteration. */
export async function all(iteration) {
  const found = [];
  for await (const element of iteration) found.push(element);
  return found;
}
