// A film of an article: a press on a chapter or on a line of the transcript goes there in the player, which says which chapter is on.
// Without this the links open the film at their place.

export function startFilms(films: Iterable<HTMLElement>): void {
  for (const film of films) startFilm(film);
}

/** The last chapter that has begun: -1 before the first. */
export function chapterAt(starts: readonly number[], seconds: number): number {
  return starts.filter((start) => start <= seconds + 0.25).length - 1;
}

function startFilm(film: HTMLElement): void {
  const video = film.querySelector('video');
  if (!video) return;
  film.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLElement>('a[data-at]');
    if (!link) return;
    event.preventDefault();
    goTo(video, Number(link.dataset['at']));
  });
  const links = [...film.querySelectorAll<HTMLElement>('.film-chapter')];
  const starts = links.map((link) => Number(link.dataset['at']));
  if (links.length) video.addEventListener('timeupdate', () => mark(links, chapterAt(starts, video.currentTime)));
}

/** Nothing of the film is there yet when it was not played before. */
function goTo(video: HTMLVideoElement, seconds: number): void {
  const seek = () => { video.currentTime = seconds; };
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
  else video.addEventListener('loadedmetadata', seek, { once: true });
  void video.play().catch(() => undefined);
  video.scrollIntoView({ block: 'nearest' });
}

function mark(links: readonly HTMLElement[], on: number): void {
  for (const [at, link] of links.entries()) {
    if (at === on) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}
