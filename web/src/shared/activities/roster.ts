// The roster as its people look at it: by shift, then role, with what may be done to each.
import type { components } from '@/shared/api/schema';

export type RosterRow = components['schemas']['RosterRow'];
export type Shift = components['schemas']['Shift'];
export type SignupState = components['schemas']['SignupState'];

export const tones: Record<SignupState, string> = { pending: 'warn', waitlisted: 'calm', offered: 'warn', confirmed: 'good', checked_in: 'good', checked_out: 'good', counted: 'good', cancelled: 'plain', absent: 'bad', excused: 'plain' };
const rank: Record<SignupState, number> = { pending: 0, offered: 1, confirmed: 2, checked_in: 2, checked_out: 2, counted: 2, absent: 3, waitlisted: 4, excused: 5, cancelled: 6 };

export interface RoleRoster { role: Shift['roles'][number]; rows: RosterRow[]; people: number }
export interface ShiftRoster { shift: Shift; roles: RoleRoster[]; confirmed: number }

/** Who waits for an answer first, then who has a place, then the line in its order. */
export function byShift(shifts: readonly Shift[], rows: readonly RosterRow[]): ShiftRoster[] {
  return shifts.map((shift) => {
    const roles = shift.roles.map((role) => {
      const own = rows.filter((row) => row.role_id === role.id).sort((a, b) => rank[a.state] - rank[b.state] || a.arrival - b.arrival);
      return { role, rows: own, people: sum(own.filter((row) => holds(row.state))) };
    });
    return { shift, roles, confirmed: sum(roles.flatMap((one) => one.rows).filter((row) => ['confirmed', 'checked_in', 'checked_out', 'counted'].includes(row.state))) };
  });
}
const holds = (state: SignupState) => rank[state] >= 1 && rank[state] <= 3;
const sum = (rows: readonly RosterRow[]) => rows.reduce((total, row) => total + 1 + row.companions, 0);

/** '' when it may be approved, else the key of why not. */
export const approving = (row: Pick<RosterRow, 'state'>) => (row.state === 'pending' ? '' : 'notPending');
export const removable = (row: Pick<RosterRow, 'state'>) => ['confirmed', 'offered', 'waitlisted', 'pending'].includes(row.state);
