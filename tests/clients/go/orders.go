// Package orders is the code under test: orders with the stock that they take, and sessions that expire.
package orders

import (
	"context"
	"errors"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// ErrSoldOut is what Order returns when there is nothing left.
var ErrSoldOut = errors.New("sold out")

// Shop sells what is in stock.
type Shop struct {
	Client *dynamodb.Client
}

func key(name, value string) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{name: &types.AttributeValueMemberS{Value: value}}
}

// Order takes one of a product from the stock.
func (shop Shop) Order(ctx context.Context, product string) error {
	_, err := shop.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                aws.String("stock"),
		Key:                      key("product", product),
		UpdateExpression:         aws.String("SET #left = #left - :one"),
		ConditionExpression:      aws.String("#left >= :one"),
		ExpressionAttributeNames: map[string]string{"#left": "left"},
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":one": &types.AttributeValueMemberN{Value: "1"},
		},
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return ErrSoldOut
	}
	return err
}

// LogIn begins a session that ends at a time, in seconds since 1970.
func (shop Shop) LogIn(ctx context.Context, user string, until int64) error {
	item := key("user", user)
	item["until"] = &types.AttributeValueMemberN{Value: strconv.FormatInt(until, 10)}
	_, err := shop.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("sessions"), Item: item})
	return err
}

// IsLoggedIn tells whether a user has a session.
func (shop Shop) IsLoggedIn(ctx context.Context, user string) (bool, error) {
	input := &dynamodb.GetItemInput{TableName: aws.String("sessions"), Key: key("user", user)}
	output, err := shop.Client.GetItem(ctx, input)
	return err == nil && output.Item != nil, err
}
