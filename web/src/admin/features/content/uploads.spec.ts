import { afterEach, expect, it, vi } from 'vitest';
import { sayBytes, sendFilm, uploads } from './uploads';

afterEach(() => { vi.unstubAllGlobals(); uploads.clear(); });

function serverThat(answers: ((offset: number, bytes: number) => Response | Error)[]) {
  const asked: [number, number][] = [];
  vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
    const offset = Number(new URL(request.url).searchParams.get('offset'));
    const bytes = (await request.arrayBuffer()).byteLength;
    asked.push([offset, bytes]);
    const answer = answers[asked.length - 1]!(offset, bytes);
    if (answer instanceof Error) throw answer;
    return answer;
  }));
  return asked;
}
const there = (received_bytes: number) => new Response(JSON.stringify({ received_bytes, state: 'receiving' }), { headers: { 'Content-Type': 'application/json' } });
const refused = () => new Response(JSON.stringify({ code: 'conflict', reason: 'film.lost', message: { zh: '丢了', en: 'lost' } }), { status: 409, headers: { 'Content-Type': 'application/json' } });

it('sends a film in parts, from where the server says it stopped', async () => {
  const asked = serverThat([(offset, bytes) => there(offset + bytes), (offset, bytes) => there(offset + bytes), (offset, bytes) => there(offset + bytes)]);
  expect(await sendFilm('01A', new Blob([new Uint8Array(9 * 1024 * 1024)]), 1024 * 1024)).toBe(true);
  expect(asked.map(([offset]) => offset / 1024 / 1024)).toEqual([1, 5]);
  expect(uploads.size).toBe(0);
});

it('stays with its refusal when the server wants no more', async () => {
  serverThat([refused]);
  expect(await sendFilm('01B', new Blob(['film']), 0)).toBe(false);
  expect(uploads.get('01B')?.refusal?.reason).toBe('film.lost');
});

it('goes on by itself once there is a connection again', async () => {
  vi.useFakeTimers();
  const asked = serverThat([() => new TypeError('away'), (offset, bytes) => there(offset + bytes)]);
  const sending = sendFilm('01C', new Blob(['film']), 0);
  await vi.waitFor(() => expect(uploads.get('01C')?.waiting).toBe(true));
  await vi.advanceTimersByTimeAsync(3_000);
  vi.useRealTimers();
  expect(await sending).toBe(true);
  expect(asked.length).toBe(2);
});

it('says sizes as the server does', () => {
  expect([sayBytes(10), sayBytes(120_400), sayBytes(2_560_000)]).toEqual(['1 KB', '120 KB', '2.5 MB']);
});
