// What is being written is kept in this browser, for this person, until it is saved; leaving asks.
import { onBeforeUnmount, onMounted, ref, toRaw, watch, type Ref } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';

const pause_ms = 600;

export function useKeptDraft<T extends object>(name: string, form: Ref<T | undefined>, ask: () => boolean) {
  const kept_ms = ref<number | null>(null);
  let saved = '';
  let timer = 0;
  const text = () => JSON.stringify(toRaw(form.value) ?? null);
  const dirty = () => form.value !== undefined && saved !== '' && text() !== saved;

  /** From here on changes count; what was kept before comes back, if it differs. */
  function begin(): T | undefined {
    saved = text();
    try {
      const found = JSON.parse(localStorage.getItem(name) ?? 'null') as { at_ms: number; form: T } | null;
      if (!found || JSON.stringify(found.form) === saved) return undefined;
      kept_ms.value = found.at_ms;
      return found.form;
    } catch {
      return undefined; // another version's, or no storage here
    }
  }
  function keep(): void {
    if (!dirty()) return;
    try {
      localStorage.setItem(name, JSON.stringify({ at_ms: Date.now(), form: toRaw(form.value) }));
      kept_ms.value = Date.now();
    } catch { /* full or refused: leaving still asks */ }
  }
  /** Saved, or given up. */
  function forget(): void {
    window.clearTimeout(timer);
    saved = text();
    kept_ms.value = null;
    try { localStorage.removeItem(name); } catch { /* nothing was kept */ }
  }
  watch(form, () => { window.clearTimeout(timer); timer = window.setTimeout(keep, pause_ms); }, { deep: true });
  const warn = (event: BeforeUnloadEvent) => { if (dirty()) { keep(); event.preventDefault(); } };
  onMounted(() => window.addEventListener('beforeunload', warn));
  onBeforeUnmount(() => { window.clearTimeout(timer); window.removeEventListener('beforeunload', warn); });
  onBeforeRouteLeave(() => { keep(); return !dirty() || ask(); });
  return { kept_ms, begin, forget, dirty };
}
