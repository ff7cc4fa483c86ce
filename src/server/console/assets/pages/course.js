// The course: lessons of steps, each explained, done by the person and checked against the database.

import { caller, call, control, serverSession } from '../api.js';
import { button, confirm, copy, field, form, input, link, section, toast, toastError } from '../components.js';
import { LESSONS, doneSteps, forget, nextStep, stepId, stepPath } from '../course/lessons.js';
import { NotYet } from '../course/check.js';
import { TABLES } from '../course/data.js';
import { formatted } from '../course/format.js';
import { output, panel } from '../course/panel.js';
import { h, kept, replace } from '../dom.js';
import { count, t } from '../i18n.js';
import { href, refresh } from '../route.js';

const all = LESSONS.flatMap((lesson) => lesson.steps);

function progress(steps) {
  const done = doneSteps();
  const reached = steps.filter((step) => done.has(step.id)).length;
  const text = t('course.progress', { done: count(reached), all: count(steps.length) });
  return h('div', { class: 'progress' }, h('progress', { max: steps.length, value: reached, 'aria-label': text }), h('span', { class: 'hint' }, text));
}

function teacher() {
  const made = h('div', { 'aria-live': 'polite' });
  const fork = async () => {
    const { access_key: accessKey, secret_key: secretKey, kept_seconds: seconds } = await control('POST', 'fork', { body: {} });
    replace(made, h('p', { class: 'note' }, t('course.fork.made', { key: accessKey, hours: count(seconds / 3600) }), ' ',
      button(t('course.fork.use'), {
        on: () => {
          caller.set({ accessKey, secretKey, region: caller.region, token: caller.token });
          refresh();
        },
      })));
  };
  const deleteTables = async () => {
    for (const TableName of TABLES) {
      await call('DeleteTable', { TableName }).catch((error) => {
        if (error.name !== 'ResourceNotFoundException') throw error;
      });
    }
  };
  const sure = (key, run) => button(t(key), {
    on: async () => {
      if (await confirm({ title: t(key), text: t(`${key}.sure`), action: t(key), run })) toast(t('course.reset.done'));
    },
  });
  return section(t('course.teacher'), null, h('p', { class: 'hint' }, t('course.teacher.hint')), h('div', { class: 'actions' },
    !serverSession().endpoint && button(t('course.fork'), { on: () => fork().catch(toastError) }),
    button(t('course.reset.progress'), {
      on: () => {
        forget();
        refresh();
      },
    }),
    sure('course.reset.tables', deleteTables),
    sure('course.reset.all', () => control('POST', 'reset', { body: {} }))), made);
}

function overview() {
  kept.set('step', null, 'sessionStorage');
  const done = doneSteps();
  const next = nextStep();
  return [
    h('p', null, t('course.lead')),
    section(t('course.lessons'), h('a', { class: 'button primary', href: href(stepPath(next)) }, t(done.size ? 'course.go_on' : 'course.begin')),
      progress(all),
      h('ol', { class: 'lessons' }, LESSONS.map((lesson) => {
        const [title, about] = lesson.text();
        const reached = lesson.steps.filter((step) => done.has(step.id)).length;
        return h('li', { class: reached === lesson.steps.length ? 'is-done' : null }, h('div', null, link(href(stepPath(lesson.steps[0])), title),
          h('p', { class: 'hint' }, formatted(about))), h('span', { class: 'lesson-count' }, `${reached}/${lesson.steps.length}`));
      }))),
    teacher(),
  ];
}

/** The steps of a lesson, with the present one. */
function stepList(lesson, current) {
  const done = doneSteps();
  return h('nav', { class: 'steps', 'aria-label': t('course.steps') }, h('ol', null, lesson.steps.map((step) => h('li', { class: done.has(step.id) ? 'is-done' : null },
    h('a', { href: href(stepPath(step)), 'aria-current': step === current ? 'step' : null }, step.text()[0],
      done.has(step.id) && h('span', { class: 'sr' }, ` (${t('course.done')})`))))));
}

const copyable = (text) => h('div', { class: 'copyable' }, h('pre', null, text), button(t('copy'), {
  on: () => copy(text).catch(toastError),
}));

/** An action whose answer is a text. */
const runs = ([key, run]) => [key, async () => output(await run())];

function checker(step) {
  const given = step.ask && input();
  const result = h('div', { class: 'stack', 'aria-live': 'polite' });
  const right = () => replace(result, h('p', { class: 'right' }, h('strong', null, t('course.right')), ' ', formatted(step.text()[2])));
  if (doneSteps().has(step.id)) right();
  // What was found wrong may be right by now.
  const acted = () => result.querySelector('.wrong')?.remove();
  const submit = async () => {
    try {
      await step.check(given ? given.value : '');
    } catch (error) {
      if (!(error instanceof NotYet)) throw error;
      replace(result, h('p', { class: 'wrong' }, error.message));
      return;
    }
    step.done();
    right();
    marked();
  };
  const marked = () => {
    document.querySelectorAll('.steps').forEach((list) => list.replaceWith(stepList(step.lesson, step)));
  };
  return { element: [form({ submit, label: t('course.check') }, given && field(t('course.answer'), given)), result], acted };
}

function stepPage({ params }) {
  const lesson = LESSONS.find((one) => one.id === params.lesson);
  const step = lesson?.steps[Number(params.step) - 1];
  if (!step) return overview();
  kept.set('step', stepPath(step), 'sessionStorage');
  const at = all.indexOf(step);
  const [title, task] = step.text();
  const ways = (step.links ?? []).map(([key, path, query]) => h('a', { class: 'button', href: href(path, query) },
    t(key, { table: decodeURIComponent(path.split('/')[2] ?? '') })));
  const check = checker(step);
  const beside = (other, key) => other && h('a', { class: 'button', href: href(stepPath(other)) }, t(key));
  return [
    h('p', { class: 'crumbs' }, link(href('/course'), t('nav.course'))),
    h('p', { class: 'lesson-about' }, formatted(lesson.text()[1])),
    h('div', { class: 'course' }, stepList(lesson, step), h('div', { class: 'stack', on: { acted: check.acted } },
      section(`${stepId(step)} ${title}`, button(t('course.share'), {
        kind: 'link',
        on: () => copy(location.href).catch(toastError),
      }),
      h('p', { class: 'task' }, formatted(task)), (step.code ?? []).map(copyable), step.run && panel([runs(step.run)]), step.form?.(),
      ways.length > 0 && h('div', { class: 'actions' }, ways), check.element),
      h('div', { class: 'actions between' }, beside(all[at - 1], 'course.previous') || h('span'),
        beside(all[at + 1], 'course.next') || beside({ path: '/course' }, 'course.end')))),
  ];
}

const title = ({ lesson }) => LESSONS.find((one) => one.id === lesson)?.text()[0] ?? t('nav.course');

export default { path: '/course', nav: 'nav.course', title, render: overview };
export const step = { path: '/course/:lesson/:step', title, render: stepPage };
