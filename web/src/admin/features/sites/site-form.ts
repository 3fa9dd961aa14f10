import type { components } from '@/shared/api/schema';

export type SiteDetail = components['schemas']['SiteDetail'];
export type SiteEdit = Omit<components['schemas']['SiteEdit'], 'version'>;
export const fields = ['summary', 'address', 'phone', 'hours', 'rooms', 'plans', 'menu_item_ids'] as const;
export type Field = (typeof fields)[number];

export function formOf(site: SiteDetail): SiteEdit {
  return structuredClone({ summary: site.summary, address: site.address, phone: site.phone, hours: site.hours, rooms: site.rooms, plans: site.plans.map((one) => ({ floor: one.floor, media_id: one.media_id })), menu_item_ids: site.menu.map((one) => one.id) });
}

/** Addresses of the plans' pictures, by their identifier. */
export function picturesOf(site: SiteDetail): Record<string, string> {
  const widest = 960;
  return Object.fromEntries(site.plans.map((one) => [one.media_id, `/media/${one.hash}-${Math.min(one.width, widest)}.webp`]));
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Somebody saved while this person was writing: what I changed stays, what only they changed comes in, and what both
    changed stays mine and is named, so that a person decides. */
export function merge(base: SiteEdit, mine: SiteEdit, theirs: SiteEdit): { form: SiteEdit; taken: Field[]; both: Field[] } {
  const form: Record<string, unknown> = {};
  const taken: Field[] = [];
  const both: Field[] = [];
  for (const field of fields) {
    const moved = !same(base[field], theirs[field]) && !same(mine[field], theirs[field]);
    const touched = !same(base[field], mine[field]);
    if (moved) (touched ? both : taken).push(field);
    form[field] = touched ? mine[field] : theirs[field];
  }
  return { form: JSON.parse(JSON.stringify(form)) as SiteEdit, taken, both };
}

/** Lifts an entry one place up or down; the ends stay where they are. */
export function shift<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by;
  if (to < 0 || to >= list.length) return [...list];
  const moved = [...list];
  [moved[at], moved[to]] = [moved[to]!, moved[at]!];
  return moved;
}
