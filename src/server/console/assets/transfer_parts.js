// What the forms and lists of exports and of imports have in common.

import { all } from './api.js';
import { checked, needed } from './checks.js';
import { button, dataTable, dialog, field, input, pending, section, select } from './components.js';
import { h } from './dom.js';
import { t } from './i18n.js';

/** Where files are and what is in them. */
export function placeFields(formats) {
  const bucket = checked(field(t('export.bucket'), input(), { hint: t('export.bucket.hint') }), needed);
  const prefix = field(t('export.prefix'), input(), { hint: t('optional') });
  const format = field(t('export.format'), select(formats, 'DYNAMODB_JSON'));
  return { bucket, prefix, format };
}

export const FORMATS = [['DYNAMODB_JSON', 'DynamoDB JSON'], ['ION', 'Amazon Ion']];

export const bucketPath = (bucket, prefix) => `${bucket}${prefix ? `/${prefix}` : ''}`;

export const tableOf = (arn) => /table\/([^/]+)/.exec(arn)?.[1] ?? arn;

/** All of a list; null at an endpoint that has no such operation. */
export async function listOf(operation, member) {
  try {
    return await all(operation, {}, member, 'NextToken');
  } catch (error) {
    if (error.name !== 'UnknownOperationException') throw error;
    return null;
  }
}

/** The list of transfers with a button for the facts of each. */
export function transferList(title, { rows, empty, columns, arnOf, details }) {
  if (!rows) return section(title, null, h('p', null, t('export.not_here')));
  return section(title, null, dataTable({
    caption: `${title} (${rows.length})`,
    rows,
    empty,
    columns: [...columns, {
      label: t('items.actions'),
      cell: (row) => button(t('export.details'), {
        'aria-label': `${t('export.details')} ${arnOf(row)}`,
        on: () => dialog(t('export.details'), () => pending(() => details(arnOf(row))), { wide: true }),
      }),
    }],
  }));
}
