// A table's partitions, as they are from second to second. All figures are the store's.

import { control } from '../api.js';

const EVERY_MS = 1000;

const sum = (partitions, name) => partitions.reduce((all, partition) => all + partition[name], 0);

/** Follows the partitions of a table or of an index until `signal` is aborted. `onLost` is told when looks begin to fail,
 * with the error, and when one goes well again. Listeners are told
 * `{ partitions, points, items, fresh }`: `fresh` has the letters of partitions that were not there before. A partition has
 * `newReads`, `newWrites` and `newThrottled`: what came since the last look. */
export function follow({ table, index, signal, onLost }) {
  const listeners = [];
  let [last, points, items] = [null, [], 0];
  let isLost = false;
  const query = { table, index: index || null };

  async function lookOnce() {
    const answer = await control('GET', 'partitions', { query });
    const before = new Map((last ?? []).map((partition) => [partition.first + partition.last, partition]));
    const partitions = answer.partitions.map((partition) => {
      const old = before.get(partition.first + partition.last);
      const since = (name) => (old ? Math.max(0, partition[name] - old[name]) : 0);
      return {
        ...partition,
        newReads: since('reads'),
        newWrites: since('writes'),
        newThrottled: since('throttled_reads') + since('throttled_writes'),
      };
    });
    const fresh = last ? partitions.filter((one) => !before.has(one.first + one.last)).map((one) => one.partition) : [];
    const isChanged = !last || fresh.length > 0 || sum(partitions, 'writes') !== sum(last, 'writes')
      || sum(partitions, 'items') !== sum(last, 'items');
    last = partitions;
    if (isChanged) ({ points, items } = await control('GET', 'points', { query }));
    if (!signal.aborted) for (const listener of listeners) listener({ partitions, points, items, fresh });
  }

  /** Looks after the look that is under way, so that each is compared with the one before. */
  let turn = Promise.resolve();
  const look = () => {
    turn = turn.catch(() => {}).then(lookOnce);
    return turn;
  };

  const lost = (error) => {
    if (isLost !== Boolean(error) && !signal.aborted) onLost(error);
    isLost = Boolean(error);
  };

  /** Looks again and again. A look that fails ends nothing: the server may come back. */
  async function repeat() {
    if (signal.aborted) return;
    if (!document.hidden) await look().then(() => lost(null), lost);
    setTimeout(repeat, EVERY_MS);
  }

  return {
    look,
    on: (listener) => listeners.push(listener),
    async begin() {
      await look();
      setTimeout(repeat, EVERY_MS);
    },
    get partitions() { return last ?? []; },
  };
}
