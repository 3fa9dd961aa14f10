import { describe, expect, it } from 'vitest';
import { merge, shift, type SiteEdit } from './site-form';

const base: SiteEdit = { summary: '一楼大厅', address: '书院街 1 号', phone: '028-1', hours: [], rooms: [{ name: '书画室', purpose: '', floor: '2', seats: 20 }], menu_item_ids: ['a'] };

describe('merge', () => {
  it('keeps what I changed and takes in what the other person changed', () => {
    const found = merge(base, { ...base, summary: '我的' }, { ...base, phone: '028-2' });
    expect(found.form).toEqual({ ...base, summary: '我的', phone: '028-2' });
    expect(found).toMatchObject({ taken: ['phone'], both: [] });
  });
  it('names what both changed and keeps mine', () => {
    const found = merge(base, { ...base, rooms: [] }, { ...base, rooms: [...base.rooms, { name: '新', purpose: '', floor: '', seats: 0 }] });
    expect(found.form.rooms).toEqual([]);
    expect(found.both).toEqual(['rooms']);
  });
  it('has nothing to tell when both wrote the same', () => {
    expect(merge(base, { ...base, phone: '9' }, { ...base, phone: '9' })).toMatchObject({ taken: [], both: [] });
  });
});

describe('shift', () => {
  it('moves one place and stops at the ends', () => {
    expect(shift(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
    expect(shift(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });
});
