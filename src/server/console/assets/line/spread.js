// How evenly made-up keys spread over the partitions.

import { control } from '../api.js';
import { busy, button, dataTable, errorBox, field, input, select } from '../components.js';
import { h, replace, svg } from '../dom.js';
import { count, t } from '../i18n.js';

/** Bars, one for each partition; a line at what each would have if all were even. */
function bars({ partitions, most, keys }) {
  const width = 600 / partitions.length;
  const top = Math.max(most, ...partitions.map((one) => one.expected));
  const y = (keys) => 150 - (keys / top) * 140;
  return svg('svg', { viewBox: '0 0 600 175', class: 'bars', role: 'img' },
    svg('title', null, t('line.spread.drawing', { keys: count(keys) })),
    partitions.map((one, at) => [
      svg('rect', { class: 'bar', x: at * width + width * 0.1, y: y(one.keys), width: width * 0.8, height: 150 - y(one.keys) },
        svg('title', null, `${one.partition}: ${count(one.keys)}`)),
      svg('path', { class: 'even', d: `M${at * width} ${y(one.expected)}h${width}` }),
      partitions.length <= 32 && svg('text', { class: 'bar-letter', x: (at + 0.5) * width, y: 168 }, one.partition),
    ]));
}

/** A field for how many keys, and what came of them. */
export function spreadPanel({ table, type }) {
  const keys = select([10, 100, 1_000, 10_000, 100_000].map((number) => [String(number), count(number)]), '10000');
  const prefix = type !== 'N' && input({ value: 'user', maxlength: '50' });
  const shown = h('div', { class: 'stack', 'aria-live': 'polite' });
  const run = async () => {
    const query = { table, keys: keys.value, prefix: prefix ? prefix.value : null };
    const answer = await control('GET', 'spread', { query });
    const [first, last] = [answer.first_key, answer.last_key].map((key) => Object.values(key)[0]);
    const values = { keys: count(answer.keys), least: count(answer.least), most: count(answer.most), mean: count(answer.mean) };
    replace(shown, h('p', null, h('strong', null, t('line.spread.says', values)), ' ',
      type !== 'B' && h('span', { class: 'hint' }, `${first} … ${last}`)),
    answer.partitions.length <= 400 && bars(answer),
    h('details', null, h('summary', null, t('line.as_table')), dataTable({
      caption: t('line.spread.drawing', { keys: values.keys }),
      rows: answer.partitions.slice(0, 400),
      columns: [
        { label: t('line.partition'), cell: (one) => one.partition },
        { label: t('line.keys'), numeric: true, cell: (one) => count(one.keys) },
        { label: t('line.expected'), numeric: true, cell: (one) => count(Math.round(one.expected)) },
      ],
    })));
  };
  const pressed = button(t('line.spread.run'), {
    on: () => busy(pressed, run).catch((error) => replace(shown, errorBox(error))),
  });
  return h('div', { class: 'stack' }, h('p', { class: 'hint' }, t('line.spread.hint')),
    h('div', { class: 'fields' }, field(t('line.spread.keys'), keys), prefix && field(t('line.spread.prefix'), prefix)),
    h('div', { class: 'actions' }, pressed), shown);
}
