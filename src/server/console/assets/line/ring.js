// The hash line, bent to a ring: it begins at the top and goes clockwise, from 0 to 2^256.

import { h, replace, svg } from '../dom.js';
import { compact, count, t } from '../i18n.js';

const [LINE, POINTS, READS, WRITES, LABELS] = [138, 118, 157, 168, 186];
/** More partitions than this are not drawn one by one. */
export const MOST_DRAWN = 400;
/** Letters that are closer than this would lie on each other. */
const ROOM_FOR_LETTER = 0.022;
const STACK = 9;
/** A partition of one key has no length, and is drawn with this one. */
const LEAST_SHARE = 0.006;

const place = (position, radius) => {
  const angle = (position - 0.25) * 2 * Math.PI;
  return [Math.cos(angle) * radius, Math.sin(angle) * radius].map((number) => number.toFixed(2));
};

/** The path of a part of a ring. A whole ring is made of two halves, because an arc has two ends. */
function arc(at, given, radius, gap) {
  const share = Math.max(given, LEAST_SHARE);
  const from = at - (share - given) / 2;
  const [begin, end] = [from + Math.min(gap, share / 4), from + share - Math.min(gap, share / 4)];
  const to = (until, isLarge) => `A${radius} ${radius} 0 ${isLarge} 1 ${place(until, radius).join(' ')}`;
  const [start, half] = [`M${place(begin, radius).join(' ')}`, (begin + end) / 2];
  return end - begin > 0.5 ? `${start}${to(half, 0)}${to(end, 0)}` : `${start}${to(end, 0)}`;
}

/** How hot so many requests a second are, from 0 to 5: a step for each power of ten. */
export const heatOf = (requests) => (requests === 0 ? 0 : Math.min(5, 1 + Math.floor(Math.log10(requests))));

const wantsMotion = () => !matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The text of a key's attributes. */
export const keyText = (key) => Object.values(key).map((value) => Object.values(value)[0]).join(' · ');

/** A ring. `show` draws partitions and points, `fly` has a key go to its place, `touch` marks partitions. */
export function ring() {
  const layers = { arcs: svg('g'), heat: svg('g'), marks: svg('g'), points: svg('g'), labels: svg('g'), key: svg('g') };
  const title = svg('title', null, t('line.title'));
  const center = [svg('text', { class: 'ring-key', y: '-8' }), svg('text', { class: 'ring-hash', y: '16' })];
  const drawing = svg('svg', { viewBox: '-200 -200 400 400', class: 'ring-drawing', role: 'img' }, title,
    Object.values(layers), svg('path', { class: 'ring-zero', d: 'M0 -128V-150' }), center);
  const letters = new Map();

  function show({ partitions, points, items, fresh }) {
    title.textContent = t('line.ring.says', { partitions: count(partitions.length), items: count(items) });
    letters.clear();
    const drawn = partitions.length > MOST_DRAWN ? [] : partitions;
    replace(layers.arcs, drawn.length < partitions.length && svg('circle', { class: 'ring-arc', r: LINE }),
      drawn.map((one, at) => svg('path', {
        class: `ring-arc tone-${at % 3}${fresh.includes(one.partition) && wantsMotion() ? ' fresh' : ''}`,
        d: arc(one.from, one.share, LINE, 0.002),
      })));
    replace(layers.heat, drawn.map((one) => [
      svg('path', { class: `heat reads heat-${heatOf(one.newReads)}`, d: arc(one.from, one.share, READS, 0.003) }),
      svg('path', { class: `heat writes heat-${heatOf(one.newWrites)}`, d: arc(one.from, one.share, WRITES, 0.003) }),
      one.newThrottled > 0 && svg('path', { class: 'throttled', d: arc(one.from, one.share, WRITES + 8, 0.003) }),
    ]));
    replace(layers.labels, drawn.filter((one) => one.share > ROOM_FOR_LETTER).map((one) => {
      const [x, y] = place(one.from + one.share / 2, LABELS);
      return svg('text', { class: 'ring-letter', x, y }, one.partition);
    }));
    for (const one of partitions) letters.set(one.first, one);
    const stacked = new Map();
    replace(layers.points, points.map((point) => {
      const below = stacked.get(point.hash) ?? 0;
      stacked.set(point.hash, below + 1);
      const [cx, cy] = place(point.position, POINTS - Math.min(below, STACK) * 7);
      return svg('circle', { class: 'ring-point', cx, cy, r: points.length > 200 ? 1.6 : 3.4 },
        svg('title', null, keyText(point.key)));
    }));
  }

  /** Shows how a key is hashed, and has it go to its place. */
  function fly({ key, hash, position }) {
    center[0].textContent = key.length > 18 ? `${key.slice(0, 17)}…` : key;
    center[1].textContent = `${hash.slice(0, 12)}…`;
    const [x, y] = place(position, POINTS);
    const [ax, ay] = place(position, 46);
    const [bx, by] = place(position, POINTS - 8);
    const dot = svg('circle', { class: 'ring-ghost', r: 6, cx: x, cy: y });
    replace(layers.key, svg('path', { class: 'ring-way', d: `M${ax} ${ay}L${bx} ${by}` }), dot);
    if (!wantsMotion()) return;
    dot.animate([
      { transform: `translate(${-x}px, ${-y}px)`, opacity: 0 },
      { transform: `translate(${-x}px, ${-y}px)`, opacity: 1, offset: 0.25 },
      { transform: 'none', opacity: 1 },
    ], { duration: 700, easing: 'cubic-bezier(.3, .1, .2, 1)' });
  }

  /** Takes a key off the ring. */
  function clear() {
    center.forEach((text) => {
      text.textContent = '';
    });
    replace(layers.key);
  }

  /** Marks these partitions, each `{ first, units }`. */
  function touch(touched) {
    replace(layers.marks, touched.map(({ first, units }) => {
      const one = letters.get(first);
      if (!one || letters.size > MOST_DRAWN) return null;
      const [x, y] = place(one.from + one.share / 2, 88);
      return [
        svg('path', { class: 'touched', d: arc(one.from, one.share, LINE, 0.002) }),
        one.share > ROOM_FOR_LETTER && svg('text', { class: 'ring-units', x, y }, String(units)),
      ];
    }));
  }

  return { element: h('div', { class: 'ring-place' }, drawing), show, fly, clear, touch };
}

/** What the colours of the ring mean. */
export function legend() {
  const steps = [0, 1, 10, 100, 1_000, 10_000].map((least) => (least ? `${compact(least)}+` : '0'));
  const row = (kind) => h('li', null, h('span', null, t(`line.legend.${kind}`)), steps.map((text, step) => h('span', { class: 'legend-step' },
    svg('svg', { viewBox: '0 0 18 8', class: 'legend-mark', 'aria-hidden': 'true' },
      svg('path', { class: `heat ${kind} heat-${step}`, d: 'M0 4H18' })), text)));
  return h('ul', { class: 'legend' }, row('reads'), row('writes'),
    h('li', null, svg('svg', { viewBox: '0 0 18 8', class: 'legend-mark', 'aria-hidden': 'true' }, svg('path', { class: 'throttled', d: 'M0 4H18' })),
      t('line.legend.throttled')));
}
