import { describe, expect, it } from 'vitest';
import { inOrder, sizeOf } from './audience';

describe('questions', () => {
  const question = (id: string, votes: number, answered = false) => ({ id, votes, answered });
  it('come by votes, then by time, and what is answered last', () => {
    const shown = inOrder([question('C', 1), question('B', 3), question('A', 1), question('D', 9, true)]);
    expect(shown.map((one) => one.id)).toEqual(['B', 'A', 'C', 'D']);
  });
});

describe('sizes', () => {
  it('are said as the server says them', () => {
    expect([sizeOf(10), sizeOf(120_400), sizeOf(2_560_000)]).toEqual(['1 KB', '120 KB', '2.5 MB']);
  });
});
