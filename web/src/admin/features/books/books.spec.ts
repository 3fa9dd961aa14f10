import { describe, expect, it } from 'vitest';
import { inOrder, missing, percent, type Book, type Line, type WordsForm } from './books';

const form: WordsForm = { title: '农耕故事', creator: '书院社区', publisher: '', language: 'zh', summary: '二十个故事', source: '口述史活动', rights: 'own', rights_holder: '书院社区', rights_note: '' };

describe('a book', () => {
  it('says what is missing before it can be reviewed', () => {
    expect(missing(form)).toEqual([]);
    expect(missing({ ...form, creator: ' ', rights: '' })).toEqual(['creator', 'rights']);
    expect(missing({ ...form, rights: 'licensed' })).toEqual(['rights_note']);
  });
  it('reports what needs an eye first, then by chapter', () => {
    const line = (chapter: number, kind: Line['kind']): Line => ({ chapter, kind, detail: '', times: 1 });
    expect(inOrder([line(0, 'font'), line(3, 'script'), line(2, 'mobile'), line(1, 'style')])).toEqual([line(2, 'mobile'), line(0, 'font'), line(1, 'style'), line(3, 'script')]);
  });
  it('shows how far its import is', () => {
    expect(percent({ progress_done: 5, progress_total: 20 } as Book)).toBe(25);
    expect(percent({ progress_done: 0, progress_total: 0 } as Book)).toBe(0);
  });
});
