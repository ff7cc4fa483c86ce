// The frame around the pages: header, navigation, language and colours, and the page that the address names.

import { readSession, caller, needsSecret, onRefused, serverSession } from './api.js';
import { canSign } from './sign.js';
import { button, dialog, errorBox, field, form, input, link, select, toastError, toastPlace } from './components.js';
import { h, kept, replace } from './dom.js';
import { LANGUAGE_NAMES, language, setLanguage, t } from './i18n.js';
import { pages } from './pages.js';
import { address, href, match, onRefresh, path, refresh } from './route.js';

const main = h('main', { id: 'main' });
const header = h('header');
const navigation = h('nav');
let leaving = new AbortController();

const THEMES = ['auto', 'light', 'dark'];

function setTheme(theme) {
  kept.set('theme', theme);
  document.documentElement.dataset.theme = theme;
}

/** The page at an address, with its parameters. */
function found() {
  const { path: here, query } = address();
  for (const page of pages) {
    const params = match(page.path, here);
    if (params) return { page, params, query };
  }
  return null;
}

/** The tabs of a table's pages. */
function tableTabs(table, current) {
  const tabs = pages.filter((page) => page.tab);
  return h('nav', { class: 'tabs', 'aria-label': t('table.pages') }, tabs.map((page) => h('a', {
    href: href(page.path.replace(':table', encodeURIComponent(table))),
    'aria-current': page === current ? 'page' : null,
  }, t(page.tab))));
}

/** The way back to the step of the course that led here. */
function backToStep() {
  const step = kept.get('step', null, 'sessionStorage');
  if (!step || address().path.startsWith('/course')) return null;
  return h('p', { class: 'crumbs' }, link(href(step), t('course.back', { step: step.split('/').slice(2).join('.') })));
}

function frame(at) {
  const { page, params, query } = at;
  if (!page.tab) return [h('h1', { tabindex: '-1' }, page.title(params, query))];
  return [
    h('p', { class: 'crumbs' }, link(href('/tables'), t('nav.tables'))),
    h('h1', { tabindex: '-1' }, params.table),
    tableTabs(params.table, page),
  ];
}

async function show({ focus = true } = {}) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const at = found();
  drawNavigation(at);
  if (!at) {
    replace(main, h('h1', { tabindex: '-1' }, t('page.none')), link(href('/tables'), t('nav.tables')));
    return;
  }
  const { page, params, query } = at;
  const title = page.tab ? `${params.table} · ${t(page.tab)}` : page.title(params, query);
  document.title = `${title} · hashrange`;
  const content = h('div', { class: 'page', 'aria-busy': 'true' });
  replace(main, backToStep(), frame(at), content);
  // On a narrow screen not all tabs are in sight.
  main.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (focus) main.querySelector('h1').focus();
  if (needsSecret()) {
    replace(content, h('p', null, t(serverSession().endpoint ? 'connection.link' : 'connection.needed')), button(t('connection'), { kind: 'primary', on: connection }));
    content.removeAttribute('aria-busy');
    return;
  }
  try {
    const made = await page.render({ params, query, signal });
    if (!signal.aborted) replace(content, made);
  } catch (error) {
    if (!signal.aborted) replace(content, errorBox(error));
  }
  content.removeAttribute('aria-busy');
}

function drawNavigation(at) {
  const here = address().path;
  const current = pages.filter((page) => page.nav && (page === at?.page || here.startsWith(`${page.path}/`)))
    .sort((a, b) => b.path.length - a.path.length)[0];
  navigation.setAttribute('aria-label', t('navigation'));
  navigation.classList.remove('open');
  header.querySelector('.burger')?.setAttribute('aria-expanded', 'false');
  replace(navigation, h('ul', null, pages.filter((page) => page.nav).map((page) => h('li', null, h('a', {
    href: href(page.path),
    'aria-current': page === current ? 'page' : null,
  }, t(page.nav))))));
}

