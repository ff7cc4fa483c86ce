// Beyond the exercises: three ways to model data, ACID against BASE, and partitions. Steps are as in exercises.js.

import { call, control } from '../api.js';
import { answers, explain, hasIndex, hasItems, hasKey, item, need, NotYet, partitions as partitionsOf, query, refusal, table } from './check.js';
import { ACCOUNTS, DOCUMENT, EDGES, FRIENDS, KEY_VALUE, KEY_VALUES, LIKES, NEW_VIEWS, UPDATE_DOCUMENT, USERS } from './data.js';
import { createItem, createTable, editItem, items, partiql, partitions, search } from './links.js';
import { stale } from './stale.js';

const text = (value) => JSON.stringify(value, null, 2);
const valueOf = ([key, value]) => ({ key: { S: key }, value: { S: value } });
const [, VIEWS, , , LOGIN] = KEY_VALUES.map(([key]) => ({ key: { S: key } }));

const putAll = (name, all) => call('BatchWriteItem', { RequestItems: { [name]: all.map((Item) => ({ PutRequest: { Item } })) } });

const keyValue = {
  id: '8',
  steps: [
    { links: [createTable({ name: KEY_VALUE, partition: 'key' })], check: () => hasKey(KEY_VALUE, 'key (S)') },
    {
      code: [KEY_VALUES.map(([key, value]) => `${key} = ${value}`).join('\n')],
      run: ['course.run.put', async () => text(await putAll(KEY_VALUE, KEY_VALUES.map(valueOf)))],
      check: () => hasItems(KEY_VALUE, ['key'], KEY_VALUES.map(valueOf)),
    },
    {
      links: [search(KEY_VALUE)],
      ask: true,
      async check(answer) {
        const found = await item(KEY_VALUE, LOGIN);
        need(found, 'item', { table: KEY_VALUE, key: LOGIN.key.S });
        answers(answer, found.value.S);
      },
    },
    {
      links: [editItem(KEY_VALUE, VIEWS)],
      code: [NEW_VIEWS],
      check: () => hasItems(KEY_VALUE, ['key'], [{ ...VIEWS, value: { S: NEW_VIEWS } }]),
    },
  ],
};

const ONE = { user_id: DOCUMENT.user_id };

const documents = {
  id: '9',
  steps: [
    { links: [createTable({ name: USERS, partition: 'user_id' })], check: () => hasKey(USERS, 'user_id (S)') },
    { links: [createItem(USERS, DOCUMENT)], code: [JSON.stringify(DOCUMENT)], check: () => hasItems(USERS, ['user_id'], [DOCUMENT]) },
    {
      links: [partiql(UPDATE_DOCUMENT)],
      code: [UPDATE_DOCUMENT],
      async check() {
        const stored = await item(USERS, ONE);
        need(stored, 'item', { table: USERS, key: 'u001' });
        const preferences = stored.preferences?.M;
        need(preferences?.language?.S === 'en' && preferences.genre?.L.length === 3, 'differs', { key: 'u001', attributes: 'preferences' });
      },
    },
  ],
};

const graph = {
  id: '10',
  steps: [
    {
      links: [createTable({ name: FRIENDS, partition: 'from', sort: 'to' })],
      async check() {
        await hasKey(FRIENDS, 'from (S) + to (S)');
        await hasIndex(FRIENDS, 'reversed', 'to (S) + from (S)');
      },
    },
    {
      code: [EDGES.map((edge) => edge.join(' → ')).join('\n')],
      run: ['course.run.put', async () => text(await putAll(FRIENDS, EDGES.map(edgeOf)))],
      check: () => hasItems(FRIENDS, ['from', 'to'], EDGES.map(edgeOf)),
    },
    {
      links: [search(FRIENDS)],
      ask: true,
      check: async (answer) => answers(answer, (await ends('#from', 'jack')).map((edge) => edge.to.S).join(' ')),
    },
    {
      links: [search(FRIENDS, 'reversed')],
      ask: true,
      check: async (answer) => answers(answer, (await ends('#to', 'howard', 'reversed')).map((edge) => edge.from.S).join(' ')),
    },
    {
      links: [partitions(FRIENDS, { index: 'reversed', key: 'howard' })],
      ask: true,
      async check(answer) {
        await hasIndex(FRIENDS, 'reversed', 'to (S) + from (S)');
        answers(answer, (await explain(FRIENDS, 'howard', 'reversed')).partition);
      },
    },
  ],
};

