// Addresses within the console: what follows the `#`.

/** The address of a page. Parts are encoded by `path` below. */
export function href(path, query) {
  const asked = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const params = new URLSearchParams(asked);
  return `#${path}${params.size ? `?${params}` : ''}`;
}

/** A path of these parts: `path('tables', name, 'items')`. */
export const path = (...parts) => `/${parts.map(encodeURIComponent).join('/')}`;

export function go(to, query) {
  location.hash = href(to, query);
}

/** Shows this query in the address, without leaving the page. */
export function keepQuery(query) {
  const { path: here } = address();
  history.replaceState(null, '', href(here, query));
}

/** The present address. */
export function address() {
  const [here, query] = location.hash.replace(/^#/, '').split('?');
  return { path: here || '/', query: new URLSearchParams(query ?? '') };
}

/** The parameters of a path by a pattern such as `/tables/:table`; `null` if it is not of that form. */
export function match(pattern, given) {
  const [wanted, parts] = [pattern.split('/'), given.split('/')];
  if (wanted.length !== parts.length) return null;
  const params = {};
  for (const [at, name] of wanted.entries()) {
    if (name.startsWith(':')) {
      try {
        params[name.slice(1)] = decodeURIComponent(parts[at]);
      } catch {
        return null;
      }
    } else if (name !== parts[at]) {
      return null;
    }
  }
  return params;
}

const listeners = new Set();

/** Calls this when the page that is shown is to be made again. */
export const onRefresh = (listener) => listeners.add(listener);

/** Has the page that is shown be made again. */
export const refresh = () => listeners.forEach((listener) => listener());
