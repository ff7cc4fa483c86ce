// All tables.

import { call, tableNames } from '../api.js';
import { button, dataTable, link, status } from '../components.js';
import { h } from '../dom.js';
import { count, t } from '../i18n.js';
import { go, href, path, refresh } from '../route.js';
import { indexesOf, keyOf, vectorIndexesOf } from '../schema.js';
import { watchStates } from '../states.js';

async function render({ signal }) {
  const names = await tableNames();
  const answers = await Promise.allSettled(names.map((TableName) => call('DescribeTable', { TableName })));
  // A table that was deleted meanwhile is left out.
  const tables = answers.filter((answer) => answer.status === 'fulfilled').map((answer) => answer.value.Table);
  watchStates(tables.map((table) => table.TableStatus), signal);
  const indexes = (table) => indexesOf(table).length + vectorIndexesOf(table).length;
  return [
    h('div', { class: 'actions' },
      button(t('create_table'), { kind: 'primary', on: () => go('/create-table') }),
      button(t('refresh'), { on: refresh })),
    tables.length === 0 && h('p', { class: 'note' }, t('tables.begin'), ' ', link(href('/course'), t('nav.course'))),
    dataTable({
      caption: t('tables.caption', { count: count(tables.length) }),
      rows: tables,
      empty: t('tables.none'),
      columns: [
        { label: t('table.name'), cell: (table) => link(href(path('tables', table.TableName)), table.TableName) },
        { label: t('table.status'), cell: (table) => status(table.TableStatus) },
        { label: t('table.partition_key'), cell: (table) => keyOf(table, table.KeySchema, 'HASH') },
        { label: t('table.sort_key'), cell: (table) => keyOf(table, table.KeySchema, 'RANGE') },
        { label: t('table.indexes'), numeric: true, cell: (table) => count(indexes(table)) },
        { label: t('table.replicas'), numeric: true, cell: (table) => count(table.Replicas?.length ?? 0) },
        { label: t('table.deletion_protection'), cell: (table) => t(table.DeletionProtectionEnabled ? 'on' : 'off') },
      ],
    }),
  ];
}

export default { path: '/tables', nav: 'nav.tables', title: () => t('nav.tables'), render };
