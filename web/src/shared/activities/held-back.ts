// A step that can be taken back: it waits ten seconds before it is sent. Leaving the page sends what waits.
import { onScopeDispose, ref } from 'vue';

export const held_ms = 10_000;

export function useHeldBack(send: (id: string, content: string) => Promise<unknown>, wait_ms = held_ms) {
  const held = ref(new Map<string, string>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();

  function release(id: string): void {
    const content = held.value.get(id);
    clearTimeout(timers.get(id));
    timers.delete(id);
    held.value.delete(id);
    if (content !== undefined) void send(id, content);
  }
  function hold(id: string, content: string): void {
    held.value.set(id, content);
    timers.set(id, setTimeout(() => release(id), wait_ms));
  }
  function undo(id: string): void {
    clearTimeout(timers.get(id));
    timers.delete(id);
    held.value.delete(id);
  }
  const flush = () => { for (const id of [...timers.keys()]) release(id); };
  addEventListener('pagehide', flush);
  onScopeDispose(() => { removeEventListener('pagehide', flush); flush(); });
  return { held, hold, undo, flush };
}
