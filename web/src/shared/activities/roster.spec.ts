import { describe, expect, it } from 'vitest';
import { approving, byShift, type RosterRow, type Shift } from './roster';

const role = (id: string) => ({ id, name: '引导', capacity: 3, reserved: 0, taken: 2, open: 1, waiting: 1, skill: '', minimum_age: 0, training: '' });
const row = (id: string, role_id: string, state: RosterRow['state'], arrival: number, companions = 0): RosterRow => ({
  id, shift_id: 'S', role_id, role_name: '引导', person_id: id, name: id, volunteer_number: id, mobile_masked: '', state, companions, reserved: false, arrival, offered_until_ms: null, created_ms: 0, note: '',
});

describe('the roster', () => {
  const shifts: Shift[] = [{ id: 'S', starts_ms: 0, ends_ms: 1, minimum_staff: 4, roles: [role('A'), role('B')] }];
  it('puts who waits for an answer first and counts parties', () => {
    const [shift] = byShift(shifts, [row('late', 'A', 'waitlisted', 1), row('in', 'A', 'confirmed', 2, 1), row('asks', 'A', 'pending', 3), row('held', 'A', 'offered', 4), row('other', 'B', 'confirmed', 1)]);
    expect(shift!.roles[0]!.rows.map((one) => one.id)).toEqual(['asks', 'held', 'in', 'late']);
    expect(shift!.roles[0]!.people).toBe(3);
    expect(shift!.confirmed).toBe(3);
    expect(shift!.roles[1]!.rows).toHaveLength(1);
  });
  it('approves only who applied', () => {
    expect(approving({ state: 'pending' })).toBe('');
    expect(approving({ state: 'confirmed' })).toBe('notPending');
  });
});
