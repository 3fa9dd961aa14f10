import { describe, expect, it } from 'vitest';
import { catalogue, chosenLanguage } from './index';

function keys(tree: unknown, prefix = ''): string[] {
  if (typeof tree === 'string') return [prefix];
  return Object.entries(tree as object).flatMap(([key, value]) => keys(value, prefix ? `${prefix}.${key}` : key));
}

describe('catalogues', () => {
  it('hold the same keys in both languages', () => {
    const zh = keys(catalogue('zh-CN')).sort();
    expect(zh.length).toBeGreaterThan(10);
    expect(keys(catalogue('en')).sort()).toEqual(zh);
  });
});

describe('chosenLanguage', () => {
  it('follows the cookie before the browser', () => {
    expect(chosenLanguage('a=1; lang=en', 'zh-CN')).toBe('en');
    expect(chosenLanguage('lang=zh', 'en-GB')).toBe('zh-CN');
    expect(chosenLanguage('', 'en-GB')).toBe('en');
    expect(chosenLanguage('', 'fr')).toBe('zh-CN');
  });
});
