"""What a client checks of an answer before it reads it."""

import zlib

from support import ClientTest


class Answers(ClientTest):
    def test_every_answer_has_the_checksum_of_its_body(self):
        seen = []

        def check(response_dict, **_):
            seen.append(response_dict["status_code"])
            self.assertEqual(response_dict["headers"]["content-type"], "application/x-amz-json-1.0")
            self.assertEqual(int(response_dict["headers"]["x-amz-crc32"]), zlib.crc32(response_dict["body"]))

        self.client.meta.events.register("before-parse.dynamodb", check)
        self.client.list_tables()
        with self.assertRaises(self.client.exceptions.ResourceNotFoundException):
            self.client.describe_table(TableName="likes")
        self.assertEqual(seen, [200, 400])
