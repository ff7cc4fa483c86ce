// A table at a glance.

import { call } from '../api.js';
import { confirm, button, facts, section, status, toast } from '../components.js';
import { h } from '../dom.js';
import { bytes, count, moment, t } from '../i18n.js';
import { go, href, path, refresh } from '../route.js';
import { indexesOf, keyOf, vectorIndexesOf } from '../schema.js';
import { watchStates } from '../states.js';

/** Asks and deletes a table. */
export async function deleteTable(table) {
  const done = await confirm({
    title: t('table.delete'),
    text: t('table.delete.sure', { table: table.TableName, count: count(table.ItemCount) }),
    word: table.TableName,
    action: t('table.delete'),
    run: () => call('DeleteTable', { TableName: table.TableName }),
  });
  if (!done) return;
  toast(t('table.deleted', { table: table.TableName }));
  go('/tables');
}

async function render({ params, signal }) {
  const TableName = params.table;
  const [{ Table: table }, { TimeToLiveDescription: ttl }, { ContinuousBackupsDescription: backups }] = await Promise.all([
    call('DescribeTable', { TableName }),
    call('DescribeTimeToLive', { TableName }).catch(() => ({})),
    call('DescribeContinuousBackups', { TableName }).catch(() => ({})),
  ]);
  watchStates([table.TableStatus, ...(table.GlobalSecondaryIndexes ?? []).map((index) => index.IndexStatus)], signal);
  const units = table.ProvisionedThroughput;
  const isProvisioned = table.BillingModeSummary?.BillingMode !== 'PAY_PER_REQUEST';
  const recovery = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return [
    section(t('tab.overview'), [
      h('a', { class: 'button primary', href: href(path('tables', TableName, 'items')) }, t('table.explore')),
      button(t('refresh'), { on: refresh }),
      button(t('table.delete'), { on: () => deleteTable(table) }),
    ], facts([
      [t('table.status'), status(table.TableStatus)],
      [t('table.partition_key'), keyOf(table, table.KeySchema, 'HASH')],
      [t('table.sort_key'), keyOf(table, table.KeySchema, 'RANGE')],
      [t('table.items'), count(table.ItemCount)],
      [t('table.size'), bytes(table.TableSizeBytes)],
      [t('table.created_at'), moment(table.CreationDateTime)],
      [t('billing'), t(isProvisioned ? 'billing.provisioned' : 'billing.on_demand')],
      isProvisioned && [t('read_units'), count(units.ReadCapacityUnits)],
      isProvisioned && [t('write_units'), count(units.WriteCapacityUnits)],
      [t('table.indexes'), count(indexesOf(table).length + vectorIndexesOf(table).length)],
      [t('table.replicas'), (table.Replicas ?? []).map((replica) => replica.RegionName).join(', ') || '0'],
      [t('stream'), table.StreamSpecification?.StreamEnabled ? t(`stream.${table.StreamSpecification.StreamViewType}`) : t('off')],
      [t('ttl'), ttl?.AttributeName ? [ttl.AttributeName, ' ', status(ttl.TimeToLiveStatus)] : t('off')],
      [t('recovery'), status(recovery ?? 'DISABLED')],
      [t('table.deletion_protection'), t(table.DeletionProtectionEnabled ? 'on' : 'off')],
      [t('table.class'), table.TableClassSummary?.TableClass ?? 'STANDARD'],
      ['ARN', h('code', null, table.TableArn)],
    ])),
  ];
}

export default { path: '/tables/:table', tab: 'tab.overview', render };
