import { expect, it } from 'vitest';
import { stageKey } from './states';

it('calls the last review the final one, however many there are', () => {
  expect([1, 2, 3].map((stage) => stageKey('in_review', stage, 3))).toEqual(['content.review.1', 'content.review.2', 'content.review.final']);
  expect(stageKey('in_review', 1, 1)).toBe('content.review.final');
  expect(stageKey('in_proofread', 2, 1)).toBe('content.proofread.2');
});
