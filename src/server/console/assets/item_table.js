// Items in a table, with a column for each attribute that any of them has.

import { dataTable } from './components.js';
import { h } from './dom.js';
import { count, t } from './i18n.js';
import { attributeOf, brief, columnsOf } from './values.js';

/** A browser is slow with tables of more columns than this. An item may have ten thousand. */
const MOST_COLUMNS = 100;

/** A table of items. `heading(name)` labels a column, `wrap(text, item)` makes the content of the first one, `before` are
 * columns in front; the rest is as for `dataTable`. */
export function itemTable({ items, keys = [], heading = (name) => name, wrap = (text) => text, before = [], ...more }) {
  const columns = columnsOf(items, keys);
  const isNumber = (item, name) => attributeOf(item, name)?.N !== undefined;
  const left = columns.length - MOST_COLUMNS;
  return [
    left > 0 && h('p', { class: 'hint' }, t('items.columns', { shown: count(MOST_COLUMNS), columns: count(columns.length) })),
    dataTable({
      caption: t('items.caption', { count: count(items.length) }),
      rows: items,
      empty: t('items.none'),
      ...more,
      columns: [...before, ...columns.slice(0, MOST_COLUMNS).map((name, at) => ({
        label: heading(name),
        numeric: items.some((item) => isNumber(item, name)) && items.every((item) => !attributeOf(item, name) || isNumber(item, name)),
        cell: (item) => {
          const text = brief(attributeOf(item, name));
          return h('span', { class: 'cell', title: text.length > 40 ? text : null }, at === 0 ? wrap(text, item) : text);
        },
      }))],
    }),
  ];
}
