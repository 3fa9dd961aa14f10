import { ApiError } from '@/shared/api/client';
import { describe, expect, it } from 'vitest';
import { remaining, remainingWords } from './clock';
import { IntentKey } from './intent';
import { canDispute, crewState, ledTeams, nextOf, standing, type Me } from './permissions';
import { distanceWords } from '@/shared/time/distance';
import { districtInstant } from './words';

describe('countdown', () => {
  it('counts a second that has begun, and is over at zero', () => {
    expect(remaining(1001, 0)).toMatchObject({ seconds: 2, urgency: 'soon' });
    expect(remaining(1000, 1000).urgency).toBe('over');
    expect(remaining(0, 5000)).toMatchObject({ seconds: 0, urgency: 'over' });
    expect(remaining(3_600_000, 0).urgency).toBe('soon');
    expect(remaining(3_601_000, 0).urgency).toBe('calm');
  });
  it('says it as people do', () => {
    expect(remainingWords(remaining(249_000, 0), false)).toBe('04:09');
    expect(remainingWords(remaining(7_500_000, 0), false)).toBe('2 小时 5 分');
    expect(remainingWords(remaining(97_200_000, 0), true)).toBe('1 d 3 h');
  });
});

describe('permissions', () => {
  const volunteer = (state: NonNullable<Me['volunteer']>['state']) => ({ volunteer: { number: '1', state, site: { id: '1', name: '站' }, skills: [] } });
  it('knows who may use the desk', () => {
    expect(standing({ volunteer: null })).toBe('stranger');
    expect(standing(volunteer('registered'))).toBe('volunteer');
    expect(standing(volunteer('pending'))).toBe('waiting');
    expect(standing(volunteer('suspended'))).toBe('suspended');
  });
  it('finds the teams one leads', () => {
    const site = { id: 's', name: '站' };
    const team = { id: 't', name: '队' };
    expect(ledTeams({ roles: [{ role: 'clerk', site, team: null }, { role: 'team_leader', site: null, team }] })).toEqual([team]);
  });
  it('chooses the one big button', () => {
    const row = { state: 'accepted', starts_ms: 10_000_000 } as const;
    expect(nextOf(row, 'waiting', 0)).toBe('check_in_early');
    expect(nextOf(row, 'waiting', 10_000_000 - 3_600_000)).toBe('check_in');
    expect(nextOf({ ...row, state: 'in_service' }, 'checked_in', 0)).toBe('check_out');
    expect(nextOf({ ...row, state: 'in_service' }, 'checked_out', 0)).toBe('wait_crew');
    expect(nextOf({ ...row, state: 'completed' }, 'checked_out', 0)).toBe('done');
    expect(nextOf({ ...row, state: 'dispatched' }, 'none', 0)).toBe('none');
  });
  it('finds oneself in the crew', () => {
    const member = { volunteer_id: 'me', name: '', number: '', checked_in_ms: 1, checked_out_ms: null, minutes: null };
    expect(crewState({ crew: [member] }, { id: 'me' })).toBe('checked_in');
    expect(crewState({ crew: [member] }, { id: 'you' })).toBe('none');
  });
  it('lets an entry be disputed unless it is already, or reversed', () => {
    expect(canDispute({ state: 'confirmed', source: 'order' })).toBe(true);
    expect(canDispute({ state: 'effective', source: 'late_entry' })).toBe(true);
    expect(canDispute({ state: 'disputed', source: 'order' })).toBe(false);
    expect(canDispute({ state: 'confirmed', source: 'reversal' })).toBe(false);
  });
});

describe('IntentKey', () => {
  const error = (status: number) => new ApiError(status, { code: '', reason: '', message: { zh: '', en: '' } });
  it('is kept in silence, renewed by an answer and by other content', () => {
    let n = 0;
    const key = new IntentKey(() => String(++n));
    expect(key.of({ a: 1 })).toBe('1');
    key.settle(error(0));
    expect(key.of({ a: 1 })).toBe('1');
    key.settle(error(503));
    expect(key.of({ a: 1 })).toBe('1');
    expect(key.of({ a: 2 })).toBe('2');
    key.settle(error(409));
    expect(key.of({ a: 2 })).toBe('3');
    key.settle();
    expect(key.of({ a: 2 })).toBe('4');
  });
});

describe('words', () => {
  it('rounds distances and reads the district\'s clock', () => {
    expect(distanceWords(347, 'zh')).toBe('350 米');
    expect(distanceWords(1234, 'en')).toBe('1.2 km');
    expect(districtInstant('2026-06-12T14:00')).toBe(Date.UTC(2026, 5, 12, 6));
    expect(districtInstant('')).toBeNaN();
  });
});
