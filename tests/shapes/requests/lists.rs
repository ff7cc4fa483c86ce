//! Lists in pages, with what they can be asked for.

use serde_json::json;

use super::Request;

/// The time of the database's clock.
const NOW: u64 = 1_700_000_000;

pub fn requests() -> Vec<Request> {
    let mut requests = Vec::new();
    for table in ["one", "two"] {
        requests.push((
            "CreateTable",
            json!({
                "TableName": table, "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "AttributeDefinitions": [
                    {"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "g", "AttributeType": "S"},
                ],
                "GlobalSecondaryIndexes": [{
                    "IndexName": "global", "Projection": {"ProjectionType": "ALL"},
                    "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
                }],
                "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
            }),
        ));
        let enable = json!({
            "TableName": table, "ContributorInsightsAction": "ENABLE", "ContributorInsightsMode": "THROTTLED_KEYS",
        });
        requests.push(("UpdateContributorInsights", enable));
        let of_index =
            json!({"TableName": table, "IndexName": "global", "ContributorInsightsAction": "ENABLE"});
        requests.push(("UpdateContributorInsights", of_index));
        requests.push(("CreateBackup", json!({"TableName": table, "BackupName": "monday"})));
    }
    let backups = |more| ("ListBackups", more);
    let shards = |more| ("DescribeStream", more);
    requests.extend([
        ("ListContributorInsights", json!({"MaxResults": 2})),
        ("ListContributorInsights", json!({"MaxResults": 2, "NextToken": "{token}"})),
        backups(json!({"BackupType": "USER", "TimeRangeLowerBound": NOW - 50, "TimeRangeUpperBound": NOW + 50})),
        // The table gets more partitions, whose shards have parents.
        (
            "UpdateTable",
            json!({"TableName": "two", "WarmThroughput": {
                "ReadUnitsPerSecond": 20_000, "WriteUnitsPerSecond": 20_000,
            }}),
        ),
        shards(json!({"StreamArn": "{stream}"})),
        shards(json!({"StreamArn": "{stream}", "Limit": 1})),
        shards(json!({"StreamArn": "{stream}", "Limit": 2, "ExclusiveStartShardId": "{shard}"})),
        shards(json!({
            "StreamArn": "{stream}", "ShardFilter": {"Type": "CHILD_SHARDS", "ShardId": "{shard}"},
        })),
        (
            "GetShardIterator",
            json!({
                "StreamArn": "{stream}", "ShardId": "{shard}", "ShardIteratorType": "AT_TIMESTAMP", "Timestamp": NOW,
            }),
        ),
    ]);
    requests
}
