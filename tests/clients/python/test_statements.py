"""PartiQL."""

from support import ClientTest


class Statements(ClientTest):
    def setUp(self):
        super().setUp()
        self.table = self.create_table("likes", "user_id", "timestamp")

    def run_statement(self, statement, *parameters, **more):
        if parameters:
            more["Parameters"] = list(parameters)
        return self.resource.meta.client.execute_statement(Statement=statement, **more)

    def insert(self, *places):
        for place in places:
            self.run_statement(
                "INSERT INTO likes VALUE {'user_id': 'jihoon07', 'timestamp': ?, 'place': ?}", str(place), place
            )

    def test_a_statement_takes_parameters(self):
        self.insert(1, 2, 3)
        answer = self.run_statement(
            'SELECT place FROM "likes" WHERE user_id = ? AND "timestamp" >= ? ORDER BY "timestamp" DESC',
            "jihoon07", "2",
        )
        self.assertEqual(answer["Items"], [{"place": 3}, {"place": 2}])

    def test_an_insert_never_replaces(self):
        self.insert(1)
        with self.refused("DuplicateItemException", "Duplicate primary key exists in table"):
            self.insert(1)

    def test_an_update_and_a_delete_give_what_they_return(self):
        self.insert(1)
        where = "WHERE user_id = 'jihoon07' AND \"timestamp\" = '1'"
        answer = self.run_statement(f"UPDATE likes SET place = place + 9 SET brand = '소니' {where} RETURNING ALL NEW *")
        new = {"user_id": "jihoon07", "timestamp": "1", "place": 10, "brand": "소니"}
        self.assertEqual(answer["Items"], [new])
        answer = self.run_statement(f"DELETE FROM likes {where} RETURNING ALL OLD *")
        self.assertEqual(answer["Items"], [new])
        self.assertEqual(self.table.scan()["Count"], 0)
        with self.refused("ConditionalCheckFailedException", "The conditional request failed"):
            self.run_statement(f"UPDATE likes SET place = 1 {where}")

    def test_a_token_leads_through_all_pages(self):
        self.insert(*range(1, 6))
        places, token, pages = [], {}, 0
        while pages == 0 or token:
            answer = self.run_statement("SELECT * FROM likes WHERE user_id = 'jihoon07'", Limit=2, **token)
            places += [int(item["place"]) for item in answer["Items"]]
            token = {"NextToken": answer["NextToken"]} if "NextToken" in answer else {}
            pages += 1
        self.assertEqual((places, pages), ([1, 2, 3, 4, 5], 3))

    def test_each_statement_of_a_batch_has_its_own_answer(self):
        self.insert(1)
        answer = self.client.batch_execute_statement(Statements=[
            {"Statement": "INSERT INTO likes VALUE {'user_id': 'jihoon07', 'timestamp': '1'}"},
            {"Statement": "INSERT INTO likes VALUE {'user_id': 'jihoon07', 'timestamp': '2'}"},
        ])
        twice, inserted = answer["Responses"]
        self.assertEqual(twice["Error"], {
            "Code": "DuplicateItem", "Message": "Duplicate primary key exists in table",
        })
        self.assertEqual(inserted, {"TableName": "likes"})
        answer = self.client.batch_execute_statement(Statements=[
            {"Statement": f"SELECT place FROM likes WHERE user_id = 'jihoon07' AND \"timestamp\" = '{n}'"}
            for n in [1, 3]
        ])
        self.assertEqual(
            answer["Responses"], [{"TableName": "likes", "Item": {"place": {"N": "1"}}}, {"TableName": "likes"}]
        )

    def test_statements_are_a_transaction(self):
        self.insert(1)
        message = (
            "Transaction cancelled, please refer cancellation reasons for specific reasons [None, DuplicateItem]"
        )
        with self.refused("TransactionCanceledException", message) as caught:
            self.client.execute_transaction(TransactStatements=[
                {"Statement": f"INSERT INTO likes VALUE {{'user_id': 'jihoon07', 'timestamp': '{n}'}}"}
                for n in [2, 1]
            ])
        self.assertEqual(
            [reason["Code"] for reason in caught.exception.response["CancellationReasons"]],
            ["None", "DuplicateItem"],
        )
        self.assertEqual(self.table.scan()["Count"], 1)

    def test_what_is_no_statement_is_refused(self):
        message = "Statement wasn't well formed, can't be processed: Unexpected term"
        with self.refused("ValidationException", message):
            self.run_statement("SELECT * FROM likes WHERE")
