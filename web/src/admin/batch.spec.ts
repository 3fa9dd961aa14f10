import { describe, expect, it } from 'vitest';
import { ApiError } from '@/shared/api/client';
import { plan, taking, triaging, useBatch } from './batch';

const refused = (status: number) => new ApiError(status, { code: 'x', reason: 'order.state', message: { zh: '状态不对', en: 'No' } });

describe('plan', () => {
  it('says beforehand which rows are left alone and why', () => {
    const rows = [{ id: 'a', state: 'submitted' }, { id: 'b', state: 'triaged' }, { id: 'c', state: 'archived' }];
    expect(plan(rows, triaging)).toEqual({ will: [rows[0]], not: [{ row: rows[1], why: 'alreadyTriaged' }, { row: rows[2], why: 'alreadyTriaged' }] });
    expect(plan(rows, taking).will.map((row) => row.id)).toEqual(['a', 'b']);
  });
});

describe('useBatch', () => {
  it('goes on when one row is refused, and tells each row how it went', async () => {
    const batch = useBatch();
    batch.prepare(['a', 'b', 'c', 'd', 'e']);
    await batch.run((id) => (id === 'b' ? Promise.reject(refused(409)) : Promise.resolve()));
    expect(batch.outcomes.value.map((one) => one.state)).toEqual(['done', 'refused', 'done', 'done', 'done']);
    expect(batch.outcomes.value[1]?.refusal?.say('zh-CN')).toBe('状态不对');
    expect(batch.running.value).toBe(false);
  });
  it('sends only the rest again, a lost one with its old key and a refused one with a new key', async () => {
    const batch = useBatch();
    const sent: Record<string, string[]> = {};
    batch.prepare(['a', 'b', 'c']);
    const send = (fail: boolean) => (id: string, key: string) => {
      (sent[id] ??= []).push(key);
      return fail && id !== 'a' ? Promise.reject(refused(id === 'b' ? 0 : 409)) : Promise.resolve();
    };
    await batch.run(send(true));
    await batch.run(send(false));
    expect(sent['a']).toHaveLength(1);
    expect(sent['b']?.[1]).toBe(sent['b']?.[0]);
    expect(sent['c']?.[1]).not.toBe(sent['c']?.[0]);
    expect(batch.outcomes.value.every((one) => one.state === 'done')).toBe(true);
  });
});
