// All lessons in order, with their texts and what of them is done.

import { kept } from '../dom.js';
import { language } from '../i18n.js';
import { path } from '../route.js';
import en from './en.js';
import { exercises } from './exercises.js';
import ko from './ko.js';
import { models } from './models.js';

const TEXTS = { en, ko };

/** The ids of the steps that are done, in this browser. */
export const doneSteps = () => new Set(kept.get('course', []));

/** Forgets what is done. */
export const forget = () => kept.set('course', null);

/** Lessons: `text()` gives title, introduction and the texts of the steps; a step's gives title, task and what it taught. */
export const LESSONS = [...exercises, ...models].map((lesson, at) => {
  const text = () => TEXTS[language()][at];
  const made = { id: lesson.id, text };
  made.steps = lesson.steps.map((step, place) => {
    const id = `${lesson.id}/${place + 1}`;
    return { ...step, id, lesson: made, text: () => text()[2][place], done: () => kept.set('course', [...doneSteps().add(id)]) };
  });
  return made;
});

/** The address of a step. */
export const stepPath = (step) => step.path ?? path('course', ...step.id.split('/'));

/** A step's number, such as `3.2`. */
export const stepId = (step) => step.id.replace('/', '.');

/** The first step that is not done, or the very first. */
export function nextStep() {
  const [done, all] = [doneSteps(), LESSONS.flatMap((lesson) => lesson.steps)];
  return all.find((step) => !done.has(step.id)) ?? all[0];
}
