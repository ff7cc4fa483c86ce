"""The data of the course's lab."""

LIKES = "sgu-202500-user-likes"
LIKES_BY_TIME = "sgu-202500-user-likes-time"

HAERI = {
    "user_id": {"S": "haeri05"}, "product_name": {"S": "무선 이어폰"}, "category": {"S": "디지털"},
    "reason": {"S": "최근 블루투스 기기 검색"}, "timestamp": {"S": "2025-05-11T21:00:00"}, "price": {"N": "89000"},
    "brand": {"S": "소니"}, "color": {"S": "블랙"}, "rating": {"N": "4.7"},
}
MINJI = {
    "user_id": {"S": "minji01"}, "product_name": {"S": "핑크 가습기"}, "category": {"S": "생활가전"},
    "timestamp": {"S": "2025-05-11T21:01:00"},
}
JIHOON = {"user_id": {"S": "jihoon07"}, "product_name": {"S": "텀블러"}}
YUNA = {
    "user_id": {"S": "yuna23"}, "product_name": {"S": "토끼 인형"},
    "reason": {"S": "장난감 카테고리 체류시간 높음"},
}
FOUR_LIKES = [HAERI, MINJI, JIHOON, YUNA]

TUMBLER = {
    "user_id": {"S": "jihoon07"}, "timestamp": {"S": "2025-05-12T10:15:00"}, "product_name": {"S": "스탠리 텀블러"},
}
ACCESSORY = {
    "user_id": {"S": "jihoon07"}, "timestamp": {"S": "2025-05-12T18:15:00"},
    "product_name": {"S": "텀블럭 악세사리"},
}
FOUR_LIKES_BY_TIME = [HAERI, MINJI, TUMBLER, {**YUNA, "timestamp": {"S": "2025-05-12T11:20:00"}}]
