import { describe, expect, it } from 'vitest';
import { dayWords, durationWords, exactWords, relativeWords, spanWords, timeWords } from './words';

// Wednesday 10 June 2026, 10:00 in Chengdu.
const at = (text: string) => Date.parse(`${text}+08:00`);
const now = at('2026-06-10T10:00:00');

describe('dayWords', () => {
  it.each([
    ['2026-06-08T23:59:00', '前天', '8 Jun'],
    ['2026-06-09T00:00:00', '昨天', 'yesterday'],
    ['2026-06-10T00:00:00', '今天', 'today'],
    ['2026-06-10T23:59:59', '今天', 'today'],
    ['2026-06-11T00:00:00', '明天', 'tomorrow'],
    ['2026-06-12T08:00:00', '后天', 'Fri'],
    ['2026-06-13T08:00:00', '周六', 'Sat'],
    ['2026-06-14T08:00:00', '周日', 'Sun'],
    ['2026-06-15T08:00:00', '下周一', 'next Mon'],
    ['2026-06-21T08:00:00', '下周日', 'next Sun'],
    ['2026-06-22T08:00:00', '6月22日', '22 Jun'],
    ['2026-05-01T08:00:00', '5月1日', '1 May'],
    ['2027-01-01T08:00:00', '2027年1月1日', '1 Jan 2027'],
  ])('%s is %s, %s', (instant, zh, en) => {
    expect(dayWords(at(instant), now)).toBe(zh);
    expect(dayWords(at(instant), now, 'en')).toBe(en);
  });

  it('counts days in the district, not in the browser or UTC', () => {
    expect(dayWords(at('2026-06-11T00:30:00'), at('2026-06-10T23:30:00'))).toBe('明天');
    expect(dayWords(at('2026-06-10T07:00:00'), at('2026-06-10T09:00:00'))).toBe('今天'); // either side of UTC midnight
  });

  it('sees Sunday as the end of its week', () => {
    const sunday = at('2026-06-14T10:00:00');
    expect(dayWords(at('2026-06-17T10:00:00'), sunday)).toBe('下周三');
  });
});

describe('timeWords and spanWords', () => {
  it('say day and clock', () => {
    expect(timeWords(at('2026-06-10T14:00:00'), now)).toBe('今天 14:00');
    expect(spanWords(at('2026-06-13T09:00:00'), at('2026-06-13T11:30:00'), now)).toBe('周六 09:00–11:30');
    expect(spanWords(at('2026-06-10T22:00:00'), at('2026-06-11T01:00:00'), now)).toBe('今天 22:00–明天 01:00');
    expect(timeWords(at('2026-06-11T00:00:00'), now)).toBe('明天 00:00');
  });
});

describe('relativeWords', () => {
  it.each([
    [20_000, '马上', 'in a moment'],
    [-20_000, '刚刚', 'just now'],
    [180_000, '3 分钟后', 'in 3 minutes'],
    [-60_000, '1 分钟前', '1 minute ago'],
    [-7_200_000, '2 小时前', '2 hours ago'],
    [93_600_000, '明天 12:00', 'tomorrow 12:00'],
  ])('%d ms away is %s, %s', (distance, zh, en) => {
    expect(relativeWords(now + distance, now)).toBe(zh);
    expect(relativeWords(now + distance, now, 'en')).toBe(en);
  });
});

describe('durationWords and exactWords', () => {
  it('say hours and minutes', () => {
    expect(durationWords(35)).toBe('35 分钟');
    expect(durationWords(120)).toBe('2 小时');
    expect(durationWords(95)).toBe('1 小时 35 分钟');
    expect(durationWords(95, 'en')).toBe('1 h 35 min');
    expect(exactWords(now)).toBe('2026-06-10 10:00');
  });
});
