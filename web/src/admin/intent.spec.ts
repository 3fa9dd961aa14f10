import { describe, expect, it } from 'vitest';
import { ApiError } from '@/shared/api/client';
import { IntentKey, useIntent } from './intent';

const refused = (status: number) => new ApiError(status, { code: 'x', reason: 'x.y', message: { zh: '不行', en: 'No' } });

describe('IntentKey', () => {
  it('stays while nobody knows whether the write arrived', () => {
    const key = new IntentKey();
    const first = key.of({ a: 1 });
    key.settle(refused(0));
    expect(key.of({ a: 1 })).toBe(first);
    key.settle(refused(503));
    expect(key.of({ a: 1 })).toBe(first);
    key.settle(refused(401)); // the session ran out before anything was done
    expect(key.of({ a: 1 })).toBe(first);
  });
  it('changes with the content', () => {
    const key = new IntentKey();
    expect(key.of({ a: 1 })).not.toBe(key.of({ a: 2 }));
  });
  it('begins anew after an answer', () => {
    const key = new IntentKey();
    const first = key.of({ a: 1 });
    key.settle(refused(409));
    const second = key.of({ a: 1 });
    expect(second).not.toBe(first);
    key.settle();
    expect(key.of({ a: 1 })).not.toBe(second);
  });
});

describe('useIntent', () => {
  it('keeps the refusal beside what caused it and clears it on the next try', async () => {
    const intent = useIntent();
    const keys: string[] = [];
    expect(await intent.run('x', (key) => (keys.push(key), Promise.reject(refused(0))))).toBeUndefined();
    expect(intent.refusal.value?.say('zh-CN')).toBe('不行');
    expect(await intent.run('x', (key) => (keys.push(key), Promise.resolve('done')))).toBe('done');
    expect(intent.refusal.value).toBeNull();
    expect(keys[0]).toBe(keys[1]);
  });
  it('ignores a second press while the first is on its way', async () => {
    const intent = useIntent();
    let sent = 0;
    let release = () => {};
    const first = intent.run('x', () => new Promise<void>((done) => { sent += 1; release = done; }));
    await intent.run('x', async () => { sent += 1; });
    release();
    await first;
    expect(sent).toBe(1);
  });
});
