// Keeps the desk's own files on the phone, so that it opens without a connection. Answers of /api are not its business:
// pages keep what they need themselves, and steps wait in their own queue.
const cacheName = 'desk-1';
const shell = '/desk';
const plain = ['/icons.svg', '/favicon.svg', '/desk.webmanifest'];
const patience_ms = 4000;

async function keepShell(response) {
  const cache = await caches.open(cacheName);
  const text = await response.clone().text();
  const files = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);
  // First everything the page needs, then the page: a shell without its files would be worse than the one before.
  await Promise.all(files.map(async (file) => (await cache.match(file)) || cache.add(file)));
  await cache.put(shell, response);
  return files;
}

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      await keepShell(await fetch(shell, { cache: 'no-cache', credentials: 'same-origin' }));
      await (await caches.open(cacheName)).addAll(plain);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith('desk-') && name !== cacheName) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

async function page(event) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(shell);
  const fresh = fetch(shell, { cache: 'no-cache', credentials: 'same-origin' }).then((response) => {
    if (response.ok) event.waitUntil(keepShell(response.clone()).catch(() => {}));
    return response;
  });
  if (!kept) return fresh;
  const late = new Promise((done) => setTimeout(() => done(kept.clone()), patience_ms));
  return Promise.race([fresh.then((response) => (response.ok ? response : kept.clone())), late]).catch(() => kept);
}

async function file(request, event) {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request, { ignoreSearch: true });
  const hashed = new URL(request.url).pathname.startsWith('/assets/');
  if (kept && hashed) return kept;
  const fresh = fetch(request).then(async (response) => {
    if (response.ok) await cache.put(request, response.clone());
    return response;
  });
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return kept;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate' && (url.pathname === shell || url.pathname.startsWith(`${shell}/`))) event.respondWith(page(event));
  else if (url.pathname.startsWith('/assets/') || plain.includes(url.pathname)) event.respondWith(file(request, event));
});
