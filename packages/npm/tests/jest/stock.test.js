const { DynamoDB } = require("@aws-sdk/client-dynamodb");
const { useFork } = require("hashrange/jest");

const fork = useFork();
let stock;

beforeEach(() => {
  stock = new DynamoDB(fork().clientConfig);
});
afterEach(() => stock.destroy());

const put = (product) => stock.putItem({ TableName: "stock", Item: { product: { S: product } } });
const count = async () => (await stock.scan({ TableName: "stock" })).Count;

test.each([1, 2, 3])("each test has its own tables (run %i)", async (run) => {
  expect(await count()).toBe(0);
  await put(`cup${run}`);
  expect(await count()).toBe(1);
});

test("time is the test's own", async () => {
  await fork().advance("1h");
  expect((await fork().control("GET", "clock")).now).toMatch(/^2026-01-01T01:00:00/);
});

describe("with a clock of its own", () => {
  const later = useFork({ clock: "2030-01-01T00:00:00Z" });

  test("a fork begins at its time", async () => {
    expect((await later().control("GET", "clock")).now).toMatch(/^2030-01-01T00:00:00/);
    expect((await fork().control("GET", "clock")).now).toMatch(/^2026-01-01T00:00:00/);
  });
});
