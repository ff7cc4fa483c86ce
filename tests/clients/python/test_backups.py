"""Backups: names in pages."""

from support import ClientTest


class Backups(ClientTest):
    def test_backups_come_in_pages(self):
        self.create_table("likes", "user_id")
        names = [f"backup{number}" for number in range(5)]
        for name in names:
            self.client.create_backup(TableName="likes", BackupName=name)
        pages = self.client.get_paginator("list_backups").paginate(PaginationConfig={"PageSize": 2})
        pages = [[backup["BackupName"] for backup in page["BackupSummaries"]] for page in pages]
        self.assertEqual([len(page) for page in pages], [2, 2, 1])
        self.assertEqual(sorted(sum(pages, [])), names)
