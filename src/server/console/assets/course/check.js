// How a step is checked: against the database. A check that is not met throws `NotYet`, which says why.

import { call, control } from '../api.js';
import { t } from '../i18n.js';

/** What a step still lacks, in the person's language. */
export class NotYet extends Error {
  name = 'NotYet';

  constructor(key, values) {
    super(t(`course.no.${key}`, values));
  }
}

export const need = (isMet, key, values) => {
  if (!isMet) throw new NotYet(key, values);
};

/** A table's description; there must be such a table. */
export async function table(name) {
  try {
    return (await call('DescribeTable', { TableName: name })).Table;
  } catch (error) {
    need(error.name !== 'ResourceNotFoundException', 'table', { table: name });
    throw error;
  }
}

const keyText = (described, schema) => schema.map((key) => {
  const { AttributeType } = described.AttributeDefinitions.find((one) => one.AttributeName === key.AttributeName);
  return `${key.AttributeName} (${AttributeType})`;
}).join(' + ');

/** The table must have this key, and be ready. */
export async function hasKey(name, wanted) {
  const described = await table(name);
  const actual = keyText(described, described.KeySchema);
  need(actual === wanted, 'key', { table: name, actual, wanted });
  need(described.TableStatus === 'ACTIVE', 'active', { table: name });
  return described;
}

/** The index must be there with this key. */
export async function hasIndex(name, index, wanted) {
  const described = await table(name);
  const found = described.GlobalSecondaryIndexes?.find((one) => one.IndexName === index);
  need(found, 'index', { table: name, index });
  const actual = keyText(described, found.KeySchema);
  need(actual === wanted, 'key', { table: index, actual, wanted });
}

const ordered = (value) => (value && typeof value === 'object' && !Array.isArray(value)
  ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])])) : value);

const isSame = (one, other) => JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));

export const keyOf = (item, names) => Object.fromEntries(names.map((name) => [name, item[name]]));

/** The item with this key, or nothing. */
export async function item(name, key, consistent = true) {
  await table(name);
  return (await call('GetItem', { TableName: name, Key: key, ConsistentRead: consistent })).Item;
}

/** All items of a table: of one page, which is enough for the course's. */
export async function scan(name) {
  await table(name);
  return call('Scan', { TableName: name, ConsistentRead: true });
}

/** Each of these items must be stored as it is here. */
export async function hasItems(name, names, items) {
  for (const wanted of items) {
    const key = keyOf(wanted, names);
    const shown = Object.values(key).map((value) => value.S).join(' · ');
    const stored = await item(name, key);
    need(stored, 'item', { table: name, key: shown });
    const wrong = [...new Set([...Object.keys(wanted), ...Object.keys(stored)])].filter((one) => !isSame(wanted[one], stored[one]));
    need(wrong.length === 0, 'differs', { key: shown, attributes: wrong.join(', ') });
  }
}

/** The items of a user, by a query. */
export async function query(name, condition, values, more) {
  await table(name);
  const input = { TableName: name, KeyConditionExpression: condition, ExpressionAttributeValues: values, ...more };
  return call('Query', input);
}

/** The name of the exception with which this fails. */
export async function refusal(operation, input) {
  try {
    await call(operation, input);
  } catch (error) {
    return error;
  }
  throw new NotYet('not_refused');
}

const words = (text) => text.toLowerCase().replace(/["'`]/g, '').split(/[\s,]+/).filter(Boolean).sort().join(' ');

/** The person's answer must be what the database says: a number, a text, or several words in any order. */
export function answers(given, wanted) {
  need(given.trim(), 'empty');
  const isNumber = typeof wanted === 'number';
  need(isNumber ? Number(given) === wanted : words(given) === words(wanted), 'answer');
}

export const explain = (name, key, index) => control('GET', 'explain', { query: { table: name, key, index } });

export const partitions = async (name) => {
  await table(name);
  return (await control('GET', 'partitions', { query: { table: name } })).partitions;
};
