// What the server pushes: orders that moved below one's site, and notices to oneself. Pages read anew when something moved;
// their slow timers stay, for the day the socket cannot be had.
import { onScopeDispose, ref, watch } from 'vue';
import { follow, paced } from '@/shared/live/follow';
import { useSession } from './session';

const pause_ms = 1_500;
const moves = ref(0);
export const notices = ref(0);

/** Once, by the application: follows as long as somebody is signed in. */
export function startLive(): void {
  const session = useSession();
  const readMe = paced(() => { if (session.me && !session.lost) void session.load().catch(() => undefined); }, pause_ms);
  const stops: (() => void)[] = [];
  const stop = () => { for (const end of stops.splice(0)) end(); };
  watch(() => (session.me && !session.lost ? `${session.me.id} ${session.may('staff')}` : ''), (who) => {
    stop();
    if (!who) return;
    const told = () => { notices.value += 1; readMe(); };
    stops.push(follow('/api/notices/live', { heard: (type) => { if (type === 'notice') told(); }, back: told }));
    const moved = () => void (moves.value += 1);
    if (session.may('staff')) stops.push(follow('/api/screen/live', { heard: (type) => { if (type === 'move') moved(); }, back: moved }));
  }, { immediate: true });
  onScopeDispose(stop);
}

/** Reads anew soon after something moved; a page nobody looks at, or that is busy, does so once it is looked at again. */
export function useMoves(load: () => unknown, busy: () => boolean = () => false): void {
  let behind = false;
  const catchUp = paced(() => {
    behind = document.visibilityState !== 'visible' || busy();
    if (!behind) void load();
  }, pause_ms);
  const again = () => { if (behind) catchUp(); };
  watch(moves, catchUp);
  watch(busy, again);
  document.addEventListener('visibilitychange', again);
  onScopeDispose(() => document.removeEventListener('visibilitychange', again));
}
