// The queue as the desk sees it: what waits, what was refused, and whether there is a connection. Sends when the
// connection comes back, when the desk is opened or looked at again, and every half minute while something waits.
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { useSession } from '../session';
import { steps as stored } from './idb';
import { modeOf, StepQueue, type NewStep, type QueuedStep } from './queue';
import { sendStep } from './send';

const retry_ms = 30_000;

export const useUploads = defineStore('uploads', () => {
  const session = useSession();
  const steps = shallowRef<QueuedStep[]>([]);
  const online = ref(navigator.onLine);
  const uploading = ref(false);
  /** Goes up after every upload, so that pages know when to ask anew. */
  const round = ref(0);
  const queue = new StepQueue(stored, (step) => sendStep(step));
  queue.changed = (all) => (steps.value = all);

  const owner = () => session.me?.id ?? '';
  const waiting = computed(() => steps.value.filter((step) => !step.refusal));
  const refused = computed(() => steps.value.filter((step) => step.refusal));

  async function flush(): Promise<void> {
    if (!owner() || !navigator.onLine) return;
    steps.value = await queue.steps(owner()).catch(() => []);
    if (!waiting.value.length) return;
    uploading.value = true;
    try {
      const outcome = await queue.flush(owner());
      if (outcome === 'sent') round.value += 1;
      if (outcome === 'signed_out') session.me = null;
    } finally {
      uploading.value = false;
    }
  }

  async function add(step: NewStep): Promise<void> {
    await queue.add(owner(), step);
    if (online.value) void flush();
  }

  function start(): void {
    addEventListener('online', () => {
      online.value = true;
      void flush();
    });
    addEventListener('offline', () => (online.value = false));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void flush());
    setInterval(() => void flush(), retry_ms);
    void flush();
  }

  return {
    steps, waiting, refused, online, uploading, round, add, flush, start,
    mode: computed(() => modeOf(online.value, uploading.value, steps.value)),
    refresh: async () => void (steps.value = owner() ? await queue.steps(owner()).catch(() => []) : []),
    dismiss: (key: string) => queue.dismiss(owner(), key),
    again: async (key: string) => {
      await queue.again(owner(), key, crypto.randomUUID());
      await flush();
    },
    of: (order: string, kind: QueuedStep['kind']) => waiting.value.find((step) => step.order_id === order && step.kind === kind),
  };
});
