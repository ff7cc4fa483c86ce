// Buttons for what the page does for the person, with what came of it below them.

import { busy, button, errorBox } from '../components.js';
import { h, replace } from '../dom.js';
import { t } from '../i18n.js';
import { NotYet } from './check.js';

/** Each action is the key of its button's text and what it does, which gives what is shown. An event `acted` tells those
 * around that something was done. */
export function panel(actions) {
  const shown = h('div', { 'aria-live': 'polite' });
  const act = (run) => {
    shown.dispatchEvent(new CustomEvent('acted', { bubbles: true }));
    return run();
  };
  const buttons = actions.map(([key, run]) => button(t(key), {
    on: (event) => busy(event.currentTarget, () => act(run)).then(
      (result) => replace(shown, result),
      (error) => replace(shown, error instanceof NotYet ? h('p', { class: 'note' }, error.message) : errorBox(error)),
    ),
  }));
  return h('div', { class: 'stack' }, h('div', { class: 'actions' }, buttons), shown);
}

/** What a request answered. */
export const output = (text) => h('pre', { class: 'output' }, text);
