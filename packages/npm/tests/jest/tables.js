const { CreateTableCommand, DynamoDBClient } = require("@aws-sdk/client-dynamodb");

// What each test begins with.
module.exports = async function tables(server) {
  const client = new DynamoDBClient(server.clientConfig);
  await client.send(new CreateTableCommand({
    TableName: "stock",
    KeySchema: [{ AttributeName: "product", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "product", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  }));
  client.destroy();
};
