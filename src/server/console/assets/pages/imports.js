// Imports of files in buckets into new tables: a part of the page of exports.

import { call } from '../api.js';
import { allRight, checked, nameProblem } from '../checks.js';
import { dialog, facts, field, form, input, select, status, toast } from '../components.js';
import { h } from '../dom.js';
import { bytes, count, moment, t } from '../i18n.js';
import { keyFields, keySchema } from '../index_form.js';
import { refresh } from '../route.js';
import { FORMATS, bucketPath, placeFields, tableOf, transferList } from '../transfer_parts.js';

/** Asks for the files and for the key of the table that they become. */
export function createImport() {
  const { bucket, prefix, format } = placeFields([...FORMATS, ['CSV', 'CSV']]);
  const compression = field(t('import.compression'), select([['NONE', t('import.none')], ['GZIP', 'gzip'], ['ZSTD', 'Zstandard']], 'NONE'));
  const name = checked(field(t('restore.name'), input(), { hint: t('table.name.hint') }), nameProblem);
  const partition = keyFields(t('table.partition_key'));
  const sort = keyFields(t('table.sort_key'), {
    optional: true,
    problem: (text) => (text && text === partition.name.control.value ? t('check.same_key') : ''),
  });
  return dialog(t('import.create'), (close) => form({
    label: t('import.create'),
    cancel: () => close(),
    submit: async () => {
      if (!allRight([bucket, name, partition.name, sort.name])) return;
      const keys = [partition.key(), sort.key()].filter(Boolean);
      await call('ImportTable', {
        S3BucketSource: { S3Bucket: bucket.control.value, S3KeyPrefix: prefix.control.value || undefined },
        InputFormat: format.control.value,
        InputCompressionType: compression.control.value,
        TableCreationParameters: {
          TableName: name.control.value,
          KeySchema: keySchema(keys[0][0], keys[1]?.[0]),
          AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
          BillingMode: 'PAY_PER_REQUEST',
        },
      });
      toast(t('import.begun'));
      close();
      refresh();
    },
  }, bucket, prefix, h('div', { class: 'fields' }, format, compression), name,
  h('div', { class: 'fields' }, partition.name, partition.kind, sort.name, sort.kind)), { wide: true });
}

async function details(ImportArn) {
  const { ImportTableDescription: of } = await call('DescribeImport', { ImportArn });
  return facts([
    [t('table.status'), status(of.ImportStatus)],
    [t('table'), of.TableCreationParameters.TableName],
    [t('export.format'), of.InputFormat],
    [t('export.bucket'), bucketPath(of.S3BucketSource.S3Bucket, of.S3BucketSource.S3KeyPrefix)],
    [t('import.items'), count(of.ImportedItemCount ?? 0)],
    [t('import.errors'), count(of.ErrorCount ?? 0)],
    [t('import.size'), bytes(of.ProcessedSizeBytes ?? 0)],
    [t('export.from'), moment(of.StartTime)],
    [t('export.to'), moment(of.EndTime)],
    of.FailureMessage && [of.FailureCode, of.FailureMessage],
    ['ARN', h('code', null, of.ImportArn)],
  ]);
}

export const importList = (rows) => transferList(t('imports'), {
  rows,
  empty: t('imports.none'),
  columns: [
    { label: t('table'), cell: (one) => tableOf(one.TableArn ?? one.ImportArn) },
    { label: t('table.status'), cell: (one) => status(one.ImportStatus) },
    { label: t('export.format'), cell: (one) => one.InputFormat },
    { label: t('export.bucket'), cell: (one) => bucketPath(one.S3BucketSource.S3Bucket, one.S3BucketSource.S3KeyPrefix) },
  ],
  arnOf: (one) => one.ImportArn,
  details,
});
