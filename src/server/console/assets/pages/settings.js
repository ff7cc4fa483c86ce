// What can be changed of a table: capacity, protection, time to live, tags; and its deletion.

import { all, call } from '../api.js';
import { allRight, attributeProblem, checked, needed } from '../checks.js';
import { button, checkbox, confirm, dataTable, field, form, input, radios, section, status, toast, toastError } from '../components.js';
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

/** A list of what a table has, with what removes and what adds one. */
function editable(title, { rows, columns, nameOf, remove, add, fields, submit }) {
  return section(title, null, dataTable({
    caption: `${title} (${count(rows.length)})`,
    rows,
    columns: [...columns, {
      label: t('items.actions'),
      cell: (row) => button(t('remove'), { 'aria-label': t('attribute.remove', { name: nameOf(row) }), on: () => remove(row).catch(toastError) }),
    }],
  }), form({
    label: add,
    submit: async () => {
      if (!allRight(fields.filter((one) => one.check))) return;
      await submit();
      saved();
    },
  }, h('div', { class: 'fields' }, fields)));
}

function tags({ TableArn: ResourceArn }, rows) {
  const key = checked(field(t('tag.key'), input()), needed);
  const value = field(t('tag.value'), input());
  return editable(t('tags'), {
    rows,
    columns: [{ label: t('tag.key'), cell: (tag) => tag.Key }, { label: t('tag.value'), cell: (tag) => tag.Value }],
    nameOf: (tag) => tag.Key,
    remove: (tag) => call('UntagResource', { ResourceArn, TagKeys: [tag.Key] }).then(saved),
    add: t('tag.add'),
    fields: [key, value],
    submit: () => call('TagResource', { ResourceArn, Tags: [{ Key: key.control.value, Value: value.control.value }] }),
  });
}

function replicas({ TableName, Replicas: rows = [] }) {
  const region = checked(field(t('replica.region'), input({ placeholder: 'eu-west-1' }), { hint: t('replica.hint') }), needed);
  const change = (update) => call('UpdateTable', { TableName, ReplicaUpdates: [update] });
  return editable(t('table.replicas'), {
    rows,
    columns: [
      { label: t('replica.region'), cell: (replica) => replica.RegionName },
      { label: t('table.status'), cell: (replica) => status(replica.ReplicaStatus) },
    ],
    nameOf: (replica) => replica.RegionName,
    remove: async ({ RegionName }) => {
      const done = await confirm({
        title: t('replica.remove'), text: t('replica.remove.sure', { region: RegionName }), action: t('replica.remove'),
        run: () => change({ Delete: { RegionName } }),
      });
      if (done) saved();
    },
    add: t('replica.add'),
    fields: [region],
    submit: () => change({ Create: { RegionName: region.control.value.trim() } }),
  });
}

async function render({ params, signal }) {
  const TableName = params.table;
  const { Table: table } = await call('DescribeTable', { TableName });
  const [{ TimeToLiveDescription: ttl }, list] = await Promise.all([
    call('DescribeTimeToLive', { TableName }),
    all('ListTagsOfResource', { ResourceArn: table.TableArn }, 'Tags', 'NextToken'),
  ]);
  watchStates([table.TableStatus, ttl.TimeToLiveStatus, ...(table.Replicas ?? []).map((replica) => replica.ReplicaStatus)], signal);
  return [
    capacity(table), timeToLive(table, ttl), protection(table), replicas(table), tags(table, list),
    section(t('table.delete'), button(t('table.delete'), { kind: 'danger', on: () => deleteTable(table) }),
      h('p', { class: 'hint' }, t('table.delete.hint'))),
  ];
}

export default { path: '/tables/:table/settings', tab: 'tab.settings', render };
