import type { components } from '@/shared/api/schema';

export type PactRow = components['schemas']['PactRow'];
export type PactDetail = components['schemas']['PactDetail'];
export const states = ['draft', 'published', 'closed'] as const;
export const tones = { draft: 'calm', published: 'good', closed: 'plain' } as const;

export interface WordsForm { title: string; preamble: string; clauses: string[] }

export function formOf(words: components['schemas']['PactVersion'] | null): WordsForm {
  return words ? { title: words.title, preamble: words.preamble, clauses: [...words.clauses] } : { title: '', preamble: '', clauses: [''] };
}

/** As the server takes it: clauses that nothing was written in are left out. */
export function wordsOf(form: WordsForm): { title: string; preamble: string; clauses: { text: string }[] } {
  return { title: form.title.trim(), preamble: form.preamble.trim(), clauses: form.clauses.map((text) => ({ text: text.trim() })).filter((one) => one.text) };
}
