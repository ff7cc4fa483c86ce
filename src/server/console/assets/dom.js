// Elements are made by calls, and text becomes text nodes, so no value from a table is ever read as HTML.

const SVG = 'http://www.w3.org/2000/svg';

/** An element. `props` are attributes; `on` has listeners, `style` properties of CSS, `dataset` data attributes, and
 * `value`, `checked`, `selected`, `disabled` and `open` are set as properties. `null`, `undefined` and `false` set nothing. */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

const PROPERTIES = new Set(['value', 'checked', 'selected', 'disabled', 'indeterminate', 'htmlFor']);

function fill(element, props, children) {
  // Options come before the value that chooses among them.
  append(element, children);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === 'style') {
      for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    } else if (name === 'dataset') {
      Object.assign(element.dataset, value);
    } else if (PROPERTIES.has(name)) {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  return element;
}

/** Appends nodes and texts; arrays are flattened, and `null`, `undefined` and `false` are nothing. */
export function append(element, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Puts these in place of what an element has. */
export function replace(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

let ids = 0;

/** An id that no other element has. */
export const freshId = (name) => `${name}-${(ids += 1)}`;

/** Saves a file that is made here. */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Calls a function once there was no further call for `ms`. */
export function debounce(ms, run) {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...given), ms);
  };
}

/** What this browser keeps, under a name of the console's. Where it keeps nothing, the default stands. */
export const kept = {
  get(name, otherwise, storage = 'localStorage') {
    try {
      const text = window[storage].getItem(`hashrange.${name}`);
      return text === null ? otherwise : JSON.parse(text);
    } catch {
      return otherwise;
    }
  },
  set(name, value, storage = 'localStorage') {
    try {
      if (value === null || value === undefined) window[storage].removeItem(`hashrange.${name}`);
      else window[storage].setItem(`hashrange.${name}`, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing still shows the console.
    }
  },
};
