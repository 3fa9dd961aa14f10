import { describe, expect, it } from 'vitest';
import { modeOf, StepQueue, type Answer, type NewStep, type QueuedStep, type StepStore } from './queue';
import { sendStep } from './send';

function memory(): StepStore & { map: Map<string, QueuedStep> } {
  const map = new Map<string, QueuedStep>();
  return { map, all: async () => [...map.values()], put: async (step) => void map.set(step.key, step), remove: async (key) => void map.delete(key) };
}
const step = (key: string, kind: NewStep['kind'] = 'check-in', order_id = 'o1'): NewStep => ({ key, kind, path: `/api/orders/${order_id}/${kind}`, body: {}, order_id, title: '上门理发' });
const sentence = { zh: '签到码不对或已更换', en: 'The code has changed' };
const code: Answer = { kind: 'refused', reason: 'presence.code', sentence };

describe('StepQueue', () => {
  it('sends in the order the steps were made, even within one instant', async () => {
    const sent: string[] = [];
    const queue = new StepQueue(memory(), async (one) => (sent.push(one.key), { kind: 'done' }), () => 7);
    for (const key of ['c', 'a', 'b']) await queue.add('me', step(key, 'accept', key));
    expect(await queue.flush('me')).toBe('sent');
    expect(sent).toEqual(['c', 'a', 'b']);
    expect(await queue.flush('me')).toBe('empty');
  });

  it('keeps the key while nobody answers, and ends at the first silence', async () => {
    const keys: string[] = [];
    let reachable = false;
    const queue = new StepQueue(memory(), async (one) => (keys.push(one.key), reachable ? { kind: 'done' } : { kind: 'later', lost: true }));
    await queue.add('me', step('in'));
    await queue.add('me', step('out', 'check-out'));
    expect(await queue.flush('me')).toBe('later');
    expect(keys).toEqual(['in']);
    reachable = true;
    await queue.flush('me');
    expect(keys).toEqual(['in', 'in', 'out']);
    expect(await queue.steps('me')).toEqual([]);
  });

  it('keeps a refusal with its sentence until it is dismissed, and holds the check-out behind it', async () => {
    const sent: string[] = [];
    const queue = new StepQueue(memory(), async (one) => (sent.push(one.key), one.kind === 'check-in' ? code : { kind: 'done' }));
    await queue.add('me', step('in'));
    await queue.add('me', step('out', 'check-out'));
    await queue.add('me', step('other', 'check-out', 'o2'));
    await queue.flush('me');
    expect(sent).toEqual(['in', 'other']);
    expect((await queue.steps('me')).map((one) => [one.key, one.refusal?.sentence.zh])).toEqual([['in', sentence.zh], ['out', undefined]]);
    await queue.flush('me');
    expect(sent).toEqual(['in', 'other']);
    await queue.dismiss('me', 'in');
    await queue.flush('me');
    expect(sent).toEqual(['in', 'other', 'out']);
  });

  it('lets the check-out go when the arrival was confirmed meanwhile', async () => {
    const queue = new StepQueue(memory(), async (one) => (one.kind === 'check-in' ? { kind: 'refused', reason: 'presence.already_in', sentence } : { kind: 'done' }));
    await queue.add('me', step('in'));
    await queue.add('me', step('out', 'check-out'));
    await queue.flush('me');
    expect((await queue.steps('me')).map((one) => one.key)).toEqual(['in']);
  });

  it('lets the check-out go when the check-in was known already', async () => {
    const queue = new StepQueue(memory(), async (one) => (one.kind === 'check-in' ? { kind: 'refused', reason: 'presence.already', sentence } : { kind: 'done' }));
    await queue.add('me', step('in'));
    await queue.add('me', step('out', 'check-out'));
    await queue.flush('me');
    expect((await queue.steps('me')).map((one) => one.key)).toEqual(['in']);
  });

  it('never sends what another person did on the same phone', async () => {
    const sent: string[] = [];
    const queue = new StepQueue(memory(), async (one) => (sent.push(one.key), { kind: 'done' }));
    await queue.add('other', step('theirs'));
    expect(await queue.flush('me')).toBe('empty');
    expect(sent).toEqual([]);
  });

  it('takes the same intent once and sends one at a time', async () => {
    let release = () => {};
    const gate = new Promise<void>((done) => (release = done));
    const sent: string[] = [];
    const queue = new StepQueue(memory(), async (one) => (sent.push(one.key), await gate, { kind: 'done' }));
    await queue.add('me', step('in'));
    await queue.add('me', step('in'));
    const first = queue.flush('me');
    expect(await queue.flush('me')).toBe('busy');
    release();
    await first;
    expect(sent).toEqual(['in']);
  });

  it('gives a refused step that is tried again a new key', async () => {
    const queue = new StepQueue(memory(), async () => code);
    await queue.add('me', step('in'));
    await queue.flush('me');
    await queue.again('me', 'in', 'fresh');
    expect((await queue.steps('me')).map((one) => [one.key, one.refusal])).toEqual([['fresh', null]]);
  });
});

