// Keeps the screen on while something is shown to be scanned, where the browser lets us.
import { onBeforeUnmount, onMounted } from 'vue';

export function keepAwake(): void {
  let lock: WakeLockSentinel | null = null;
  let ended = false;
  async function hold(): Promise<void> {
    if (ended || document.visibilityState !== 'visible') return;
    const held = (await navigator.wakeLock?.request('screen').catch(() => null)) ?? null;
    if (ended) void held?.release();
    else lock = held;
  }
  const again = () => void hold();
  onMounted(() => {
    void hold();
    document.addEventListener('visibilitychange', again);
  });
  onBeforeUnmount(() => {
    ended = true;
    document.removeEventListener('visibilitychange', again);
    void lock?.release().catch(() => {});
  });
}
