// Starts the program once per run, and makes what each test begins with.

import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { setup } from "hashrange/setup";

export default setup({
  async tables(server) {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient(server.clientConfig));
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
    documents.destroy();
  },
});
