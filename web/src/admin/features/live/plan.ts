// A broadcast's plan as its form has it, and back.
import type { components } from '@/shared/api/schema';
import { clockInput, dateInput, instantOf } from '@/shared/time/local';

export type Broadcast = components['schemas']['Broadcast'];
export const states = ['planned', 'announced', 'live', 'ended', 'replay_published'] as const;
export const tones: Record<Broadcast['state'], string> = { planned: 'plain', announced: 'calm', live: 'bad', ended: 'warn', replay_published: 'good' };

export interface Form {
  site_id: string;
  title: string;
  summary: string;
  lecturer: string;
  day: string;
  from: string;
  to: string;
}

const dayMs = 24 * 3600_000;

/** Tomorrow evening, when people are at home. */
export const fresh = (site_id: string, now_ms: number): Form => ({ site_id, title: '', summary: '', lecturer: '', day: dateInput(now_ms + dayMs), from: '19:30', to: '20:30' });
export const formOf = (row: Broadcast): Form => ({ site_id: row.site_id, title: row.title, summary: row.summary, lecturer: row.lecturer, day: dateInput(row.starts_ms), from: clockInput(row.starts_ms), to: clockInput(row.ends_ms) });

/** What ends before it begins ends on the next day. */
export function planOf(form: Form): components['schemas']['BroadcastPlan'] {
  const starts_ms = instantOf(form.day, form.from);
  const ends_ms = instantOf(form.day, form.to);
  return { title: form.title.trim(), summary: form.summary.trim(), lecturer: form.lecturer.trim(), starts_ms, ends_ms: ends_ms > starts_ms ? ends_ms : ends_ms + dayMs };
}
