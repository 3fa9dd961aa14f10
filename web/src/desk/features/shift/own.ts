// A volunteer's own check-in and check-out at a shift: at once, or put by with the moment it was made.
import { ApiError, api, ask } from '@/shared/api/client';
import { ref, shallowRef } from 'vue';
import { IntentKey } from '../../intent';
import { useUploads } from '../../offline/uploads';
import { useSession } from '../../session';
import type { Marked, Shift } from './marks';

export type OwnEnd = { kind: 'done'; marked: Marked } | { kind: 'queued' } | { kind: 'refused' };
export interface OwnBody {
  code: string;
  means: 'code' | 'typed' | 'kiosk';
  lat_e6?: number;
  lon_e6?: number;
  accuracy_m?: number;
}

export function useOwnMark() {
  const uploads = useUploads();
  const session = useSession();
  const key = new IntentKey();
  const busy = ref(false);
  const refusal = shallowRef<ApiError | null>(null);

  async function go(kind: 'check-in' | 'check-out', shift: Shift, body: OwnBody): Promise<OwnEnd | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    refusal.value = null;
    const name = key.of([kind, shift.id, body]);
    const path = `/api/shifts/${shift.id}/${kind}`;
    const putBy = async (): Promise<OwnEnd> => {
      await uploads.add({ key: name, kind, path, body: { ...body, claimed_ms: Date.now() }, order_id: shift.id, title: shift.title, page: `/shifts/${shift.id}` });
      key.settle();
      return { kind: 'queued' };
    };
    try {
      // Behind something that still waits for upload, a step waits too, so that they arrive in order.
      if (!uploads.online || uploads.waiting.some((step) => step.order_id === shift.id)) return await putBy();
      const options = { params: { path: { id: shift.id }, header: { 'Idempotency-Key': name } }, body };
      const marked = await ask(kind === 'check-in' ? api.POST('/api/shifts/{id}/check-in', options) : api.POST('/api/shifts/{id}/check-out', options));
      key.settle();
      return { kind: 'done', marked };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 0) return await putBy();
      key.settle(error);
      session.notice(error);
      refusal.value = error;
      return { kind: 'refused' };
    } finally {
      busy.value = false;
    }
  }
  return { go, busy, refusal };
}

/** Where the phone is, if its owner says yes now; nothing otherwise. Evidence only, so nobody waits long for it. */
export function whereAmI(): Promise<Pick<OwnBody, 'lat_e6' | 'lon_e6' | 'accuracy_m'>> {
  const nowhere = {};
  if (!('geolocation' in navigator)) return Promise.resolve(nowhere);
  return new Promise((done) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lat_e6: Math.round(coords.latitude * 1e6), lon_e6: Math.round(coords.longitude * 1e6), accuracy_m: Math.min(100_000, Math.round(coords.accuracy)) }),
      () => done(nowhere),
      { timeout: 6_000, maximumAge: 60_000 },
    ),
  );
}
