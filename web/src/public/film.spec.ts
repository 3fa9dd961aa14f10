import { beforeEach, expect, it } from 'vitest';
import { chapterAt, startFilms } from './film';

beforeEach(() => {
  document.body.innerHTML = '<figure data-film><video></video><a class="film-chapter" href="#" data-at="0">一</a><a class="film-chapter" href="#" data-at="65">二</a></figure>';
});

it('knows the chapter that is on', () => {
  expect([0, 64, 64.9, 65, 999].map((seconds) => chapterAt([0, 65], seconds))).toEqual([0, 0, 1, 1, 1]);
  expect(chapterAt([5], 1)).toBe(-1);
});

it('goes to a chapter once the film is there', () => {
  const video = document.querySelector('video')!;
  video.play = () => Promise.resolve();
  startFilms([document.querySelector<HTMLElement>('figure')!]);
  document.querySelectorAll<HTMLElement>('.film-chapter')[1]!.click();
  video.dispatchEvent(new Event('loadedmetadata'));
  expect(video.currentTime).toBe(65);
});
