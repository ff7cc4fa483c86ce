// Tables that give each page something to show.

/** The table of the course that has a sort key, here with everything that a table can have. */
export const TABLE = "sgu-202500-user-likes-time";

const ITEMS = [
  {
    user_id: { S: "haeri05" },
    timestamp: { S: "2025-05-11T21:00:00" },
    product_name: { S: "무선 이어폰" },
    category: { S: "디지털" },
    reason: { S: "최근 블루투스 기기 검색" },
    price: { N: "89000" },
    brand: { S: "소니" },
    color: { S: "블랙" },
    rating: { N: "4.7" },
  },
  {
    user_id: { S: "minji01" },
    timestamp: { S: "2025-05-11T21:01:00" },
    product_name: { S: "핑크 가습기" },
    category: { S: "생활가전" },
  },
  { user_id: { S: "jihoon07" }, timestamp: { S: "2025-05-12T10:15:00" }, product_name: { S: "스탠리 텀블러" } },
  { user_id: { S: "jihoon07" }, timestamp: { S: "2025-05-12T18:15:00" }, product_name: { S: "텀블럭 악세사리" } },
  {
    user_id: { S: "yuna23" },
    timestamp: { S: "2025-05-12T11:20:00" },
    product_name: { S: "토끼 인형" },
    reason: { S: "장난감 카테고리 체류시간 높음" },
  },
];

/** Makes a table with items, an index, a stream, time to live, tags, recovery and a backup, and one with less. */
export async function furnish(server) {
  await server.call("CreateTable", {
    TableName: TABLE,
    AttributeDefinitions: ["user_id", "timestamp", "brand"].map((name) => ({ AttributeName: name, AttributeType: "S" })),
    KeySchema: [
      { AttributeName: "user_id", KeyType: "HASH" },
      { AttributeName: "timestamp", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: "by_brand",
        KeySchema: [{ AttributeName: "brand", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
      },
    ],
    BillingMode: "PAY_PER_REQUEST",
    StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    Tags: [{ Key: "course", Value: "nosql" }],
  });
  await server.call("CreateTable", {
    TableName: "sgu-202500-user-likes",
    AttributeDefinitions: [{ AttributeName: "user_id", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "user_id", KeyType: "HASH" }],
    BillingMode: "PAY_PER_REQUEST",
  });
  for (const Item of ITEMS) await server.call("PutItem", { TableName: TABLE, Item });
  await server.call("UpdateTimeToLive", {
    TableName: TABLE,
    TimeToLiveSpecification: { Enabled: true, AttributeName: "expires_at" },
  });
  await server.call("UpdateContinuousBackups", {
    TableName: TABLE,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
  await server.call("CreateBackup", { TableName: TABLE, BackupName: "before-the-sale" });
}
