const { DynamoDB } = require("@aws-sdk/client-dynamodb");
const { useFork } = require("hashrange/jest");

const fork = useFork();

// It runs in a worker beside stock.test.js, and on the same server.
test("tests of another file have their own tables", async () => {
  const client = new DynamoDB(fork().clientConfig);
  expect((await client.scan({ TableName: "stock" })).Count).toBe(0);
  client.destroy();
});
