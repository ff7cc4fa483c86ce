// Requests to the API and to `/_hashrange/`: nothing else is called.

import { kept } from './dom.js';
import { amzDate, authorization, canSign, encoded } from './sign.js';

const API = 'DynamoDB_20120810.';
const STREAMS = 'DynamoDBStreams_20120810.';
const STREAM_OPERATIONS = new Set(['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords']);

/** A refusal, with the service's own name and message. */
export class ApiError extends Error {
  constructor(status, name, message, body) {
    super(message || name);
    this.name = name;
    this.status = status;
    /** The whole answer; a cancelled transaction has its reasons in it. */
    this.body = body;
  }
}

/** What the server tells of itself before it is called: whether requests are signed, how the control is reached, and the
 * endpoint behind it, if any. */
let session = { signed: false, control: 'open', token: null, version: '', endpoint: null };

/** Who calls. The secret is kept until the tab is closed. */
export const caller = {
  get accessKey() { return kept.get('accessKey', 'console'); },
  get region() { return kept.get('region', 'us-east-1'); },
  get secretKey() { return kept.get('secretKey', '', 'sessionStorage'); },
  get token() { return kept.get('token', '', 'sessionStorage'); },
  set token(token) { kept.set('token', token || null, 'sessionStorage'); },
  set({ accessKey, region, secretKey, token }) {
    kept.set('accessKey', accessKey || null);
    kept.set('region', region || null);
    kept.set('secretKey', secretKey || null, 'sessionStorage');
    this.token = token;
  },
};

/** Reads what the server tells of itself. An endpoint that tells nothing is called without signatures. */
export async function readSession() {
  const answer = await fetch('/console/session.json', { cache: 'no-store' }).catch(() => null);
  if (answer?.ok) session = await answer.json();
  return session;
}

export const serverSession = () => session;

/** Whether the person has to say who calls before anything can be asked. */
export const needsSecret = () => (session.endpoint ? !caller.token : session.signed && !caller.secretKey);

/** Functions that are called when the server refuses who calls. */
const refusedListeners = new Set();

export function onRefused(listener) {
  refusedListeners.add(listener);
}

const REFUSALS = new Set(['UnrecognizedClientException', 'InvalidSignatureException', 'MissingAuthenticationTokenException',
  'IncompleteSignatureException', 'ConsoleTokenException']);

async function send(method, path, headers, body, bearer) {
  const url = new URL(path, location.href);
  const { accessKey, secretKey, region } = caller;
  const date = amzDate(new Date());
  const sent = { ...headers, 'x-amz-date': date };
  const token = session.endpoint ? caller.token : bearer;
  if (token) {
    sent.authorization = `Bearer ${token}`;
  } else if (session.signed && secretKey) {
    if (!canSign()) throw new ApiError(0, 'NoCryptography', 'WebCrypto');
    sent.authorization = await authorization({ method, url, headers: sent, body: body ?? '', accessKey, secretKey, region });
  } else {
    const scope = `${accessKey}/${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
    sent.authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=0`;
  }
  let answer;
  try {
    answer = await fetch(url, { method, headers: sent, body, cache: 'no-store', redirect: 'error' });
  } catch {
    throw new ApiError(0, 'NoAnswer', '');
  }
  const text = await answer.text();
  if (answer.ok) return text;
  let parsed = {};
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not every refusal is JSON.
  }
  const name = (parsed.__type ?? `HTTP ${answer.status}`).split('#').pop();
  const error = new ApiError(answer.status, name, parsed.message ?? parsed.Message ?? '', parsed);
  if (REFUSALS.has(name)) for (const listener of refusedListeners) listener(error);
  throw error;
}

/** Calls an operation, of the API or of its streams. Numbers of items are text on the wire, so none loses a digit. */
export async function call(operation, input = {}) {
  return callText(operation, JSON.stringify(input));
}

/** The same with a body as text: what a person wrote goes to the service as it is. */
export async function callText(operation, body) {
  const target = (STREAM_OPERATIONS.has(operation) ? STREAMS : API) + operation;
  const text = await send('POST', '/', { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target }, body);
  return text ? JSON.parse(text) : {};
}

/** Calls an operation again while the answer has a token for more, and gives each page. */
export async function* pages(operation, input, tokenIn, tokenOut = tokenIn) {
  let next = input;
  for (;;) {
    const answer = await call(operation, next);
    yield answer;
    if (!answer[tokenOut]) return;
    next = { ...input, [tokenIn]: answer[tokenOut] };
  }
}

/** All of a list that comes in pages. */
export async function all(operation, input, member, tokenIn, tokenOut = tokenIn) {
  const found = [];
  for await (const page of pages(operation, input, tokenIn, tokenOut)) found.push(...page[member]);
  return found;
}

export const tableNames = () => all('ListTables', {}, 'TableNames', 'ExclusiveStartTableName', 'LastEvaluatedTableName');

/** Calls `/_hashrange/PATH`, with a query by names and a body that becomes JSON. */
export async function control(method, path, { query, body } = {}) {
  const params = new Map(Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null));
  // Without a signature, a header names whose tables are meant; with a token the query does.
  const run = () => {
    const bearer = session.control === 'told' ? session.token : caller.token;
    if (bearer && session.control !== 'signed' && !session.endpoint) {
      params.set('access-key', caller.accessKey);
      params.set('region', caller.region);
    }
    const pairs = [...params].map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
    const asText = pairs.length ? `?${pairs.join('&')}` : '';
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = text === undefined ? {} : { 'content-type': 'application/json' };
    return send(method, `/_hashrange/${path}${asText}`, headers, text, session.control === 'signed' ? null : bearer);
  };
  let text;
  try {
    text = await run();
  } catch (error) {
    if (error.status === 404 && session.endpoint && !error.body.__type) throw new ApiError(404, 'NoControl', '');
    // The token is drawn anew when the server starts.
    if (error.status !== 403 || session.control !== 'told') throw error;
    await readSession();
    text = await run();
  }
  return text ? JSON.parse(text) : {};
}

let paths = null;

/** Whether the endpoint has this path below `/_hashrange/`, such as `GET /_hashrange/partitions`. Who may not ask is told. */
export async function hasControl(path) {
  paths ??= await control('GET', '').then((answer) => answer.paths.map((one) => `${one.method} ${one.path}`), (error) => {
    if (error.status === 403 && !(session.endpoint && error.name === 'AccessDenied')) throw error;
    return null;
  });
  return paths?.includes(path) ?? false;
}
