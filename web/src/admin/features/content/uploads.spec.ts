import { afterEach, expect, it, vi } from 'vitest';
import { ApiError } from '@/shared/api/client';

type Sent = { params: { query: { offset: number } }; bodySerializer: () => Blob };
const put = vi.fn<(sent: Sent) => Promise<{ received_bytes: number }>>();
vi.mock('@/shared/api/client', async (original) => ({ ...(await original<object>()), api: { PUT: (_: string, sent: Sent) => put(sent) }, ask: (answer: unknown) => answer }));
const { sayBytes, sendFilm, uploads } = await import('./uploads');

const takes = async (sent: Sent) => ({ received_bytes: sent.params.query.offset + sent.bodySerializer().size });
const refusal = (status: number) => new ApiError(status, { code: 'conflict', reason: 'film.lost', message: { zh: '丢了', en: 'lost' } });
const megabyte = 1024 * 1024;
afterEach(() => { put.mockReset(); uploads.clear(); });

it('sends a film in parts, from where the server says it stopped', async () => {
  put.mockImplementation(takes);
  expect(await sendFilm('01A', new Blob([new Uint8Array(9 * megabyte)]), megabyte)).toBe(true);
  expect(put.mock.calls.map(([sent]) => sent.params.query.offset / megabyte)).toEqual([1, 5]);
  expect(uploads.size).toBe(0);
});

it('stays with its refusal when the server wants no more', async () => {
  put.mockRejectedValue(refusal(409));
  expect(await sendFilm('01B', new Blob(['film']), 0)).toBe(false);
  expect(uploads.get('01B')?.refusal?.reason).toBe('film.lost');
});

it('goes on by itself once there is a connection again', async () => {
  vi.useFakeTimers();
  put.mockRejectedValueOnce(refusal(0)).mockImplementation(takes);
  const sending = sendFilm('01C', new Blob(['film']), 0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(uploads.get('01C')?.waiting).toBe(true);
  await vi.advanceTimersByTimeAsync(3_000);
  vi.useRealTimers();
  expect(await sending).toBe(true);
  expect(put).toHaveBeenCalledTimes(2);
});

it('says sizes as the server does', () => {
  expect([sayBytes(10), sayBytes(120_400), sayBytes(2_560_000)]).toEqual(['1 KB', '120 KB', '2.5 MB']);
});
