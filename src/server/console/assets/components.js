// What pages are made of. Each part has its name and state for a screen reader, and is used by keyboard alone.

import { Problem } from './checks.js';
import { append, freshId, h, replace } from './dom.js';
import { t } from './i18n.js';

/** A button. `kind` is `primary`, `danger`, `link` or nothing. */
export function button(label, { kind, on, disabled, type = 'button', ...props } = {}) {
  return h('button', { type, class: kind, disabled, on: on && { click: on }, ...props }, label);
}

/** A link to a page of the console. */
export const link = (to, ...label) => h('a', { href: to }, ...label);

/** Runs a task while the button cannot be pressed again. */
export async function busy(pressed, task) {
  pressed.disabled = true;
  pressed.setAttribute('aria-busy', 'true');
  try {
    return await task();
  } finally {
    pressed.disabled = false;
    pressed.removeAttribute('aria-busy');
  }
}

/** A labelled control with a hint and an error. `setError(text)` shows or hides what is wrong with it. */
export function field(label, control, { hint, hidden, wide } = {}) {
  const id = (control.id ||= freshId('field'));
  const hintElement = hint && h('p', { class: 'hint', id: `${id}-hint` }, hint);
  const error = h('p', { class: 'field-error', id: `${id}-error` });
  const described = () => [hintElement && `${id}-hint`, error.textContent && `${id}-error`].filter(Boolean).join(' ');
  const element = h('div', { class: `field${wide ? ' wide' : ''}`, hidden },
    h('label', { htmlFor: id }, label), control, hintElement, error);
  const describe = () => {
    const ids = described();
    if (ids) control.setAttribute('aria-describedby', ids);
    else control.removeAttribute('aria-describedby');
  };
  describe();
  return Object.assign(element, {
    control,
    setError(text) {
      error.textContent = text ?? '';
      if (text) control.setAttribute('aria-invalid', 'true');
      else control.removeAttribute('aria-invalid');
      describe();
      return !text;
    },
  });
}

/** A control whose label is not shown, but read out. */
export function labelled(label, control) {
  control.setAttribute('aria-label', label);
  return control;
}

export const input = (props) => h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', ...props });

export const textarea = (props, text = '') => h('textarea', { spellcheck: 'false', autocomplete: 'off', ...props, value: text });

/** A choice; options are values, or pairs of a value and its label. */
export function select(options, value, props) {
  const pair = (option) => (Array.isArray(option) ? option : [option, option]);
  return h('select', { ...props, value }, options.map(pair).map(([of, label]) => h('option', { value: of }, label)));
}

/** A check box with its label behind it. */
export function checkbox(label, props) {
  const box = h('input', { type: 'checkbox', ...props });
  const element = h('label', { class: 'check' }, box, h('span', null, label));
  return Object.assign(element, { box });
}

/** Radio buttons in a group of that name; `value()` is the chosen one's. */
export function radios(legend, options, chosen, onChange) {
  const name = freshId('radio');
  const element = h('fieldset', { class: 'radios' }, h('legend', null, legend),
    options.map(([value, label]) => h('label', { class: 'check' },
      h('input', { type: 'radio', name, value, checked: value === chosen, on: { change: () => onChange?.(value) } }),
      h('span', null, label))));
  return Object.assign(element, { value: () => element.querySelector('input:checked')?.value });
}

/** A table of data. A column has `label`, `cell(row)`, and may be `numeric`; the first is the row's header. With
 * `selection` (a set of rows) each row has a check box; `onSelect` is called when it changes. `show(rows, caption)` shows
 * other rows in the same place. */
