import type { components } from '@/shared/api/schema';

export type Book = components['schemas']['Book'];
export type BookDetail = components['schemas']['BookDetail'];
export type Line = BookDetail['report'][number];
export const states = ['importing', 'failed', 'draft', 'in_review', 'published', 'withdrawn'] as const;
export const tones = { importing: 'warn', failed: 'bad', draft: 'calm', in_review: 'warn', published: 'good', withdrawn: 'calm' } as const;
export const rights = ['own', 'licensed', 'open', 'public_domain'] as const;
export const most_bytes = 20 * 1024 * 1024;

export interface WordsForm { title: string; creator: string; publisher: string; language: string; summary: string; source: string; rights: Book['rights']; rights_holder: string; rights_note: string }
export const formOf = (book: Book): WordsForm => ({ title: book.title, creator: book.creator, publisher: book.publisher, language: book.language, summary: book.summary, source: book.source, rights: book.rights, rights_holder: book.rights_holder, rights_note: book.rights_note });

/** What is still to be said before somebody else can review it. */
export function missing(form: WordsForm): (keyof WordsForm)[] {
  const asked: (keyof WordsForm)[] = ['title', 'creator', 'summary', 'source', 'rights', 'rights_holder'];
  if (form.rights && form.rights !== 'own') asked.push('rights_note');
  return asked.filter((field) => !form[field].trim());
}

/** Of a report: what needs a person's eye first, then by chapter. */
export const warnings: readonly Line['kind'][] = ['id_number', 'mobile', 'child_at_school', 'picture', 'bad_picture', 'remote'];
export function inOrder(report: readonly Line[]): Line[] {
  const weight = (line: Line) => (warnings.includes(line.kind) ? 0 : 1);
  return [...report].sort((a, b) => weight(a) - weight(b) || a.chapter - b.chapter);
}
/** Percent of an import, of which the first step is not yet known. */
export const percent = (book: Book) => (book.progress_total ? Math.round((100 * book.progress_done) / book.progress_total) : 0);
