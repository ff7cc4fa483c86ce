// Attribute values as the API writes them: `{"S": "text"}`, `{"N": "12"}`. A number stays the text that it is, because
// JavaScript's numbers have 15 digits and DynamoDB's 38.

import { t } from './i18n.js';

export const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'];

/** The types with their names. */
export const typeNames = (types = TYPES) => types.map((type) => [type, t(`type.${type}`)]);

/** A value's type and what is in it. */
export const typed = (value) => Object.entries(value)[0];

const isText = (inner) => typeof inner === 'string';
const FORMS = {
  S: isText,
  N: isText,
  B: isText,
  BOOL: (inner) => typeof inner === 'boolean',
  NULL: (inner) => inner === true,
  SS: (inner) => Array.isArray(inner) && inner.every(isText),
  NS: (inner) => Array.isArray(inner) && inner.every(isText),
  BS: (inner) => Array.isArray(inner) && inner.every(isText),
  L: (inner) => Array.isArray(inner) && inner.every(isValue),
  M: (inner) => inner !== null && typeof inner === 'object' && !Array.isArray(inner) && Object.values(inner).every(isValue),
};

/** Whether this is a value as the API writes them. */
export function isValue(value) {
  if (value === null || typeof value !== 'object') return false;
  const [[type, inner] = [], other] = Object.entries(value);
  return other === undefined && Object.hasOwn(FORMS, type ?? '') && FORMS[type](inner);
}

/** A value as a person reads it: a text as it is, a number with all its digits, documents like JSON. */
export function shown(value) {
  if (value === undefined) return '';
  const [type, inner] = typed(value);
  return type === 'S' ? inner : nested(value);
}

/** The same within a document, where texts have quotes. */
function nested(value) {
  const [type, inner] = typed(value);
  switch (type) {
    case 'N': return inner;
    case 'BOOL': return String(inner);
    case 'NULL': return 'null';
    case 'SS': case 'BS': return `{${inner.map((one) => JSON.stringify(one)).join(', ')}}`;
    case 'NS': return `{${inner.join(', ')}}`;
    case 'L': return `[${inner.map(nested).join(', ')}]`;
    case 'M': return `{${Object.entries(inner).map(([name, one]) => `${JSON.stringify(name)}: ${nested(one)}`).join(', ')}}`;
    default: return JSON.stringify(inner);
  }
}

/** An attribute of an item, or nothing. It may be named as what every object inherits: `constructor`. */
export const attributeOf = (item, name) => (Object.hasOwn(item, name) ? item[name] : undefined);

const MOST_SHOWN = 1000;

/** A value as a cell of a table shows it: what is very long ends with an ellipsis. */
export function brief(value) {
  const text = shown(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}

/** The names of all attributes of some items: those of the key first, then the others in order. */
export function columnsOf(items, keys) {
  const others = new Set(items.flatMap((item) => Object.keys(item)));
  const first = keys.filter((key) => others.delete(key) || items.length === 0);
  return [...first, ...[...others].sort()];
}

/** A field of CSV. (RFC 4180, 2.) A spreadsheet would run a text that begins like a formula, so such a text gets an
 * apostrophe in front; a number is no formula. */
function csvField(text, isNumber) {
  const safe = !isNumber && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Items as CSV, with the names of their attributes in the first line. The mark at the beginning tells spreadsheets that
 * it is UTF-8. */
export function csv(items, keys) {
  const columns = columnsOf(items, keys);
  const lines = items.map((item) => columns.map((name) => csvField(shown(attributeOf(item, name)), attributeOf(item, name)?.N !== undefined)));
  return `\uFEFF${[columns.map((name) => csvField(name)), ...lines].map((line) => `${line.join(',')}\r\n`).join('')}`;
}

/** DynamoDB JSON on several lines. */
export const pretty = (value) => JSON.stringify(value, null, 2);
