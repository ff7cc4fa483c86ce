// The seven exercises of the course. A step has
//   links  pages where it is done: the key of a text, a path, and what is filled in there
//   code   texts to copy
//   ask    whether the person answers a question
//   run    what the page does for the person, with what it shows: [key of the button's text, run]
//   check  (answer) => what must hold in the database

import { call } from '../api.js';
import { BY_TIME, FIFTH, FOUR, FOUR_BY_TIME, INSERT, LAMBDA, LIKES, SELECT } from './data.js';
import { answers, hasItems, hasKey, explain, item, need, query, refusal, scan } from './check.js';
import { gateway } from './gateway.js';
import { createItem, createTable, editItem, items, partiql, partitions, search } from './links.js';

const JIHOON = { user_id: { S: 'jihoon07' } };
const OF_JIHOON = ['user_id = :user', { ':user': JIHOON.user_id }];
const PUT = { TableName: LIKES, Item: { ...JIHOON, product_name: { S: '제로콜라' } } };
const json = (one) => JSON.stringify(one);

const first = {
  id: '1',
  steps: [
    { links: [createTable({ name: LIKES, partition: 'user_id' })], check: () => hasKey(LIKES, 'user_id (S)') },
    {
      links: [items(LIKES), partitions(LIKES)],
      ask: true,
      async check(answer) {
        await hasKey(LIKES, 'user_id (S)');
        const { ConsumedCapacity } = await call('Scan', { TableName: LIKES, ReturnConsumedCapacity: 'TOTAL' });
        answers(answer, ConsumedCapacity.CapacityUnits);
      },
    },
    { links: [createItem(LIKES)], code: FOUR.map(json), check: () => hasItems(LIKES, ['user_id'], FOUR) },
    {
      links: [items(LIKES)],
      ask: true,
      async check(answer) {
        const { Items } = await scan(LIKES);
        need(Items.length > 0, 'no_items', { table: LIKES });
        answers(answer, new Set(Items.flatMap((one) => Object.keys(one))).size);
      },
    },
  ],
};

const second = {
  id: '2',
  steps: [
    {
      links: [createItem(LIKES, { ...JIHOON, product_name: { S: '스탠리' } })],
      ask: true,
      async check(answer) {
        need(await item(LIKES, JIHOON), 'item', { table: LIKES, key: 'jihoon07' });
        const input = { ...PUT, ConditionExpression: 'attribute_not_exists(user_id)' };
        answers(answer, (await refusal('PutItem', input)).name);
      },
    },
    {
      links: [editItem(LIKES, JIHOON)],
      check: () => hasItems(LIKES, ['user_id'], [{ ...JIHOON, product_name: { S: '스탠리' } }]),
    },
    {
      links: [partiql(INSERT)],
      code: [INSERT],
      ask: true,
      async check(answer) {
        need(await item(LIKES, JIHOON), 'item', { table: LIKES, key: 'jihoon07' });
        answers(answer, (await refusal('ExecuteStatement', { Statement: INSERT.replace(';', '') })).name);
      },
    },
    {
      code: [LAMBDA],
      run: ['course.run.lambda', async () => {
        await call('PutItem', PUT);
        return '200 PutItem successful!';
      }],
      async check() {
        await hasItems(LIKES, ['user_id'], [PUT.Item]);
        const { Count } = await scan(LIKES);
        need(Count === 4, 'count', { table: LIKES, wanted: 4, actual: Count });
      },
    },
  ],
};

const third = {
  id: '3',
  steps: [{
    links: [createTable({ name: BY_TIME, partition: 'user_id', sort: 'timestamp' })],
    check: () => hasKey(BY_TIME, 'user_id (S) + timestamp (S)'),
  }],
};

const NAMES = ['user_id', 'timestamp'];

const fourth = {
  id: '4',
  steps: [{ links: [createItem(BY_TIME)], code: FOUR_BY_TIME.map(json), check: () => hasItems(BY_TIME, NAMES, FOUR_BY_TIME) }],
};

const fifth = {
  id: '5',
  steps: [
    {
      links: [createItem(BY_TIME, FIFTH)],
      code: [json(FIFTH)],
      async check() {
        await hasItems(BY_TIME, NAMES, [FIFTH]);
        const { Count } = await query(BY_TIME, ...OF_JIHOON);
        need(Count >= 2, 'count', { table: BY_TIME, wanted: 2, actual: Count });
      },
    },
    {
      links: [partitions(BY_TIME, { key: 'jihoon07' })],
      ask: true,
      async check(answer) {
        await hasItems(BY_TIME, NAMES, [FIFTH]);
        answers(answer, (await explain(BY_TIME, 'jihoon07')).partition);
      },
    },
  ],
};

const productOf = async (more, values = {}) => {
  const [condition, user] = OF_JIHOON;
  const found = await query(BY_TIME, condition + (more.condition ?? ''), { ...user, ...values }, more.input);
  need(found.Count > 0, 'no_items', { table: BY_TIME });
  return found;
};

const sixth = {
  id: '6',
  steps: [
    {
      links: [search(BY_TIME)],
      ask: true,
      async check(answer) {
        const { Items } = await productOf({ input: { ScanIndexForward: false } });
        answers(answer, Items[0].product_name.S);
      },
    },
    {
      links: [search(BY_TIME)],
      ask: true,
      async check(answer) {
        const noon = { ':noon': { S: '2025-05-12T12:00:00' } };
        const more = { condition: ' AND #time >= :noon', input: { ExpressionAttributeNames: { '#time': 'timestamp' } } };
        answers(answer, (await productOf(more, noon)).Count);
      },
    },
    {
      links: [partiql(SELECT)],
      code: [SELECT],
      ask: true,
      async check(answer) {
        await productOf({});
        const { Items } = await call('ExecuteStatement', { Statement: SELECT.replace(';', '') });
        answers(answer, Items[0].timestamp.S);
      },
    },
  ],
};

const seventh = {
  id: '7',
  steps: [
    {
      form: gateway,
      async check() {
        const { Items } = await query(BY_TIME, ...OF_JIHOON);
        const posted = Items.find((one) => one.brand?.S === '코카콜라' && one.price?.N === '2900');
        need(posted, 'posted', { table: BY_TIME });
        need(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/.test(posted.timestamp.S), 'posted', { table: BY_TIME });
      },
    },
    { form: gateway, ask: true, check: async (answer) => answers(answer, (await gateway.handle('{"user_id":"jihoon07"}')).status) },
  ],
};

export const exercises = [first, second, third, fourth, fifth, sixth, seventh];
