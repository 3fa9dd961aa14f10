// A survey as the editor, the preview and the entry of paper hold it: what is asked, what was filled, and what of it is sent.
import type { components } from '@/shared/api/schema';
import { clockInput, dateInput, instantOf } from '@/shared/time/local';

export type Row = components['schemas']['SurveyRow'];
export type Detail = components['schemas']['SurveyDetail'];
export type Results = components['schemas']['SurveyResults'];
export type Result = components['schemas']['SurveyResult'];
export type Given = components['schemas']['SurveyGiven'];
export type Option = components['schemas']['SurveyOption'];
export const kinds = ['single', 'multiple', 'text', 'long_text', 'number', 'date', 'rating', 'matrix', 'ranking'] as const;
export type Kind = (typeof kinds)[number];
export const states = ['draft', 'open', 'closed'] as const;
export const tones = { draft: 'tag-warn', open: 'tag-good', closed: 'tag-plain' } as const;
export const other = 'other';
export const ratings = [1, 2, 3, 4, 5] as const;

export interface Question {
  code: string;
  kind: Kind;
  words: string;
  help: string;
  required: boolean;
  options: Option[];
  rows: Option[];
  other: boolean;
  least: number | null | '';
  most: number | null | '';
  if_question: string;
  if_option: string;
  /** Replies that have an answer to it: its meaning is fixed then. */
  answered: number;
}
export interface Form {
  title: string;
  why: string;
  handling: string;
  audience: Row['audience'];
  opens: { date: string; clock: string };
  closes: { date: string; clock: string };
  results_public: boolean;
  questions: Question[];
}

export const hasOptions = (kind: Kind): boolean => kind === 'single' || kind === 'multiple' || kind === 'matrix' || kind === 'ranking';

/** The first of q1, q2 … (or a prefix of its own) that nobody has. */
export function freshCode(prefix: string, taken: readonly { code: string }[]): string {
  let at = taken.length + 1;
  while (taken.some(({ code }) => code === `${prefix}${at}`)) at += 1;
  return `${prefix}${at}`;
}

export function blankQuestion(questions: readonly Question[], kind: Kind = 'single'): Question {
  return fitted({ code: freshCode('q', questions), kind, words: '', help: '', required: false, options: [], rows: [], other: false, least: null, most: null, if_question: '', if_option: '', answered: 0 });
}

/** With what its kind needs, and without what it has no use for. */
export function fitted(question: Question): Question {
  const options = hasOptions(question.kind) ? (question.options.length ? question.options : [{ code: 'a1', label: '' }, { code: 'a2', label: '' }]) : [];
  const rows = question.kind === 'matrix' ? (question.rows.length ? question.rows : [{ code: 'r1', label: '' }]) : [];
  const choice = question.kind === 'single' || question.kind === 'multiple';
  const ranged = question.kind === 'multiple' || question.kind === 'number';
  return { ...question, options, rows, other: choice && question.other, least: ranged ? question.least : null, most: ranged ? question.most : null };
}

export function blankForm(now_ms: number): Form {
  const later = now_ms + 14 * 86_400_000;
  return { title: '', why: '', handling: '', audience: 'everyone', opens: { date: dateInput(now_ms), clock: clockInput(now_ms) }, closes: { date: dateInput(later), clock: '20:00' }, results_public: true, questions: [blankQuestion([])] };
}

export function formOf(survey: Detail): Form {
  return {
    title: survey.title, why: survey.why, handling: survey.handling, audience: survey.audience, results_public: survey.results_public,
    opens: { date: dateInput(survey.opens_ms), clock: clockInput(survey.opens_ms) }, closes: { date: dateInput(survey.closes_ms), clock: clockInput(survey.closes_ms) },
    questions: questionsOf(survey),
  };
}

