import { describe, expect, it } from 'vitest';
import { clockInput, dateInput, instantOf } from './local';

describe('instantOf', () => {
  it('reads a day and a clock time of the district, wherever the browser is', () => {
    expect(instantOf('2026-06-12', '14:00')).toBe(Date.UTC(2026, 5, 12, 6, 0));
    expect(instantOf('2026-06-12', '00:30')).toBe(Date.UTC(2026, 5, 11, 16, 30));
  });
  it('goes there and back', () => {
    const at = instantOf('2026-12-31', '23:45');
    expect(dateInput(at)).toBe('2026-12-31');
    expect(clockInput(at)).toBe('23:45');
  });
  it('says when something is missing', () => {
    expect(instantOf('', '14:00')).toBeNaN();
    expect(instantOf('2026-06-12', '')).toBeNaN();
  });
});
