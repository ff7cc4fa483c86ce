// Texts with code in backticks and strong words in asterisks.

import { h } from '../dom.js';

/** The nodes of a text. */
export const formatted = (text) => text.split(/(`[^`]+`|\*[^*]+\*)/).map((part) => {
  const inner = part.slice(1, -1);
  if (part.startsWith('`')) return h('code', null, inner);
  return part.startsWith('*') ? h('strong', null, inner) : part;
});
