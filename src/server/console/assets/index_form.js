// The form of a secondary index.

import { attributeProblem, checked, nameProblem, unitsProblem } from './checks.js';
import { field, input, radios, select } from './components.js';
import { h } from './dom.js';
import { t } from './i18n.js';

/** The types of keys, with their names. */
const keyTypes = () => [['S', t('type.S')], ['N', t('type.N')], ['B', t('type.B')]];

/** A key attribute: its name and type. `key()` gives `[name, type]`, or null where there is none. */
export function keyFields(label, { optional, value = '', type = 'S', problem } = {}) {
  const name = checked(field(label, input({ value }), { hint: optional ? t('optional') : null }),
    (text) => attributeProblem(text, { optional }) || problem?.(text) || '');
  const kind = field(t('key.type', { key: label }), select(keyTypes(), type));
  return { name, kind, key: () => (name.control.value ? [name.control.value, kind.control.value] : null) };
}

/** The units of reads and writes. `throughput()` gives them as the API has them. */
export function unitFields(read = '5', write = '5') {
  const make = (label, value) => checked(field(label, input({ value, inputmode: 'numeric' })), unitsProblem);
  const fields = [make(t('read_units'), read), make(t('write_units'), write)];
  return {
    fields,
    throughput: () => ({
      ReadCapacityUnits: Number(fields[0].control.value),
      WriteCapacityUnits: Number(fields[1].control.value),
    }),
  };
}

/** A form of an index. `isLocalAllowed` offers both kinds, `others()` are names that are taken. */
export function indexFields({ isLocalAllowed = false, others = () => [] } = {}) {
  const name = checked(field(t('index.name'), input()),
    (text) => nameProblem(text) || (others().filter((other) => other === text).length > 1 ? t('check.name_taken') : ''));
  const partition = keyFields(t('table.partition_key'));
  const sort = keyFields(t('table.sort_key'), {
    optional: true,
    problem: (text) => (isLocal() && !text ? t('check.needed')
      : text && text === partition.name.control.value && !isLocal() ? t('check.same_key') : ''),
  });
  const projected = field(t('index.attributes'), input(), { hint: t('index.attributes.hint'), hidden: true });
  const projection = field(t('index.projection'), select([
    ['ALL', t('index.ALL')], ['KEYS_ONLY', t('index.KEYS_ONLY')], ['INCLUDE', t('index.INCLUDE')],
  ], 'ALL', {
    on: {
      change: (event) => {
        projected.hidden = event.target.value !== 'INCLUDE';
      },
    },
  }));
  checked(projected, (text) => (text.trim() ? '' : t('check.needed')));
  const showKind = () => {
    partition.name.hidden = isLocal();
    partition.kind.hidden = isLocal();
  };
  const kind = isLocalAllowed && radios(t('index.kind'), [['global', t('index.global')], ['local', t('index.local')]], 'global', showKind);
  const isLocal = () => Boolean(kind) && kind.value() === 'local';
  const names = () => projected.control.value.split(',').map((part) => part.trim()).filter(Boolean);
  return {
    element: h('div', { class: 'fields' }, kind && h('div', { class: 'wide' }, kind), name, partition.name, partition.kind,
      sort.name, sort.kind, projection, projected),
    fields: [name, partition.name, sort.name, projected],
    name: () => name.control.value,
    isLocal,
    /** The key attributes, `[name, type]` each. */
    keys: () => [isLocal() ? null : partition.key(), sort.key()].filter(Boolean),
    /** The index as the API has it; the partition key of a local one is the table's. */
    index: (tablePartitionKey) => {
      const [hash, range] = [isLocal() ? tablePartitionKey : partition.key()[0], sort.key()?.[0]];
      const type = projection.control.value;
      return {
        IndexName: name.control.value,
        KeySchema: keySchema(hash, range),
        Projection: { ProjectionType: type, ...(type === 'INCLUDE' ? { NonKeyAttributes: names() } : {}) },
      };
    },
  };
}

/** A key schema of one or two attributes. */
export const keySchema = (hash, range) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range ? [{ AttributeName: range, KeyType: 'RANGE' }] : []),
];
