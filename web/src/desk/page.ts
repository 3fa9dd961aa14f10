// What a page shows: loading, refused with a way to retry, fresh, or the last answer kept on this phone.
import { ApiError, ask } from '@/shared/api/client';
import { computed, ref, shallowRef } from 'vue';
import { answers } from './offline/idb';
import { useSession } from './session';

export function usePage<T>(path: () => string, call: () => Promise<{ data?: T; error?: unknown; response: Response }>, keep = true) {
  const session = useSession();
  const data = shallowRef<T | null>(null);
  const refusal = shallowRef<ApiError | null>(null);
  const busy = ref(false);
  /** When the kept answer was fresh; null when it is fresh now. */
  const kept_ms = ref<number | null>(null);
  let turn = 0;

  async function load(): Promise<void> {
    const mine = ++turn;
    const at = path();
    busy.value = true;
    refusal.value = null;
    try {
      const fresh = await ask(call());
      if (mine !== turn) return;
      data.value = fresh;
      kept_ms.value = null;
      if (keep && session.me) await answers.put({ path: at, owner: session.me.id, at_ms: Date.now(), data: fresh }).catch(() => {});
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (mine !== turn) return;
      session.notice(error);
      // No longer there, or no longer mine: what is kept of it would be a lie.
      if (error.status === 404) {
        data.value = null;
        await answers.remove(at).catch(() => {});
      }
      const kept = keep && (error.status === 0 || error.status >= 500) ? await answers.get(at).catch(() => undefined) : undefined;
      if (kept && kept.owner === session.me?.id) {
        data.value = kept.data as T;
        kept_ms.value = kept.at_ms;
      } else {
        refusal.value = error;
      }
    } finally {
      if (mine === turn) busy.value = false;
    }
  }
  return { data, refusal, busy, kept_ms, load, waiting: computed(() => busy.value && data.value === null) };
}
