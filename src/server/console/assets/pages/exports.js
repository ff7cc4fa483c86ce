// Exports of tables into buckets.

import { all, call } from '../api.js';
import { allRight, checked } from '../checks.js';
import { button, dataTable, dialog, errorBox, facts, field, form, input, pending, radios, section, select, status, toast } from '../components.js';
import { h } from '../dom.js';
import { bytes, count, moment, t } from '../i18n.js';
import { refresh } from '../route.js';
import { watchStates } from '../states.js';
import { seconds } from './backups.js';

async function create() {
  const names = await all('ListTables', {}, 'TableNames', 'ExclusiveStartTableName', 'LastEvaluatedTableName');
  const tables = field(t('table'), select(names, names[0]), { hint: t('export.table.hint') });
  const bucket = checked(field(t('export.bucket'), input(), { hint: t('export.bucket.hint') }), (text) => (text ? '' : t('check.needed')));
  const prefix = field(t('export.prefix'), input(), { hint: t('optional') });
  const format = field(t('export.format'), select([['DYNAMODB_JSON', 'DynamoDB JSON'], ['ION', 'Amazon Ion']], 'DYNAMODB_JSON'));
  const time = (label) => field(label, input({ type: 'datetime-local', step: '1' }), { hidden: true });
  const [from, to] = [time(t('export.from')), time(t('export.to'))];
  const kind = radios(t('export.type'), [['FULL_EXPORT', t('export.FULL_EXPORT')], ['INCREMENTAL_EXPORT', t('export.INCREMENTAL_EXPORT')]], 'FULL_EXPORT', (of) => {
    from.hidden = of === 'FULL_EXPORT';
    to.hidden = of === 'FULL_EXPORT';
  });
  [from, to].forEach((one) => checked(one, (text) => (text ? '' : t('check.needed'))));
  return dialog(t('export.create'), (close) => form({
    label: t('export.create'),
    cancel: () => close(),
    submit: async () => {
      if (!allRight([bucket, from, to])) return;
      const { Table: table } = await call('DescribeTable', { TableName: tables.control.value });
      const isFull = kind.value() === 'FULL_EXPORT';
      await call('ExportTableToPointInTime', {
        TableArn: table.TableArn,
        S3Bucket: bucket.control.value,
        S3Prefix: prefix.control.value || undefined,
        ExportFormat: format.control.value,
        ExportType: kind.value(),
        IncrementalExportSpecification: isFull ? undefined : {
          ExportFromTime: seconds(from.control.value), ExportToTime: seconds(to.control.value), ExportViewType: 'NEW_AND_OLD_IMAGES',
        },
      });
      toast(t('export.begun'));
      close();
      refresh();
    },
  }, tables, bucket, prefix, format, kind, from, to));
}

async function details(arn) {
  const { ExportDescription: of } = await call('DescribeExport', { ExportArn: arn });
  return facts([
    [t('table.status'), status(of.ExportStatus)],
    [t('export.type'), t(`export.${of.ExportType}`)],
    [t('export.format'), of.ExportFormat],
    [t('export.bucket'), `${of.S3Bucket}${of.S3Prefix ? `/${of.S3Prefix}` : ''}`],
    [t('table.items'), count(of.ItemCount ?? 0)],
    [t('table.size'), bytes(of.BilledSizeBytes ?? 0)],
    [t('export.time'), moment(of.ExportTime ?? of.StartTime)],
    of.ExportManifest && [t('export.manifest'), h('code', null, of.ExportManifest)],
    of.FailureMessage && [of.FailureCode, of.FailureMessage],
    ['ARN', h('code', null, of.ExportArn)],
  ]);
}

async function render({ signal }) {
  let exports;
  try {
    exports = await all('ListExports', {}, 'ExportSummaries', 'NextToken');
  } catch (error) {
    if (error.name !== 'UnknownOperationException') throw error;
    return [h('p', null, t('export.not_here')), errorBox(error)];
  }
  watchStates(exports.map((one) => one.ExportStatus), signal);
  const tableName = (arn) => /table\/([^/]+)/.exec(arn)?.[1] ?? arn;
  return [
    h('div', { class: 'actions' }, button(t('export.create'), { kind: 'primary', on: create }), button(t('refresh'), { on: refresh })),
    section(t('nav.exports'), null, dataTable({
      caption: t('exports.caption', { count: count(exports.length) }),
      rows: exports,
      empty: t('exports.none'),
      columns: [
        { label: t('table'), cell: (one) => tableName(one.ExportArn) },
        { label: t('table.status'), cell: (one) => status(one.ExportStatus) },
        { label: t('export.type'), cell: (one) => t(`export.${one.ExportType ?? 'FULL_EXPORT'}`) },
        { label: 'ARN', cell: (one) => h('span', { class: 'cell mono' }, one.ExportArn.split('/export/')[1]) },
        {
          label: t('items.actions'),
          cell: (one) => button(t('export.details'), {
            'aria-label': `${t('export.details')} ${one.ExportArn}`,
            on: () => dialog(t('export.details'), () => pending(() => details(one.ExportArn)), { wide: true }),
          }),
        },
      ],
    })),
  ];
}

export default { path: '/exports', nav: 'nav.exports', title: () => t('nav.exports'), render };
