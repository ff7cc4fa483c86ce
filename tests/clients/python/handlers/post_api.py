import json
from datetime import datetime

import boto3

dynamodb = boto3.resource('dynamodb')
table = dynamodb.Table('sgu-202500-user-likes-time')


def lambda_handler(event, context):
    try:
        body = json.loads(event['body'])
    except (KeyError, TypeError, json.JSONDecodeError):
        return {
            'statusCode': 400,
            'body': json.dumps({'error': '요청 본문이 JSON이 아닙니다.'}, ensure_ascii=False)
        }

    user_id = body.get('user_id')
    product = body.get('product')

    if not user_id or not product:
        return {
            'statusCode': 400,
            'body': json.dumps({'error': 'user_id와 product는 필수입니다.'}, ensure_ascii=False)
        }

    timestamp = datetime.now().isoformat()

    item = {
        'user_id': user_id,
        'timestamp': timestamp,
        'product': product
    }

    for key in ['reason', 'brand', 'price', 'color']:
        if key in body:
            item[key] = body[key]

    table.put_item(Item=item)

    return {
        'statusCode': 200,
        'headers': {'Content-Type': 'application/json'},
        'body': json.dumps({
            'message': '저장 완료',
            'user_id': user_id,
            'timestamp': timestamp
        }, ensure_ascii=False)
    }
