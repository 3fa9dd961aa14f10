// Chapters and transcript of a replay: a press on a time goes there, a bar below the picture shows where the chapters are and which one is on.
import { element } from './audience';

export function startChapters(box: HTMLElement, video: HTMLVideoElement): void {
  const goTo = (at_s: number): void => {
    video.currentTime = at_s;
    void video.play().catch(() => undefined);
  };
  box.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLElement>('a[data-at]');
    if (!link || video.hidden) return;
    event.preventDefault();
    goTo(Number(link.dataset['at']));
  });

  const links = [...box.querySelectorAll<HTMLAnchorElement>('[data-chapters] a')];
  const starts = links.map((link) => Number(link.dataset['at']));
  if (!links.length) return;
  const bar = element('div', 'chapter-bar');
  bar.setAttribute('aria-hidden', 'true'); // the list says the same
  const build = (): void => {
    bar.replaceChildren(...links.map((link, at) => {
      const one = element('span', '');
      one.title = link.textContent ?? '';
      one.style.flexGrow = String(Math.max(0.5, (starts[at + 1] ?? video.duration) - starts[at]!));
      one.addEventListener('click', () => goTo(starts[at]!));
      return one;
    }));
    mark();
  };
  const mark = (): void => {
    const on = starts.filter((at_s) => at_s <= video.currentTime + 0.25).length - 1;
    for (const [at, link] of links.entries()) {
      if (at === on) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      bar.children[at]?.classList.toggle('is-on', at === on);
    }
  };
  box.querySelector('[data-stage]')?.after(bar);
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) build();
  else video.addEventListener('loadedmetadata', build, { once: true });
  video.addEventListener('timeupdate', mark);
}
