// A key's way: its bytes, their SHA-256, the point on the line, the partition.

import { control } from '../api.js';
import { errorBox, field, input } from '../components.js';
import { debounce, h, replace } from '../dom.js';
import { t } from '../i18n.js';

/** Hexadecimal digits in pairs. */
const pairs = (hex, most) => {
  const all = hex.match(/../g) ?? [];
  return all.length > most ? `${all.slice(0, most).join(' ')} …` : all.join(' ');
};

const step = (name, ...value) => h('li', null, h('span', { class: 'way-name' }, name), h('span', { class: 'way-value' }, ...value));

function way(place) {
  return h('ol', { class: 'way' },
    step(t('line.way.key', { attribute: place.attribute, type: place.type }), h('code', null, place.key)),
    step(t('line.way.bytes'), h('code', null, pairs(place.bytes, 24))),
    step(t('line.way.hash'), h('code', null, h('mark', null, place.hash.slice(0, 16)), place.hash.slice(16))),
    step(t('line.way.number'), h('code', null, place.number)),
    step(t('line.way.place'), t('line.way.percent', { percent: (place.position * 100).toFixed(2) })),
    step(t('line.way.partition'), h('strong', null, t('line.partition.of', { partition: place.partition, partitions: place.partitions })),
      ' ', h('code', null, `${place.first.slice(0, 8)}… – ${place.last.slice(0, 8)}…`)));
}

/** The field into which a key is typed, and the key's way below it. */
export function keyForm({ table, index, ring, several, value, onKey }) {
  const [shown, said] = [h('div'), h('p', { class: 'sr', 'aria-live': 'polite' })];
  const typed = input({ value, placeholder: several ? '["…", "…"]' : 'minji01', maxlength: '2048' });
  let latest = 0;
  const explain = async () => {
    const key = typed.value;
    latest += 1;
    const mine = latest;
    onKey?.(key);
    if (!key) {
      ring.clear();
      replace(shown, h('p', { class: 'hint' }, t('line.key.empty')));
      return;
    }
    try {
      const place = await control('GET', 'explain', { query: { table, index: index || null, key } });
      if (mine !== latest) return;
      ring.fly(place);
      replace(shown, way(place));
      said.textContent = t('line.partition.of', place);
    } catch (error) {
      if (mine === latest) replace(shown, errorBox(error));
    }
  };
  typed.addEventListener('input', debounce(180, explain));
  return {
    element: h('div', { class: 'stack' }, field(t('line.key'), typed, { hint: t(several ? 'line.key.several' : 'line.key.hint') }), shown, said),
    explain,
    key: () => typed.value,
    set(key) {
      typed.value = key;
      explain();
    },
  };
}

