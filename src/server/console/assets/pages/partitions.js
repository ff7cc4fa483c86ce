// The partitions of a table or of one of its global indexes: the hash line drawn, with what happens on it.

import { call, hasControl } from '../api.js';
import { dataTable, errorBox, field, section, select } from '../components.js';
import { h, replace } from '../dom.js';
import { bytes, count, t } from '../i18n.js';
import { follow } from '../line/follow.js';
import { keyForm } from '../line/key.js';
import { loadPanel, splitPanel, throttlePanel } from '../line/load.js';
import { keyText, legend, ring } from '../line/ring.js';
import { spreadPanel } from '../line/spread.js';
import { touchPanel } from '../line/touch.js';
import { go, path } from '../route.js';
import { typeOf } from '../schema.js';

/** The keys of what is shown, with their types. */
function schemaOf(table, index) {
  const keys = index ? table.GlobalSecondaryIndexes.find((one) => one.IndexName === index).KeySchema : table.KeySchema;
  const of = (role) => keys.filter((key) => key.KeyType === role).map((key) => key.AttributeName);
  const [hash, range] = [of('HASH'), of('RANGE')];
  return {
    attribute: hash[0],
    type: typeOf(table, hash[0]),
    several: hash.length > 1,
    hasSortKey: range.length > 0,
    sortAttribute: range[0],
    sortType: range[0] && typeOf(table, range[0]),
  };
}

const MOST_ROWS = 200;

/** Shows a table; one that is there keeps its frame, so that whoever is in it with the keyboard stays there. */
function redraw(place, made) {
  const [old, rows] = [place.querySelector('tbody'), made.querySelector('tbody')];
  if (!old) replace(place, made);
  else old.replaceWith(rows);
  const caption = place.querySelector('caption');
  caption.textContent = (made.querySelector('caption') ?? caption).textContent;
}

/** The figures that the ring shows, as a table. */
function figures({ partitions }) {
  const numeric = (label, cell) => ({ label: t(label), numeric: true, cell });
  return dataTable({
    caption: t(partitions.length > MOST_ROWS ? 'line.more' : 'line.figures', { partitions: count(partitions.length) }),
    rows: partitions.slice(0, MOST_ROWS),
    columns: [
      { label: t('line.partition'), cell: (one) => one.partition },
      { label: t('line.range'), cell: (one) => h('code', null, `${one.first.slice(0, 8)}… – ${one.last.slice(0, 8)}…`) },
      numeric('line.items', (one) => count(one.items)),
      numeric('line.bytes', (one) => bytes(one.bytes)),
      numeric('line.reads', (one) => `${count(one.reads)}${one.newReads ? ` (+${count(one.newReads)})` : ''}`),
      numeric('line.writes', (one) => `${count(one.writes)}${one.newWrites ? ` (+${count(one.newWrites)})` : ''}`),
      numeric('line.units', (one) => `${count(one.read_units)} · ${count(one.write_units)}`),
      numeric('line.throttled', (one) => count(one.throttled_reads + one.throttled_writes)),
    ],
  });
}

const pointTable = ({ points, items }) => dataTable({
  caption: t('line.points', { points: count(points.length), items: count(items) }),
  rows: points.slice(0, MOST_ROWS),
  columns: [
    { label: t('line.key'), cell: (point) => keyText(point.key) },
    { label: t('line.way.hash'), cell: (point) => h('code', null, `${point.hash.slice(0, 16)}…`) },
    { label: t('line.partition'), cell: (point) => point.partition },
  ],
});

async function render({ params, query, signal }) {
  if (!(await hasControl('GET /_hashrange/points'))) return h('p', { class: 'note' }, t('line.no_control'));
  const { Table: table } = await call('DescribeTable', { TableName: params.table });
  const indexes = (table.GlobalSecondaryIndexes ?? []).map((index) => index.IndexName);
  const index = indexes.includes(query.get('index')) ? query.get('index') : '';
  const schema = schemaOf(table, index);
  const valueOf = (text) => ({ [schema.type]: text });
  const lost = h('div');
  const line = follow({
    table: params.table, index, signal, onLost: (error) => replace(lost, error && errorBox(error)),
  });
  const drawing = ring();
  const [rows, list, news] = [h('div', { class: 'figures' }), h('div'), h('p', { class: 'hint', 'aria-live': 'polite' })];
  const form = keyForm({ table: params.table, index, ring: drawing, several: schema.several, value: query.get('key') ?? '' });
  const points = h('details', null, h('summary', null, t('line.points.open')), list);
  let known = 0;
  line.on((state) => {
    drawing.show(state);
    redraw(rows, figures(state));
    if (points.open) redraw(list, pointTable(state));
    if (known && state.partitions.length > known) {
      news.textContent = t('line.split.seen', { before: count(known), after: count(state.partitions.length), fresh: state.fresh.slice(0, 8).join(', ') });
      form.explain();
    }
    known = state.partitions.length;
    points.state = state;
  });
  points.addEventListener('toggle', () => points.open && redraw(list, pointTable(points.state)));
  await line.begin();
  form.explain();

  const which = select([['', t('line.of_table')], ...indexes.map((name) => [name, t('line.of_index', { index: name })])], index, {
    on: { change: () => go(path('tables', params.table, 'partitions'), { index: which.value, key: form.key() }) },
  });
  const shared = { table: params.table, index, ring: drawing, key: form.key, valueOf, schema, follow: line, signal };
  return [
    lost,
    indexes.length > 0 && field(t('line.which'), which, { hint: t('line.which.hint') }),
    h('div', { class: 'line-top' },
      section(t('line.title'), null, drawing.element, legend(), news),
      section(t('line.key.title'), null, form.element)),
    section(t('line.figures'), null, rows, points),
    h('div', { class: 'line-cards' },
      !schema.several && section(t('line.touch'), null, touchPanel(shared)),
      !index && section(t('line.load'), null, loadPanel(shared), await throttlePanel()),
      !index && section(t('line.spread'), null, spreadPanel({ table: params.table, type: schema.type })),
      !index && section(t('line.split.title'), null, splitPanel(shared))),
  ];
}

export default { path: '/tables/:table/partitions', tab: 'tab.partitions', render };
