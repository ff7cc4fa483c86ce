"""The plugin, in runs of pytest of its own."""

import pytest

CONFTEST = """
    import pytest

    def pytest_hashrange_tables(client):
        client.create_table(
            TableName="stock",
            KeySchema=[{"AttributeName": "product", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "product", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        client.put_item(TableName="stock", Item={"product": {"S": "tumbler"}, "left": {"N": "3"}})
"""
TESTS = """
    import os
    import boto3
    import pytest

    @pytest.mark.parametrize("run", range(8))
    def test_each_has_its_own_tables(dynamodb, dynamodb_client, run):
        stock = dynamodb.Table("stock")
        assert [item["product"] for item in stock.scan()["Items"]] == ["tumbler"]
        stock.put_item(Item={"product": f"cup{run}"})
        assert dynamodb_client.scan(TableName="stock")["Count"] == 2

    def test_code_that_makes_its_clients_itself(dynamodb_environment, dynamodb_client):
        boto3.client("dynamodb").delete_item(TableName="stock", Key={"product": {"S": "tumbler"}})
        assert dynamodb_client.scan(TableName="stock")["Count"] == 0

    def test_code_that_makes_its_clients_itself_again(dynamodb_environment, dynamodb_client):
        assert boto3.resource("dynamodb").Table("stock").scan()["Count"] == 1
        assert dynamodb_client.scan(TableName="stock")["Count"] == 1

    def test_environment_is_as_before():
        assert "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ

    def test_streams(dynamodb_streams_client):
        assert dynamodb_streams_client.list_streams()["Streams"] == []

    def test_faults(hashrange, dynamodb_client):
        hits = hashrange.fault(operations=["Scan"], nth=1, answer={"throttled": {}})
        assert dynamodb_client.scan(TableName="stock")["Count"] == 1
        assert hits() == 1
"""


@pytest.fixture(autouse=True)
def clean(monkeypatch):
    # These tests may run in parallel themselves.
    for name in ("AWS_ENDPOINT_URL_DYNAMODB", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "parallel"])
def test_each_test_has_a_fork(pytester, options):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS)
    pytester.runpytest_subprocess("-W", "error", *options).assert_outcomes(passed=13)


def test_workers_have_a_server_each_and_tests_alone_share_one(pytester):
    pytester.makeini("[pytest]\nhashrange_region = ap-northeast-2")
    pytester.makepyfile(
        """
        import os
        import pytest

        @pytest.mark.parametrize("run", range(20))
        def test_url(hashrange_server, dynamodb_client, run, pytestconfig):
            assert dynamodb_client.meta.region_name == "ap-northeast-2"
            with open(pytestconfig.rootpath / os.environ.get("PYTEST_XDIST_WORKER", "alone.txt"), "a") as file:
                print(hashrange_server.url, file=file)
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=20)
    pytester.runpytest_subprocess("-n", "2", "--dist", "each").assert_outcomes(passed=40)
    lines = {name: pytester.path.joinpath(name).read_text().split() for name in ("alone.txt", "gw0", "gw1")}
    assert [(len(urls), len(set(urls))) for urls in lines.values()] == [(20, 1)] * 3
    assert lines["gw0"][0] != lines["gw1"][0]


def test_no_server_is_started_for_tests_without_tables(pytester, monkeypatch):
    monkeypatch.setenv("HASHRANGE", "no-such-program")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("def test_nothing(): pass\ndef test_of_tables(dynamodb): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ProgramNotFound: HASHRANGE is no-such-program, which is no program*"])


def test_tables_of_all_conftests_are_made_and_fixtures_are_loaded(pytester):
    pytester.makeconftest(CONFTEST)
    folder = pytester.mkpydir("orders")
    (folder / "conftest.py").write_text(
        "def pytest_hashrange_tables(server):\n"
        "    assert server.client().list_tables()['TableNames'] == ['from_a_file', 'stock']\n"
        "    server.control('POST', 'faults', {'operations': ['PutItem'], 'answer': 'throttled'})\n"
    )
    (folder / "test_orders.py").write_text(
        "def test_tables(dynamodb_client):\n"
        "    assert dynamodb_client.list_tables()['TableNames'] == ['from_a_file', 'stock']\n"
    )
    pytester.path.joinpath("table.json").write_text(
        '{"TableName": "from_a_file", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],'
        ' "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}'
    )
    pytester.makeini("[pytest]\nhashrange_arguments =\n    --fixture=table.json\n    --seed=7")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_the_clock_is_set_for_all_tests_or_for_one(pytester):
    pytester.makeini("[pytest]\nhashrange_arguments = --clock=manual=2026-01-01T00:00:00Z")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("run", range(2))
        def test_all(hashrange, run):
            assert hashrange.control("GET", "clock")["now"].startswith("2026-01-01T00:00:00")
            hashrange.advance("1h")

        @pytest.mark.hashrange(clock="2030-01-01T00:00:00Z")
        def test_one(hashrange):
            assert hashrange.control("GET", "clock")["now"].startswith("2030-01-01")

        @pytest.mark.hashrange(clock="system")
        def test_system(hashrange):
            assert hashrange.control("GET", "clock")["kind"] == "system"

        @pytest.mark.hashrange(time="noon")
        def test_wrong(hashrange):
            pass

        @pytest.mark.hashrange("noon")
        def test_wrong_too(hashrange):
            pass
        """
    )
    result = pytester.runpytest_subprocess("--strict-markers")
    result.assert_outcomes(passed=4, errors=2)
    result.stdout.fnmatch_lines(["*the mark is hashrange(clock=\"...\"), without time*"])


def test_tables_that_cannot_be_made_fail_the_tests_that_need_them(pytester):
    pytester.makeconftest("def pytest_hashrange_tables(client):\n    client.create_table(TableName='x')\n")
    pytester.makepyfile("def test_tables(dynamodb): pass\ndef test_nothing(): pass")
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ValidationException*CreateTable*", "ERROR *::test_tables*"])


def test_without_boto3_the_message_says_what_is_missing(pytester):
    pytester.makeconftest("import sys\nsys.modules['boto3'] = None\n")
    pytester.makepyfile(
        "def test_tables(dynamodb): pass\n"
        "def test_environment(dynamodb_environment, hashrange):\n"
        "    assert dynamodb_environment['AWS_ACCESS_KEY_ID'] == hashrange.access_key\n"
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*boto3 is not installed: pip install 'hashrange[[]boto3]'*"])
