"""Exercises 2.4 and 7: the course's Lambda functions run as they are, without an endpoint in their code."""

import datetime
import json
import os
import pathlib
import subprocess
import sys
from decimal import Decimal

import lab
from support import ClientTest

HERE = pathlib.Path(__file__).parent


class HandlerTest(ClientTest):
    def invoke(self, handler, event):
        """Invokes a handler in a process that has this test's access key."""
        done = subprocess.run(
            [sys.executable, "-B", "invoke.py", handler],
            cwd=HERE,
            env={**os.environ, "AWS_ACCESS_KEY_ID": self.access_key},
            input=json.dumps(event),
            capture_output=True,
            encoding="utf-8",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)


class TheFirstFunction(HandlerTest):
    def test_a_put_replaces_the_whole_item(self):
        table = self.create_table(lab.LIKES, "user_id")
        for item in lab.FOUR_LIKES:
            self.client.put_item(TableName=lab.LIKES, Item=item)
        answer = self.invoke("put_item", {})
        self.assertEqual(answer, {"statusCode": 200, "body": '"PutItem successful!"'})
        found = table.scan()
        self.assertEqual((found["Count"], found["ScannedCount"]), (4, 4))
        self.assertIn({"user_id": "jihoon07", "product_name": "제로콜라"}, found["Items"])


class TheRestApi(HandlerTest):
    def setUp(self):
        super().setUp()
        self.table = self.create_table(lab.LIKES_BY_TIME, "user_id", "timestamp")

    def post(self, body):
        """What API Gateway's HTTP API makes of a POST, and the answer's status and body."""
        path = "/default/sgu-202500-dynamo-post-api"
        answer = self.invoke("post_api", {
            "version": "2.0", "routeKey": f"POST {path}", "rawPath": path, "rawQueryString": "",
            "headers": {"content-type": "application/json"},
            "requestContext": {"http": {"method": "POST", "path": path}, "stage": "default"},
            "body": body, "isBase64Encoded": False,
        })
        return answer["statusCode"], answer["body"]

    def test_a_like_is_stored(self):
        sent = {
            "user_id": "jihoon07", "product": "제로콜라", "brand": "코카콜라", "reason": "갈증해소",
            "color": "black", "price": 2900,
        }
        before = datetime.datetime.now()
        status, body = self.post(json.dumps(sent, ensure_ascii=False))
        self.assertEqual(status, 200)
        self.assertIn("저장 완료", body)
        answer = json.loads(body)
        self.assertLess(before, datetime.datetime.fromisoformat(answer["timestamp"]))
        self.assertEqual(list(answer), ["message", "user_id", "timestamp"])
        stored = {**sent, "price": Decimal(2900), "timestamp": answer["timestamp"]}
        self.assertEqual(self.table.scan()["Items"], [stored])

    def test_what_is_not_given_is_not_stored(self):
        status, body = self.post('{"user_id": "minji01", "product": "핑크 가습기", "size": "L"}')
        self.assertEqual(status, 200)
        timestamp = json.loads(body)["timestamp"]
        self.assertEqual(
            self.table.scan()["Items"],
            [{"user_id": "minji01", "timestamp": timestamp, "product": "핑크 가습기"}],
        )

    def test_without_a_user_or_a_product_nothing_is_stored(self):
        for body in ['{"product": "제로콜라"}', '{"user_id": "jihoon07"}', "제로콜라"]:
            status, answer = self.post(body)
            self.assertEqual((status, list(json.loads(answer))), (400, ["error"]))
        self.assertEqual(self.table.scan()["Count"], 0)
