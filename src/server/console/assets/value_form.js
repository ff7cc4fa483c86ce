// Controls for attribute values: a choice of type, and what goes with it.

import { Problem, valueProblem } from './checks.js';
import { input, labelled, select, textarea } from './components.js';
import { h, replace } from './dom.js';
import { t } from './i18n.js';
import { pretty, typed, typeNames } from './values.js';

const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** A control for the value of a type. `value()` gives it, or throws what is wrong. */
function control(type, inner, label) {
  const area = (text, rows) => labelled(label, textarea({ rows, class: 'value' }, text));
  const line = (text, props) => labelled(label, input({ value: text, ...props }));
  const check = (text, of = type) => {
    const problem = valueProblem(of, text);
    if (problem) throw new Problem(`${label}: ${problem}`);
    return text.trim();
  };
  switch (type) {
    case 'S': {
      const element = inner?.includes?.('\n') ? area(inner, 3) : line(typeof inner === 'string' ? inner : '');
      return { element, value: () => element.value };
    }
    case 'N': case 'B': {
      const element = line(typeof inner === 'string' ? inner : '', type === 'N' ? { inputmode: 'decimal' } : {});
      return { element, value: () => check(element.value) };
    }
    case 'BOOL': {
      const element = labelled(label, select([['true', 'true'], ['false', 'false']], String(inner === true)));
      return { element, value: () => element.value === 'true' };
    }
    case 'NULL': return { element: h('span', { class: 'hint' }, 'null'), value: () => true };
    case 'SS': case 'NS': case 'BS': {
      const element = area(Array.isArray(inner) ? inner.join('\n') : '', 3);
      element.placeholder = t('value.one_a_line');
      return { element, value: () => lines(element.value).map((one) => check(one, type[0])) };
    }
    default: {
      const element = area(pretty(inner && typeof inner === 'object' ? inner : type === 'L' ? [] : {}), 4);
      return {
        element,
        value: () => {
          try {
            return JSON.parse(element.value);
          } catch (error) {
            throw new Problem(`${label}: ${error.message}`);
          }
        },
      };
    }
  }
}

/** A choice of a type and a control for its value. `value()` gives the value as the API has it. */
export function valueFields({ value = { S: '' }, types, label, isFixed, onInput }) {
  const [type, inner] = typed(value);
  const place = h('div', { class: 'grow' });
  let current;
  const show = (of, content) => {
    current = control(of, content, t('value.of', { name: label() }));
    replace(place, current.element);
  };
  const kind = select(typeNames(types), type, {
    disabled: isFixed,
    'aria-label': t('value.type'),
    on: { change: () => show(kind.value, current.element.value) },
  });
  show(type, inner);
  place.addEventListener('input', () => onInput?.());
  return {
    elements: [kind, place],
    value: () => ({ [kind.value]: current.value() }),
    isEmpty: () => 'value' in current.element && current.element.value === '',
    set disabled(isDisabled) {
      kind.disabled = isDisabled || isFixed;
      if ('disabled' in current.element) current.element.disabled = isDisabled;
    },
  };
}