const edgeOf = ([from, to]) => ({ from: { S: from }, to: { S: to }, type: { S: 'FRIEND' } });

async function ends(name, person, index) {
  const more = { ExpressionAttributeNames: { [name]: name.slice(1) }, ...(index ? { IndexName: index } : {}) };
  const { Items } = await query(FRIENDS, `${name} = :person`, { ':person': { S: person } }, more);
  need(Items.length > 0, 'no_items', { table: FRIENDS });
  return Items;
}

const account = (id) => ({ TableName: ACCOUNTS, Key: { id: { S: id } }, ExpressionAttributeNames: { '#b': 'balance' } });

/** A transaction that moves money from Haeri to Minji, if Haeri has as much. */
const transfer = (amount) => ({
  TransactItems: [
    { Update: { ...account('haeri'), UpdateExpression: 'SET #b = #b - :n', ConditionExpression: '#b >= :n', ExpressionAttributeValues: { ':n': { N: String(amount) } } } },
    { Update: { ...account('minji'), UpdateExpression: 'SET #b = #b + :n', ExpressionAttributeValues: { ':n': { N: String(amount) } } } },
  ],
});

/** What both have; together it is always 150. */
async function balances() {
  const found = await Promise.all(['haeri', 'minji'].map((id) => item(ACCOUNTS, { id: { S: id } })));
  found.forEach((one, at) => need(one, 'item', { table: ACCOUNTS, key: ['haeri', 'minji'][at] }));
  const [haeri, minji] = found.map((one) => Number(one.balance.N));
  need(haeri + minji === 150, 'balance', { haeri, minji });
  return { haeri, minji };
}

async function openAccounts() {
  await table(ACCOUNTS).catch((error) => {
    if (!(error instanceof NotYet)) throw error;
    return call('CreateTable', {
      TableName: ACCOUNTS,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
  });
  await putAll(ACCOUNTS, [['haeri', '100'], ['minji', '50']].map(([id, balance]) => ({ id: { S: id }, balance: { N: balance } })));
  return text(await balances());
}

const acid = {
  id: '11',
  steps: [
    { run: ['course.run.accounts', openAccounts], links: [items(ACCOUNTS)], check: balances },
    {
      code: [text(transfer(30))],
      run: ['course.run.transfer', async () => text(await call('TransactWriteItems', transfer(30)).then(balances))],
      async check() {
        const { haeri, minji } = await balances();
        need(haeri < 100, 'transfer', { haeri, minji });
      },
    },
    {
      run: ['course.run.too_much', async () => {
        const error = await refusal('TransactWriteItems', transfer(1000));
        return `${error.name}\n${text(error.body.CancellationReasons?.map((reason) => reason.Code))}\n${text(await balances())}`;
      }],
      ask: true,
      async check(answer) {
        answers(answer, (await balances()).haeri);
      },
    },
    { form: stale, check: stale.wasSeen },
    { form: stale.end, check: stale.isOver },
  ],
};

const MOST_OF_ALL = 0.6;

const hashing = {
  id: '12',
  steps: [
    {
      links: [partitions(LIKES, { key: 'minji01' })],
      ask: true,
      async check(answer) {
        await table(LIKES);
        answers(answer, (await explain(LIKES, 'minji01')).hash.slice(0, 4));
      },
    },
    {
      links: [partitions(LIKES)],
      ask: true,
      async check(answer) {
        await table(LIKES);
        answers(answer, (await control('GET', 'spread', { query: { table: LIKES } })).least);
      },
    },
    {
      links: [partitions(LIKES, { key: 'celebrity' })],
      async check() {
        const writes = (await partitionsOf(LIKES)).map((one) => one.writes);
        const [most, all] = [Math.max(...writes), writes.reduce((one, other) => one + other, 0)];
        need(most >= 1000 && most >= all * MOST_OF_ALL, 'hot', { most, all });
      },
    },
    {
      links: [partitions(LIKES, { key: 'celebrity' })],
      async check() {
        const all = (await partitionsOf(LIKES)).length;
        need(all > 4, 'split', { partitions: all });
      },
    },
  ],
};

export const models = [keyValue, documents, graph, acid, hashing];