export function questionsOf(survey: Detail): Question[] {
  return survey.questions.map((one) => ({
    code: one.code, kind: one.kind, words: one.words, help: one.help ?? '', required: one.required ?? false, other: one.other ?? false, answered: one.answered,
    options: (one.options ?? []).map((option) => ({ ...option })), rows: (one.rows ?? []).map((row) => ({ ...row })),
    least: one.least ?? null, most: one.most ?? null, if_question: one.if_question ?? '', if_option: one.if_option ?? '',
  }));
}

export function bodyOf(form: Form): components['schemas']['SurveyForm'] {
  const number = (value: number | null | '') => (value === '' || value === null ? {} : value);
  return {
    title: form.title.trim(), why: form.why.trim(), handling: form.handling.trim(), audience: form.audience, results_public: form.results_public,
    opens_ms: instantOf(form.opens.date, form.opens.clock), closes_ms: instantOf(form.closes.date, form.closes.clock),
    questions: form.questions.map(({ answered: _answered, least, most, if_question, if_option, ...question }) => ({
      ...question,
      ...(typeof number(least) === 'number' ? { least: Number(least) } : {}),
      ...(typeof number(most) === 'number' ? { most: Number(most) } : {}),
      ...(if_question && if_option ? { if_question, if_option } : {}),
    })),
  };
}

/** Earlier questions that a condition can look at, with the answers it can ask for. */
export function conditions(questions: readonly Question[], at: number): { code: string; words: string; options: Option[] }[] {
  return questions.slice(0, at).flatMap((one, index) => {
    const options = one.kind === 'rating' ? ratings.map((star) => ({ code: String(star), label: '★'.repeat(star) })) : one.kind === 'single' || one.kind === 'multiple' ? [...one.options, ...(one.other ? [{ code: other, label: '…' }] : [])] : [];
    return options.length ? [{ code: one.code, words: `${index + 1}. ${one.words}`, options }] : [];
  });
}

// ---- a reply being filled

export interface Filled {
  choices: string[];
  /** What "something else" is, a text, a number or a date. */
  words: string;
  /** Of a matrix: row → option. Of a ranking: option → place. */
  parts: Record<string, string>;
}
export type Reply = Record<string, Filled>;
export const blank = (): Filled => ({ choices: [], words: '', parts: {} });

export function isAsked(questions: readonly Question[], reply: Reply, question: Question): boolean {
  if (!question.if_question) return true;
  const on = questions.find((one) => one.code === question.if_question);
  return Boolean(on && isAsked(questions, reply, on) && reply[on.code]?.choices.includes(question.if_option));
}

/** What is sent: only of questions that are asked. */
export function givenOf(questions: readonly Question[], reply: Reply): Given[] {
  return questions.filter((one) => isAsked(questions, reply, one)).flatMap((question): Given[] => {
    const filled = reply[question.code] ?? blank();
    const { code } = question;
    if (question.kind === 'matrix') return Object.entries(filled.parts).flatMap(([part, choice]) => (choice ? [{ question: code, part, choice }] : []));
    if (question.kind === 'ranking') return Object.entries(filled.parts).flatMap(([choice, words]) => (words ? [{ question: code, choice, words }] : []));
    if (question.kind === 'single' || question.kind === 'multiple' || question.kind === 'rating') {
      return filled.choices.map((choice) => ({ question: code, choice, ...(choice === other ? { words: filled.words } : {}) }));
    }
    return filled.words.trim() ? [{ question: code, words: filled.words.trim() }] : [];
  });
}

// ---- figures

export const percent = (count: number, whole: number): number => (whole ? Math.round((count * 100) / whole) : 0);
/** How long a bar is, of 100: the share of who answered; of a ranking, how far in front. */
export function barOf(result: Result, cell: Result['cells'][number]): number {
  if (!cell.count) return 0;
  if (result.kind !== 'ranking') return percent(cell.count, result.answered);
  const places = result.cells.length;
  return Math.round(((places + 1 - cell.sum / cell.count) * 100) / places);
}
