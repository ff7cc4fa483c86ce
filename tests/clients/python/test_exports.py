"""Exports: what is in the bucket, read with gzip, json and hashlib."""

import base64
import gzip
import hashlib
import json
import os
import pathlib
from decimal import Decimal

from amazon.ion import simpleion
from amazon.ion.core import IonType
from boto3.dynamodb.types import Binary, TypeDeserializer
from support import ClientTest

BUCKET = pathlib.Path(os.environ["HASHRANGE_BUCKET"])


def md5(content):
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def manifest(key):
    """The text of a manifest, whose checksum lies beside it."""
    content = (BUCKET / key).read_bytes()
    assert (BUCKET / key.replace(".json", ".md5")).read_text() == md5(content)
    return content.decode()


SETS = {"$dynamodb_SS", "$dynamodb_NS", "$dynamodb_BS"}


def plain(value):
    """A value of Ion or of boto3, in Python's own types."""
    kind = getattr(value, "ion_type", None)
    if value is None or kind == IonType.NULL:
        return None
    if isinstance(value, bool) or kind == IonType.BOOL:
        return bool(value)
    if hasattr(value, "items"):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (set, list)):
        is_set = isinstance(value, set) or any(of.text in SETS for of in getattr(value, "ion_annotations", ()))
        return (set if is_set else list)(map(plain, value))
    if isinstance(value, (bytes, Binary)):
        return bytes(value)
    return str(value) if isinstance(value, str) else Decimal(value)


class Exports(ClientTest):
    def exported_table(self, count):
        self.create_table("likes", "user_id")
        table = self.resource.Table("likes")
        for number in range(count):
            table.put_item(Item={"user_id": f"u{number}", "n": number, "b": b"\x00\x01", "s": {"a", "b"}, "l": [None, True]})
        recovery = {"PointInTimeRecoveryEnabled": True}
        self.client.update_continuous_backups(TableName="likes", PointInTimeRecoverySpecification=recovery)
        return table

    def export(self, table, **more):
        request = {"TableArn": table.table_arn, "S3Bucket": "exports", **more}
        return self.client.export_table_to_point_in_time(**request)["ExportDescription"]

    def test_an_export_is_read_with_other_tools(self):
        table = self.exported_table(20)
        begun = self.export(table, S3Prefix="python")
        self.assertEqual(begun["ExportStatus"], "IN_PROGRESS")
        export = self.client.describe_export(ExportArn=begun["ExportArn"])["ExportDescription"]
        self.assertEqual(export["ExportStatus"], "COMPLETED")
        summary = json.loads(manifest(export["ExportManifest"]))
        self.assertEqual(summary["exportArn"], export["ExportArn"])
        self.assertEqual(summary["itemCount"], 20)
        items = []
        for line in manifest(summary["manifestFilesS3Key"]).splitlines():
            file = json.loads(line)
            content = (BUCKET / file["dataFileS3Key"]).read_bytes()
            self.assertEqual(file["md5Checksum"], md5(content))
            self.assertEqual(file["etag"], hashlib.md5(content).hexdigest() + "-1")
            lines = gzip.decompress(content).decode().splitlines()
            self.assertEqual(file["itemCount"], len(lines))
            items += [json.loads(line)["Item"] for line in lines]
        for item in items:
            item["b"]["B"] = base64.b64decode(item["b"]["B"])
        read = [{name: TypeDeserializer().deserialize(value) for name, value in item.items()} for item in items]
        by_user = lambda item: item["user_id"]
        self.assertEqual(sorted(read, key=by_user), sorted(table.scan()["Items"], key=by_user))

    def test_ion_is_read_by_amazons_own_reader(self):
        table = self.exported_table(20)
        key = {"user_id": 'with "quotes"\n\x00 and 소니'}
        table.put_item(Item={**key, "n": Decimal("-1.5E-100"), "m": {"-": None, "a b": [b"", "x"]}, "ns": {1, 2}})
        begun = self.export(table, S3Prefix="ion", ExportFormat="ION")
        export = self.client.describe_export(ExportArn=begun["ExportArn"])["ExportDescription"]
        summary = json.loads(manifest(export["ExportManifest"]))
        items = []
        for line in manifest(summary["manifestFilesS3Key"]).splitlines():
            content = gzip.decompress((BUCKET / json.loads(line)["dataFileS3Key"]).read_bytes())
            items += [plain(record["Item"]) for record in simpleion.loads(content, single_value=False)]
        by_user = lambda item: item["user_id"]
        scanned = [plain(item) for item in table.scan()["Items"]]
        self.assertEqual(sorted(items, key=by_user), sorted(scanned, key=by_user))

    def test_exports_come_in_pages(self):
        table = self.exported_table(1)
        arns = sorted(self.export(table)["ExportArn"] for _ in range(5))
        pages = self.client.get_paginator("list_exports") if self.client.can_paginate("list_exports") else None
        if pages is None:
            page = self.client.list_exports(TableArn=table.table_arn, MaxResults=2)
            listed = page["ExportSummaries"]
            while "NextToken" in page:
                page = self.client.list_exports(TableArn=table.table_arn, MaxResults=2, NextToken=page["NextToken"])
                listed += page["ExportSummaries"]
        else:
            pages = pages.paginate(TableArn=table.table_arn, PaginationConfig={"PageSize": 2})
            listed = [export for page in pages for export in page["ExportSummaries"]]
        self.assertEqual([export["ExportArn"] for export in listed], arns)

    def test_a_missing_bucket_fails_the_export(self):
        table = self.exported_table(1)
        begun = self.client.export_table_to_point_in_time(TableArn=table.table_arn, S3Bucket="missing")
        arn = begun["ExportDescription"]["ExportArn"]
        export = self.client.describe_export(ExportArn=arn)["ExportDescription"]
        self.assertEqual((export["ExportStatus"], export["FailureCode"]), ("FAILED", "S3NoSuchBucket"))

    def test_what_is_refused_has_its_exception(self):
        self.create_table("likes", "user_id")
        table = self.resource.Table("likes")
        with self.assertRaises(self.client.exceptions.PointInTimeRecoveryUnavailableException):
            self.export(table)
        with self.assertRaises(self.client.exceptions.ExportNotFoundException):
            self.client.describe_export(ExportArn=table.table_arn + "/export/01695353076000-a1b2c3d4")
