// Many rows, one press: what will happen is shown first, then each row goes by itself with its own key, and each says
// how it went. A row that was lost on the way can be sent again with the same key.
import { shallowRef, ref } from 'vue';
import { ApiError } from '@/shared/api/client';
import { IntentKey } from './intent';

export interface Outcome {
  id: string;
  state: 'waiting' | 'going' | 'done' | 'refused';
  refusal: ApiError | null;
}

export interface Plan<T> {
  will: T[];
  /** Rows left alone, each with the key of the sentence that says why. */
  not: { row: T; why: string }[];
}

export function plan<T>(rows: readonly T[], obstacle: (row: T) => string): Plan<T> {
  const found: Plan<T> = { will: [], not: [] };
  for (const row of rows) {
    const why = obstacle(row);
    if (why) found.not.push({ row, why });
    else found.will.push(row);
  }
  return found;
}

export const taking = (row: { state: string }) => (['rejected', 'withdrawn', 'archived'].includes(row.state) ? 'closed' : '');
export const triaging = (row: { state: string }) => (row.state === 'submitted' ? '' : 'alreadyTriaged');

export function useBatch() {
  const outcomes = shallowRef<Outcome[]>([]);
  const running = ref(false);
  const keys = new Map<string, IntentKey>();

  function prepare(ids: readonly string[]): void {
    keys.clear();
    outcomes.value = ids.map((id) => ({ id, state: 'waiting', refusal: null }));
  }
  const set = (id: string, state: Outcome['state'], refusal: ApiError | null = null) => {
    outcomes.value = outcomes.value.map((one) => (one.id === id ? { id, state, refusal } : one));
  };
  /** Sends what is not done yet, three at a time. */
  async function run(send: (id: string, key: string) => Promise<unknown>): Promise<void> {
    if (running.value) return;
    running.value = true;
    const queue = outcomes.value.filter((one) => one.state !== 'done').map((one) => one.id);
    const lane = async (): Promise<void> => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        const key = keys.get(id) ?? new IntentKey();
        keys.set(id, key);
        set(id, 'going');
        try {
          await send(id, key.of(id));
          key.settle();
          set(id, 'done');
        } catch (cause) {
          if (!(cause instanceof ApiError)) { set(id, 'waiting'); throw cause; }
          key.settle(cause);
          set(id, 'refused', cause);
        }
      }
    };
    try {
      await Promise.all([lane(), lane(), lane()]);
    } finally {
      running.value = false;
    }
  }
  return { outcomes, running, prepare, run };
}
