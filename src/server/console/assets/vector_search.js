// The form of a search in a vector index, and what it found.

import { call } from './api.js';
import { Problem } from './checks.js';
import { field, form, input, section, select } from './components.js';
import { h, replace } from './dom.js';
import { count, t } from './i18n.js';
import { itemTable } from './item_table.js';
import { keyNames, typeOf } from './schema.js';

const MOST = [5, 10, 25, 100];

/** The numbers of a vector as a person writes them, with commas or spaces between them, in brackets or not. */
function vectorOf(text) {
  const numbers = text.replace(/^\s*\[|\]\s*$/g, '').split(/[\s,]+/).filter(Boolean);
  const wrong = numbers.find((number) => Number.isNaN(Number(number)));
  if (wrong !== undefined || numbers.length === 0) throw new Problem(`${t('vector.vector')}: ${t('check.number')}`);
  return numbers.map((N) => ({ N }));
}

/** The conditions on attributes of the index whose field is filled in, all by equality. */
function conditionOf(conditions) {
  const given = conditions.filter(({ control }) => control.value !== '');
  if (given.length === 0) return {};
  const entries = (of) => Object.fromEntries(given.map((one, at) => of(one, at)));
  return {
    SearchConditionExpression: given.map((_, at) => `#n${at} = :v${at}`).join(' AND '),
    ExpressionAttributeNames: entries(({ name }, at) => [`#n${at}`, name]),
    ExpressionAttributeValues: entries(({ type, control }, at) => [`:v${at}`, { [type]: control.value }]),
  };
}

function found(table, { SearchResults: results = [], ConsumedCapacity: consumed }) {
  const items = results.map((result) => result.Item ?? {});
  const scores = new Map(items.map((item, at) => [item, results[at].Score]));
  return [
    h('p', { class: 'costs', role: 'status' }, t('cost.returned'), ' ', h('strong', null, count(results.length)),
      ' · ', t('vector.bytes'), ' ', h('strong', null, count(consumed?.VectorSearchRequestBytes ?? 0))),
    itemTable({
      items,
      keys: keyNames(table),
      before: [{ label: t('vector.score'), numeric: true, cell: (item) => String(scores.get(item)) }],
    }),
  ];
}

/** A search in one of the vector indexes of a table. */
export function vectorSearch(table, indexes) {
  const conditionFields = h('div', { class: 'fields' });
  let conditions = [];
  const index = field(t('index'), select(indexes.map((one) => one.IndexName), indexes[0].IndexName, { on: { change: () => draw() } }));
  const chosen = () => indexes.find((one) => one.IndexName === index.control.value);
  const vector = field(t('vector.vector'), input({ placeholder: '0.1, 0.2, 0.3' }), { wide: true });
  const most = field(t('vector.most'), select(MOST.map(String), '10'));
  const place = h('div', { class: 'page' });
  const draw = () => {
    vector.control.placeholder = t('vector.numbers', { count: chosen().Dimensions });
    conditions = (chosen().SearchSchema ?? []).map(({ AttributeName: name, SearchSchemaElementType: kind }) => {
      const label = `${name} (${t(`type.${typeOf(table, name)}`)})`;
      const element = field(label, input(), { hint: t(kind === 'HASH' ? 'table.partition_key' : 'optional') });
      return { name, type: typeOf(table, name), control: element.control, element };
    });
    replace(conditionFields, conditions.map(({ element }) => element));
    replace(place);
  };
  draw();
  const submit = async () => {
    replace(place, found(table, await call('SearchVectors', {
      TableName: table.TableName,
      IndexName: index.control.value,
      SearchVector: vectorOf(vector.control.value),
      TopK: Number(most.control.value),
      ReturnConsumedCapacity: 'TOTAL',
      ...conditionOf(conditions),
    })));
  };
  return section(t('vector.search'), null, form({ submit, label: t('search.run') },
    h('div', { class: 'fields' }, index, most, vector), conditionFields), place);
}
