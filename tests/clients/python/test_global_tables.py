"""Global tables of both versions on a server with several regions: each operation once."""

import os
import uuid

from botocore.config import Config

from support import SESSION, ClientTest

HERE, THERE = "ap-northeast-2", "eu-west-1"
SCALED = {
    "MinimumUnits": 6,
    "MaximumUnits": 60,
    "ScalingPolicyUpdate": {"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70.0}},
}


class GlobalTables(ClientTest):
    def setUp(self):
        super().setUp()
        self.table = f"music-{uuid.uuid4().hex}"
        self.here, self.there = [self.of_region(region) for region in (HERE, THERE)]

    def of_region(self, region):
        """A client of a region. All tests share the regions' tables, so each has a table with a name of its own."""
        client = SESSION.client(
            "dynamodb",
            region_name=region,
            endpoint_url=os.environ["HASHRANGE_REGIONS"],
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
        )
        self.addCleanup(client.close)
        return client

    def create_table(self, client):
        client.create_table(
            TableName=self.table,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )

    def test_a_global_table_of_the_legacy_version(self):
        for client in (self.here, self.there):
            self.create_table(client)
        regions = [{"RegionName": HERE}, {"RegionName": THERE}]
        made = self.here.create_global_table(GlobalTableName=self.table, ReplicationGroup=regions)
        self.assertEqual(made["GlobalTableDescription"]["GlobalTableStatus"], "CREATING")
        described = self.there.describe_global_table(GlobalTableName=self.table)["GlobalTableDescription"]
        self.assertEqual([one["RegionName"] for one in described["ReplicationGroup"]], [HERE, THERE])
        listed = self.there.list_global_tables()["GlobalTables"]
        self.assertIn({"GlobalTableName": self.table, "ReplicationGroup": regions}, listed)

        self.here.put_item(TableName=self.table, Item={"pk": {"S": "a"}})
        item = self.there.get_item(TableName=self.table, Key={"pk": {"S": "a"}})["Item"]
        self.assertEqual(item["aws:rep:updateregion"], {"S": HERE})

        self.here.update_global_table_settings(
            GlobalTableName=self.table,
            GlobalTableProvisionedWriteCapacityAutoScalingSettingsUpdate=SCALED,
            ReplicaSettingsUpdate=[{"RegionName": THERE, "ReplicaProvisionedReadCapacityUnits": 9}],
        )
        replicas = self.there.describe_global_table_settings(GlobalTableName=self.table)["ReplicaSettings"]
        self.assertEqual([one["ReplicaProvisionedReadCapacityUnits"] for one in replicas], [5, 9])
        self.assertEqual([one["ReplicaProvisionedWriteCapacityUnits"] for one in replicas], [6, 6])

        updates = [{"Delete": {"RegionName": THERE}}]
        updated = self.here.update_global_table(GlobalTableName=self.table, ReplicaUpdates=updates)
        self.assertEqual(len(updated["GlobalTableDescription"]["ReplicationGroup"]), 1)
        message = "Global table not found: Global table with name: 'other' does not exist."
        with self.refused("GlobalTableNotFoundException", message):
            self.here.describe_global_table(GlobalTableName="other")

    def test_the_scaling_of_replicas(self):
        self.create_table(self.here)
        replica = [{"Create": {"RegionName": THERE}}]
        message = "Table write capacity should either be Pay-Per-Request or AutoScaled."
        with self.refused("ValidationException", message):
            self.here.update_table(TableName=self.table, ReplicaUpdates=replica)
        self.here.update_table_replica_auto_scaling(
            TableName=self.table, ProvisionedWriteCapacityAutoScalingUpdate=SCALED
        )
        self.here.update_table(TableName=self.table, ReplicaUpdates=replica)
        described = self.there.describe_table_replica_auto_scaling(TableName=self.table)
        for replica in described["TableAutoScalingDescription"]["Replicas"]:
            writes = replica["ReplicaProvisionedWriteCapacityAutoScalingSettings"]
            self.assertEqual((writes["MinimumUnits"], writes["MaximumUnits"]), (6, 60))
