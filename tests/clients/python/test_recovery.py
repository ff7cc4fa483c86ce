"""Point-in-time recovery: restores with waiters, times as the client sends and reads them."""

import os
import time
from datetime import datetime, timedelta, timezone

from support import SESSION, ClientTest

SOON = {"Delay": 1, "MaxAttempts": 60}
ON = {"PointInTimeRecoveryEnabled": True}


class Recovery(ClientTest):
    def slow_client(self):
        """A client of the server whose states take a second."""
        client = SESSION.client(
            "dynamodb", endpoint_url=os.environ["HASHRANGE_SLOW"],
            aws_access_key_id=self.access_key, aws_secret_access_key="secret",
        )
        self.addCleanup(client.close)
        return client

    def recovery(self, table):
        described = self.client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
        self.assertEqual(described["ContinuousBackupsStatus"], "ENABLED")
        return described["PointInTimeRecoveryDescription"]

    def test_a_table_is_restored_to_a_time(self):
        self.create_table("likes", "user_id")
        self.assertEqual(self.recovery("likes"), {"PointInTimeRecoveryStatus": "DISABLED"})
        self.client.update_continuous_backups(
            TableName="likes", PointInTimeRecoverySpecification=ON | {"RecoveryPeriodInDays": 7},
        )
        self.client.put_item(TableName="likes", Item={"user_id": {"S": "haeri05"}})
        recovery = self.recovery("likes")
        self.assertEqual((recovery["PointInTimeRecoveryStatus"], recovery["RecoveryPeriodInDays"]), ("ENABLED", 7))
        earliest, latest = recovery["EarliestRestorableDateTime"], recovery["LatestRestorableDateTime"]
        self.assertLessEqual(earliest, latest)
        self.assertLess(abs(datetime.now(timezone.utc) - latest), timedelta(minutes=5))
        # The client sends whole seconds.
        time.sleep(1.1)
        before = datetime.now(timezone.utc)
        time.sleep(1.1)
        self.client.delete_item(TableName="likes", Key={"user_id": {"S": "haeri05"}})
        for target, when, count in [
            ("at_a_time", {"RestoreDateTime": before}, 1), ("now", {"UseLatestRestorableTime": True}, 0),
        ]:
            restored = self.client.restore_table_to_point_in_time(
                SourceTableName="likes", TargetTableName=target, **when,
            )["TableDescription"]
            self.assertEqual(restored["TableStatus"], "CREATING")
            self.assertTrue(restored["RestoreSummary"]["RestoreInProgress"])
            self.assertEqual(self.client.scan(TableName=target)["Count"], count)
        with self.assertRaises(self.client.exceptions.InvalidRestoreTimeException):
            self.client.restore_table_to_point_in_time(
                SourceTableName="likes", TargetTableName="never", RestoreDateTime=earliest - timedelta(days=1),
            )
        with self.assertRaises(self.client.exceptions.PointInTimeRecoveryUnavailableException):
            self.client.restore_table_to_point_in_time(
                SourceTableName="now", TargetTableName="never", UseLatestRestorableTime=True,
            )

    def test_a_deleted_table_is_restored_from_what_it_left(self):
        self.create_table("likes", "user_id")
        self.client.update_continuous_backups(TableName="likes", PointInTimeRecoverySpecification=ON)
        self.client.put_item(TableName="likes", Item={"user_id": {"S": "haeri05"}})
        self.client.delete_table(TableName="likes")
        [backup] = self.client.list_backups(TableName="likes", BackupType="SYSTEM")["BackupSummaries"]
        self.assertEqual(backup["BackupName"], "likes$DeletedTableBackup")
        kept = backup["BackupExpiryDateTime"] - backup["BackupCreationDateTime"]
        self.assertEqual(kept, timedelta(days=35))
        self.client.restore_table_from_backup(TargetTableName="likes", BackupArn=backup["BackupArn"])
        self.assertEqual(self.client.scan(TableName="likes")["Count"], 1)

    def test_a_restored_table_is_waited_for(self):
        self.client = self.slow_client()
        self.client.create_table(
            TableName="likes",
            KeySchema=[{"AttributeName": "user_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "user_id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.client.get_waiter("table_exists").wait(TableName="likes", WaiterConfig=SOON)
        self.client.put_item(TableName="likes", Item={"user_id": {"S": "haeri05"}})
        for _ in range(60):
            try:
                self.client.update_continuous_backups(TableName="likes", PointInTimeRecoverySpecification=ON)
                break
            except self.client.exceptions.ContinuousBackupsUnavailableException:
                time.sleep(1)
        self.client.restore_table_to_point_in_time(
            SourceTableName="likes", TargetTableName="again", UseLatestRestorableTime=True,
        )
        summary = self.client.describe_table(TableName="again")["Table"]["RestoreSummary"]
        self.assertTrue(summary["RestoreInProgress"])
        self.client.get_waiter("table_exists").wait(TableName="again", WaiterConfig=SOON)
        self.assertEqual(self.client.scan(TableName="again")["Count"], 1)
        summary = self.client.describe_table(TableName="again")["Table"]["RestoreSummary"]
        self.assertFalse(summary["RestoreInProgress"])
