// A write and what became of it. One intent of a person has one Idempotency-Key: pressing again after a lost answer
// repeats the key, so nothing happens twice; other content, or an answer from the server, begins a new intent.
import { ref, shallowRef } from 'vue';
import { ApiError } from '@/shared/api/client';

export class IntentKey {
  #key = '';
  #content = '';

  of(content: unknown): string {
    const now = JSON.stringify(content);
    if (!this.#key || now !== this.#content) {
      this.#key = crypto.randomUUID();
      this.#content = now;
    }
    return this.#key;
  }

  /** Whether the answer settles the intent: yes, unless the network or the server lost it. */
  settle(refusal?: ApiError): void {
    if (!refusal || (refusal.status >= 400 && refusal.status < 500 && refusal.status !== 401 && refusal.status !== 429)) this.#key = '';
  }
}

export function useIntent() {
  const key = new IntentKey();
  const busy = ref(false);
  const refusal = shallowRef<ApiError | null>(null);

  /** The answer, or undefined with `refusal` set. `content` is whatever makes this write what it is. */
  async function run<T>(content: unknown, send: (key: string) => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    refusal.value = null;
    try {
      const answer = await send(key.of(content));
      key.settle();
      return answer;
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      key.settle(cause);
      refusal.value = cause;
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  return { busy, refusal, run, clear: () => (refusal.value = null) };
}
