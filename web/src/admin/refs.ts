// What many pages choose from, read once: categories, sites, menu items.
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { api, ask } from '@/shared/api/client';
import type { components } from '@/shared/api/schema';

export type Category = components['schemas']['Category'];
export type Site = components['schemas']['Site'];
export type MenuItem = components['schemas']['MenuItem'];
export type Skill = { code: string; name: string; name_en: string };

function once(read: () => Promise<void>): () => Promise<void> {
  let going: Promise<void> | undefined;
  return () => (going ??= read().catch((cause: unknown) => { going = undefined; throw cause; }));
}

export const useRefs = defineStore('refs', () => {
  const categories = shallowRef<Category[]>([]);
  const sites = shallowRef<Site[]>([]);
  const items = shallowRef<MenuItem[]>([]);
  const skills = shallowRef<Skill[]>([]);
  const towns = computed(() => {
    const found = new Map<string, string>();
    for (const site of sites.value) if (site.town_code && site.kind === 'office') found.set(site.town_code, site.town_name);
    for (const site of sites.value) if (site.town_code && !found.has(site.town_code)) found.set(site.town_code, site.town_name);
    return [...found].map(([code, name]) => ({ code, name }));
  });
  const needCategories = once(async () => { categories.value = (await ask(api.GET('/api/categories'))).categories; });
  const needSites = once(async () => { sites.value = (await ask(api.GET('/api/sites'))).sites; });
  const needSkills = once(async () => { skills.value = (await ask(api.GET('/api/skills'))).skills; });
  async function readItems(): Promise<void> {
    const all: MenuItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await ask(api.GET('/api/menu', { params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } } }));
      all.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor);
    items.value = all;
  }
  const needItems = once(readItems);
  /** Whether a site is one of these or lies below one of them. */
  function within(site: string, roots: readonly string[]): boolean {
    for (let at: string | null | undefined = site; at; at = sites.value.find((one) => one.id === at)?.parent_id) if (roots.includes(at)) return true;
    return false;
  }
  return { within, categories, sites, items, skills, towns, needCategories, needSites, needSkills, needItems, readItems };
});
