// The console's languages. Texts are by key in i18n/, one key a line.

import { kept } from './dom.js';
import courseEn from './i18n/course_en.js';
import courseKo from './i18n/course_ko.js';
import consoleEn from './i18n/en.js';
import consoleKo from './i18n/ko.js';
import lineEn from './i18n/line_en.js';
import lineKo from './i18n/line_ko.js';

const en = { ...consoleEn, ...lineEn, ...courseEn };
const ko = { ...consoleKo, ...lineKo, ...courseKo };
const LANGUAGES = { en, ko };

/** The languages, each by its own name. */
export const LANGUAGE_NAMES = { en: 'English', ko: '한국어' };

const ofBrowser = () => ((navigator.languages ?? [navigator.language])
  .map((tag) => tag.slice(0, 2).toLowerCase())
  .find((tag) => tag in LANGUAGES) ?? 'en');

let current = kept.get('language', null);
if (!(current in LANGUAGES)) current = ofBrowser();

export const language = () => current;

export function setLanguage(next) {
  current = next;
  kept.set('language', next);
  document.documentElement.lang = next;
}

/** The text of a key, with `{name}` replaced by the value of that name. */
export function t(key, values) {
  const text = LANGUAGES[current][key] ?? en[key] ?? key;
  return values ? text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all)) : text;
}

/** A count in this language's digits. */
export const count = (number) => new Intl.NumberFormat(current).format(number);

/** A round count in few letters, such as 10K. */
export const compact = (number) => new Intl.NumberFormat(current, { notation: 'compact' }).format(number);

/** A size in bytes. */
export function bytes(number) {
  const power = Math.min(3, Math.floor(Math.log(Math.max(1, number)) / Math.log(1024)));
  const shown = new Intl.NumberFormat(current, { maximumFractionDigits: 1 }).format(number / 1024 ** power);
  return `${shown} ${['B', 'KB', 'MB', 'GB'][power]}`;
}

/** A moment, in seconds since 1970 or as a `Date`. */
export function moment(when) {
  if (when === null || when === undefined) return '-';
  const date = when instanceof Date ? when : new Date(Number(when) * 1000);
  return new Intl.DateTimeFormat(current, { dateStyle: 'medium', timeStyle: 'medium' }).format(date);
}
