// A broadcast that is on, without anybody who sends: what is measured is who watches.
import { mkdirSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Announced; its identifier. `token` is a clerk's of the station. */
export async function announce(store, server, token, key = 'broadcast') {
  const [{ id: site_id }] = await store.ask("SELECT id FROM sites WHERE code = '510117001021'");
  const starts_ms = Date.now() + 30 * 60_000;
  const body = { site_id, title: '人人都来看', summary: '一场很多人看的直播。', lecturer: '王医生', starts_ms, ends_ms: starts_ms + 3_600_000 };
  const { id } = await server.ask('POST', '/api/broadcasts', { token, key: `${key}-plan`, body });
  await server.ask('POST', `/api/broadcasts/${id}/announcement`, { token, key: `${key}-announce`, body: {} });
  return id;
}

/** The server is stopped meanwhile: as if `count` segments had been cut, the `last` of so many bytes. Its name. */
export async function cut(store, id, { count, small, last }) {
  await store.script(`UPDATE broadcasts SET state = 'live', live_ms = ${Date.now()}, version = version + 1 WHERE id = '${id}';`);
  const folder = join(store.data, 'live', id);
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, n) => `v-1-${String(n).padStart(5, '0')}.ts`);
  for (const name of names) writeFileSync(join(folder, name), randomBytes(name === names.at(-1) ? last : small));
  writeFileSync(join(folder, 'v-1.m3u8'), `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n${names.map((name) => `#EXTINF:2.000000,\n${name}\n`).join('')}`);
  return names.at(-1);
}
