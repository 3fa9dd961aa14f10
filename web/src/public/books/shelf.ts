// "Go on reading", from this device's own memory.
import { placeIn, places } from './memory';

export function startShelf(shelf: HTMLElement): void {
  const section = shelf.querySelector<HTMLElement>('[data-reading-now]');
  const list = section?.querySelector('[data-reading-list]');
  const found = places().slice(0, 6);
  if (!section || !list || !found.length) return;
  for (const [book, place] of found) {
    const item = document.createElement('li');
    item.className = 'card card-link';
    const title = document.createElement('h3');
    const link = document.createElement('a');
    link.href = `/books/${book}/${place.number}`;
    link.textContent = place.name;
    title.append(link);
    const words = document.createElement('p');
    words.className = 'quiet small';
    words.textContent = `${place.chapter} · ${place.number} / ${place.chapters}`;
    const bar = document.createElement('progress');
    bar.max = place.chapters;
    bar.value = place.number;
    bar.setAttribute('aria-label', words.textContent);
    item.append(title, words, bar);
    list.append(item);
  }
  section.hidden = false;
}

export function startGoOn(row: HTMLElement): void {
  const book = row.dataset['goOn'] ?? '';
  const place = placeIn(book);
  const link = row.querySelector<HTMLAnchorElement>('[data-go-on-link]');
  if (!place || !link) return;
  link.href = `/books/${book}/${place.number}`;
  link.querySelector('[data-go-on-chapter]')!.textContent = ` · ${place.chapter}`;
  link.hidden = false;
  row.querySelector('[data-begin]')?.classList.remove('btn-main');
  row.prepend(link);
}
