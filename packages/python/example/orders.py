"""The code under test: orders with the stock that they take, and sessions that expire. It knows nothing of the test."""

from botocore.exceptions import ClientError


class SoldOut(Exception):
    pass


class Shop:
    def __init__(self, dynamodb):
        self.dynamodb = dynamodb
        self.stock = dynamodb.Table("stock")
        self.sessions = dynamodb.Table("sessions")

    def left(self, product):
        return int(self.stock.get_item(Key={"product": product}, ConsistentRead=True)["Item"]["left"])

    def order(self, product):
        try:
            self.stock.update_item(
                Key={"product": product},
                UpdateExpression="SET #left = #left - :one",
                ConditionExpression="#left >= :one",
                ExpressionAttributeNames={"#left": "left"},
                ExpressionAttributeValues={":one": 1},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                raise SoldOut(product) from error
            raise

    def log_in(self, user, until):
        self.sessions.put_item(Item={"user": user, "until": until})

    def is_logged_in(self, user):
        return "Item" in self.sessions.get_item(Key={"user": user})
