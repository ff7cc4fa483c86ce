// The form of a Scan or a Query, and the request that it stands for.

import { Problem } from './checks.js';
import { button, checkbox, field, input, labelled, radios, select } from './components.js';
import { h, replace } from './dom.js';
import { t } from './i18n.js';
import { indexesOf, typeOf } from './schema.js';
import { valueFields } from './value_form.js';

const COMPARED = ['=', '<=', '<', '>=', '>'];
const SORT_CONDITIONS = [...COMPARED, 'between', 'begins_with'];
const FILTERS = ['=', '<>', '<=', '<', '>=', '>', 'between', 'exists', 'not_exists', 'contains', 'not_contains', 'begins_with'];
const FILTER_TYPES = ['S', 'N', 'B', 'BOOL', 'NULL'];
const SIZES = [10, 25, 50, 100, 300];

const named = (conditions) => conditions.map((one) => [one, COMPARED.includes(one) || one === '<>' ? `${one}  ${t(`condition.${one}`)}` : t(`condition.${one}`)]);

/** Names and values of an expression, each with a placeholder. */
class Placeholders {
  names = {};
  values = {};

  name(name) {
    const found = Object.keys(this.names).find((key) => this.names[key] === name);
    const key = found ?? `#n${Object.keys(this.names).length}`;
    this.names[key] = name;
    return key;
  }

  /** A path such as `a.b[0]`, each of whose names may be any text. */
  path(text) {
    return text.split('.').map((part) => {
      const [, name, places] = /^(.*?)((?:\[\d+\])*)$/.exec(part);
      return this.name(name) + places;
    }).join('.');
  }

  value(value) {
    const key = `:v${Object.keys(this.values).length}`;
    this.values[key] = value;
    return key;
  }

  condition(path, condition, values) {
    const [first, second] = values.map((value) => this.value(value));
    switch (condition) {
      case 'between': return `${path} BETWEEN ${first} AND ${second}`;
      case 'exists': return `attribute_exists(${path})`;
      case 'not_exists': return `attribute_not_exists(${path})`;
      case 'begins_with': case 'contains': return `${condition}(${path}, ${first})`;
      case 'not_contains': return `NOT contains(${path}, ${first})`;
      default: return `${path} ${condition} ${first}`;
    }
  }

  input() {
    const some = (of) => (Object.keys(of).length ? of : undefined);
    return { ExpressionAttributeNames: some(this.names), ExpressionAttributeValues: some(this.values) };
  }
}

/** A condition on one attribute: what is compared how with which values. */
function conditionFields({ conditions, state, types, label, isFixed }) {
  const [first, second] = [0, 1].map((at) => valueFields({
    value: state.values?.[at] ?? { [isFixed ?? 'S']: '' }, types: isFixed ? [isFixed] : types, label, isFixed: Boolean(isFixed),
  }));
  const and = h('span', { class: 'hint' }, t('condition.and'));
  const chosen = select(named(conditions), state.condition ?? '=', {
    'aria-label': t('condition'),
    on: { change: () => show() },
  });
  const places = h('div', { class: 'row grow' });
  const show = () => {
    const hasNone = ['exists', 'not_exists'].includes(chosen.value);
    // Two bounds have one type.
    const bound = isFixed ? [second.elements[1]] : second.elements;
    replace(places, hasNone ? [] : isFixed ? first.elements[1] : first.elements, chosen.value === 'between' ? [and, bound] : []);
  };
  show();
  return {
    elements: [chosen, places],
    isEmpty: () => first.isEmpty(),
    read: () => {
      const most = { between: 2, exists: 0, not_exists: 0 }[chosen.value] ?? 1;
      return { condition: chosen.value, values: [first, second].slice(0, most).map((one) => one.value()) };
    },
  };
}

