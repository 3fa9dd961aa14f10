import { describe, expect, it } from 'vitest';
import { clockOf, emptyForm, hoursOf, minuteOf, openingsOf, planOf } from './venue-form';

describe('the form of a venue', () => {
  it('says hours as people do, and gives back the same openings', () => {
    const openings = [1, 2, 3].flatMap((weekday) => [{ weekday, from_minute: 540, until_minute: 720 }, { weekday, from_minute: 840, until_minute: 1035 }]);
    const hours = hoursOf(openings);
    expect(hours).toEqual([{ days: [1, 2, 3], from: '09:00', until: '12:00' }, { days: [1, 2, 3], from: '14:00', until: '17:15' }]);
    const back = openingsOf(hours);
    expect(back).toHaveLength(6);
    expect(back).toEqual(expect.arrayContaining(openings));
  });
  it('reads and writes times of day', () => {
    expect(clockOf(minuteOf('08:45'))).toBe('08:45');
    expect(minuteOf('21:00')).toBe(1260);
  });
  it('knows that a room is one', () => {
    expect(planOf({ ...emptyForm(), units: 4 }).units).toBe(1);
    expect(planOf({ ...emptyForm(), kind: 'device', units: 4 }).units).toBe(4);
  });
});
