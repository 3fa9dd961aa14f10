// The filters of the activities' table live in the address, like those of the orders.
import type { LocationQuery } from 'vue-router';
import type { components, paths } from '@/shared/api/schema';
import { dateInput, instantOf } from '@/shared/time/local';

export type ActivityRow = components['schemas']['ActivityRow'];
export type ActivityState = components['schemas']['ActivityState'];
export type Waits = components['schemas']['ActivityWaiting']['kind'];
type Query = NonNullable<paths['/api/my/activities']['get']['parameters']['query']>;

export const states: readonly ActivityState[] = ['draft', 'review', 'recruiting', 'in_progress', 'awaiting_confirmation', 'publicised', 'archived', 'cancelled', 'retracted'];
export const kinds: readonly Waits[] = ['review', 'approval', 'staffing', 'draw', 'confirmation', 'draft'];
const allowed = { state: states as readonly string[], waits: kinds as readonly string[], when: ['today', 'week', 'month', 'past', 'all'], category: null, site_id: null, project_id: null, series_id: null, q: null } as const satisfies Record<string, readonly string[] | null>;

export type ActivityFilter = Record<keyof typeof allowed, string>;
export const filterKeys = Object.keys(allowed) as (keyof ActivityFilter)[];
export const emptyFilter = () => Object.fromEntries(filterKeys.map((key) => [key, ''])) as ActivityFilter;

export function readFilter(query: LocationQuery): ActivityFilter {
  const filter = emptyFilter();
  for (const key of filterKeys) {
    const found = query[key];
    const value = ((Array.isArray(found) ? found[0] : found) ?? '').trim().slice(0, 60);
    const words: readonly string[] | null = allowed[key];
    if (value && (!words || words.includes(value))) filter[key] = value;
  }
  return filter;
}
export const writeFilter = (filter: ActivityFilter): Record<string, string> => Object.fromEntries(filterKeys.filter((key) => filter[key].trim()).map((key) => [key, filter[key].trim()]));
export const narrowing = (filter: ActivityFilter): number => filterKeys.filter((key) => filter[key].trim()).length;

const day_ms = 86_400_000;
/** Without a word about time it is what is on or ahead. */
export function toQuery(filter: ActivityFilter, now_ms: number, cursor?: string): Query {
  const { when, ...rest } = filter;
  const today = instantOf(dateInput(now_ms), '00:00');
  const span = { '': { from_ms: now_ms }, today: { from_ms: today, until_ms: today + day_ms }, week: { from_ms: now_ms, until_ms: now_ms + 7 * day_ms }, month: { from_ms: now_ms, until_ms: now_ms + 31 * day_ms }, past: { until_ms: now_ms }, all: {} }[when] ?? {};
  const named = Object.fromEntries(Object.entries(rest).filter(([, value]) => value));
  return { ...named, ...(filter.waits || filter.series_id ? {} : span), limit: 30, ...(cursor ? { cursor } : {}) } as Query;
}
