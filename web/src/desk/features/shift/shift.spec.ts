import { evidenceWords } from '@/shared/evidence';
import { getPublicKeyAsync, signAsync } from '@noble/ed25519';
import { describe, expect, it } from 'vitest';
import { alreadySaid, codeAddress, ownNext, readSeen, takesMarks, type Person, type Shift } from './marks';
import { verifyPass, type Roster } from './roster';

const hour = 3_600_000;
const starts = Date.UTC(2026, 10, 24, 1);
const shift = { starts_ms: starts, ends_ms: starts + 3 * hour, check_in_from_ms: starts - hour, check_out_until_ms: starts + 4 * hour, closed: null, state: 'in_progress' } as Shift;
const person = { signup_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', name: '甘建良', state: 'confirmed', in_ms: null, out_ms: null, told_by: '' } as unknown as Person;

describe('the one big button', () => {
  it('follows the time and where one stands', () => {
    expect(ownNext(shift, 'confirmed', starts - 2 * hour)).toBe('early');
    expect(ownNext(shift, 'confirmed', starts)).toBe('check_in');
    expect(ownNext(shift, 'absent', starts + hour)).toBe('check_in');
    expect(ownNext(shift, 'checked_in', starts + 3.5 * hour)).toBe('check_out');
    expect(ownNext(shift, 'checked_in', starts + 5 * hour)).toBe('over');
    expect(ownNext(shift, 'counted', starts)).toBe('none');
    expect(ownNext({ ...shift, state: 'cancelled' }, 'confirmed', starts)).toBe('none');
  });
  it('takes marks from an hour before until it is closed', () => {
    expect(takesMarks(shift, starts - 2 * hour)).toBe(false);
    expect(takesMarks(shift, starts + 9 * hour)).toBe(true);
    expect(takesMarks({ ...shift, closed: { at_ms: 1, by: '', counted: 0, absent: 0 } }, starts)).toBe(false);
  });
});

describe('what the camera saw', () => {
  it('is a pass, a code of a shift, or not ours', () => {
    const address = codeAddress(person.signup_id, '012345', true, 'https://volunteers.example');
    expect(readSeen(address)).toEqual({ kind: 'code', shift_id: person.signup_id, code: '012345', means: 'kiosk' });
    expect(readSeen(codeAddress(person.signup_id, '012345', false, ''))).toMatchObject({ means: 'code' });
    expect(readSeen(`WSP1.${person.signup_id}.5984940.${'x'.repeat(86)}`)).toMatchObject({ kind: 'pass', period: 5_984_940 });
    for (const text of ['', 'https://example.org', 'WSP1..1.x', `WSP1.${person.signup_id}.1`]) expect(readSeen(text).kind).toBe('other');
  });
  it('says who marked before, in both languages', () => {
    const said = alreadySaid({ ...person, state: 'checked_in', in_ms: starts, told_by: '粟洪川' }, starts);
    expect(said.zh).toContain('09:00');
    expect(said.zh).toContain('由粟洪川记录');
    expect(said.en).toContain('粟洪川');
  });
});

describe('a pass without a connection', () => {
  const secret = new Uint8Array(32).fill(7);
  const period_ms = 300_000;
  const base64url = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  async function passFor(signup_id: string, at_ms: number, key = secret): Promise<string> {
    const period = Math.floor(at_ms / period_ms);
    const signature = await signAsync(new TextEncoder().encode(`wushuang pass 1\n${signup_id}\n${period}`), key);
    return `WSP1.${signup_id}.${period}.${base64url(signature)}`;
  }
  async function roster(): Promise<Roster> {
    return { key: base64url(await getPublicKeyAsync(secret)), pass_period_ms: period_ms, pass_grace_periods: 1, items: [person] };
  }
  it('is right for its person and its time', async () => {
    const text = await passFor(person.signup_id, starts);
    expect(await verifyPass(await roster(), text, starts + period_ms)).toEqual({ kind: 'right', person });
    expect(await verifyPass(await roster(), text, starts + 3 * period_ms)).toEqual({ kind: 'expired' });
  });
  it('is refused when forged, changed, or of somebody else', async () => {
    expect(await verifyPass(await roster(), await passFor(person.signup_id, starts, new Uint8Array(32).fill(8)), starts)).toEqual({ kind: 'forged' });
    expect(await verifyPass(await roster(), (await passFor(person.signup_id, starts)).replace(/\.\d+\./, '.1.'), starts)).toEqual({ kind: 'forged' });
    expect(await verifyPass(await roster(), await passFor('01ARZ3NDEKTSV4RRFFQ69G5FAW', starts), starts)).toEqual({ kind: 'not_on_roster' });
  });
});

describe('how a presence is known', () => {
  const say = (key: string, values?: Record<string, string>) => `${key.split('.').at(-1)}${values ? `(${Object.values(values).join()})` : ''}`;
  it('is said in words, with the distance if there is one', () => {
    expect(evidenceWords('in=code;in_m=120;out=planned_end', say, 'zh')).toBe('in(code)；away(120 米)；forgot');
    expect(evidenceWords('in=none;out=staff_scan', say, 'en')).toBe('no_in; out(staff_scan)');
    expect(evidenceWords('签到表 3 号', say, 'zh')).toBe('签到表 3 号');
  });
});
