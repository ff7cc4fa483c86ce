// The form of a new table.

import { call } from '../api.js';
import { Problem, allRight, checked, nameProblem } from '../checks.js';
import { button, checkbox, field, form, input, radios, section, select, toast, toastError } from '../components.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { indexFields, keyFields, keySchema, unitFields } from '../index_form.js';
import { go, href, path } from '../route.js';

/** What records of a stream have in them. */
export const streamViews = () => ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']
  .map((view) => [view, t(`stream.${view}`)]);

function render({ query }) {
  const name = checked(field(t('table.name'), input({ value: query.get('name') ?? '' }), { hint: t('table.name.hint') }), nameProblem);
  const partition = keyFields(t('table.partition_key'), { value: query.get('partition') ?? '' });
  const sort = keyFields(t('table.sort_key'), {
    optional: true,
    value: query.get('sort') ?? '',
    problem: (text) => (text && text === partition.name.control.value ? t('check.same_key') : ''),
  });
  const units = unitFields();
  const showUnits = (mode) => units.fields.forEach((one) => {
    one.hidden = mode !== 'PROVISIONED';
  });
  const billing = radios(t('billing'), [['PAY_PER_REQUEST', t('billing.on_demand')], ['PROVISIONED', t('billing.provisioned')]],
    'PAY_PER_REQUEST', showUnits);
  showUnits();
  const stream = field(t('stream'), select([['', t('off')], ...streamViews()], ''));
  const ttl = field(t('ttl.attribute'), input(), { hint: t('ttl.hint') });
  const protection = checkbox(t('table.deletion_protection'));

  let indexes = [];
  const list = h('div', { class: 'list' });
  const draw = () => replace(list, indexes.map((index) => h('fieldset', { class: 'boxed' },
    h('legend', null, t('index')), index.element,
    h('div', { class: 'actions end' }, button(t('remove'), {
      on: () => {
        indexes = indexes.filter((other) => other !== index);
        draw();
      },
    })))));
  const add = button(t('index.add'), {
    on: () => {
      const index = indexFields({ isLocalAllowed: true, others: () => indexes.map((other) => other.name()) });
      indexes.push(index);
      draw();
      index.fields[0].control.focus();
    },
  });

  /** The definitions of all key attributes; throws where one has two types. */
  const definitions = (keys) => {
    const types = new Map();
    for (const [attribute, type] of keys) {
      if (types.has(attribute) && types.get(attribute) !== type) throw new Problem(t('check.two_types', { attribute }));
      types.set(attribute, type);
    }
    return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
  };

  const submit = async () => {
    if (!allRight([name, partition.name, sort.name, ...units.fields, ...indexes.flatMap((index) => index.fields)])) return;
    const [hash, range] = [partition.key(), sort.key()];
    const isProvisioned = billing.value() === 'PROVISIONED';
    const throughput = isProvisioned ? { ProvisionedThroughput: units.throughput() } : {};
    const [locals, globals] = [indexes.filter((index) => index.isLocal()), indexes.filter((index) => !index.isLocal())];
    const keys = [hash, range, ...indexes.flatMap((index) => index.keys())].filter(Boolean);
    const { TableDescription } = await call('CreateTable', {
      TableName: name.control.value,
      KeySchema: keySchema(hash[0], range?.[0]),
      AttributeDefinitions: definitions(keys),
      BillingMode: billing.value(),
      ...throughput,
      ...(locals.length ? { LocalSecondaryIndexes: locals.map((index) => index.index(hash[0])) } : {}),
      ...(globals.length ? { GlobalSecondaryIndexes: globals.map((index) => ({ ...index.index(), ...throughput })) } : {}),
      ...(stream.control.value ? { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.control.value } } : {}),
      ...(protection.box.checked ? { DeletionProtectionEnabled: true } : {}),
    });
    toast(t('table.created', { table: TableDescription.TableName }));
    if (ttl.control.value) {
      // The table stands, whatever comes of this.
      await call('UpdateTimeToLive', {
        TableName: TableDescription.TableName,
        TimeToLiveSpecification: { AttributeName: ttl.control.value, Enabled: true },
      }).catch(toastError);
    }
    go(path('tables', TableDescription.TableName));
  };

  return form({ submit, label: t('create_table'), extra: h('a', { class: 'button', href: href('/tables') }, t('cancel')) },
    section(t('table'), null, h('div', { class: 'fields' }, h('div', { class: 'wide' }, name),
      partition.name, partition.kind, sort.name, sort.kind), h('p', { class: 'hint' }, t('key.hint'))),
    section(t('table.indexes'), add, h('p', { class: 'hint' }, t('index.hint')), list),
    section(t('table.settings'), null, billing, h('div', { class: 'fields' }, units.fields), h('div', { class: 'fields' }, stream, ttl), protection));
}

export default { path: '/create-table', title: () => t('create_table'), render };
