import { describe, expect, it } from 'vitest';
import { copyOf, fresh, fromWire, lacks, moved, shapes, topKinds, toWire } from './blocks';

describe('the blocks of a page', () => {
  it('come back as they were sent', () => {
    const page = { type: 'page', content: [{ type: 'hero', title: '望丛祠文化周', line: '七天' }, { type: 'text', content: [{ type: 'paragraph', content: [{ type: 'text', text: '话' }] }] }, { type: 'menu', title: '', ids: ['01'] }, { type: 'cards', title: '', items: [{ type: 'card', title: '看', text: '', href: '/visits', media: '01', alt: '祠' }] }] };
    expect(JSON.parse(toWire(fromWire(page)))).toEqual(page);
  });
  it('begin with as many parts as they need, and lack their words', () => {
    expect(fresh('gallery').items).toHaveLength(2);
    for (const kind of topKinds) expect(lacks(fresh(kind)), kind).toBe(true);
    const button = fresh('button');
    button.fields = { text: '报名', href: '/activities' };
    expect(lacks(button)).toBe(false);
  });
  it('are copied with keys of their own', () => {
    const cards = fresh('cards');
    const copy = copyOf(cards);
    expect(copy.key).not.toBe(cards.key);
    expect(copy.items[0]!.key).not.toBe(cards.items[0]!.key);
    expect(toWire([copy])).toBe(toWire([cards]));
  });
  it('move by one and stop at the ends', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
  });
  it('hold only kinds that there are', () => {
    for (const shape of Object.values(shapes)) if (shape.holds) expect(shapes[shape.holds]).toBeDefined();
  });
});
