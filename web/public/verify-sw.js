// Keeps the page that verifies certificates, so that it opens without a network. The page is fetched as nobody, and kept
// with the published keys that stand in it; with a network the fresh one is shown.
const cacheName = 'verify-1';
const page = '/verify/offline';

async function keepPage() {
  const response = await fetch(page, { cache: 'no-cache', credentials: 'omit' });
  if (!response.ok) throw new Error(`${page}: ${response.status}`);
  const cache = await caches.open(cacheName);
  const files = [...(await response.clone().text()).matchAll(/(?:src|href)="(\/assets\/[^"#]+)/g)].map((match) => match[1]);
  await keepFiles(files);
  await cache.put(page, response);
}

async function keepFiles(files) {
  const cache = await caches.open(cacheName);
  await Promise.all(files.map(async (file) => (await cache.match(file)) || cache.add(file)));
}

self.addEventListener('install', (event) => event.waitUntil(keepPage().then(() => self.skipWaiting())));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
// Files that the page loaded later: only it knows their names.
self.addEventListener('message', (event) => {
  const files = event.data?.keep;
  if (Array.isArray(files)) event.waitUntil(keepFiles(files.filter((file) => /^\/assets\/[\w.-]+$/.test(file)).slice(0, 40)));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate' && url.pathname === page) {
    event.respondWith(
      fetch(request).then(
        (response) => {
          event.waitUntil(keepPage().catch(() => {}));
          return response;
        },
        () => caches.match(page, { cacheName }),
      ),
    );
  } else if (url.pathname.startsWith('/assets/')) {
    event.respondWith(caches.match(request, { cacheName }).then((kept) => kept ?? fetch(request)));
  }
});
