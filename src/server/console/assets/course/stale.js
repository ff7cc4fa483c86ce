// An eventually consistent read that is really stale: replicas are made late, and read while they are.

import { call, control } from '../api.js';
import { dataTable } from '../components.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { item, need } from './check.js';
import { ACCOUNTS } from './data.js';
import { panel } from './panel.js';

const KEY = { id: { S: 'haeri' } };
const LAG = { least_ms: 4000, most_ms: 8000 };
const READS = 4;

/** What the last comparison saw. */
let seen = null;

const note = (stored) => stored?.memo?.S ?? '-';

async function read(consistent) {
  return note((await call('GetItem', { TableName: ACCOUNTS, Key: KEY, ConsistentRead: consistent })).Item);
}

/** Writes a note with the time, and reads it at once in both ways. */
async function compare({ writes }) {
  const { lag } = await control('GET', 'lag');
  if (writes) {
    need(await item(ACCOUNTS, KEY), 'item', { table: ACCOUNTS, key: 'haeri' });
    await call('UpdateItem', {
      TableName: ACCOUNTS,
      Key: KEY,
      UpdateExpression: 'SET memo = :memo',
      ExpressionAttributeValues: { ':memo': { S: new Date().toLocaleTimeString() + ` #${Math.floor(Math.random() * 1000)}` } },
    });
  }
  const consistent = await read(true);
  const eventual = [];
  for (let number = 0; number < READS; number += 1) eventual.push(await read(false));
  seen = { lag, consistent, eventual };
  return seen;
}

function table({ consistent, eventual }) {
  const rows = [[t('course.read.consistent'), consistent], ...eventual.map((value, at) => [t('course.read.eventual', { number: at + 1 }), value])];
  return dataTable({
    caption: t('course.reads'),
    rows,
    columns: [
      { label: t('course.read'), cell: ([name]) => name },
      { label: 'memo', cell: ([, value]) => h('span', { class: value === consistent ? 'fresh-read' : 'stale-read' }, value === consistent ? value : `${value} · ${t('course.stale')}`) },
    ],
  });
}

/** Makes replicas late, writes and reads. */
export const stale = () => panel([
  ['course.lag.on', async () => {
    await control('POST', 'lag', { body: LAG });
    return h('p', null, t('course.lag.is_on'));
  }],
  ['course.lag.compare', async () => table(await compare({ writes: true }))],
]);

/** A stale read was really seen, and the consistent one was right. */
stale.wasSeen = async () => {
  need(seen?.lag && seen.eventual.some((value) => value !== seen.consistent), 'stale');
};

/** Reads again, and ends the lag. */
stale.end = () => panel([
  ['course.lag.read', async () => table(await compare({ writes: false }))],
  ['course.lag.converge', async () => {
    await control('POST', 'converge', { body: {} });
    return table(await compare({ writes: false }));
  }],
  ['course.lag.off', async () => {
    await control('DELETE', 'lag');
    return table(await compare({ writes: false }));
  }],
]);

/** Replicas agree, and reads are late no longer. */
stale.isOver = async () => {
  const { lag, consistent, eventual } = await compare({ writes: false });
  need(!lag, 'lag');
  need(eventual.every((value) => value === consistent), 'stale_still');
};
