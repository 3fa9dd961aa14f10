import createClient from 'openapi-fetch';
import { describe, expect, it } from 'vitest';
import { ApiError, ask, idempotency } from './client';

interface Paths {
  '/api/orders': {
    get: { responses: { 200: { content: { 'application/json': { items: string[] } } } } };
    post: { responses: { 201: { content: { 'application/json': { id: string } } } } };
  };
}

function client(answer: (request: Request) => Response | Promise<Response>) {
  const made = createClient<Paths>({ baseUrl: 'http://test.example', fetch: async (request) => answer(request) });
  made.use(idempotency);
  return made;
}

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

describe('idempotency', () => {
  it('gives unsafe calls a key, each its own, and safe calls none', async () => {
    const keys: (string | null)[] = [];
    const api = client((request) => {
      keys.push(request.headers.get('Idempotency-Key'));
      return json(200, { id: '1', items: [] });
    });
    await ask(api.GET('/api/orders'));
    await ask(api.POST('/api/orders'));
    await ask(api.POST('/api/orders'));
    expect(keys[0]).toBeNull();
    expect(keys[1]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[2]).not.toBe(keys[1]);
  });

  it('keeps the key of a caller that retries', async () => {
    let seen: string | null = null;
    const api = client((request) => {
      seen = request.headers.get('Idempotency-Key');
      return json(201, { id: '1' });
    });
    await ask(api.POST('/api/orders', { headers: { 'Idempotency-Key': 'again' } }));
    expect(seen).toBe('again');
  });
});

describe('ask', () => {
  it('turns the error document into ApiError', async () => {
    const body = { code: 'conflict', reason: 'signup.full', message: { zh: '名额已满', en: 'It is full' }, field: 'shift' };
    const refusal = await ask(client(() => json(409, body)).POST('/api/orders')).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiError);
    expect(refusal).toMatchObject({ status: 409, code: 'conflict', reason: 'signup.full', field: 'shift' });
    expect((refusal as ApiError).say('zh-CN')).toBe('名额已满');
    expect((refusal as ApiError).say('en')).toBe('It is full');
  });

  it('answers a broken document and a lost network with a sentence too', async () => {
    const proxy = await ask(client(() => new Response('<h1>502</h1>', { status: 502 })).GET('/api/orders')).catch((e: unknown) => e);
    expect(proxy).toMatchObject({ status: 502, reason: 'server.unexpected' });
    const lost = await ask(client(() => Promise.reject(new TypeError('failed to fetch'))).GET('/api/orders')).catch((e: unknown) => e);
    expect(lost).toMatchObject({ status: 0, reason: 'network.unreachable' });
  });
});
