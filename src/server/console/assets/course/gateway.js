// The function behind the REST API of the seventh exercise, as it would run in Lambda.

import { call } from '../api.js';
import { field, textarea } from '../components.js';
import { h } from '../dom.js';
import { BY_TIME, POSTED } from './data.js';
import { output, panel } from './panel.js';

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
  const send = async () => {
    const answer = await handle(body.value);
    return output(`${answer.status}\n${JSON.stringify(answer.body, null, 2)}`);
  };
  return h('div', { class: 'stack' }, field('POST /default/sgu-202500-dynamo-post-api', body), panel([['course.send', send]]));
}

gateway.handle = handle;
