// Exports of tables into buckets, and imports of tables from them.

import { call, tableNames } from '../api.js';
import { allRight } from '../checks.js';
import { button, dialog, facts, field, form, radios, select, status, toast } from '../components.js';
import { h } from '../dom.js';
import { bytes, count, moment, t } from '../i18n.js';
import { refresh } from '../route.js';
import { watchStates } from '../states.js';
import { FORMATS, bucketPath, listOf, placeFields, tableOf, transferList } from '../transfer_parts.js';
import { momentField, seconds } from './backups.js';
import { createImport, importList } from './imports.js';

async function create() {
  const names = await tableNames();
  const tables = field(t('table'), select(names, names[0]), { hint: t('export.table.hint') });
  const { bucket, prefix, format } = placeFields(FORMATS);
  const [from, to] = [momentField(t('export.from')), momentField(t('export.to'))];
  const kind = radios(t('export.type'), [['FULL_EXPORT', t('export.FULL_EXPORT')], ['INCREMENTAL_EXPORT', t('export.INCREMENTAL_EXPORT')]], 'FULL_EXPORT', (of) => {
    from.hidden = of === 'FULL_EXPORT';
    to.hidden = of === 'FULL_EXPORT';
  });
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
    [t('export.bucket'), bucketPath(of.S3Bucket, of.S3Prefix)],
    [t('table.items'), count(of.ItemCount ?? 0)],
    [t('table.size'), bytes(of.BilledSizeBytes ?? 0)],
    [t('export.time'), moment(of.ExportTime ?? of.StartTime)],
    of.ExportManifest && [t('export.manifest'), h('code', null, of.ExportManifest)],
    of.FailureMessage && [of.FailureCode, of.FailureMessage],
    ['ARN', h('code', null, of.ExportArn)],
  ]);
}

async function render({ signal }) {
  const [exports, imports] = await Promise.all([listOf('ListExports', 'ExportSummaries'), listOf('ListImports', 'ImportSummaryList')]);
  watchStates([...(exports ?? []).map((one) => one.ExportStatus), ...(imports ?? []).map((one) => one.ImportStatus)], signal);
  return [
    h('div', { class: 'actions' }, exports && button(t('export.create'), { kind: 'primary', on: create }),
      imports && button(t('import.create'), { on: createImport }), button(t('refresh'), { on: refresh })),
    transferList(t('exports'), {
      rows: exports,
      empty: t('exports.none'),
      columns: [
        { label: t('table'), cell: (one) => tableOf(one.ExportArn) },
        { label: t('table.status'), cell: (one) => status(one.ExportStatus) },
        { label: t('export.type'), cell: (one) => t(`export.${one.ExportType ?? 'FULL_EXPORT'}`) },
        { label: 'ARN', cell: (one) => h('span', { class: 'cell mono' }, one.ExportArn.split('/export/')[1]) },
      ],
      arnOf: (one) => one.ExportArn,
      details,
    }),
    importList(imports),
  ];
}

export default { path: '/exports', nav: 'nav.exports', title: () => t('nav.exports'), render };
