import { describe, expect, it } from 'vitest';
import { monthOf, monthShift, weeksOf } from './month';

describe('a month', () => {
  it('is what the address says, or this one', () => {
    expect(monthOf('2026-12', '2026-11-23')).toBe('2026-12');
    expect(monthOf('2026-13', '2026-11-23')).toBe('2026-11');
    expect(monthShift('2026-12', 1)).toBe('2027-01');
  });
  it('is whole weeks from Monday', () => {
    const weeks = weeksOf('2026-11');
    expect(weeks[0]![0]).toBe('2026-10-26');
    expect(weeks.at(-1)!.at(-1)).toBe('2026-12-06');
    expect(weeks).toHaveLength(6);
    expect(weeksOf('2027-02')).toHaveLength(4);
  });
});
