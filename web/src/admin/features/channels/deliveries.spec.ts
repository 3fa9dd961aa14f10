import { describe, expect, it } from 'vitest';
import { moves, states, tones, unsure } from './deliveries';

describe('deliveries', () => {
  it('have a colour in every state', () => expect(Object.keys(tones).sort()).toEqual([...states].sort()));
  it('move while the server has a next step of its own', () => {
    expect(moves({ state: 'submitted', due_ms: 1 })).toBe(true);
    expect(moves({ state: 'shown', due_ms: null })).toBe(false);
    expect(moves({ state: 'failed', due_ms: null })).toBe(false);
  });
  it('are unsure only when the answer was lost', () => {
    expect(unsure({ state: 'failed', trouble: 'channel.unsure' })).toBe(true);
    expect(unsure({ state: 'failed', trouble: 'channel.refused' })).toBe(false);
  });
});
