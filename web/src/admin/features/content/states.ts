import type { components } from '@/shared/api/schema';

export type Row = components['schemas']['ArticleRow'];
export type State = components['schemas']['ArticleState'];
export type Column = components['schemas']['Column'];
export const states: readonly State[] = ['draft', 'in_review', 'in_proofread', 'approved', 'scheduled', 'published', 'withdrawn'];
export const tones: Record<State, string> = { draft: 'plain', in_review: 'warn', in_proofread: 'warn', approved: 'calm', scheduled: 'calm', published: 'good', withdrawn: 'bad' };

/** Of three reviews the words are 初审, 复审, 终审; of fewer the last is the final one all the same. */
export function stageKey(state: State, stage: number, reviews: number): string {
  if (state === 'in_proofread') return `content.proofread.${stage}`;
  if (stage >= reviews) return 'content.review.final';
  return `content.review.${stage}`;
}

export const tabs = (t: (key: string) => string) => [
  { to: '/articles', label: t('content.title') },
  { to: '/media', label: t('content.media.kinds.pictures') },
  { to: '/media/films', label: t('content.media.kinds.films') },
  { to: '/media/files', label: t('content.media.kinds.files') },
  { to: '/articles/channels', label: t('channels.title') },
];
