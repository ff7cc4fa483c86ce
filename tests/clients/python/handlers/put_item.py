import json

import boto3

dynamodb = boto3.resource('dynamodb')
table = dynamodb.Table('sgu-202500-user-likes')


def lambda_handler(event, context):
    table.put_item(
        Item={
            'user_id': 'jihoon07',
            'product_name': '제로콜라'
        }
    )

    return {
        'statusCode': 200,
        'body': json.dumps('PutItem successful!')
    }
