// A table's secondary indexes.

import { call } from '../api.js';
import { allRight } from '../checks.js';
import { button, confirm, dataTable, dialog, form, section, status, toast } from '../components.js';
import { h } from '../dom.js';
import { bytes, count, t } from '../i18n.js';
import { indexFields, unitFields } from '../index_form.js';
import { refresh } from '../route.js';
import { indexesOf, keyOf, typeOf, vectorIndexesOf } from '../schema.js';
import { watchStates } from '../states.js';
import { vectorSearch } from '../vector_search.js';

/** The form of a new global index. */
function create(table) {
  const index = indexFields({ others: () => [index.name(), ...indexesOf(table).map((other) => other.IndexName)] });
  const isProvisioned = table.BillingModeSummary?.BillingMode !== 'PAY_PER_REQUEST';
  const units = unitFields();
  return dialog(t('index.create'), (close) => form({
    label: t('index.create'),
    cancel: () => close(),
    submit: async () => {
      if (!allRight([...index.fields, ...(isProvisioned ? units.fields : [])])) return;
      const known = table.AttributeDefinitions;
      const added = index.keys().filter(([name]) => !typeOf(table, name));
      await call('UpdateTable', {
        TableName: table.TableName,
        // An attribute that is a key already has its type.
        AttributeDefinitions: [...known, ...added.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }))],
        GlobalSecondaryIndexUpdates: [{
          Create: { ...index.index(), ...(isProvisioned ? { ProvisionedThroughput: units.throughput() } : {}) },
        }],
      });
      toast(t('index.created', { index: index.name() }));
      close();
      refresh();
    },
  }, index.element, isProvisioned && h('div', { class: 'fields' }, units.fields)), { wide: true });
}

async function remove(table, index) {
  const done = await confirm({
    title: t('index.delete'),
    text: t('index.delete.sure', { index: index.IndexName }),
    word: index.IndexName,
    action: t('index.delete'),
    run: () => call('UpdateTable', {
      TableName: table.TableName,
      [index.isVector ? 'VectorIndexUpdates' : 'GlobalSecondaryIndexUpdates']: [{ Delete: { IndexName: index.IndexName } }],
    }),
  });
  if (done) {
    toast(t('index.deleted', { index: index.IndexName }));
    refresh();
  }
}

async function render({ params, signal }) {
  const { Table: table } = await call('DescribeTable', { TableName: params.table });
  const vectors = vectorIndexesOf(table);
  const indexes = [...indexesOf(table), ...vectors];
  watchStates([table.TableStatus, ...indexes.map((index) => index.IndexStatus)], signal);
  const projection = ({ Projection: of }) => [t(`index.${of.ProjectionType}`), of.NonKeyAttributes && `: ${of.NonKeyAttributes.join(', ')}`];
  const vector = (index) => `${index.VectorAttribute.AttributeName} · ${count(index.Dimensions)} · ${index.DistanceFunction}`;
  const list = section(t('table.indexes'), button(t('index.create'), { kind: 'primary', on: () => create(table) }), dataTable({
    caption: t('index.caption', { count: count(indexes.length) }),
    rows: indexes,
    empty: t('index.none'),
    columns: [
      { label: t('index.name'), cell: (index) => index.IndexName },
      { label: t('index.kind'), cell: (index) => t(index.isLocal ? 'index.local' : index.isVector ? 'index.vector' : 'index.global') },
      { label: t('table.status'), cell: (index) => status(index.IndexStatus ?? 'ACTIVE') },
      { label: t('table.partition_key'), cell: (index) => (index.isVector ? vector(index) : keyOf(table, index.KeySchema, 'HASH')) },
      { label: t('table.sort_key'), cell: (index) => (index.isVector ? '-' : keyOf(table, index.KeySchema, 'RANGE')) },
      { label: t('index.projection'), cell: projection },
      { label: t('table.items'), numeric: true, cell: (index) => count(index.ItemCount ?? 0) },
      { label: t('table.size'), numeric: true, cell: (index) => bytes(index.IndexSizeBytes ?? 0) },
      {
        label: t('items.actions'),
        cell: (index) => (index.isLocal ? '' : button(t('delete'), {
          'aria-label': `${t('index.delete')} ${index.IndexName}`, on: () => remove(table, index),
        })),
      },
    ],
  }), h('p', { class: 'hint' }, t('index.hint')));
  return [list, vectors.length > 0 && vectorSearch(table, vectors)];
}

export default { path: '/tables/:table/indexes', tab: 'tab.indexes', render };
