import { onScopeDispose, ref, shallowRef } from 'vue';
import { ApiError } from '@/shared/api/client';

/** Something read from the server: skeleton, refusal with retry, or the data. Only the newest answer counts. */
export function useLoad<T>(read: () => Promise<T>) {
  const data = shallowRef<T>();
  const refusal = shallowRef<ApiError | null>(null);
  const loading = ref(false);
  let turn = 0;
  onScopeDispose(() => (turn += 1));

  async function load(): Promise<void> {
    const mine = (turn += 1);
    loading.value = true;
    refusal.value = null;
    try {
      const found = await read();
      if (mine === turn) data.value = found;
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      if (mine === turn) refusal.value = cause;
    } finally {
      if (mine === turn) loading.value = false;
    }
  }
  return { data, refusal, loading, load };
}

/** A list read page by page: load() starts over, more() appends. */
export function usePages<T extends object>(read: (cursor: string | undefined) => Promise<{ items: T[]; next: string | null }>) {
  const items = shallowRef<T[]>([]);
  const next = ref<string | null>(null);
  const refusal = shallowRef<ApiError | null>(null);
  const loading = ref(false);
  const loaded = ref(false);
  let turn = 0;
  onScopeDispose(() => (turn += 1));

  async function page(cursor: string | undefined): Promise<void> {
    const mine = (turn += 1);
    loading.value = true;
    refusal.value = null;
    try {
      const found = await read(cursor);
      if (mine !== turn) return;
      items.value = cursor ? [...items.value, ...found.items] : found.items;
      next.value = found.next;
      loaded.value = true;
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      if (mine === turn) refusal.value = cause;
    } finally {
      if (mine === turn) loading.value = false;
    }
  }
  return {
    items, next, refusal, loading, loaded,
    load: () => page(undefined),
    more: () => (next.value ? page(next.value) : Promise.resolve()),
  };
}
