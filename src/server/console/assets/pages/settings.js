// What can be changed of a table: capacity, protection, time to live, tags; and its deletion.

import { all, call } from '../api.js';
import { allRight, attributeProblem, checked } from '../checks.js';
import { button, checkbox, dataTable, field, form, input, radios, section, status, toast } from '../components.js';
import { h } from '../dom.js';
import { count, t } from '../i18n.js';
import { unitFields } from '../index_form.js';
import { refresh } from '../route.js';
import { watchStates } from '../states.js';
import { deleteTable } from './overview.js';

const saved = () => {
  toast(t('settings.saved'));
  refresh();
};

function capacity(table) {
  const { ReadCapacityUnits: read, WriteCapacityUnits: write } = table.ProvisionedThroughput ?? {};
  const mode = table.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  const units = unitFields(String(read || 5), String(write || 5));
  const show = (of) => units.fields.forEach((one) => {
    one.hidden = of !== 'PROVISIONED';
  });
  const billing = radios(t('billing'), [['PAY_PER_REQUEST', t('billing.on_demand')], ['PROVISIONED', t('billing.provisioned')]], mode, show);
  show(mode);
  return section(t('settings.capacity'), null, form({
    label: t('save'),
    submit: async () => {
      if (!allRight(units.fields)) return;
      const isProvisioned = billing.value() === 'PROVISIONED';
      const ProvisionedThroughput = isProvisioned ? units.throughput() : undefined;
      await call('UpdateTable', {
        TableName: table.TableName,
        BillingMode: billing.value() === mode ? undefined : billing.value(),
        ProvisionedThroughput,
        // Indexes have units too, once a table has.
        GlobalSecondaryIndexUpdates: isProvisioned && mode !== 'PROVISIONED' && table.GlobalSecondaryIndexes?.length
          ? table.GlobalSecondaryIndexes.map(({ IndexName }) => ({ Update: { IndexName, ProvisionedThroughput } })) : undefined,
      });
      saved();
    },
  }, billing, h('div', { class: 'fields' }, units.fields)));
}

function timeToLive(table, ttl) {
  const isOn = ['ENABLED', 'ENABLING'].includes(ttl.TimeToLiveStatus);
  const name = checked(field(t('ttl.attribute'), input({ value: ttl.AttributeName ?? '', disabled: isOn }), { hint: t('ttl.hint') }),
    (text) => attributeProblem(text));
  return section(t('ttl'), status(ttl.TimeToLiveStatus), form({
    label: t(isOn ? 'turn_off' : 'turn_on'),
    submit: async () => {
      if (!allRight([name])) return;
      await call('UpdateTimeToLive', {
        TableName: table.TableName, TimeToLiveSpecification: { AttributeName: name.control.value, Enabled: !isOn },
      });
      saved();
    },
  }, name));
}

function protection(table) {
  const box = checkbox(t('table.deletion_protection'), { checked: Boolean(table.DeletionProtectionEnabled) });
  return section(t('table.deletion_protection'), null, form({
    label: t('save'),
    submit: async () => {
      await call('UpdateTable', { TableName: table.TableName, DeletionProtectionEnabled: box.box.checked });
      saved();
    },
  }, h('p', { class: 'hint' }, t('protection.hint')), box));
}

function tags(table, list) {
  const key = checked(field(t('tag.key'), input()), (text) => (text ? '' : t('check.needed')));
  const value = field(t('tag.value'), input());
  const arn = table.TableArn;
  return section(t('tags'), null, dataTable({
    caption: t('tags.caption', { count: count(list.length) }),
    rows: list,
    columns: [
      { label: t('tag.key'), cell: (tag) => tag.Key },
      { label: t('tag.value'), cell: (tag) => tag.Value },
      {
        label: t('items.actions'),
        cell: (tag) => button(t('remove'), {
          'aria-label': t('attribute.remove', { name: tag.Key }),
          on: async () => {
            await call('UntagResource', { ResourceArn: arn, TagKeys: [tag.Key] }).then(saved, (error) => toast(error.message, 'bad'));
          },
        }),
      },
    ],
  }), form({
    label: t('tag.add'),
    submit: async () => {
      if (!allRight([key])) return;
      await call('TagResource', { ResourceArn: arn, Tags: [{ Key: key.control.value, Value: value.control.value }] });
      saved();
    },
  }, h('div', { class: 'fields' }, key, value)));
}

async function render({ params, signal }) {
  const TableName = params.table;
  const { Table: table } = await call('DescribeTable', { TableName });
  const [{ TimeToLiveDescription: ttl }, list] = await Promise.all([
    call('DescribeTimeToLive', { TableName }),
    all('ListTagsOfResource', { ResourceArn: table.TableArn }, 'Tags', 'NextToken'),
  ]);
  watchStates([table.TableStatus, ttl.TimeToLiveStatus], signal);
  return [
    capacity(table), timeToLive(table, ttl), protection(table), tags(table, list),
    section(t('table.delete'), button(t('table.delete'), { kind: 'danger', on: () => deleteTable(table) }),
      h('p', { class: 'hint' }, t('table.delete.hint'))),
  ];
}

export default { path: '/tables/:table/settings', tab: 'tab.settings', render };
