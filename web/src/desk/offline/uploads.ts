// The queue as the desk sees it: what waits, what was refused, and whether there is a connection. Sends when the
// connection comes back, when the desk is opened or looked at again, and every few seconds while something waits.
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { hear, knock, online } from '../connection';
import { useSession } from '../session';
import { steps as stored } from './idb';
import { modeOf, StepQueue, type NewStep, type QueuedStep } from './queue';
import { sendStep } from './send';

const retry_ms = 8_000;

export const useUploads = defineStore('uploads', () => {
  const session = useSession();
  const steps = shallowRef<QueuedStep[]>([]);
  const uploading = ref(false);
  /** Goes up after every upload, so that pages know when to ask anew. */
  const round = ref(0);
  const queue = new StepQueue(stored, async (step) => {
    const answer = await sendStep(step);
    hear(!(answer.kind === 'later' && answer.lost));
    return answer;
  });
  queue.changed = (all) => (steps.value = all);

  const owner = () => session.me?.id ?? '';
  const waiting = computed(() => steps.value.filter((step) => !step.refusal));
  const refused = computed(() => steps.value.filter((step) => step.refusal));

  async function flush(): Promise<void> {
    if (!owner() || !online.value) return;
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
    watch(online, (on) => on && void flush());
    // Away, it knocks until the server answers; the watch above then sends.
    const again = () => void (online.value ? flush() : knock());
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && again());
    setInterval(() => document.visibilityState === 'visible' && again(), retry_ms);
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
