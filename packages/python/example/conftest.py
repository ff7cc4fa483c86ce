"""The tables that each test begins with: made once, and each test has a fork of them."""


def pytest_hashrange_tables(client):
    for name, key in [("stock", "product"), ("sessions", "user")]:
        client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    client.update_time_to_live(
        TableName="sessions", TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
    )
    client.put_item(TableName="stock", Item={"product": {"S": "tumbler"}, "left": {"N": "3"}})
