import { describe, expect, it } from 'vitest';
import { readFilter, writeFilter } from './filters';

describe('the filters of volunteers', () => {
  it('are read back from the address they were written to', () => {
    const filter = readFilter({ q: ' 江 ', state: 'pending', skill: 'first_aid', waiting: 'qualification' });
    expect(filter).toEqual({ q: '江', state: 'pending', skill: 'first_aid', waiting: 'qualification' });
    expect(writeFilter(filter)).toEqual({ q: '江', state: 'pending', skill: 'first_aid', waiting: 'qualification' });
  });
  it('leave out what nobody knows', () => {
    expect(writeFilter(readFilter({ state: 'asleep', skill: 'DROP TABLE', waiting: 'x' }))).toEqual({});
  });
});
