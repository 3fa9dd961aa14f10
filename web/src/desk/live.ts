// Notices as they happen: an offer, a new time, a withdrawal is on the phone at once. Without a socket (offline, a network that
// lets none through) everything still works by asking.
import { onScopeDispose, ref, watch } from 'vue';
import { follow, paced } from '@/shared/live/follow';
import { useSession } from './session';

const pause_ms = 1_500;
/** Goes up when there is something to ask for anew. */
export const news = ref(0);

export function startLive(): void {
  const session = useSession();
  const told = paced(() => {
    news.value += 1;
    if (session.me) void session.load();
  }, pause_ms);
  let stop = () => {};
  watch(() => session.me?.id, (who) => {
    stop();
    stop = who ? follow('/api/notices/live', { heard: (type) => { if (type === 'notice') told(); }, back: told }) : () => {};
  }, { immediate: true });
  onScopeDispose(() => stop());
}
