// Every text a page names is in the catalogue: a fixed key exactly, a composed one at least as a branch.
import { describe, expect, it } from 'vitest';
import { catalogue } from '@/shared/i18n';
import { entries } from './permissions';
import { router } from './router';

const sources = import.meta.glob<string>('./**/*.{vue,ts}', { eager: true, query: '?raw', import: 'default' });
const find = (key: string, language: 'zh-CN' | 'en' = 'zh-CN'): unknown => key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], catalogue(language));

describe('texts', () => {
  it('are all in the catalogue', () => {
    const missing: string[] = [];
    let seen = 0;
    for (const [path, source] of Object.entries(sources)) {
      if (path.endsWith('.spec.ts')) continue;
      for (const [, key] of source.matchAll(/\bt\('((?:admin|activities|shared)\.[\w.]+)'/g)) { seen += 1; if (typeof find(key!) !== 'string') missing.push(`${path} ${key}`); }
      for (const [, stem] of source.matchAll(/\bt\(`((?:admin|activities|shared)\.[\w.]+)\.\$\{/g)) { seen += 1; if (typeof find(stem!) !== 'object') missing.push(`${path} ${stem}.…`); }
    }
    expect(seen).toBeGreaterThan(200);
    expect(missing).toEqual([]);
  });
  it('name every entry of the menu and every page, in both languages', () => {
    const titles = router.getRoutes().flatMap((route) => (route.meta.title ? [`admin.page.${route.meta.title}`] : []));
    const keys = [...entries.map((entry) => `admin.nav.${entry.key}`), ...titles];
    expect(keys.length).toBeGreaterThan(40);
    for (const language of ['zh-CN', 'en'] as const) expect(keys.filter((key) => typeof find(key, language) !== 'string'), language).toEqual([]);
  });
});