/** The form. `state` is what an earlier form's `read` gave, also in part. */
export function searchForm(table, state, { run, reset }) {
  const indexes = indexesOf(table);
  const mode = radios(t('search.mode'), [['scan', t('search.scan')], ['query', t('search.query')]], state.mode ?? 'scan', () => draw());
  const source = field(t('search.source'), select([['', `${t('table')} · ${table.TableName}`],
    ...indexes.map((index) => [index.IndexName, `${t('index')} · ${index.IndexName}`])], state.index ?? '', { on: { change: () => draw() } }));
  const keys = h('div', { class: 'conditions' });
  let keyConditions = [];
  const descending = checkbox(t('search.descending'), { checked: Boolean(state.descending) });
  const consistent = checkbox(t('search.consistent'), { checked: Boolean(state.consistent) });
  const attributes = field(t('search.attributes'), input({ value: state.attributes ?? '' }), { hint: t('search.attributes.hint') });
  const size = field(t('search.size'), select(SIZES.map(String), String(state.size ?? 50)));
  let filters = [];
  const filterList = h('div', { class: 'conditions' });

  const schema = () => indexes.find((index) => index.IndexName === source.control.value)?.KeySchema ?? table.KeySchema;

  const draw = () => {
    const isQuery = mode.value() === 'query';
    keys.hidden = !isQuery;
    descending.hidden = !isQuery;
    const isGlobal = indexes.some((index) => index.IndexName === source.control.value && !index.isLocal);
    consistent.hidden = isGlobal;
    keyConditions = schema().map(({ AttributeName: name, KeyType }) => {
      const type = typeOf(table, name);
      const isHash = KeyType === 'HASH';
      const known = state.keys?.find((key) => key.name === name);
      const label = () => name;
      const fields = conditionFields({ conditions: isHash ? ['='] : SORT_CONDITIONS, state: known ?? {}, label, isFixed: type });
      return { name, isHash, type, fields };
    });
    replace(keys, keyConditions.map(({ name, isHash, type, fields }) => h('div', { class: 'condition' },
      h('span', { class: 'name' }, h('strong', null, name), ` ${t(`type.${type}`)} · ${t(isHash ? 'table.partition_key' : 'table.sort_key')}`),
      isHash ? fields.elements[1] : fields.elements)));
  };

  const addFilter = (of = {}) => {
    const name = labelled(t('filter.attribute'), input({ value: of.name ?? '', placeholder: t('filter.attribute') }));
    const fields = conditionFields({ conditions: FILTERS, state: of, types: FILTER_TYPES, label: () => name.value || t('filter.attribute') });
    const filter = { name, fields };
    filter.element = h('div', { class: 'condition' }, name, fields.elements, button(t('remove'), {
      'aria-label': t('filter.remove'),
      on: () => {
        filters = filters.filter((other) => other !== filter);
        drawFilters();
      },
    }));
    filters.push(filter);
    drawFilters();
    return name;
  };
  const drawFilters = () => replace(filterList, filters.map((filter) => filter.element));
  (state.filters ?? []).forEach(addFilter);

  /** What is filled in, as an object that an address can have. */
  const read = () => {
    const isQuery = mode.value() === 'query';
    const readKeys = keyConditions.filter(({ isHash, fields }) => isQuery && (isHash || !fields.isEmpty()))
      .map(({ name, isHash, fields }) => ({ name, isHash, ...fields.read() }));
    return {
      mode: mode.value(),
      index: source.control.value || undefined,
      keys: isQuery ? readKeys : undefined,
      descending: (isQuery && descending.box.checked) || undefined,
      consistent: (!consistent.hidden && consistent.box.checked) || undefined,
      filters: filters.filter(({ name }) => name.value).map(({ name, fields }) => ({ name: name.value, ...fields.read() })),
      attributes: attributes.control.value.trim() || undefined,
      size: Number(size.control.value),
    };
  };

  draw();
  const problem = h('div');
  const element = h('form', {
    class: 'search',
    novalidate: true,
    on: {
      submit: (event) => {
        event.preventDefault();
        try {
          const asked = read();
          problem.textContent = '';
          problem.className = '';
          run(asked);
        } catch (error) {
          problem.textContent = error.message;
          problem.className = 'error';
          problem.setAttribute('role', 'alert');
        }
      },
    },
  },
  h('div', { class: 'fields' }, mode, source), keys,
  h('details', { open: filters.length > 0 || state.attributes ? true : null },
    h('summary', null, t('search.more')),
    h('div', { class: 'more' },
      h('div', null, h('h3', null, t('filters')), h('p', { class: 'hint' }, t('filters.hint'))), filterList,
      h('div', { class: 'actions' }, button(t('filter.add'), { on: () => addFilter().focus() })),
      h('div', { class: 'fields' }, attributes, size))),
  h('div', { class: 'actions' }, descending, consistent), problem,
  h('div', { class: 'actions' }, button(t('search.run'), { kind: 'primary', type: 'submit' }), button(t('search.reset'), { on: reset })));
  return { element, read };
}

/** The operation and its input for what a form has. */
export function request(table, state) {
  const placeholders = new Placeholders();
  const conditions = (of) => of.map(({ name, condition, values }) => placeholders.condition(placeholders.path(name), condition, values));
  // A key's name is no path, whatever is in it.
  const key = (state.keys ?? []).map(({ name, condition, values }) => placeholders.condition(placeholders.name(name), condition, values));
  const filter = conditions(state.filters ?? []);
  const attributes = (state.attributes ?? '').split(',').map((part) => part.trim()).filter(Boolean);
  // An item is opened and selected by its key.
  const keys = table.KeySchema.map((one) => one.AttributeName);
  const projected = attributes.length ? [...new Set([...keys.map((name) => placeholders.name(name)), ...attributes.map((name) => placeholders.path(name))])] : [];
  const isQuery = state.mode === 'query';
  if (isQuery && !key.length) throw new Problem(t('check.needed'));
  return [isQuery ? 'Query' : 'Scan', {
    TableName: table.TableName,
    IndexName: state.index,
    KeyConditionExpression: isQuery ? key.join(' AND ') : undefined,
    FilterExpression: filter.length ? filter.join(' AND ') : undefined,
    ProjectionExpression: projected.length ? projected.join(', ') : undefined,
    ScanIndexForward: isQuery && state.descending ? false : undefined,
    ConsistentRead: state.consistent,
    Limit: state.size ?? 50,
    ReturnConsumedCapacity: 'TOTAL',
    ...placeholders.input(),
  }];
}
