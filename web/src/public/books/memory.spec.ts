import { beforeEach, describe, expect, it } from 'vitest';
import { placeIn, places, readLook, remember } from './memory';

const id = (end: string) => `01ARZ3NDEKTSV4RRFFQ69G5F${end}`;
const place = (at: number) => ({ number: 3, paragraph: 7, at, name: '郫都农耕故事', chapter: '一把秧苗', chapters: 12 });

describe('what is being read', () => {
  beforeEach(() => localStorage.clear());
  it('is remembered by book, the latest first', () => {
    remember(id('AA'), place(1));
    remember(id('BB'), place(2));
    remember(id('AA'), { ...place(3), number: 4 });
    expect(places().map(([book]) => book)).toEqual([id('AA'), id('BB')]);
    expect(placeIn(id('AA'))?.number).toBe(4);
    expect(placeIn(id('CC'))).toBeUndefined();
  });
  it('keeps thirty books', () => {
    for (let at = 0; at < 40; at += 1) remember(id(String(10 + at)), place(at));
    expect(places()).toHaveLength(30);
    expect(placeIn(id('10'))).toBeUndefined();
  });
  it('takes nothing for a place that is none', () => {
    localStorage.setItem('ws-books', JSON.stringify({ [id('AA')]: { number: 'x' }, '../evil': place(1), [id('BB')]: null }));
    expect(places()).toEqual([]);
    localStorage.setItem('ws-books', '{');
    expect(places()).toEqual([]);
  });
  it('reads an unknown look as paper', () => {
    expect(readLook()).toEqual({ size: 1, look: 'paper' });
    localStorage.setItem('ws-reading', JSON.stringify({ size: 99, look: 'blink' }));
    expect(readLook()).toEqual({ size: 4, look: 'paper' });
  });
});
