import { describe, expect, it } from 'vitest';
import { distanceWords, waitingFirst } from './board';

describe('waitingFirst', () => {
  it('puts what nobody holds before what waits for an answer, each by its clock', () => {
    const rows = [{ id: 1, state: 'dispatched', next_due_ms: 1 }, { id: 2, state: 'triaged', next_due_ms: 9 }, { id: 3, state: 'returned', next_due_ms: 5 }, { id: 4, state: 'triaged', next_due_ms: null }];
    expect(waitingFirst(rows).map((row) => row.id)).toEqual([3, 2, 4, 1]);
  });
});

describe('distanceWords', () => {
  it('is as exact as a person needs', () => {
    expect(distanceWords(3, 'zh-CN')).toBe('10 米');
    expect(distanceWords(444, 'zh-CN')).toBe('440 米');
    expect(distanceWords(980, 'en')).toBe('1.0 km');
    expect(distanceWords(12_300, 'zh-CN')).toBe('12 公里');
  });
});
