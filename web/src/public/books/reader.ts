// A chapter: where one stopped, larger letters, night, and the arrow keys.
import { keepLook, placeIn, readLook, remember, sizes } from './memory';
import './reader.css';

const quiet_ms = 400;

/** The first paragraph that is not yet above the screen. */
const topmost = (text: Element) => Math.max([...text.children].findIndex((one) => one.getBoundingClientRect().bottom > 60), 0);

function startPlace(reader: HTMLElement, text: HTMLElement): void {
  const { reader: book = '', number = '1', chapters = '1', name = '', chapter = '' } = reader.dataset;
  const here = Number(number);
  const last = placeIn(book);
  const note = reader.querySelector<HTMLElement>('[data-returned]');
  if (last?.number === here && last.paragraph > 0 && text.children[last.paragraph]) {
    text.children[last.paragraph]!.scrollIntoView();
    if (note) note.hidden = false;
  }
  reader.querySelector('[data-from-start]')?.addEventListener('click', () => {
    scrollTo(0, 0);
    note!.hidden = true;
  });
  const keep = () => remember(book, { number: here, paragraph: topmost(text), at: Date.now(), name, chapter, chapters: Number(chapters) });
  keep();
  let timer = 0;
  addEventListener('scroll', () => {
    clearTimeout(timer);
    timer = window.setTimeout(keep, quiet_ms);
  }, { passive: true });
  addEventListener('pagehide', keep);
}

function startLook(tools: HTMLElement): void {
  const root = document.documentElement;
  const contrast = root.dataset['contrast'] ?? 'normal';
  const chosen = readLook();
  const show = () => {
    root.dataset['readingSize'] = String(chosen.size);
    root.dataset['look'] = chosen.look;
    root.dataset['contrast'] = chosen.look === 'contrast' ? 'high' : contrast;
    for (const button of tools.querySelectorAll<HTMLElement>('[data-look]')) button.setAttribute('aria-pressed', String(button.dataset['look'] === chosen.look));
    for (const button of tools.querySelectorAll<HTMLButtonElement>('[data-size]')) button.disabled = chosen.size + Number(button.dataset['size']) < 0 || chosen.size + Number(button.dataset['size']) >= sizes;
  };
  tools.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-size], [data-look]');
    if (!button) return;
    if (button.dataset['size']) chosen.size += Number(button.dataset['size']);
    if (button.dataset['look']) chosen.look = button.dataset['look'] as typeof chosen.look;
    keepLook(chosen);
    show();
  });
  show();
  tools.hidden = false;
}

function startKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    // What scrolls or is written in keeps its arrows.
    if ((event.target as Element).closest('input, textarea, select, summary, .scroll, [role="application"]')) return;
    const to = event.key === 'ArrowLeft' ? 'prev' : event.key === 'ArrowRight' ? 'next' : '';
    if (to) document.querySelector<HTMLAnchorElement>(`.reading-pager a[rel="${to}"]`)?.click();
  });
}

export function startReader(reader: HTMLElement): void {
  const text = reader.querySelector<HTMLElement>('[data-reading-text]');
  const tools = document.querySelector<HTMLElement>('[data-reading-tools]');
  if (tools) startLook(tools);
  if (text) startPlace(reader, text);
  startKeys();
}
