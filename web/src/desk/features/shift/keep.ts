// Fetches, while there is a connection, what the shifts of the day need without one: my passes, and the rosters I lead.
import { api, ask } from '@/shared/api/client';
import { answers } from '../../offline/idb';
import type { Shift } from './marks';
import { loadRoster } from './roster';

const ahead_ms = 24 * 60 * 60_000;
const fresh_ms = 10 * 60_000;

export async function keepShifts(shifts: Shift[], owner: string): Promise<void> {
  for (const shift of shifts) {
    if (shift.closed || shift.state === 'cancelled' || shift.starts_ms - shift.now_ms > ahead_ms || shift.now_ms > shift.check_out_until_ms) continue;
    const path = `/api/shifts/${shift.id}/passes`;
    const kept = await answers.get(path).catch(() => undefined);
    if (shift.mine && shift.mine.state !== 'excused' && !(kept?.owner === owner && Date.now() - kept.at_ms < fresh_ms)) {
      const data = await ask(api.GET('/api/shifts/{id}/passes', { params: { path: { id: shift.id } } })).catch(() => null);
      if (data) await answers.put({ path, owner, at_ms: Date.now(), data }).catch(() => {});
    }
    if (shift.leads) await loadRoster(shift.id, owner).catch(() => {});
  }
}
