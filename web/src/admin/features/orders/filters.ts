// Every filter of the orders table lives in the address: it can be sent to a colleague, kept as a bookmark, gone back to.
import type { LocationQuery } from 'vue-router';
import type { components, paths } from '@/shared/api/schema';

export type OrderRow = components['schemas']['OrderRow'];
export type OrderState = components['schemas']['OrderState'];
type Query = NonNullable<paths['/api/orders']['get']['parameters']['query']>;

export const states: readonly OrderState[] = ['submitted', 'triaged', 'dispatched', 'returned', 'accepted', 'scheduled', 'in_service', 'completed', 'rated', 'archived', 'rejected', 'withdrawn'];

/** '' is "any"; a list of words allows only these, null any text up to 64 characters. */
const allowed = {
  state: states as readonly string[],
  category: null,
  town: null,
  site_id: null,
  clock: ['overdue', 'soon'],
  handler: ['me', 'none'],
  lane: ['online', 'phone', 'paper'],
  complaint: ['open'],
  on: ['placed_today', 'completed_today', 'accepted_today'],
  q: null,
  sort: ['due'],
} as const satisfies Record<string, readonly string[] | null>;

export type OrderFilter = Record<keyof typeof allowed, string>;
export const filterKeys = Object.keys(allowed) as (keyof OrderFilter)[];

export function emptyFilter(): OrderFilter {
  return Object.fromEntries(filterKeys.map((key) => [key, ''])) as OrderFilter;
}

/** What the address says; words nobody knows are left out rather than sent. */
export function readFilter(query: LocationQuery): OrderFilter {
  const filter = emptyFilter();
  for (const key of filterKeys) {
    const found = query[key];
    const value = ((Array.isArray(found) ? found[0] : found) ?? '').trim().slice(0, 64);
    const words: readonly string[] | null = allowed[key];
    if (value && (!words || words.includes(value))) filter[key] = value;
  }
  return filter;
}

/** Only what differs from "any", always in the same order: the same filter is the same address. */
export function writeFilter(filter: OrderFilter): Record<string, string> {
  return Object.fromEntries(filterKeys.filter((key) => filter[key].trim()).map((key) => [key, filter[key].trim()]));
}

export function toQuery(filter: OrderFilter, cursor?: string): Query {
  return { ...writeFilter(filter), limit: 30, ...(cursor ? { cursor } : {}) } as Query;
}

/** How many filters narrow the list; the order of the rows does not. */
export function narrowing(filter: OrderFilter): number {
  return filterKeys.filter((key) => key !== 'sort' && filter[key].trim()).length;
}
