// What a Scan, a Query and a GetItem touch: the recorded call says of which partitions it consumed how many units.

import { call, control } from '../api.js';
import { busy, button, errorBox } from '../components.js';
import { h, replace } from '../dom.js';
import { count, t } from '../i18n.js';

/** Carries an operation out while calls are recorded, and gives what is recorded of it. A recording that was there stays. */
async function recorded(operation, input, query) {
  const isOn = await control('GET', 'calls', { query: { newest: 1 } }).then(() => true, () => false);
  if (!isOn) await control('POST', 'calls', { body: { limit: 100 } });
  try {
    const answer = await call(operation, input);
    const { calls } = await control('GET', 'calls', { query: { ...query, operation, newest: 1 } });
    return { answer, partitions: calls[0]?.partitions ?? [] };
  } finally {
    if (!isOn) await control('DELETE', 'calls').catch(() => {});
  }
}

/** The sum of what the partitions rounded up for themselves: `A 0.5 + B 0.5 = 1`. */
function bill(touched, partitions) {
  const letter = (first) => partitions.find((one) => one.first === first)?.partition ?? '?';
  const total = touched.reduce((all, one) => all + one.read, 0);
  const shown = touched.slice(0, 12).map((one) => `${letter(one.first)} ${one.read}`).join(' + ');
  return `${shown}${touched.length > 12 ? ' + …' : ''} = ${total}`;
}

/** Buttons that read, and what each read touched. `key()` gives the typed key; `lookUp()` looks at the partitions again. */
export function touchPanel({ table, index, ring, key, valueOf, schema, follow }) {
  const said = h('div', { 'aria-live': 'polite', class: 'stack' });
  const names = { '#key': schema.attribute };
  const common = { TableName: table, ReturnConsumedCapacity: 'TOTAL', ...(index ? { IndexName: index } : {}) };
  const inputs = {
    Scan: () => common,
    Query: () => ({ ...common, KeyConditionExpression: '#key = :key', ExpressionAttributeNames: names, ExpressionAttributeValues: { ':key': valueOf(key()) } }),
    GetItem: () => ({ TableName: table, ReturnConsumedCapacity: 'TOTAL', Key: { [schema.attribute]: valueOf(key()) } }),
  };
  async function run(operation) {
    if (operation !== 'Scan' && !key()) {
      replace(said, h('p', { class: 'hint' }, t('line.touch.needs_key')));
      return;
    }
    try {
      const { answer, partitions } = await recorded(operation, inputs[operation](), { table });
      await follow.look();
      const touched = partitions.filter((one) => one.read > 0 && one.table === table && (one.index ?? '') === (index ?? ''));
      ring.touch(touched.map((one) => ({ first: one.first, units: one.read })));
      const returned = answer.Count ?? (answer.Item ? 1 : 0);
      const values = {
        operation,
        touched: count(touched.length),
        partitions: count(follow.partitions.length),
        returned: count(returned),
        scanned: count(answer.ScannedCount ?? returned),
      };
      const isEmptyScan = operation === 'Scan' && answer.ScannedCount === 0;
      replace(said, h('p', null, h('strong', null, t('line.touch.says', values))),
        h('p', null, t('line.touch.bill'), ' ', h('code', null, `${bill(touched, follow.partitions)} RCU`)),
        h('p', { class: 'hint' }, t(isEmptyScan ? 'line.touch.empty_scan' : `line.touch.${operation}`)));
    } catch (error) {
      ring.touch([]);
      replace(said, errorBox(error));
    }
  }
  const operations = ['Scan', 'Query', ...(schema.hasSortKey || index ? [] : ['GetItem'])];
  return h('div', { class: 'stack' }, h('p', { class: 'hint' }, t('line.touch.hint')),
    h('div', { class: 'actions' }, operations.map((operation) => button(operation, {
      on: (event) => busy(event.currentTarget, () => run(operation)),
    }))), said);
}
