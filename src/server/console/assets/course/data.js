// The data of the course. It is Korean in both languages, as the course's own is.

export const LIKES = 'sgu-202500-user-likes';
export const BY_TIME = 'sgu-202500-user-likes-time';
export const KEY_VALUE = 'course-key-value';
export const USERS = 'course-users';
export const FRIENDS = 'course-friends';
export const ACCOUNTS = 'course-accounts';

/** All tables that the course makes. */
export const TABLES = [LIKES, BY_TIME, KEY_VALUE, USERS, FRIENDS, ACCOUNTS];

const HAERI = {
  product_name: { S: '무선 이어폰' }, category: { S: '디지털' }, reason: { S: '최근 블루투스 기기 검색' },
  price: { N: '89000' }, brand: { S: '소니' }, color: { S: '블랙' }, rating: { N: '4.7' },
};
const MINJI = { product_name: { S: '핑크 가습기' }, category: { S: '생활가전' } };
const YUNA = { product_name: { S: '토끼 인형' }, reason: { S: '장난감 카테고리 체류시간 높음' } };

const at = (user, timestamp) => ({ user_id: { S: user }, ...(timestamp && { timestamp: { S: timestamp } }) });

export const FOUR = [
  { ...at('haeri05', '2025-05-11T21:00:00'), ...HAERI },
  { ...at('minji01', '2025-05-11T21:01:00'), ...MINJI },
  { ...at('jihoon07'), product_name: { S: '텀블러' } },
  { ...at('yuna23'), ...YUNA },
];

export const FOUR_BY_TIME = [
  FOUR[0],
  FOUR[1],
  { ...at('jihoon07', '2025-05-12T10:15:00'), product_name: { S: '스탠리 텀블러' } },
  { ...at('yuna23', '2025-05-12T11:20:00'), ...YUNA },
];

export const FIFTH = { ...at('jihoon07', '2025-05-12T18:15:00'), product_name: { S: '텀블럭 악세사리' } };

export const INSERT = `INSERT INTO "${LIKES}" VALUE {'user_id':'jihoon07','product_name':'코카콜라'};`;
export const LAMBDA = `import boto3

table = boto3.resource('dynamodb').Table('${LIKES}')

def lambda_handler(event, context):
    table.put_item(Item={'user_id': 'jihoon07', 'product_name': '제로콜라'})
    return {'statusCode': 200, 'body': 'PutItem successful!'}`;
export const SELECT = `SELECT * FROM "${BY_TIME}" WHERE user_id = 'jihoon07' ORDER BY "timestamp" ASC;`;

export const POSTED = { user_id: 'jihoon07', product: '제로콜라', brand: '코카콜라', reason: '갈증해소', color: 'black', price: 2900 };

export const KEY_VALUES = [
  ['user:haeri:profile', 'age=39,gender=f,interests=tech,finance,travel'],
  ['user:haeri:recent_views', 'item_1042,item_902,item_381,item_777'],
  ['user:haeri:recommend', 'item_123,item_784,item_999,item_1003'],
  ['user:haeri:click_history', '{"item_784":3,"item_123":1,"item_902":5}'],
  ['user:haeri:last_login', '2025-05-11T14:50:00+09:00'],
];
export const NEW_VIEWS = 'item_784,item_1042,item_902,item_381';

export const DOCUMENT = {
  user_id: { S: 'u001' },
  name: { S: 'Haeri' },
  email: { S: 'haeri@example.com' },
  age: { N: '39' },
  preferences: { M: { genre: { L: [{ S: 'tech' }, { S: 'finance' }, { S: 'travel' }] }, language: { S: 'ko' } } },
  is_active: { BOOL: true },
};
export const UPDATE_DOCUMENT = `UPDATE "${USERS}" SET preferences."language" = 'en' WHERE user_id = 'u001';`;

export const EDGES = [
  ['jack', 'doug'], ['jack', 'annie'], ['jack', 'mac'], ['jack', 'harry'], ['harry', 'howard'],
  ['sam', 'annie'], ['sam', 'jack'], ['annie', 'doug'], ['annie', 'howard'], ['doug', 'howard'],
];
