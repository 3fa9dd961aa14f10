import { describe, expect, it } from 'vitest';
import { emptyFilter, narrowing, readFilter, toQuery, writeFilter } from './filters';

describe('the filter in the address', () => {
  it('comes back as it went', () => {
    const filter = { ...emptyFilter(), state: 'returned', town: '510117001', clock: 'overdue', handler: 'none', lane: 'phone', complaint: 'open', on: 'placed_today', q: '理发 王', sort: 'due', category: 'care', site_id: '01J' };
    expect(readFilter(writeFilter(filter))).toEqual(filter);
  });
  it('is empty when nothing is chosen', () => {
    expect(writeFilter(emptyFilter())).toEqual({});
    expect(readFilter({})).toEqual(emptyFilter());
  });
  it('drops words the server would refuse, and takes the first of a repeated one', () => {
    expect(readFilter({ state: 'nonsense', clock: 'later', sort: 'new', q: ' x ' })).toEqual({ ...emptyFilter(), q: 'x' });
    expect(readFilter({ state: ['triaged', 'rated'], handler: null })).toEqual({ ...emptyFilter(), state: 'triaged' });
  });
  it('keeps a search within what the server takes', () => {
    expect(readFilter({ q: '字'.repeat(90) }).q).toHaveLength(64);
  });
  it('asks in the contract\'s words, with the cursor of the next page', () => {
    expect(toQuery({ ...emptyFilter(), state: 'triaged' })).toEqual({ state: 'triaged', limit: 30 });
    expect(toQuery(emptyFilter(), 'c1')).toEqual({ limit: 30, cursor: 'c1' });
  });
  it('counts what narrows, not the order', () => {
    expect(narrowing({ ...emptyFilter(), sort: 'due' })).toBe(0);
    expect(narrowing({ ...emptyFilter(), sort: 'due', q: 'x', clock: 'soon' })).toBe(2);
  });
});
