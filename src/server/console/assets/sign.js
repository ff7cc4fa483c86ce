// Signature Version 4, by the browser's own cryptography, which pages have on localhost and over HTTPS.

const text = new TextEncoder();

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const sha256 = async (bytes) => hex(await crypto.subtle.digest('SHA-256', bytes));

async function hmac(key, message) {
  const raw = typeof key === 'string' ? text.encode(key) : key;
  const made = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return crypto.subtle.sign('HMAC', made, text.encode(message));
}

/** Whether this page can sign. */
export const canSign = () => globalThis.crypto?.subtle !== undefined;

/** The time of a request, as headers write it. */
export const amzDate = (date) => date.toISOString().replace(/[-:]|\.\d+/g, '');

/** A text as signatures and addresses have it: all but letters, digits and `-._~` encoded. */
export const encoded = (part) => encodeURIComponent(part)
  .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The `Authorization` of a request. `headers` are those to sign, with names in lower case; the host is added. The parts of
 * the query are `encoded`. */
export async function authorization({ method, url, headers, body, accessKey, secretKey, region }) {
  const date = headers['x-amz-date'];
  const signed = Object.entries({ ...headers, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    url.pathname,
    url.search.slice(1).split('&').sort().join('&'),
    ...signed.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    names,
    await sha256(text.encode(body)),
  ].join('\n');
  const scope = `${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, await sha256(text.encode(canonical))].join('\n');
  let key = `AWS4${secretKey}`;
  for (const part of scope.split('/')) key = await hmac(key, part);
  const signature = hex(await hmac(key, toSign));
  return `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}
