// The blocks of a page, as src/content/block_model.cpp reads them: their fields, what they hold, and moving them about.
import type { JSONContent } from '@tiptap/core';

export const topKinds = ['hero', 'text', 'picture', 'gallery', 'cards', 'steps', 'quote', 'figures', 'button', 'folds', 'menu', 'activities', 'contact'] as const;
export type TopKind = (typeof topKinds)[number];
export type Kind = TopKind | 'card' | 'step' | 'figure' | 'fold';

export interface Block {
  /** Of this sitting alone; it is not sent. */
  key: number;
  type: Kind;
  fields: Record<string, string>;
  media: string;
  alt: string;
  items: Block[];
  ids: string[];
  text: JSONContent;
}
interface Field { name: string; max: number; lines?: boolean; optional?: boolean }
interface Shape { fields: Field[]; picture?: 'may' | 'must'; holds?: Kind; least?: number; most?: number; ids?: number }

const title: Field = { name: 'title', max: 40 };
const heading: Field = { name: 'title', max: 40, optional: true };
export const shapes: Record<Kind, Shape> = {
  hero: { fields: [title, { name: 'line', max: 120, optional: true }], picture: 'may' },
  text: { fields: [] },
  picture: { fields: [{ name: 'caption', max: 200, optional: true }], picture: 'must' },
  gallery: { fields: [heading], holds: 'picture', least: 2, most: 9 },
  cards: { fields: [heading], holds: 'card', least: 1, most: 12 },
  card: { fields: [title, { name: 'text', max: 200, lines: true, optional: true }, { name: 'href', max: 300, optional: true }], picture: 'may' },
  steps: { fields: [heading], holds: 'step', least: 1, most: 10 },
  step: { fields: [title, { name: 'text', max: 300, lines: true, optional: true }] },
  quote: { fields: [{ name: 'text', max: 300, lines: true }, { name: 'source', max: 80, optional: true }] },
  figures: { fields: [heading], holds: 'figure', least: 1, most: 8 },
  figure: { fields: [{ name: 'number', max: 20 }, { name: 'label', max: 40 }, { name: 'source', max: 80 }] },
  button: { fields: [{ name: 'text', max: 20 }, { name: 'href', max: 300 }] },
  folds: { fields: [heading], holds: 'fold', least: 1, most: 20 },
  fold: { fields: [{ name: 'question', max: 80 }, { name: 'answer', max: 1000, lines: true }] },
  menu: { fields: [heading], ids: 8 },
  activities: { fields: [heading, { name: 'of', max: 7 }], ids: 1 },
  contact: { fields: [title, { name: 'phone', max: 20 }, { name: 'note', max: 120, optional: true }] },
};

let keys = 0;
export function fresh(type: Kind): Block {
  const shape = shapes[type];
  const block: Block = { key: (keys += 1), type, fields: Object.fromEntries(shape.fields.map((field) => [field.name, ''])), media: '', alt: '', items: [], ids: [], text: { type: 'doc', content: [{ type: 'paragraph' }] } };
  if (type === 'activities') block.fields['of'] = 'site';
  for (let i = 0; shape.holds && i < (shape.least ?? 0); i += 1) block.items.push(fresh(shape.holds));
  return block;
}
export function copyOf(block: Block): Block {
  const copy = structuredClone(block);
  const rename = (one: Block): void => { one.key = keys += 1; one.items.forEach(rename); };
  rename(copy);
  return copy;
}

type Wire = Record<string, unknown>;
function wireOf(block: Block): Wire {
  const shape = shapes[block.type];
  const out: Wire = { type: block.type };
  for (const field of shape.fields) out[field.name] = (block.fields[field.name] ?? '').trim();
  if (shape.picture && block.media) Object.assign(out, { media: block.media, alt: block.alt.trim() });
  if (shape.holds) out['items'] = block.items.map(wireOf);
  if (shape.ids) out['ids'] = block.ids.filter(Boolean);
  if (block.type === 'text') out['content'] = block.text.content ?? [];
  return out;
}
export const toWire = (blocks: readonly Block[]): string => JSON.stringify({ type: 'page', content: blocks.map(wireOf) });

function blockOf(wire: Wire): Block {
  const block = fresh(wire['type'] as Kind);
  for (const field of shapes[block.type].fields) block.fields[field.name] = String(wire[field.name] ?? '');
  block.media = String(wire['media'] ?? '');
  block.alt = String(wire['alt'] ?? '');
  block.items = ((wire['items'] as Wire[] | undefined) ?? []).map(blockOf);
  block.ids = (wire['ids'] as string[] | undefined) ?? [];
  if (block.type === 'text') block.text = { type: 'doc', content: (wire['content'] as JSONContent[] | undefined) ?? [] };
  return block;
}
export const fromWire = (page: unknown): Block[] => ((page as { content?: Wire[] } | null)?.content ?? []).map(blockOf);

/** `list` with the one at `index` moved by so many places, or as it is at an end. */
export function moved<T>(list: readonly T[], index: number, by: number): T[] {
  const to = index + by;
  if (to < 0 || to >= list.length) return [...list];
  const out = [...list];
  out.splice(to, 0, ...out.splice(index, 1));
  return out;
}

const filled = (text: JSONContent): boolean => Boolean(text.text?.trim()) || (text.type === 'image') || (text.content ?? []).some(filled);
/** What a block still lacks, so that half a page can be kept aside: the server takes whole blocks only. */
export function lacks(block: Block): boolean {
  const shape = shapes[block.type];
  return shape.fields.some((field) => !field.optional && !(block.fields[field.name] ?? '').trim()) || (shape.picture === 'must' && !block.media) || (Boolean(block.media) && !block.alt.trim()) ||
    (shape.ids !== undefined && !block.ids.some(Boolean)) || (shape.holds !== undefined && block.items.length < (shape.least ?? 0)) || block.items.some(lacks) || (block.type === 'text' && !filled(block.text));
}
