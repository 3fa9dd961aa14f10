// What moves at a shift, as it happens; without a socket the page still asks when it is looked at.
import { follow, paced } from '@/shared/live/follow';
import { onBeforeUnmount, onMounted } from 'vue';

const pause_ms = 800;

export function useShiftLive(shift_id: string, moved: () => void): void {
  const told = paced(moved, pause_ms);
  let stop = () => {};
  const looked = () => document.visibilityState === 'visible' && told();
  onMounted(() => {
    stop = follow(`/api/presence/live?shift_id=${shift_id}`, { heard: (type) => { if (type === 'activity') told(); }, back: told });
    document.addEventListener('visibilitychange', looked);
  });
  onBeforeUnmount(() => {
    stop();
    document.removeEventListener('visibilitychange', looked);
  });
}