function drawHeader() {
  const { endpoint } = serverSession();
  const burger = button('☰', {
    class: 'burger',
    'aria-label': t('navigation'),
    'aria-expanded': 'false',
    'aria-controls': 'navigation',
    on: () => burger.setAttribute('aria-expanded', String(navigation.classList.toggle('open'))),
  });
  const languages = select(Object.entries(LANGUAGE_NAMES), language(), {
    'aria-label': t('language'),
    on: {
      change: (event) => {
        setLanguage(event.target.value);
        draw();
        header.querySelector('.languages').focus();
      },
    },
    class: 'languages',
  });
  const themes = select(THEMES.map((theme) => [theme, t(`theme.${theme}`)]), kept.get('theme', 'auto'), {
    'aria-label': t('theme'),
    on: { change: (event) => setTheme(event.target.value) },
  });
  replace(header,
    burger,
    h('a', { class: 'brand', href: href('/tables') }, h('span', { class: 'ring', 'aria-hidden': 'true' }), 'hashrange'),
    endpoint && h('span', { class: 'endpoint' }, endpoint.address.split('//').pop()),
    h('div', { class: 'actions' }, languages, themes, button(t('connection'), { on: connection })));
}

/** Takes the token out of the address. */
function takeToken() {
  const [, token] = /^#token=(\w+)$/.exec(location.hash) ?? [];
  if (!token) return;
  caller.token = token;
  history.replaceState(null, '', href(path('tables')));
}

/** Asks for the token of an endpoint's console. */
function endpointConnection({ endpoint, version }) {
  return dialog(t('connection'), (close) => {
    const token = input({ type: 'password', value: caller.token });
    const submit = async () => {
      caller.token = token.value.trim();
      close();
      refresh();
    };
    return form({ label: t('save'), cancel: () => close(), submit },
      h('p', { class: 'hint' }, t('connection.endpoint', endpoint), ` hashrange ${version}`),
      field(t('connection.link_token'), token, { hint: t('connection.link') }));
  });
}

/** Asks who calls. */
function connection() {
  const { signed, control, version, endpoint } = serverSession();
  if (endpoint) return endpointConnection(serverSession());
  return dialog(t('connection'), (close) => {
    const accessKey = input({ value: caller.accessKey });
    const region = input({ value: caller.region });
    const secretKey = input({ type: 'password', value: caller.secretKey });
    const token = input({ type: 'password', value: caller.token });
    return form({
      label: t('save'),
      cancel: () => close(),
      submit: async () => {
        caller.set({ accessKey: accessKey.value.trim(), region: region.value.trim(), secretKey: secretKey.value, token: token.value });
        close();
        refresh();
      },
    },
    h('p', { class: 'hint' }, t(signed ? 'connection.signed' : 'connection.unsigned'), ' ', version && `hashrange ${version}`),
    signed && !canSign() && h('p', { class: 'error' }, t('error.NoCryptography')),
    field(t('connection.access_key'), accessKey),
    signed && field(t('connection.secret_key'), secretKey, { hint: t('connection.secret_key.hint') }),
    field(t('connection.region'), region),
    control === 'asked' && field(t('connection.token'), token, { hint: t('connection.token.hint') }));
  });
}

function draw() {
  drawHeader();
  skip.textContent = t('skip');
  show({ focus: false });
}

const skip = h('a', {
  class: 'skip',
  href: '#main',
  on: {
    click: (event) => {
      event.preventDefault();
      main.querySelector('h1')?.focus();
    },
  },
});

let isAsking = false;

onRefused(async () => {
  if (isAsking) return;
  isAsking = true;
  await connection();
  isAsking = false;
});

// What goes wrong where nobody waits for it is said all the same.
window.addEventListener('unhandledrejection', (event) => toastError(event.reason));

navigation.id = 'navigation';
setLanguage(language());
setTheme(kept.get('theme', 'auto'));
document.body.replaceChildren(skip, header, h('div', { class: 'columns' }, navigation, main), toastPlace());
await readSession();
takeToken();
onRefresh(() => show({ focus: false }));
window.addEventListener('hashchange', () => {
  takeToken();
  show();
});
if (address().path === '/') history.replaceState(null, '', href(path('tables')));
draw();
if (needsSecret()) connection();
