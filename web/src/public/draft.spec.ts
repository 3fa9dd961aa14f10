import { beforeEach, describe, expect, it } from 'vitest';
import { startDrafts } from './draft';

const page = (attributes = '', value = '') => {
  document.body.innerHTML = `<form data-draft="order" ${attributes}><p data-draft-note hidden></p><input name="need" value="${value}">
    <input type="radio" name="place" value="home"><input type="radio" name="place" value="site"><input type="password" name="secret"><input type="checkbox" name="consent" value="1"></form>`;
  startDrafts();
  return document.querySelector('form')!;
};
const field = (form: HTMLFormElement, selector: string) => form.querySelector<HTMLInputElement>(selector)!;

describe('drafts', () => {
  beforeEach(() => sessionStorage.clear());

  it('gives back what was typed, but no password and no consent', () => {
    const form = page();
    field(form, '[name=need]').value = '修纱窗';
    field(form, '[value=site]').checked = true;
    field(form, '[name=secret]').value = 'secret';
    field(form, '[name=consent]').checked = true;
    form.dispatchEvent(new Event('input'));
    expect(sessionStorage.getItem('draft:order')).not.toContain('secret');

    const again = page();
    expect(field(again, '[name=need]').value).toBe('修纱窗');
    expect(field(again, '[value=site]').checked).toBe(true);
    expect(field(again, '[name=consent]').checked).toBe(false);
    expect(again.querySelector<HTMLElement>('[data-draft-note]')!.hidden).toBe(false);
  });

  it('leaves alone what the server filled in', () => {
    const form = page();
    field(form, '[name=need]').value = '修纱窗';
    form.dispatchEvent(new Event('input'));
    expect(field(page('data-filled="yes"'), '[name=need]').value).toBe('');
    expect(field(page('', '换灯泡'), '[name=need]').value).toBe('换灯泡');
  });

  it('forgets the draft once the order is there', () => {
    sessionStorage.setItem('draft:order', '{}');
    document.body.innerHTML = '<main data-draft-sent="order"></main>';
    startDrafts();
    expect(sessionStorage.getItem('draft:order')).toBeNull();
  });
});
