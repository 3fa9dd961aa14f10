import { describe, expect, it } from 'vitest';
import { formOf, fresh, planOf, type Broadcast } from './plan';

const evening = Date.UTC(2026, 10, 26, 11, 30); // 19:30 in Chengdu

describe('the plan of a broadcast', () => {
  it('comes back from its form as it was', () => {
    const row = { site_id: 'S', title: '课', summary: '讲', lecturer: '师', starts_ms: evening, ends_ms: evening + 3600_000 } as Broadcast;
    expect(planOf(formOf(row))).toEqual({ title: '课', summary: '讲', lecturer: '师', starts_ms: evening, ends_ms: evening + 3600_000 });
  });
  it('may go past midnight', () => {
    const plan = planOf({ ...fresh('S', evening), day: '2026-11-26', from: '23:00', to: '00:30' });
    expect(plan.ends_ms - plan.starts_ms).toBe(90 * 60_000);
  });
});
