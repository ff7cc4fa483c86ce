// What the service would refuse, found while a person types. Limits are DynamoDB's.

import { t } from './i18n.js';

const utf8 = new TextEncoder();

/** What the console itself finds wrong; its message is in the person's language. */
export class Problem extends Error {
  name = 'Problem';
}

/** What is wrong with a text that must not be empty. */
export const needed = (text) => (text ? '' : t('check.needed'));

/** What is wrong with the name of a table, an index or a backup. */
export function nameProblem(text) {
  if (!text) return t('check.needed');
  if (!/^[A-Za-z0-9_.-]*$/.test(text)) return t('check.name_characters');
  return text.length < 3 || text.length > 255 ? t('check.name_length', { length: text.length }) : '';
}

/** What is wrong with the name of a key attribute. */
export function attributeProblem(text, { optional } = {}) {
  if (!text) return optional ? '' : t('check.needed');
  const bytes = utf8.encode(text).length;
  return bytes > 255 ? t('check.attribute_length', { bytes }) : '';
}

/** What is wrong with a number of units. */
export const unitsProblem = (text) => (/^[1-9]\d{0,11}$/.test(text.trim()) ? '' : t('check.units'));

/** What is wrong with the text of a value of this type. */
export function valueProblem(type, text) {
  if (type === 'N') return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? '' : t('check.number');
  if (type === 'B') return isBase64(text) ? '' : t('check.base64');
  return '';
}

const isBase64 = (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

/** Shows what is wrong with a field, once it was left or when everything is checked; gives whether it is right. */
export function checked(field, problem) {
  const check = () => field.setError(problem(field.control.value));
  field.control.addEventListener('blur', () => {
    if (field.control.value || field.dataset.touched) check();
  });
  field.control.addEventListener('input', () => {
    field.dataset.touched = 'yes';
    check();
  });
  return Object.assign(field, { check });
}

/** Checks all fields, and goes to the first that is wrong. */
export function allRight(fields) {
  const wrong = fields.filter((field) => !field.hidden && !field.check());
  wrong[0]?.control.focus();
  return wrong.length === 0;
}
