// Verifies a certificate from its QR code on this device: from the camera, a picture or pasted text. The rules are those
// of the stand-alone program; libraries give the two primitives that browsers do not all have.
import { ed25519 } from '@noble/curves/ed25519.js';
import jsQR from 'jsqr';
import { verifyShortForm, type Crypto, type PublishedKey, type ShortForm } from '../../../tools/verify-certificate.mjs';
import { sm3 } from './sm3';

export const crypto: Crypto = {
  sm3,
  ed25519Fits(key, message, signature) {
    try {
      return ed25519.verify(signature, message, key);
    } catch {
      return false; // a key or signature that is no point of the curve
    }
  },
};

const lines = ['number', 'name', 'period', 'minutes', 'issuer', 'issued', 'key'] as const;

/** What the page shows, line by line; nothing for what is no certificate at all. */
export function told(said: ShortForm, units: string): string[] {
  const minutes = Number(said.minutes ?? 0);
  const [hour = '', minute = ''] = units.split('|');
  const values: Record<(typeof lines)[number], string> = {
    number: said.number ?? '', name: said.name ?? '', period: `${said.from ?? ''} – ${said.to ?? ''}`, minutes: `${Math.floor(minutes / 60)} ${hour} ${minutes % 60} ${minute}`, issuer: said.issuer ?? '', issued: said.issued ?? '', key: said.key ?? '',
  };
  return said.number ? lines.map((line) => values[line]) : [];
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, words = '', name = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.textContent = words;
  if (name) made.className = name;
  return made;
}

function readCode(source: CanvasImageSource, width: number, height: number): string {
  // A photograph of a page has a small code in it: first as it is, then the middle of it.
  const most = 1600;
  for (const part of [1, 0.6]) {
    const scale = Math.min(1, most / Math.max(width * part, height * part));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * part * scale));
    canvas.height = Math.max(1, Math.round(height * part * scale));
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return '';
    context.drawImage(source, (width * (1 - part)) / 2, (height * (1 - part)) / 2, width * part, height * part, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = jsQR(data, canvas.width, canvas.height);
    if (found?.data) return found.data;
  }
  return '';
}

export function startVerify(root: HTMLElement): void {
  const part = <T extends HTMLElement>(name: string) => root.querySelector<T>(`[data-verify-${name}]`)!;
  const say = (name: string) => root.dataset[name] ?? '';
  const { keys } = JSON.parse(say('keys')) as { keys: PublishedKey[] };
  const answer = part<HTMLElement>('answer');
  const video = part<HTMLVideoElement>('video');
  const text = root.querySelector('textarea')!;
  let stream: MediaStream | undefined;

  function refuse(words: string): void {
    const note = element('p', '', 'note note-bad');
    note.append(element('strong', words));
    answer.replaceChildren(note);
  }
  function show(code: string): void {
    const said = verifyShortForm(code, keys, crypto);
    const note = element('p', '', said.fits ? 'note note-good' : 'note note-bad');
    note.append(element('strong', say(said.fits ? 'good' : 'bad')));
    const facts = element('dl', '', 'facts');
    const labels = say('labels').split('|');
    told(said, say('minutes')).forEach((value, at) => {
      const row = element('div');
      row.append(element('dt', labels[at]), element('dd', value));
      facts.append(row);
    });
    const card = element('section', '', 'card stack');
    card.dataset['verifyText'] = code;
    card.append(note, facts);
    if (said.fits) {
      const online = element('a', say('online'), 'btn');
      online.href = `/verify/${said.number}`;
      const row = element('p');
      row.append(online);
      card.append(row);
    }
    answer.replaceChildren(card);
    answer.scrollIntoView({ block: 'nearest' });
  }

  function stop(): void {
    stream?.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.hidden = true;
  }
  async function scan(): Promise<void> {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
    } catch {
      return refuse(say('noCamera'));
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const look = () => {
      if (!stream) return;
      const code = video.videoWidth ? readCode(video, video.videoWidth, video.videoHeight) : '';
      if (!code) return void window.setTimeout(look, 150);
      stop();
      show(code);
    };
    look();
  }
  async function open(file: File): Promise<void> {
    try {
      const picture = await createImageBitmap(file);
      const code = readCode(picture, picture.width, picture.height);
      if (code) show(code);
      else refuse(say('noCode'));
    } catch {
      refuse(say('noCode'));
    }
  }

  part('scan').hidden = false;
  part<HTMLButtonElement>('go').disabled = false;
  part('camera').addEventListener('click', () => void scan());
  root.querySelector<HTMLInputElement>('input[type=file]')!.addEventListener('change', (event) => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (file) void open(file);
    input.value = '';
  });
  part<HTMLFormElement>('form').addEventListener('submit', (event) => {
    event.preventDefault();
    show(text.value);
  });
  if (location.hash.length > 20) show(location.href);
  void keep(part('state').querySelector('span')!, say('ready'));
}

/** Makes the page work without a network from now on, and says so once it does. */
async function keep(state: HTMLElement, ready: string): Promise<void> {
  state.textContent = ready;
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/verify-sw.js', { scope: '/verify/offline' });
  const { active } = await navigator.serviceWorker.ready;
  const used = performance.getEntriesByType('resource').map((entry) => new URL(entry.name)).filter((url) => url.origin === location.origin && url.pathname.startsWith('/assets/')).map((url) => url.pathname);
  active?.postMessage({ keep: used });
}
