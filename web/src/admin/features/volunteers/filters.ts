// Every filter of the volunteers' list lives in the address.
import type { LocationQuery } from 'vue-router';
import type { components } from '@/shared/api/schema';

export type VolunteerState = components['schemas']['VolunteerState'];
export const states: readonly VolunteerState[] = ['pending', 'draft', 'registered', 'suspended', 'withdrawn'];
export const tones: Record<VolunteerState, string> = { pending: 'warn', draft: 'calm', registered: 'good', suspended: 'bad', withdrawn: 'plain' };

export interface VolunteerFilter { q: string; state: VolunteerState | ''; skill: string; waiting: 'qualification' | '' }

/** What the address says; words nobody knows are left out rather than sent. */
export function readFilter(query: LocationQuery): VolunteerFilter {
  const one = (key: string) => { const found = query[key]; return ((Array.isArray(found) ? found[0] : found) ?? '').trim(); };
  const state = one('state') as VolunteerState;
  return {
    q: one('q').slice(0, 64),
    state: states.includes(state) ? state : '',
    skill: /^[a-z_]{1,40}$/.test(one('skill')) ? one('skill') : '',
    waiting: one('waiting') === 'qualification' ? 'qualification' : '',
  };
}

export function writeFilter(filter: Record<string, string> | VolunteerFilter): Record<string, never> {
  return Object.fromEntries(Object.entries(filter).filter(([key, value]) => key !== 'id' && value)) as Record<string, never>;
}
