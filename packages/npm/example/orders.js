// The code under test: orders with the stock that they take, and sessions that expire. It knows nothing of the test.

import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";

export class SoldOut extends Error {}

export class Shop {
  constructor(documents) {
    this.documents = documents;
  }

  async left(product) {
    const get = new GetCommand({ TableName: "stock", Key: { product }, ConsistentRead: true });
    return (await this.documents.send(get)).Item.left;
  }

  async order(product) {
    const update = new UpdateCommand({
      TableName: "stock",
      Key: { product },
      UpdateExpression: "SET #left = #left - :one",
      ConditionExpression: "#left >= :one",
      ExpressionAttributeNames: { "#left": "left" },
      ExpressionAttributeValues: { ":one": 1 },
    });
    try {
      await this.documents.send(update);
    } catch (error) {
      throw error instanceof ConditionalCheckFailedException ? new SoldOut(product) : error;
    }
  }

  async logIn(user, until) {
    await this.documents.send(new PutCommand({ TableName: "sessions", Item: { user, until } }));
  }

  async isLoggedIn(user) {
    return (await this.documents.send(new GetCommand({ TableName: "sessions", Key: { user } }))).Item !== undefined;
  }
}
