// States that end by themselves, such as CREATING.

import { refresh } from './route.js';

const POLL_MS = 1000;

/** Has the page be made again as long as something is in between two states, and until `signal` is aborted. It waits
 * while a person fills something in, which would be lost. */
export function watchStates(states, signal) {
  if (!states.some((state) => /ING$|IN_PROGRESS/.test(state ?? ''))) return;
  const look = () => {
    if (signal.aborted) return;
    const isBusy = document.activeElement?.matches('main :is(input, select, textarea)') || document.querySelector('dialog');
    if (isBusy) setTimeout(look, POLL_MS);
    else refresh();
  };
  setTimeout(look, POLL_MS);
}