export function dataTable({ caption, columns, rows, selection, onSelect, rowLabel, empty }) {
  const boxes = [];
  const all = selection && h('input', { type: 'checkbox', 'aria-label': t('select.all') });
  const shown = () => {
    boxes.forEach(([box, row]) => {
      box.checked = selection.has(row);
    });
    all.checked = rows.length > 0 && rows.every((row) => selection.has(row));
    all.indeterminate = !all.checked && rows.some((row) => selection.has(row));
    onSelect?.();
  };
  all?.addEventListener('change', () => {
    rows.forEach((row) => (all.checked ? selection.add(row) : selection.delete(row)));
    shown();
  });
  const boxOf = (row) => {
    const box = h('input', {
      type: 'checkbox',
      'aria-label': t('select.row', { row: rowLabel(row) }),
      checked: selection.has(row),
      on: {
        change: () => {
          if (box.checked) selection.add(row);
          else selection.delete(row);
          shown();
        },
      },
    });
    boxes.push([box, row]);
    return h('td', { class: 'box' }, box);
  };
  const cells = (row) => columns.map((column, at) => h(at === 0 ? 'th' : 'td',
    { class: column.numeric ? 'numeric' : null, scope: at === 0 ? 'row' : null }, column.cell(row)));
  const width = columns.length + (selection ? 1 : 0);
  const heading = h('caption');
  const body = h('tbody');
  const table = h('table', null, heading,
    h('thead', null, h('tr', null, selection && h('th', { class: 'box', scope: 'col' }, all),
      columns.map((column) => h('th', { scope: 'col', class: column.numeric ? 'numeric' : null }, column.label)))), body);
  // It scrolls to the side on its own, also by keyboard.
  const element = h('div', { class: 'scroll', tabindex: '0', role: 'region' }, table);
  const show = (next, text) => {
    rows = next;
    boxes.length = 0;
    replace(heading, text);
    element.setAttribute('aria-label', text);
    replace(body, rows.map((row) => h('tr', null, selection && boxOf(row), cells(row))),
      rows.length === 0 && h('tr', null, h('td', { colspan: width, class: 'empty' }, empty ?? t('table.empty'))));
  };
  show(rows, caption);
  return Object.assign(element, { show });
}

/** Names with their values. */
export function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(Boolean).map(([name, ...value]) => h('div', null,
    h('dt', null, name), h('dd', null, ...value))));
}

/** A part of a page with a heading, and with buttons beside it. */
export function section(title, actions, ...content) {
  const id = freshId('section');
  return h('section', { class: 'card', 'aria-labelledby': id },
    h('div', { class: 'card-head' }, h('h2', { id }, title), actions && h('div', { class: 'actions' }, actions)),
    ...content);
}

/** A state in a word, with a colour that says the same. */
export function status(text) {
  const kind = /^(ACTIVE|ENABLED|AVAILABLE|COMPLETED)$/.test(text) ? 'good'
    : /ING$|PROGRESS|PENDING/.test(text) ? 'waits' : /FAIL|INACCESSIBLE|CANCEL/.test(text) ? 'bad' : '';
  const key = `status.${text}`;
  return h('span', { class: `status ${kind}` }, t(key) === key ? text : t(key));
}

/** A refusal, as the service words it. */
export function errorBox(error) {
  const [name, message] = errorText(error);
  return h('div', { class: 'error', role: 'alert' }, h('strong', null, name), message && h('p', null, message));
}

/** The name and the message of a refusal. What the console itself finds has a text in the person's language. */
function errorText(error) {
  if (error.name === 'Problem') return [error.message, ''];
  const key = `error.${error.name}`;
  return t(key) === key ? [error.name, error.message === error.name ? '' : error.message] : [t(key), ''];
}

/** Shows a part that takes a while, and then what came of it, or what went wrong. */
export function pending(make) {
  const place = h('div', { class: 'pending', 'aria-busy': 'true' }, h('p', { class: 'hint' }, t('loading')));
  const show = (...shown) => {
    place.removeAttribute('aria-busy');
    replace(place, ...shown);
  };
  make().then((content) => show(content), (error) => show(errorBox(error)));
  return place;
}

/** Puts a text on the clipboard, and says so. On a page over HTTP from another machine, only the older way is there. */
export async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    const opener = document.activeElement;
    const area = textarea({ 'aria-hidden': 'true', class: 'sr' }, text);
    document.body.append(area);
    area.select();
    const isDone = document.execCommand('copy');
    area.remove();
    opener?.focus();
    if (!isDone) throw new Problem(t('copy.failed'));
  }
  toast(t('copied'));
}

const toasts = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite' });

/** The place of messages that go by themselves. */
export const toastPlace = () => toasts;

/** Says that something was done, or that it failed, without taking the focus. */
export function toast(text, kind = 'good') {
  const shown = h('div', { class: `toast ${kind}` }, h('span', null, text),
    button('×', { kind: 'link', 'aria-label': t('close'), on: () => shown.remove() }));
  toasts.append(shown);
  setTimeout(() => shown.remove(), kind === 'bad' ? 12_000 : 6_000);
}

export const toastError = (error) => toast(errorText(error).filter(Boolean).join(': '), 'bad');

