// What a leader's phone needs to take marks without a connection: who is on the shift, and the key that passes are
// verified with. Fetched before, kept on the phone, and changed by what is marked meanwhile.
import { ApiError, api, ask } from '@/shared/api/client';
import type { components } from '@/shared/api/schema';
import { answers } from '../../offline/idb';
import { readSeen, type Person } from './marks';

type Page = components['schemas']['ShiftRoster'];
export type Roster = Omit<Page, 'next'>;

const most_pages = 40;
const path = (shift_id: string) => `/api/shifts/${shift_id}/roster`;

async function fetched(shift_id: string): Promise<Roster> {
  let whole: Page | null = null;
  for (let page = 0; page < most_pages; page++) {
    const cursor: { cursor?: string } = whole?.next ? { cursor: whole.next } : {};
    const next: Page = await ask(api.GET('/api/shifts/{id}/roster', { params: { path: { id: shift_id }, query: { limit: 100, ...cursor } } }));
    whole = whole ? { ...next, items: [...whole.items, ...next.items] } : next;
    if (!next.next) break;
  }
  return whole!;
}

/** Fresh, or as it was kept: then `at_ms` says from when. */
export async function loadRoster(shift_id: string, owner: string): Promise<{ roster: Roster; kept_ms: number | null }> {
  try {
    const roster = await fetched(shift_id);
    await answers.put({ path: path(shift_id), owner, at_ms: Date.now(), data: roster }).catch(() => {});
    return { roster, kept_ms: null };
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 0 && error.status < 500)) throw error;
    const kept = await answers.get(path(shift_id)).catch(() => undefined);
    if (kept?.owner !== owner) throw error;
    return { roster: kept.data as Roster, kept_ms: kept.at_ms };
  }
}

const bytes = (base64url: string) => Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

export type Verdict = { kind: 'right'; person: Person } | { kind: 'forged' | 'expired' | 'not_on_roster' };

/** Whether a pass is one of ours, of this time and of somebody on the roster, by this phone alone. */
export async function verifyPass(roster: Roster, text: string, now_ms: number): Promise<Verdict> {
  const seen = readSeen(text);
  if (seen.kind !== 'pass') return { kind: 'forged' };
  const { verifyAsync } = await import('@noble/ed25519');
  const message = new TextEncoder().encode(`wushuang pass 1\n${seen.signup_id}\n${seen.period}`);
  const right = await verifyAsync(bytes(text.split('.')[3]!), message, bytes(roster.key)).catch(() => false);
  if (!right) return { kind: 'forged' };
  if (Math.abs(seen.period - Math.floor(now_ms / roster.pass_period_ms)) > roster.pass_grace_periods) return { kind: 'expired' };
  const person = roster.items.find((one) => one.signup_id === seen.signup_id);
  return person && person.state !== 'excused' ? { kind: 'right', person } : { kind: 'not_on_roster' };
}
