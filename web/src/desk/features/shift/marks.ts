// Presence at a shift as pages say it: where somebody stands, when marks are taken, and what a repeated one means.
import type { Sentence } from '@/shared/api/client';
import type { components } from '@/shared/api/schema';
import { timeWords } from '@/shared/time/words';

export type Shift = components['schemas']['ShiftPresence'];
export type Person = components['schemas']['PresencePerson'];
export type Marked = components['schemas']['PresenceMarked'];

/** "Checked in already at 14:02 by …": the sentence of a mark that says nothing new. */
export function alreadySaid(person: Person, now_ms = Date.now()): Sentence {
  const out = person.state === 'checked_out' || person.state === 'counted';
  const at = out ? person.out_ms : person.in_ms;
  const zh = at === null ? '' : timeWords(at, now_ms, 'zh');
  const en = at === null ? '' : timeWords(at, now_ms, 'en');
  const by = person.told_by;
  return {
    zh: `${person.name} ${zh} 已${out ? '签退' : '签到'}${by ? `（由${by}记录）` : ''}，这次没有重复记。`,
    en: `${person.name} ${out ? 'checked out' : 'checked in'} already, ${en}${by ? ` (recorded by ${by})` : ''}; this one was not counted again.`,
  };
}

export type OwnNext = 'early' | 'check_in' | 'check_out' | 'over' | 'none';

/** The one big button of somebody who serves in a shift. */
export function ownNext(shift: Shift, state: Person['state'] | undefined, now_ms: number): OwnNext {
  if (!state || shift.closed || shift.state === 'cancelled' || state === 'counted' || state === 'excused') return 'none';
  if (now_ms < shift.check_in_from_ms) return 'early';
  if (state === 'checked_in') return now_ms <= shift.check_out_until_ms ? 'check_out' : 'over';
  return now_ms <= shift.ends_ms ? 'check_in' : state === 'checked_out' ? 'none' : 'over';
}

/** Whether the activity's people may mark now. */
export const takesMarks = (shift: Shift, now_ms: number) => !shift.closed && shift.state !== 'cancelled' && now_ms >= shift.check_in_from_ms;

/** What the camera saw: a volunteer's pass, a shift's rotating code, or something that is not ours. */
export type Seen = { kind: 'pass'; text: string; signup_id: string; period: number } | { kind: 'code'; shift_id: string; code: string; means: 'code' | 'kiosk' } | { kind: 'other' };

export function readSeen(text: string): Seen {
  const pass = /^WSP1\.([0-9A-HJKMNP-TV-Z]{26})\.(\d{1,12})\.[\w-]{80,90}$/.exec(text);
  if (pass) return { kind: 'pass', text, signup_id: pass[1]!, period: Number(pass[2]) };
  const code = /\/desk\/shifts\/([0-9A-HJKMNP-TV-Z]{26})\?code=(\d{4,9})(&via=kiosk)?$/.exec(text);
  if (code) return { kind: 'code', shift_id: code[1]!, code: code[2]!, means: code[3] ? 'kiosk' : 'code' };
  return { kind: 'other' };
}

/** What the QR code of a shift says: any camera opens the desk with it. */
export const codeAddress = (shift_id: string, code: string, kiosk: boolean, origin = location.origin) => `${origin}/desk/shifts/${shift_id}?code=${code}${kiosk ? '&via=kiosk' : ''}`;

export const tone = (state: Person['state']) => ({ confirmed: '', checked_in: 'good', checked_out: 'calm', counted: 'calm', absent: 'bad', excused: 'warn' })[state];