/** Opens a dialog, and gives what it is closed with. `body(close)` makes its content; it may have a form in it. */
export function dialog(title, body, { wide } = {}) {
  return new Promise((resolve) => {
    const id = freshId('dialog');
    const opener = document.activeElement;
    const element = h('dialog', { class: wide ? 'wide' : null, 'aria-labelledby': id });
    let result;
    const close = (value) => {
      result = value;
      element.close();
    };
    append(element, [h('div', { class: 'card-head' }, h('h2', { id }, title),
      button('×', { kind: 'link close', 'aria-label': t('close'), on: () => close() })), body(close)]);
    element.addEventListener('close', () => {
      element.remove();
      if (opener?.isConnected) opener.focus();
      resolve(result);
    });
    document.body.append(element);
    element.showModal();
    // Focus starts at the first thing to fill in, not at the button that closes.
    element.querySelector('input:not([type=hidden]), select, textarea, .primary, .danger')?.focus();
  });
}

/** A form whose `submit` may fail: then the refusal is shown in it. */
export function form({ submit, label, kind = 'primary', cancel, extra }, ...content) {
  const problem = h('div');
  const pressed = button(label, { kind, type: 'submit' });
  const element = h('form', {
    novalidate: true,
    on: {
      submit: (event) => {
        event.preventDefault();
        replace(problem);
        busy(pressed, submit).catch((error) => replace(problem, errorBox(error)));
      },
    },
  }, ...content, problem, h('div', { class: 'actions end' }, extra, cancel && button(t('cancel'), { on: cancel }), pressed));
  return Object.assign(element, { pressed });
}

/** Asks before something is done that cannot be undone. With `word`, the person has to type it. `run` does it; if it is
 * refused, the dialog says so and stays. Gives whether it was done. */
export function confirm({ title, text, word, action, run }) {
  return dialog(title, (close) => {
    const typed = word && input();
    const made = form({
      label: action,
      kind: 'danger',
      cancel: () => close(false),
      submit: async () => {
        await run();
        close(true);
      },
    }, h('p', null, text), word && field(t('confirm.type', { word }), typed));
    if (word) {
      made.pressed.disabled = true;
      typed.addEventListener('input', () => {
        made.pressed.disabled = typed.value !== word;
      });
    }
    return made;
  });
}

/** A button that opens a list of actions; arrows walk through it, Escape closes it. */
export function menu(label, items) {
  const id = freshId('menu');
  const opener = button([label, ' ▾'], { 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-controls': id });
  const list = h('div', { class: 'menu', role: 'menu', id, hidden: true },
    items.map(([text, run, props]) => button(text, {
      role: 'menuitem',
      tabindex: '-1',
      ...props,
      on: () => {
        open(false);
        run();
      },
    })));
  const element = h('div', { class: 'menu-place' }, opener, list);
  const open = (isOpen) => {
    list.hidden = !isOpen;
    opener.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) usable()[0]?.focus();
  };
  const usable = () => [...list.children].filter((item) => !item.disabled);
  opener.addEventListener('click', () => open(list.hidden));
  element.addEventListener('focusout', (event) => {
    if (!element.contains(event.relatedTarget)) open(false);
  });
  element.addEventListener('keydown', (event) => {
    const at = usable().indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !list.hidden) {
      event.preventDefault();
      usable().at((at + step) % usable().length)?.focus();
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      open(false);
      opener.focus();
    }
  });
  return Object.assign(element, { items: [...list.children] });
}

/** Panels of which one is shown: `[label, make]` each. A panel is made when it is first shown; `onShow(at)` is told. */
export function tabs(label, panels, { chosen = 0, onShow } = {}) {
  const ids = panels.map(() => freshId('tab'));
  const places = panels.map((_, at) => h('div', { role: 'tabpanel', id: `${ids[at]}-panel`, 'aria-labelledby': ids[at], hidden: true }));
  const show = (at) => {
    buttons.forEach((one, other) => {
      one.setAttribute('aria-selected', String(other === at));
      one.tabIndex = other === at ? 0 : -1;
      places[other].hidden = other !== at;
    });
    if (!places[at].hasChildNodes()) append(places[at], panels[at][1]());
    onShow?.(at);
  };
  const buttons = panels.map(([text], at) => button(text, {
    role: 'tab', id: ids[at], 'aria-controls': `${ids[at]}-panel`, on: () => show(at),
  }));
  const list = h('div', {
    class: 'tabs',
    role: 'tablist',
    'aria-label': label,
    on: {
      keydown: (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
        buttons[next].focus();
        show(next);
      },
    },
  }, buttons);
  show(chosen);
  return Object.assign(h('div', null, list, places), { show });
}
