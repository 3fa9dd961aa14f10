// One Idempotency-Key per intent: kept while nobody knows whether the server heard it (no connection, 5xx), and for the
// same content only; a definite answer ends it.
import { ApiError } from '@/shared/api/client';
import { ref, shallowRef } from 'vue';
import { useSession } from './session';

export class IntentKey {
  private key = '';
  private content = '';
  constructor(private readonly make: () => string = () => crypto.randomUUID()) {}

  of(body: unknown): string {
    const content = JSON.stringify(body ?? null);
    if (!this.key || content !== this.content) {
      this.key = this.make();
      this.content = content;
    }
    return this.key;
  }

  /** After an answer: a success or a refusal ends the intent, silence does not. */
  settle(error?: unknown): void {
    const unknown = error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 408 || error.status === 429);
    if (!unknown) this.key = '';
  }
}

export function useIntent<B, T>(run: (body: B, key: string) => Promise<T>) {
  const key = new IntentKey();
  const busy = ref(false);
  const refusal = shallowRef<ApiError | null>(null);
  const session = useSession();

  /** The answer, or undefined when it was refused: then `refusal` says why. */
  async function go(body: B): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    refusal.value = null;
    try {
      const answer = await run(body, key.of(body));
      key.settle();
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      key.settle(error);
      session.notice(error);
      refusal.value = error;
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  return { go, busy, refusal, keyOf: (body: B) => key.of(body), settle: () => key.settle() };
}
