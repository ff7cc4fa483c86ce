// What is done at the end of a test, in the reverse order: a page is checked before its server stops.

const pending = new WeakMap();

/** Does `work` when the test `t` has ended. */
export function later(t, work) {
  if (!pending.has(t)) {
    pending.set(t, []);
    t.after(() => undo(pending.get(t)));
  }
  pending.get(t).push(work);
}

async function undo(works) {
  let failure;
  while (works.length > 0) {
    try {
      await works.pop()();
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure) throw failure;
}
