// The page of a broadcast along with what happens: the picture comes and goes with the state, people speak and like, and the server is told now
// and then that somebody watches. Without it the page still shows its state and, where the browser can, the picture.
import './live.css';
import { follow } from '@/shared/live/follow';
import { createPlayer, type Track } from './player';
import { createAttendance } from './attendance';
import { guide } from './guide';
import { createAudience, outcomeOf, type Send } from './audience';
import { startChapters } from './chapters';

interface Said {
  id: string;
  name: string;
  text: string;
}
interface State {
  state: string;
  waiting: boolean;
}

const mostShown = 200;
const likesTogetherMs = 1_000;

export function startRoom(box: HTMLElement): void {
  const id = box.dataset['broadcast'] ?? '';
  const part = <T extends HTMLElement>(mark: string) => box.querySelector<T>(`[data-${mark}]`);
  const show = (mark: string, yes: boolean) => { const one = part(mark); if (one) one.hidden = !yes; };
  const write = (mark: string, text: string) => { const one = part(mark); if (one) one.textContent = text; };
  const video = part<HTMLVideoElement>('video')!;
  const attendance = createAttendance(id, video);
  const player = createPlayer(video, { video: box.dataset['list'] ?? '', audio: box.dataset['sound'] ?? '' }, (yes) => show('buffering', yes));
  const words = part('words')?.dataset ?? {};
  const send: Send = (path, body, key) =>
    fetch(`/api/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...(key ? { 'Idempotency-Key': key } : {}) }, body: JSON.stringify(body) });
  const audience = createAudience(box, { id, words, send });
  guide.soundBehindMs = () => player.behindMs();
  let state = '';
  // With a guide the pictures are the tour's own: the sound is enough.
  let track: Track = box.querySelector('[data-tour]') ? 'audio' : 'video';

  function stand(now: State): void {
    show('waiting', now.state === 'live' && now.waiting);
    const open = now.state === 'announced' || now.state === 'live';
    for (const mark of ['like', 'say', 'ask']) show(mark, open);
    for (const one of box.querySelectorAll<HTMLElement>('[data-sign-in]')) one.hidden = !open;
    audience.open(open);
    show('closed', !open);
    show('audio', now.state === 'live' && Boolean(box.dataset['sound']));
    show('watching-box', now.state === 'live');
    if (now.state === state) return;
    state = now.state;
    for (const one of box.querySelectorAll<HTMLElement>('[data-when]')) one.hidden = one.dataset['when'] !== state;
    video.hidden = state !== 'live' && state !== 'replay_published';
    if (state === 'live') player.play(track);
    else if (state === 'replay_published') replay();
    else player.stop();
    attendance.watch(!video.hidden);
  }

  function replay(): void {
    if (video.querySelector('source[type="video/mp4"]')) return; // the server wrote it into the page
    player.stop();
    video.src = `/live/${id}/replay.mp4`;
  }

  // ---- what is said
  const log = part('log')!;
  const shelf = log.parentElement!;
  const known = new Set([...log.children].map((line) => (line as HTMLElement).dataset['message'] ?? ''));
  shelf.scrollTop = shelf.scrollHeight;
  function add(said: Said, fresh: boolean): void {
    if (known.has(said.id)) return;
    known.add(said.id);
    const line = document.createElement('li');
    line.dataset['message'] = said.id;
    const name = document.createElement('b');
    name.textContent = said.name;
    line.append(name, ` ${said.text}`);
    const atEnd = shelf.scrollTop + shelf.clientHeight >= shelf.scrollHeight - 24;
    log.append(line);
    while (log.children.length > mostShown) log.firstElementChild!.remove();
    if (atEnd || !fresh) shelf.scrollTop = shelf.scrollHeight;
    show('silence', false);
    if (fresh) fly(said.text);
  }
  const bullets = part('bullets')!;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let flying = !still;
  let lane = 0;
  function fly(text: string): void {
    if (!flying || video.hidden || bullets.children.length > 40) return;
    const one = document.createElement('span');
    one.textContent = text;
    one.style.top = `${(lane = (lane + 1) % 6) * 14 + 4}%`;
    one.addEventListener('animationend', () => one.remove());
    bullets.append(one);
  }
  const toggle = part<HTMLButtonElement>('bullets-on')!;
  toggle.hidden = still;
  toggle.setAttribute('aria-pressed', String(flying));
  toggle.addEventListener('click', () => {
    flying = !flying;
    toggle.setAttribute('aria-pressed', String(flying));
    if (!flying) bullets.replaceChildren();
  });

  // ---- the socket
  const hear: Record<string, (message: Record<string, unknown>) => void> = {
    room: (message) => {
      stand(message as unknown as State);
      for (const said of message['messages'] as Said[]) add(said, false);
      show('silence', !log.children.length);
      audience.room(message);
      write('likes', Number(message['likes']).toLocaleString());
      write('watching', Number(message['watching']).toLocaleString());
    },
    ...audience.hear,
    state: (message) => stand(message as unknown as State),
    message: (message) => add(message as unknown as Said, true),
    removed: (message) => log.querySelector(`[data-message="${CSS.escape(String(message['id']))}"]`)?.remove(),
    likes: (message) => write('likes', Number(message['figure']).toLocaleString()),
    watching: (message) => write('watching', Number(message['figure']).toLocaleString()),
    view: (message) => guide.tell(message),
  };
  follow(`/api/live/room?broadcast_id=${encodeURIComponent(id)}`, { heard: (type, message) => hear[type]?.({ ...message }), back: () => undefined });

  // ---- what the person does
  const form = part<HTMLFormElement>('say');
  const field = form?.elements.namedItem('text') as HTMLInputElement | null;
  let key = '';
  let keyOf = '';
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field!.value.trim();
    if (!text) return;
    if (text !== keyOf) [key, keyOf] = [crypto.randomUUID(), text];
    void send(`live/${id}/messages`, { text }, key).then(async (answer) => {
      write('say-note', await outcomeOf(answer, words['held'] ?? ''));
      if (answer.status < 500) keyOf = '';
      if (answer.ok) field!.value = '';
    }).catch(() => write('say-note', words['lost'] ?? ''));
  });
  let likes = 0;
  part('like')?.addEventListener('click', () => {
    likes += 1;
    if (likes > 1) return;
    setTimeout(() => {
      void send(`live/${id}/likes`, { count: Math.min(likes, 20) }).catch(() => undefined);
      likes = 0;
    }, likesTogetherMs);
  });
  const audio = part<HTMLButtonElement>('audio')!;
  audio.setAttribute('aria-pressed', String(track === 'audio'));
  box.classList.toggle('is-audio', track === 'audio');
  audio.addEventListener('click', () => {
    track = track === 'video' ? 'audio' : 'video';
    audio.setAttribute('aria-pressed', String(track === 'audio'));
    box.classList.toggle('is-audio', track === 'audio');
    player.play(track);
  });
  startChapters(box, video);
  countDown(part('count'), Number(box.dataset['starts']));
}

/** 00:12:05 until it begins, by the server's clock. */
function countDown(box: HTMLElement | null, starts_ms: number): void {
  if (!box) return;
  const written_ms = Number(document.querySelector<HTMLMetaElement>('meta[name="server-time"]')?.content) || Date.now();
  const opened = performance.now();
  const two = (number: number) => String(number).padStart(2, '0');
  const tick = () => {
    const left_s = Math.floor((starts_ms - written_ms - performance.now() + opened) / 1000);
    box.hidden = left_s <= 0 || left_s > 24 * 3600;
    box.textContent = `${two(Math.floor(left_s / 3600))}:${two(Math.floor(left_s / 60) % 60)}:${two(left_s % 60)}`;
  };
  tick();
  setInterval(tick, 1_000);
}
