// The screen of one site as reactive values. One connection for the whole page.
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue';
import { api, ApiError, ask } from '@/shared/api/client';
import { Connection, type Link, type Socket } from './connection';
import type { ScreenState } from './state';

export function useScreen(siteId: string) {
  const state = shallowRef<ScreenState | null>(null);
  const link = ref<Link>('loading');
  const since = ref(0);
  const refusal = shallowRef<ApiError | null>(null);
  /** Site of the last move, and how many moves there were: the map lights it up. */
  const lit = shallowRef({ site: '', count: 0 });
  const ahead = ref(0); // the server's clock minus this machine's
  const tick = ref(Date.now());
  const now = computed(() => tick.value + ahead.value);

  const connection = new Connection(
    {
      fetchState: () => ask(api.GET('/api/screen', { params: { query: siteId ? { site_id: siteId } : {} } })),
      openSocket: (after) => {
        const url = new URL('/api/screen/live', location.href);
        url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
        url.searchParams.set('after', String(after));
        if (siteId) url.searchParams.set('site_id', siteId);
        return new WebSocket(url) as unknown as Socket;
      },
      judge: (cause) => {
        if (!(cause instanceof ApiError)) return 'retry';
        refusal.value = cause;
        return cause.status === 401 ? 'signed_out' : cause.status === 403 ? 'refused' : 'retry';
      },
      later: (run, ms) => window.setTimeout(run, ms),
      cancel: (timer) => window.clearTimeout(timer),
      now: () => Date.now(),
      random: () => Math.random(),
    },
    {
      state: (next, message) => {
        if (next.now_ms !== state.value?.now_ms) ahead.value = next.now_ms - Date.now();
        state.value = next;
        if (message?.type === 'move') lit.value = { site: message.move.site_id, count: lit.value.count + 1 };
      },
      link: (next, at) => {
        link.value = next;
        since.value = at;
      },
    },
  );
  const hurry = () => connection.hurry();
  let seconds = 0;
  onMounted(() => {
    void connection.start();
    seconds = window.setInterval(() => { tick.value = Date.now(); }, 1000);
    window.addEventListener('online', hurry);
  });
  onBeforeUnmount(() => {
    connection.stop();
    window.clearInterval(seconds);
    window.removeEventListener('online', hurry);
  });
  return { state, link, since, refusal, lit, now, ahead, hurry, restart: () => void connection.start() };
}
