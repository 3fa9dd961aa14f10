// Check-in, check-out and acceptance: sent at once when there is a connection; otherwise put into the queue with the very
// key they were tried with.
import { ApiError, api, ask } from '@/shared/api/client';
import { IntentKey } from './intent';
import { useSession } from './session';
import { useUploads } from './offline/uploads';
import type { StepKind } from './offline/queue';
import { ref, shallowRef } from 'vue';

export type StepEnd = 'done' | 'queued' | 'refused';
interface Subject {
  order_id: string;
  title: string;
}

export function useStep(kind: StepKind) {
  const uploads = useUploads();
  const session = useSession();
  const key = new IntentKey();
  const busy = ref(false);
  const refusal = shallowRef<ApiError | null>(null);

  function call(id: string, body: Record<string, unknown>, name: string) {
    const options = { params: { path: { id }, header: { 'Idempotency-Key': name } } };
    if (kind === 'check-in') return ask(api.POST('/api/orders/{id}/check-in', { ...options, body: body as { code: string } }));
    if (kind === 'check-out') return ask(api.POST('/api/orders/{id}/check-out', { ...options, body: {} }));
    return ask(api.POST('/api/offers/{id}/acceptance', { ...options, body: body as { crew?: string[] } }));
  }

  async function go(id: string, body: Record<string, unknown>, subject: Subject): Promise<StepEnd | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    refusal.value = null;
    const name = key.of([id, body]);
    const path = kind === 'accept' ? `/api/offers/${id}/acceptance` : `/api/orders/${id}/${kind}`;
    try {
      // Behind something that still waits for upload, a step waits too, so that they arrive in order.
      const behind = uploads.waiting.some((step) => step.order_id === subject.order_id);
      if (!uploads.online || behind) {
        await uploads.add({ key: name, kind, path, body, ...subject });
        key.settle();
        return 'queued';
      }
      await call(id, body, name);
      key.settle();
      return 'done';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 0) {
        await uploads.add({ key: name, kind, path, body, ...subject });
        key.settle();
        return 'queued';
      }
      key.settle(error);
      session.notice(error);
      refusal.value = error;
      return 'refused';
    } finally {
      busy.value = false;
    }
  }
  return { go, busy, refusal };
}
