// Backups, and recovery to a point in time.

import { all, call } from '../api.js';
import { allRight, checked, nameProblem, needed } from '../checks.js';
import { button, confirm, dataTable, dialog, facts, field, form, input, link, radios, section, status, toast } from '../components.js';
import { h } from '../dom.js';
import { bytes, count, moment, t } from '../i18n.js';
import { go, href, path, refresh } from '../route.js';
import { watchStates } from '../states.js';

const list = (TableName) => all('ListBackups', TableName ? { TableName } : {}, 'BackupSummaries', 'ExclusiveStartBackupArn', 'LastEvaluatedBackupArn');

/** Asks for the name of a new table, and restores into it. */
function restoreDialog(title, suggested, run, ...content) {
  const name = checked(field(t('restore.name'), input({ value: suggested })), nameProblem);
  return dialog(title, (close) => form({
    label: t('restore'),
    cancel: () => close(),
    submit: async () => {
      if (!allRight([name])) return;
      await run(name.control.value);
      toast(t('restore.begun', { table: name.control.value }));
      close();
      go(path('tables', name.control.value));
    },
  }, ...content, name));
}

function backupTable(backups) {
  return dataTable({
    caption: t('backups.caption', { count: count(backups.length) }),
    rows: backups,
    empty: t('backups.none'),
    columns: [
      { label: t('backup.name'), cell: (backup) => backup.BackupName },
      { label: t('table'), cell: (backup) => link(href(path('tables', backup.TableName)), backup.TableName) },
      { label: t('table.status'), cell: (backup) => status(backup.BackupStatus) },
      { label: t('backup.type'), cell: (backup) => t(`backup.${backup.BackupType}`) },
      { label: t('table.created_at'), cell: (backup) => moment(backup.BackupCreationDateTime) },
      { label: t('table.size'), numeric: true, cell: (backup) => bytes(backup.BackupSizeBytes ?? 0) },
      {
        label: t('items.actions'),
        cell: (backup) => h('div', { class: 'actions' },
          button(t('restore'), {
            'aria-label': `${t('restore')} ${backup.BackupName}`,
            on: () => restoreDialog(t('restore.backup', { backup: backup.BackupName }), `${backup.TableName}-restored`,
              (TargetTableName) => call('RestoreTableFromBackup', { BackupArn: backup.BackupArn, TargetTableName })),
          }),
          button(t('delete'), {
            'aria-label': `${t('delete')} ${backup.BackupName}`,
            on: async () => {
              const done = await confirm({
                title: t('backup.delete'),
                text: t('backup.delete.sure', { backup: backup.BackupName }),
                action: t('delete'),
                run: () => call('DeleteBackup', { BackupArn: backup.BackupArn }),
              });
              if (done) refresh();
            },
          })),
      },
    ],
  });
}

function create(TableName) {
  const name = checked(field(t('backup.name'), input()), nameProblem);
  return dialog(t('backup.create'), (close) => form({
    label: t('backup.create'),
    cancel: () => close(),
    submit: async () => {
      if (!allRight([name])) return;
      await call('CreateBackup', { TableName, BackupName: name.control.value });
      close();
      refresh();
    },
  }, name));
}

/** A field for a moment, which is hidden at first. */
export const momentField = (label) => checked(field(label, input({ type: 'datetime-local', step: '1' }), { hidden: true }), needed);

/** The moment in a control of type `datetime-local`, in this machine's time zone, in seconds since 1970. */
export const seconds = (text) => Math.floor(new Date(text).getTime() / 1000);

function restorePoint(TableName) {
  const at = momentField(t('recovery.time'));
  const which = radios(t('recovery.to'), [['latest', t('recovery.latest')], ['time', t('recovery.time')]], 'latest', (of) => {
    at.hidden = of !== 'time';
  });
  return restoreDialog(t('recovery.restore'), `${TableName}-restored`, async (TargetTableName) => {
    const isLatest = which.value() === 'latest';
    if (!isLatest && !at.check()) return;
    await call('RestoreTableToPointInTime', {
      SourceTableName: TableName,
      TargetTableName,
      UseLatestRestorableTime: isLatest || undefined,
      RestoreDateTime: isLatest ? undefined : seconds(at.control.value),
    });
  }, which, at);
}

async function ofTable({ params, signal }) {
  const TableName = params.table;
  const [backups, { ContinuousBackupsDescription: continuous }] = await Promise.all([
    list(TableName), call('DescribeContinuousBackups', { TableName }),
  ]);
  watchStates(backups.map((backup) => backup.BackupStatus), signal);
  const recovery = continuous.PointInTimeRecoveryDescription;
  const isOn = recovery.PointInTimeRecoveryStatus === 'ENABLED';
  const toggle = () => call('UpdateContinuousBackups', {
    TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: !isOn },
  });
  const turnOff = async () => {
    const done = await confirm({ title: t('recovery'), text: t('recovery.off.sure'), action: t('turn_off'), run: toggle });
    if (done) refresh();
  };
  return [
    section(t('recovery'), [
      isOn && button(t('recovery.restore'), { on: () => restorePoint(TableName) }),
      button(t(isOn ? 'turn_off' : 'turn_on'), {
        kind: isOn ? null : 'primary',
        on: () => (isOn ? turnOff() : toggle().then(refresh, (error) => toast(error.message, 'bad'))),
      }),
    ], facts([
      [t('table.status'), status(recovery.PointInTimeRecoveryStatus)],
      isOn && [t('recovery.earliest'), moment(recovery.EarliestRestorableDateTime)],
      isOn && [t('recovery.latest'), moment(recovery.LatestRestorableDateTime)],
      isOn && [t('recovery.days'), count(recovery.RecoveryPeriodInDays ?? 35)],
    ])),
    section(t('nav.backups'), button(t('backup.create'), { kind: 'primary', on: () => create(TableName) }), backupTable(backups)),
  ];
}

async function render({ signal }) {
  const backups = await list();
  watchStates(backups.map((backup) => backup.BackupStatus), signal);
  return [h('div', { class: 'actions' }, button(t('refresh'), { on: refresh })), backupTable(backups)];
}

export const tableBackups = { path: '/tables/:table/backups', tab: 'nav.backups', render: ofTable };

export default { path: '/backups', nav: 'nav.backups', title: () => t('nav.backups'), render };
