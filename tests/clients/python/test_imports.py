"""Imports and bulk puts of files that Python has written."""

import base64
import csv
import gzip
import io
import json
import os
import pathlib
import uuid
from decimal import Decimal

from boto3.dynamodb.types import TypeSerializer
from support import ClientTest

BUCKET = pathlib.Path(os.environ["HASHRANGE_BUCKET"])
ITEMS = [
    {"pk": "a", "n": Decimal("12.50"), "b": b"\x01\x02", "ss": {"x", "y"}, "l": [None, True, {"k": ""}]},
    {"pk": "소니 \"α7\"\n\u2028", "n": Decimal("1E-130"), "ns": {Decimal(1), Decimal("9" * 38)}},
]


class Imports(ClientTest):
    def setUp(self):
        super().setUp()
        self.prefix = f"{uuid.uuid4().hex}/"
        (BUCKET / self.prefix).mkdir()

    def object(self, name, content):
        (BUCKET / self.prefix / name).write_bytes(content)

    def import_table(self, table, types=(("pk", "S"),), **more):
        names = [name for name, _ in types]
        described = self.client.import_table(
            S3BucketSource={"S3Bucket": "data", "S3KeyPrefix": self.prefix},
            TableCreationParameters={
                "TableName": table,
                "AttributeDefinitions": [
                    {"AttributeName": name, "AttributeType": kind} for name, kind in types
                ],
                "KeySchema": [
                    {"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ["HASH", "RANGE"])
                ],
                "BillingMode": "PAY_PER_REQUEST",
            },
            **more,
        )["ImportTableDescription"]
        self.assertEqual(described["ImportStatus"], "IN_PROGRESS")
        return self.client.describe_import(ImportArn=described["ImportArn"])["ImportTableDescription"]

    def lines(self):
        serialize = TypeSerializer().serialize
        for item in ITEMS:
            value = json.loads(
                json.dumps(serialize(item)["M"], default=lambda it: base64.b64encode(bytes(it)).decode())
            )
            yield json.dumps({"Item": value}) + "\n"

    def test_json_lines_come_as_they_are(self):
        for name, compression, pack in [("plain", "NONE", bytes), ("packed", "GZIP", gzip.compress)]:
            self.object("data.json", pack("".join(self.lines()).encode()))
            described = self.import_table(name, InputFormat="DYNAMODB_JSON", InputCompressionType=compression)
            self.assertEqual(described["ImportStatus"], "COMPLETED", described)
            self.assertEqual(described["ImportedItemCount"], len(ITEMS))
            table = self.resource.Table(name)
            for item in ITEMS:
                self.assertEqual(table.get_item(Key={"pk": item["pk"]})["Item"], item)
        listed = self.client.list_imports()["ImportSummaryList"]
        self.assertEqual([one["ImportStatus"] for one in listed], ["COMPLETED"] * 2)

    def test_csv_comes_as_strings_and_keys(self):
        rows = [["a", "1", 'with "quotes", and\nlines'], ["한글", "-2.5", ""]]
        for name, delimiter, encoding in [("commas", ",", "utf-8-sig"), ("tabs", "\t", "utf-8")]:
            text = io.StringIO(newline="")
            writer = csv.writer(text, delimiter=delimiter)
            writer.writerow(["pk", "sk", "text"])
            writer.writerows(rows)
            self.object("data.csv", text.getvalue().encode(encoding))
            options = {"Csv": {"Delimiter": delimiter}}
            types = (("pk", "S"), ("sk", "N"))
            described = self.import_table(name, types, InputFormat="CSV", InputFormatOptions=options)
            self.assertEqual(described["ImportStatus"], "COMPLETED", described)
            for pk, sk, text in rows:
                item = {"pk": pk, "sk": Decimal(sk), "text": text}
                found = self.resource.Table(name).get_item(Key={"pk": pk, "sk": Decimal(sk)})
                self.assertEqual(found["Item"], item)

    def test_what_cannot_be_imported_is_logged(self):
        self.object("data.json", b'{"Item":{"title":{"S":"no key"}}}\n{"Item":{"pk":{"S":"a"}}}\n')
        described = self.import_table("logged", InputFormat="DYNAMODB_JSON")
        self.assertEqual(
            (described["ImportStatus"], described["FailureCode"]), ("FAILED", "ItemValidationError")
        )
        counts = [described[f"{name}Count"] for name in ("ProcessedItem", "ImportedItem", "Error")]
        self.assertEqual(counts, [2, 1, 1])
        log = BUCKET / "aws-dynamodb/imports" / described["ImportArn"].rsplit("/")[-1] / "error"
        [line] = map(json.loads, log.read_text().splitlines())
        self.assertEqual(line["itemS3Pointer"]["itemIndex"], 0)
        self.assertIn("Missing the key pk in the item", line["errorMessages"][0])

    def test_bulk_puts_are_reported(self):
        self.create_table("bulk", "pk")
        condition = {"ConditionExpression": "attribute_not_exists(pk)"}
        lines = [{"Item": {"pk": {"S": "a"}}, **condition}] * 2 + [{"Item": {"other": {"S": "a"}}}]
        self.object("data.json", "\n".join(map(json.dumps, lines)).encode())
        started = self.client.start_bulk_put_items(
            TableName="bulk",
            InputS3Configuration={"S3Bucket": "data", "S3KeyPrefix": self.prefix, "InputFormat": "DYNAMODB_JSON"},
            OutputS3Configuration={
                "S3Bucket": "data",
                "S3KeyPrefix": f"out-{self.prefix}",
                "OutputType": ["ERROR", "CONDITION_CHECK_FAILURE"],
            },
        )["BulkOperationDescription"]
        arn = started["BulkOperationArn"]
        described = self.client.describe_bulk_operation(BulkOperationArn=arn)["BulkOperationDescription"]
        self.assertEqual(described["BulkOperationStatus"], "COMPLETED_WITH_ERRORS")
        self.assertEqual((described["ProcessedItemCount"], described["FailedItemCount"]), (3, 1))
        [usage] = described["BulkOperationUsage"]
        self.assertEqual(usage["BulkPutBytes"], 3)
        report = BUCKET / f"out-{self.prefix}" / "AWSDynamoDB" / arn.rsplit("/")[-1] / "data"
        for name in ("error", "condition-check-failure"):
            self.assertEqual(len((report / f"{name}.json").read_text().splitlines()), 1)
        [listed] = self.client.list_bulk_operations()["BulkOperationsSummaryList"]
        self.assertEqual(listed["BulkOperationArn"], arn)
        cancelled = self.client.cancel_bulk_operation(BulkOperationArn=arn)
        self.assertEqual(cancelled["BulkOperationStatus"], "COMPLETED_WITH_ERRORS", "it has ended")
