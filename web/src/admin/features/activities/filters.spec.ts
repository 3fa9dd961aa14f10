import { describe, expect, it } from 'vitest';
import { emptyFilter, narrowing, readFilter, toQuery, writeFilter } from './filters';

describe('filters of the activities', () => {
  it('are what the address says, without words nobody knows', () => {
    const filter = readFilter({ state: 'recruiting', when: 'yesterday', q: ' 讲 ', waits: 'review' });
    expect(writeFilter(filter)).toEqual({ state: 'recruiting', waits: 'review', q: '讲' });
    expect(narrowing(filter)).toBe(3);
  });
  it('ask for what is ahead unless told otherwise', () => {
    const now = 1_000_000_000_000;
    expect(toQuery(emptyFilter(), now)).toEqual({ from_ms: now, limit: 30 });
    expect(toQuery({ ...emptyFilter(), when: 'past' }, now, 'c')).toEqual({ until_ms: now, limit: 30, cursor: 'c' });
    const midnight = Date.parse('2001-09-09T00:00:00+08:00');
    expect(toQuery({ ...emptyFilter(), when: 'today' }, now)).toEqual({ from_ms: midnight, until_ms: midnight + 86_400_000, limit: 30 });
    expect(toQuery({ ...emptyFilter(), waits: 'draft' }, now)).toEqual({ waits: 'draft', limit: 30 });
  });
});
