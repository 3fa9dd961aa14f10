import { describe, expect, it } from 'vitest';
import { barOf, blankForm, blankQuestion, bodyOf, conditions, fitted, freshCode, givenOf, isAsked, type Question, type Result } from './survey';

const question = (code: string, more: Partial<Question> = {}): Question => ({ ...blankQuestion([]), code, words: code, options: [{ code: 'yes', label: '是' }, { code: 'no', label: '否' }], ...more });

describe('a survey in the editor', () => {
  it('gives new questions and options codes that nobody has', () => {
    expect(freshCode('q', [{ code: 'q1' }, { code: 'q3' }])).toBe('q4');
    expect(freshCode('q', [{ code: 'q3' }, { code: 'x' }])).toBe('q4');
    expect(freshCode('q', [])).toBe('q1');
  });
  it('keeps of a question what its kind can use', () => {
    const text = fitted(question('q1', { kind: 'text', other: true, most: 3 }));
    expect([text.options, text.rows, text.other, text.most]).toEqual([[], [], false, null]);
    expect(fitted(question('q1', { kind: 'matrix', rows: [] })).rows).toHaveLength(1);
  });
  it('lets conditions look at earlier choices only', () => {
    const all = [question('q1'), question('q2', { kind: 'text' }), question('q3', { kind: 'rating' }), question('q4')];
    expect(conditions(all, 3).map(({ code }) => code)).toEqual(['q1', 'q3']);
    expect(conditions(all, 0)).toEqual([]);
  });
  it('sends numbers only where there are some, and no half conditions', () => {
    const form = { ...blankForm(0), questions: [question('q1', { kind: 'number', options: [], least: '', most: 9, if_question: 'q0' })] };
    expect(bodyOf(form).questions[0]).toMatchObject({ code: 'q1', most: 9 });
    expect(bodyOf(form).questions[0]).not.toHaveProperty('least');
    expect(bodyOf(form).questions[0]).not.toHaveProperty('if_question');
    expect(bodyOf(form).questions[0]).not.toHaveProperty('answered');
  });
});

describe('a reply', () => {
  const all = [question('q1'), question('q2', { if_question: 'q1', if_option: 'yes' }), question('q3', { kind: 'text', if_question: 'q2', if_option: 'no' })];
  it('leaves out what hangs on an answer that was not given', () => {
    const reply = { q1: { choices: ['no'], words: '', parts: {} }, q2: { choices: ['no'], words: '', parts: {} }, q3: { choices: [], words: '悄悄话', parts: {} } };
    expect(isAsked(all, reply, all[2]!)).toBe(false);
    expect(givenOf(all, reply)).toEqual([{ question: 'q1', choice: 'no' }]);
    reply.q1.choices = ['yes'];
    expect(givenOf(all, reply)).toHaveLength(3);
  });
  it('tells rows, places and what something else is', () => {
    const kinds = [question('m', { kind: 'matrix' }), question('r', { kind: 'ranking' }), question('s', { other: true })];
    const reply = { m: { choices: [], words: '', parts: { r1: 'yes', r2: '' } }, r: { choices: [], words: '', parts: { yes: '2' } }, s: { choices: ['other'], words: '剪纸', parts: {} } };
    expect(givenOf(kinds, reply)).toEqual([{ question: 'm', part: 'r1', choice: 'yes' }, { question: 'r', choice: 'yes', words: '2' }, { question: 's', choice: 'other', words: '剪纸' }]);
  });
});

it('a bar is a share, or how far in front', () => {
  const result = { kind: 'single', answered: 8, cells: [{ count: 2, sum: 0 }, { count: null, sum: 0 }] } as unknown as Result;
  expect(result.cells.map((cell) => barOf(result, cell))).toEqual([25, 0]);
  const ranked = { kind: 'ranking', answered: 2, cells: [{ count: 2, sum: 2 }, { count: 2, sum: 4 }] } as unknown as Result;
  expect(ranked.cells.map((cell) => barOf(ranked, cell))).toEqual([100, 50]);
});
