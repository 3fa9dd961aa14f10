import { describe, expect, it } from 'vitest';
import { monthsOf } from './stretch';

describe('the stretches of a team’s figures', () => {
  const newYear = Date.parse('2026-01-01T00:30:00+08:00'); // still the year before in UTC
  it('begin and end with months of the district', () => {
    expect(monthsOf('year', newYear)).toEqual({ from: '2026-01', to: '2026-01' });
    expect(monthsOf('twelve', newYear)).toEqual({ from: '2025-02', to: '2026-01' });
    expect(monthsOf('last', newYear)).toEqual({ from: '2025-01', to: '2025-12' });
  });
});