describe('sendStep', () => {
  const queued: QueuedStep = { ...step('k'), body: { code: '123456' }, owner: 'me', made_ms: 0, place: 1, refusal: null };
  const answer = (status: number, body: unknown = {}) => async () => new Response(JSON.stringify(body), { status });

  it('carries the key and the content', async () => {
    let seen: [unknown, RequestInit | undefined] = ['', undefined];
    await sendStep(queued, async (path, init) => ((seen = [path, init]), new Response('{}')));
    expect(seen[0]).toBe('/api/orders/o1/check-in');
    expect(new Headers(seen[1]?.headers).get('Idempotency-Key')).toBe('k');
    expect(seen[1]?.body).toBe('{"code":"123456"}');
  });

  it('says when it sends beside what it says, so that the key keeps its content', async () => {
    let seen: RequestInit | undefined;
    const mark: QueuedStep = { ...queued, kind: 'mark-in', path: '/api/shifts/s1/marks', body: { kind: 'in', pass: 'WSP1', claimed_ms: 5 } };
    await sendStep(mark, async (_path, init) => ((seen = init), new Response('{"already":false}')));
    expect(Number(new Headers(seen?.headers).get('Phone-Clock-Ms'))).toBeGreaterThan(1_700_000_000_000);
    expect(seen?.body).toBe('{"kind":"in","pass":"WSP1","claimed_ms":5}');
    await sendStep(queued, async (_path, init) => ((seen = init), new Response('{}')));
    expect(new Headers(seen?.headers).has('Phone-Clock-Ms')).toBe(false);
  });

  it('keeps a mark that said nothing new, with who had said it before', async () => {
    const person = { name: '甘建良', state: 'checked_in', in_ms: Date.now(), out_ms: null, told_by: '粟洪川' };
    const told = await sendStep({ ...queued, kind: 'mark-in' }, answer(200, { already: true, person }));
    expect(told).toMatchObject({ kind: 'refused', reason: 'presence.already' });
    expect(told.kind === 'refused' && told.sentence.zh).toMatch(/甘建良.*已签到（由粟洪川记录）/);
  });

  it('sorts answers: done, refused for good, later, signed out', async () => {
    expect(await sendStep(queued, answer(200))).toEqual({ kind: 'done' });
    const document = { code: 'invalid', reason: 'presence.code', message: sentence };
    expect(await sendStep(queued, answer(422, document))).toEqual({ kind: 'refused', reason: 'presence.code', sentence });
    for (const status of [429, 500, 503]) expect(await sendStep(queued, answer(status))).toEqual({ kind: 'later', lost: false });
    expect(await sendStep(queued, async () => Promise.reject(new TypeError('lost')))).toEqual({ kind: 'later', lost: true });
    expect(await sendStep(queued, answer(401))).toEqual({ kind: 'signed_out' });
  });
});

describe('modeOf', () => {
  it('says offline before anything else', () => {
    const refused = [{ refusal: {} }] as QueuedStep[];
    expect(modeOf(false, true, refused)).toBe('offline');
    expect(modeOf(true, true, refused)).toBe('uploading');
    expect(modeOf(true, false, refused)).toBe('refused');
    expect(modeOf(true, false, [])).toBe('online');
  });
});
