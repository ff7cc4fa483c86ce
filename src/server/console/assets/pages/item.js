// One item: created, edited or duplicated, in a form or as DynamoDB JSON.

import { call, callText } from '../api.js';
import { Problem } from '../checks.js';
import { button, confirm, form, input, labelled, select, tabs, textarea, toast } from '../components.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { go, href, path } from '../route.js';
import { keyNames, keyOfItem, typeOf } from '../schema.js';
import { valueFields } from '../value_form.js';
import { TYPES, attributeOf, isValue, pretty, typeNames } from '../values.js';

/** An item of more attributes is shown as text first: so large a form is slow. */
const MOST_FIELDS = 200;

/** The form of an item's attributes. The key's cannot be removed, and of an item that is there they stay as they are. */
function attributeForm(table, item, isThere) {
  const keys = keyNames(table);
  const list = h('div', { class: 'conditions' });
  let rows = [];
  const draw = () => replace(list, rows.map((row) => row.element));
  const add = (name, value) => {
    const isKey = keys.includes(name);
    const nameInput = labelled(t('attribute.name'), input({ value: name, disabled: isKey }));
    const fields = valueFields({
      value: value ?? { [isKey ? typeOf(table, name) : 'S']: '' },
      label: () => nameInput.value || t('attribute'),
      isFixed: isKey,
    });
    if (isKey && isThere) fields.disabled = true;
    const row = { name: () => nameInput.value, value: fields.value, focus: () => nameInput.focus() };
    row.element = h('div', { class: 'condition' }, nameInput, fields.elements, isKey
      ? h('span', { class: 'hint' }, t(keys[0] === name ? 'table.partition_key' : 'table.sort_key'))
      : button(t('remove'), {
        'aria-label': t('attribute.remove', { name: name || t('attribute') }),
        on: () => {
          rows = rows.filter((other) => other !== row);
          draw();
        },
      }));
    rows.push(row);
    return row;
  };
  keys.forEach((name) => add(name, attributeOf(item, name)));
  Object.keys(item).filter((name) => !keys.includes(name)).forEach((name) => add(name, item[name]));
  draw();
  const type = select(typeNames(TYPES), 'S', { 'aria-label': t('attribute.new_type') });
  const empty = { S: '', N: '', B: '', BOOL: true, NULL: true, SS: [], NS: [], BS: [], L: [], M: {} };
  return {
    element: h('div', { class: 'page' }, list, h('div', { class: 'actions' }, type, button(t('attribute.add'), {
      on: () => {
        const row = add('', { [type.value]: empty[type.value] });
        draw();
        row.focus();
      },
    }))),
    read: () => {
      const names = rows.map((row) => row.name());
      const twice = names.find((name, at) => names.indexOf(name) !== at);
      if (twice !== undefined) throw new Problem(t('check.attribute_twice', { name: twice }));
      return Object.fromEntries(rows.map((row) => [row.name(), row.value()]));
    },
  };
}

async function render({ params, query }) {
  const { Table: table } = await call('DescribeTable', { TableName: params.table });
  const given = query.get('key') ?? query.get('from');
  const isThere = query.has('key');
  let item = {};
  if (given) {
    const answer = await callText('GetItem', `{"TableName":${JSON.stringify(table.TableName)},"ConsistentRead":true,"Key":${JSON.stringify(JSON.parse(given))}}`);
    if (!answer.Item) throw new Problem(t('item.gone'));
    item = answer.Item;
  } else if (query.has('json')) {
    item = JSON.parse(query.get('json'));
  }
  const itemsPage = path('tables', table.TableName, 'items');
  const back = () => (history.length > 1 ? history.back() : go(itemsPage));

  // What is shown is read from the place where the person is: the form or the text.
  const isLarge = Object.keys(item).length > MOST_FIELDS;
  let attributes = isLarge ? null : attributeForm(table, item, isThere);
  const formPlace = h('div', null, attributes?.element);
  const json = labelled(t('item.json'), textarea({ rows: 20, class: 'json' }));
  json.value = pretty(item);
  let at = isLarge ? 1 : 0;
  const parsed = () => {
    let read;
    try {
      read = JSON.parse(json.value);
    } catch (error) {
      throw new Problem(error.message);
    }
    if (read === null || typeof read !== 'object' || Array.isArray(read)) throw new Problem(t('item.no_object'));
    return read;
  };
  const views = tabs(t('item.views'), [[t('item.form'), () => formPlace], [t('item.json'), () => [json, h('p', { class: 'hint' }, t('item.json.hint'))]]], {
    chosen: at,
    onShow: (next) => {
      if (next === at) return;
      at = next;
      try {
        if (next === 1) json.value = pretty(attributes.read());
        else {
          const read = parsed();
          const wrong = Object.keys(read).find((name) => !isValue(read[name]));
          if (wrong !== undefined) throw new Problem(t('item.no_value', { name: wrong }));
          attributes = attributeForm(table, read, isThere);
          replace(formPlace, attributes.element);
        }
      } catch (error) {
        toast(error.message, 'bad');
        at = 1 - next;
        views.show(at);
      }
    },
  });

  const submit = async () => {
    // A text goes to the service as it was written.
    const text = at === 1 ? json.value : JSON.stringify(attributes.read());
    const key = at === 1 ? keyOfItem(table, parsed()) : keyOfItem(table, attributes.read());
    if (isThere && JSON.stringify(key) !== JSON.stringify(keyOfItem(table, item))) throw new Problem(t('item.key_stays'));
    const condition = isThere ? 'attribute_exists(#k)' : 'attribute_not_exists(#k)';
    const rest = JSON.stringify({
      TableName: table.TableName,
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#k': keyNames(table)[0] },
    });
    try {
      await callText('PutItem', `{"Item":${text},${rest.slice(1)}`);
    } catch (error) {
      if (error.name === 'ConditionalCheckFailedException') {
        error.message = `${error.message}\n${t(isThere ? 'item.gone' : 'item.exists')}`;
      }
      throw error;
    }
    toast(t(isThere ? 'item.saved' : 'item.created'));
    if (isThere) back();
    else go(itemsPage);
  };

  const removal = isThere && button(t('item.delete'), {
    on: async () => {
      const done = await confirm({
        title: t('item.delete'),
        text: t('items.delete.sure', { count: 1 }),
        action: t('delete'),
        run: () => call('DeleteItem', { TableName: table.TableName, Key: keyOfItem(table, item) }),
      });
      if (done) {
        toast(t('items.deleted', { count: 1 }));
        back();
      }
    },
  });
  return [
    h('p', { class: 'crumbs' }, h('a', { href: href(path('tables', table.TableName)) }, table.TableName), ' / ',
      h('a', { href: href(itemsPage) }, t('tab.items'))),
    h('div', { class: 'card' }, form({ submit, label: t(isThere ? 'item.save' : 'items.create'), cancel: back, extra: removal }, views)),
  ];
}

const title = (_, query) => t(query.has('key') ? 'items.edit' : query.has('from') ? 'items.duplicate' : 'items.create');

export default { path: '/tables/:table/item', title, render };
