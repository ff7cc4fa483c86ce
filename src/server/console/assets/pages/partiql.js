// An editor of PartiQL statements, with those that were run before.

import { call, tableNames } from '../api.js';
import { button, errorBox, field, labelled, section, select, status, textarea } from '../components.js';
import { download, h, kept, replace } from '../dom.js';
import { count, moment, t } from '../i18n.js';
import { itemTable } from '../item_table.js';
import { csv } from '../values.js';

const MOST_KEPT = 50;

const keptStatements = () => kept.get('statements', []);

function remember(statement) {
  const others = keptStatements().filter((one) => one.statement !== statement);
  kept.set('statements', [{ statement, at: Date.now() / 1000 }, ...others].slice(0, MOST_KEPT));
}

/** A name of a table or an index, as statements have it. */
const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

async function render({ query, signal }) {
  const names = await tableNames();
  const first = names[0] ? `SELECT * FROM ${quoted(names[0])}` : '';
  const editor = textarea({ rows: 6, class: 'json' }, query.get('statement') ?? keptStatements()[0]?.statement ?? first);
  const edited = field(t('partiql.statement'), editor, { hint: t('partiql.hint'), wide: true });
  const place = h('div');
  const past = h('div');

  const run = async (pressed, statement, NextToken) => {
    pressed.disabled = true;
    try {
      const answer = await call('ExecuteStatement', { Statement: statement, NextToken, ReturnConsumedCapacity: 'TOTAL' });
      if (!signal.aborted) draw(statement, answer);
    } catch (error) {
      replace(place, section(t('items.results'), null, errorBox(error)));
    }
    pressed.disabled = false;
    remember(statement);
    drawPast();
  };
  const draw = (statement, { Items: items = [], NextToken, ConsumedCapacity: consumed }) => {
    const more = button(t('page.next'), { disabled: !NextToken, on: () => run(more, statement, NextToken) });
    replace(place, section(t('items.results'), [
      items.length > 0 && button(t('items.csv_all'), { on: () => download('partiql.csv', 'text/csv;charset=utf-8', csv(items, [])) }),
    ],
    h('p', { class: 'costs', role: 'status' }, status('COMPLETED'), ' · ', t('cost.returned'), ' ', h('strong', null, count(items.length)),
      ' · ', t('partiql.units'), ' ', h('strong', null, count(consumed?.CapacityUnits ?? 0))),
    items.length > 0 && itemTable({ items }), NextToken && h('div', { class: 'actions' }, more)));
  };
  const drawPast = () => {
    const list = keptStatements();
    replace(past, section(t('partiql.history'), list.length > 0 && button(t('partiql.forget'), {
      on: () => {
        kept.set('statements', []);
        drawPast();
      },
    }), list.length === 0 ? h('p', { class: 'hint' }, t('table.empty')) : h('ul', { class: 'history' }, list.map(({ statement, at }) => h('li', null,
      button(statement, {
        kind: 'link',
        title: t('partiql.use'),
        on: () => {
          editor.value = statement;
          editor.focus();
        },
      }), h('span', { class: 'hint' }, moment(at)))))));
  };
  drawPast();

  const go = button(t('search.run'), { kind: 'primary', on: () => begin() });
  const begin = () => {
    if (editor.value.trim()) run(go, editor.value.trim());
    else editor.focus();
  };
  editor.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) begin();
  });
  const template = labelled(t('partiql.table'), select(names, names[0]));
  const insert = button(t('partiql.insert'), {
    on: () => {
      const at = editor.selectionStart;
      editor.setRangeText(quoted(template.value), at, editor.selectionEnd, 'end');
      editor.focus();
    },
  });
  return [
    section(t('partiql.editor'), names.length > 0 && [template, insert], edited, h('div', { class: 'actions' }, go)),
    place, past,
  ];
}

export default { path: '/partiql', nav: 'nav.partiql', title: () => t('nav.partiql'), render };
