// The items of a table: found by a Scan or a Query, page after page.

import { call } from '../api.js';
import { busy, button, confirm, errorBox, menu, section, toast, toastError } from '../components.js';
import { download, h, replace } from '../dom.js';
import { count, t } from '../i18n.js';
import { itemTable } from '../item_table.js';
import { go, href, keepQuery, path } from '../route.js';
import { keyNames, keyOfItem, typeOf } from '../schema.js';
import { request, searchForm } from '../search_form.js';
import { attributeOf, brief, csv } from '../values.js';

/** Most items in a BatchWriteItem. */
const BATCH = 25;
const TRIES = 8;

/** The address of an item's page. */
const itemHref = (table, item, what) => href(path('tables', table.TableName, 'item'), {
  [what]: JSON.stringify(keyOfItem(table, item)),
});

/** Deletes items, as many at a time as a batch takes, and what was not processed again. */
async function remove(table, items) {
  let left = items.map((item) => ({ DeleteRequest: { Key: keyOfItem(table, item) } }));
  for (let tries = 0; left.length; tries += 1) {
    const answer = await call('BatchWriteItem', { RequestItems: { [table.TableName]: left.slice(0, BATCH) } });
    const again = Object.values(answer.UnprocessedItems ?? {}).flat();
    if (again.length && tries >= TRIES + items.length / BATCH) throw new Error(t('items.not_deleted', { count: left.length }));
    left = [...again, ...left.slice(BATCH)];
    if (again.length) await new Promise((done) => { setTimeout(done, 100 * 2 ** Math.min(tries, 6)); });
  }
}

/** What an answer cost and how much of what it read it gave. */
export function costs(answer) {
  const { Count: returned, ScannedCount: scanned, ConsumedCapacity: consumed } = answer;
  const efficiency = scanned === 0 ? 100 : Math.round((returned / scanned) * 10_000) / 100;
  const parts = [
    [t('cost.returned'), count(returned)],
    [t('cost.scanned'), count(scanned)],
    [t('cost.efficiency'), `${count(efficiency)}%`],
    [t('cost.rcu'), count(consumed?.CapacityUnits ?? 0)],
  ];
  return h('p', { class: 'costs' }, parts.map(([name, value], at) => [at > 0 && ' · ', h('span', { class: 'cost' }, `${name} `, h('strong', null, value))]));
}

/** The label of a column: a key has its type beside it. */
const heading = (table, keys, name) => (keys.includes(name) ? `${name} (${t(`type.${typeOf(table, name)}`)})` : name);

function results(table, state, signal, rerun) {
  const place = h('div', { class: 'page', 'aria-live': 'off' });
  const keys = keyNames(table);
  // The keys with which pages begin that were shown.
  let starts = [undefined];
  const selection = new Set();

  const everything = async () => {
    const [operation, input] = request(table, { ...state, size: undefined });
    const items = [];
    let ExclusiveStartKey;
    do {
      const answer = await call(operation, { ...input, Limit: undefined, ExclusiveStartKey });
      items.push(...answer.Items);
      ExclusiveStartKey = answer.LastEvaluatedKey;
    } while (ExclusiveStartKey && !signal.aborted);
    return items;
  };
  const save = (items) => download(`${table.TableName}.csv`, 'text/csv;charset=utf-8', csv(items, keys));

  const load = async (focus) => {
    selection.clear();
    let answer;
    try {
      const [operation, input] = request(table, state);
      answer = await call(operation, { ...input, ExclusiveStartKey: starts.at(-1) });
    } catch (error) {
      replace(place, errorBox(error));
      return;
    }
    if (signal.aborted) return;
    draw(answer);
    if (focus) place.querySelector(focus)?.focus();
  };

  const draw = (answer) => {
    const items = answer.Items;
    const label = (item) => keys.map((key) => brief(attributeOf(item, key))).join(' / ');
    const actions = menu(t('items.actions'), [
      [t('items.edit'), () => { location.hash = itemHref(table, [...selection][0], 'key'); }],
      [t('items.duplicate'), () => { location.hash = itemHref(table, [...selection][0], 'from'); }],
      [t('items.delete'), async () => {
        const chosen = [...selection];
        const done = await confirm({
          title: t('items.delete'),
          text: t('items.delete.sure', { count: count(chosen.length) }),
          action: t('delete'),
          run: () => remove(table, chosen),
        });
        if (done) {
          toast(t('items.deleted', { count: count(chosen.length) }));
          rerun();
        }
      }],
      [t('items.csv_selected'), () => save(items.filter((item) => selection.has(item)))],
      [t('items.csv_all'), () => everything().then((all) => signal.aborted || save(all), toastError)],
    ]);
    const onSelect = () => {
      const [edit, duplicate, removal, csvSelected] = actions.items;
      edit.disabled = selection.size !== 1;
      duplicate.disabled = selection.size !== 1;
      removal.disabled = selection.size === 0;
      csvSelected.disabled = selection.size === 0;
      chosen.textContent = selection.size ? t('items.selected', { count: count(selection.size) }) : '';
    };
    const chosen = h('span', { class: 'hint', role: 'status' });
    const page = starts.length;
    const next = answer.LastEvaluatedKey;
    const found = itemTable({
      items,
      keys,
      selection,
      onSelect,
      rowLabel: label,
      heading: (name) => heading(table, keys, name),
      wrap: (text, item) => h('a', { href: itemHref(table, item, 'key') }, text || '""'),
    });
    replace(place, section(t('items.results'),
      [chosen, actions, h('a', { class: 'button primary', href: href(path('tables', table.TableName, 'item')) }, t('items.create'))],
      costs(answer), found,
      h('div', { class: 'actions' },
        button(t('page.previous'), { class: 'previous', disabled: page === 1, on: (event) => busy(event.currentTarget, () => { starts.pop(); return load('.next'); }) }),
        h('span', null, t('page.number', { page: count(page) })),
        button(t('page.next'), { class: 'next', disabled: !next, on: (event) => busy(event.currentTarget, () => { starts.push(next); return load('.previous'); }) }))));
    onSelect();
  };
  return { place, loaded: load() };
}

/** What an address has of the form. One that somebody changed by hand is a form that is empty. */
function stateOf(text) {
  try {
    const state = JSON.parse(text) ?? {};
    const isOfConditions = (list) => list === undefined || (Array.isArray(list) && list.every((one) => Array.isArray(one.values)));
    return isOfConditions(state.keys) && isOfConditions(state.filters) ? state : {};
  } catch {
    return {};
  }
}

async function render({ params, query, signal }) {
  const { Table: table } = await call('DescribeTable', { TableName: params.table });
  const state = stateOf(query.get('q'));
  const place = h('div');
  const show = (asked) => {
    const shownResults = results(table, asked, signal, () => show(asked));
    replace(place, shownResults.place);
    return shownResults.loaded;
  };
  const run = (asked) => {
    keepQuery({ q: JSON.stringify(asked) });
    show(asked);
  };
  const form = searchForm(table, state, {
    run,
    reset: () => {
      if (query.size || location.hash.includes('?')) go(path('tables', table.TableName, 'items'));
    },
  });
  if (state.mode !== 'query' || state.keys?.length) await show(state);
  return [section(t('search'), null, form.element), place];
}

export default { path: '/tables/:table/items', tab: 'tab.items', render };
