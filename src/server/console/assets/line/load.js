// A hot key made on purpose, throttling, and splits.

import { control } from '../api.js';
import { button, checkbox, errorBox, field, input, select, toastError } from '../components.js';
import { h, replace } from '../dom.js';
import { count, t } from '../i18n.js';

const EVERY_MS = 500;
const RULES = {
  off: null,
  service: { mode: 'as_provisioned', split_after_seconds: 10 },
  small: { mode: 'per_partition', read_units: 100, write_units: 50, burst_seconds: 1, split_after_seconds: 10 },
};

/** Which of the rules is in force. */
function ruleOf(throughput) {
  if (!throughput) return 'off';
  return throughput.mode === 'as_provisioned' ? 'service' : 'small';
}

/** The switch of throttling. */
export async function throttlePanel() {
  const { throughput } = await control('GET', 'throughput');
  const chosen = select(['off', 'service', 'small'].map((rule) => [rule, t(`line.rules.${rule}`)]), ruleOf(throughput));
  chosen.addEventListener('change', async () => {
    const rule = RULES[chosen.value];
    const request = rule ? control('POST', 'throughput', { body: rule }) : control('DELETE', 'throughput');
    await request.catch(toastError);
  });
  return field(t('line.rules'), chosen, { hint: t('line.rules.hint') });
}

/** A load on one key, twice a second until it is stopped. */
export function loadPanel({ table, key, valueOf, schema, signal }) {
  const operation = select([['UpdateItem', t('line.load.writes')], ['GetItem', t('line.load.reads')]], 'UpdateItem');
  const rate = select([['100', '100'], ['1000', '1,000'], ['4000', '4,000']], '1000');
  const sort = schema.hasSortKey && input({ value: schema.sortType === 'N' ? '1' : '2025-05-12T10:15:00' });
  const shards = checkbox(t('line.load.shards'), { disabled: schema.type !== 'S' });
  const said = h('div', { class: 'stack' });
  let timer = null;
  let all = { requests: 0, done: 0, throttled: 0 };
  const pressed = button(t('line.load.start'), { kind: 'primary', on: () => (timer ? stop() : start()) });

  function stop() {
    clearTimeout(timer);
    timer = null;
    pressed.textContent = t('line.load.start');
  }

  async function send() {
    try {
      const sortKey = sort ? { [schema.sortAttribute]: { [schema.sortType]: sort.value } } : {};
      const body = {
        table,
        key: { [schema.attribute]: valueOf(key() || 'celebrity'), ...sortKey },
        operation: operation.value,
        requests: Number(rate.value) / 2,
        ...(shards.box.checked ? { shards: 10 } : {}),
      };
      const answer = await control('POST', 'load', { body });
      for (const name of Object.keys(all)) all[name] += answer[name];
      const reasons = Object.keys(answer.reasons);
      replace(said, h('p', null, t('line.load.says', Object.fromEntries(Object.entries(all).map(([name, number]) => [name, count(number)])))),
        reasons.length > 0 && h('p', { class: 'hint' }, t('line.load.reason'), ' ', h('code', null, reasons.join(', '))));
      if (timer && !signal.aborted) timer = setTimeout(send, EVERY_MS);
    } catch (error) {
      stop();
      replace(said, errorBox(error));
    }
  }

  function start() {
    all = { requests: 0, done: 0, throttled: 0 };
    pressed.textContent = t('line.load.stop');
    timer = setTimeout(send, 0);
  }

  signal.addEventListener('abort', stop);
  return h('div', { class: 'stack' }, h('p', { class: 'hint' }, t('line.load.hint')),
    h('div', { class: 'fields' }, field(t('line.load.operation'), operation), field(t('line.load.rate'), rate),
      sort && field(schema.sortAttribute, sort)),
    shards, h('div', { class: 'actions' }, pressed), said);
}

/** A partition is split by hand. The letters follow the partitions. */
export function splitPanel({ table, follow }) {
  const chosen = select([], '');
  const pressed = button(t('line.split'), {
    on: () => control('POST', 'split', { body: { table, partition: chosen.value } }).then(follow.look).catch(toastError),
  });
  const fill = ({ partitions }) => {
    const letters = partitions.map((one) => one.partition);
    if (letters.join() === [...chosen.options].map((option) => option.value).join()) return;
    const before = chosen.value;
    replace(chosen, letters.slice(0, 400).map((letter) => h('option', { value: letter }, letter)));
    if (letters.includes(before)) chosen.value = before;
  };
  fill(follow);
  follow.on(fill);
  return h('div', { class: 'stack' }, field(t('line.split.which'), chosen, { hint: t('line.split.hint') }), h('div', { class: 'actions' }, pressed));
}
