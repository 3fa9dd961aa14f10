import { describe, expect, it } from 'vitest';
import { bare, isLink } from './body-nodes';

describe('the body that is sent', () => {
  it('holds only the attributes that the server knows', () => {
    expect(bare({ type: 'doc', content: [
      { type: 'paragraph', attrs: { textAlign: null }, content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: '/menu', target: '_blank', rel: 'a' } }, { type: 'bold' }] }] },
      { type: 'tableCell', attrs: { colspan: 1, rowspan: 2, colwidth: null } },
      { type: 'orderedList', attrs: { start: 3, type: null } },
      { type: 'video', attrs: { film: '01A', caption: '第一讲', src: 'x' } },
    ] })).toEqual({ type: 'doc', content: [
      { type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: '/menu' } }, { type: 'bold' }] }] },
      { type: 'tableCell', attrs: { colspan: 1, rowspan: 2 } },
      { type: 'orderedList', attrs: { start: 3 } },
      { type: 'video', attrs: { film: '01A', caption: '第一讲' } },
    ] });
  });
  it('links to the web and to own pages only', () => {
    for (const url of ['https://a.example/b', 'http://a', '/menu']) expect(isLink(url)).toBe(true);
    for (const url of ['javascript:x', '//a', 'a', 'https://a b', '/\\a']) expect(isLink(url)).toBe(false);
  });
});
