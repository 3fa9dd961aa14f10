import { describe, expect, it } from 'vitest';
import { parseChapters, parsePosition, sayPosition, writeChapters } from './replay';

describe('places in a recording', () => {
  it('are read as they are said', () => {
    for (const at_ms of [0, 65_000, 3_723_000]) expect(parsePosition(sayPosition(at_ms))).toBe(at_ms);
    expect(parsePosition('90:00')).toBe(5_400_000);
    expect(parsePosition('1:75')).toBeUndefined();
    expect(parsePosition('later')).toBeUndefined();
  });
});

describe('chapters', () => {
  it('are written a line each, in any order', () => {
    expect(parseChapters('4:05 问答\n\n0:00  开场 ')).toEqual({ chapters: [{ at_ms: 0, title: '开场' }, { at_ms: 245_000, title: '问答' }] });
    expect(writeChapters([{ at_ms: 245_000, title: '问答' }])).toBe('4:05 问答');
  });
  it('say which line is none', () => {
    expect(parseChapters('0:00 开场\n问答')).toEqual({ wrong: 2 });
  });
});
