// The function behind the REST API of the seventh exercise, as it would run in Lambda.

import { call } from '../api.js';
import { button, busy, errorBox, field, textarea } from '../components.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { BY_TIME, POSTED } from './data.js';

/** The local time as Python's `datetime.now().isoformat()` writes it. */
function isoformat(now) {
  const two = (number) => String(number).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':');
  const micros = Math.floor(now.getMilliseconds() * 1000 + (performance.now() * 1000) % 1000);
  return `${date}T${time}.${String(micros).padStart(6, '0')}`;
}

const refused = (error) => ({ status: 400, body: { error } });

/** Handles a body: what it answers has a status and a body. */
async function handle(text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch (error) {
    return refused(error.message);
  }
  if (!body?.user_id || !body.product) return refused('user_id and product are required');
  const timestamp = isoformat(new Date());
  const texts = Object.fromEntries(['reason', 'brand', 'color'].filter((name) => body[name]).map((name) => [name, { S: String(body[name]) }]));
  await call('PutItem', {
    TableName: BY_TIME,
    Item: {
      user_id: { S: String(body.user_id) },
      timestamp: { S: timestamp },
      product_name: { S: String(body.product) },
      ...texts,
      ...(body.price === undefined ? {} : { price: { N: String(body.price) } }),
    },
  });
  return { status: 200, body: { message: '저장 완료', user_id: body.user_id, timestamp } };
}

/** A form that sends a body to the function. */
export function gateway() {
  const body = textarea({ rows: '9' }, JSON.stringify(POSTED, null, 2));
  const shown = h('div', { 'aria-live': 'polite' });
  const send = async () => {
    try {
      const answer = await handle(body.value);
      replace(shown, h('pre', { class: 'output' }, `${answer.status}\n${JSON.stringify(answer.body, null, 2)}`));
    } catch (error) {
      replace(shown, errorBox(error));
    }
  };
  return h('div', { class: 'stack' }, field('POST /default/sgu-202500-dynamo-post-api', body),
    h('div', { class: 'actions' }, button(t('course.send'), { on: (event) => busy(event.currentTarget, send) })), shown);
}

gateway.handle = handle;
