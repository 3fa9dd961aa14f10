// <time data-live="1781060400000">今天 14:00</time> counts along while the page is open; the exact instant is its title.
import { exactWords, relativeWords } from '@/shared/time/words';

export function startTimes(): void {
  const tongue = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
  const times = [...document.querySelectorAll<HTMLTimeElement>('time[data-live]')];
  if (!times.length) return;
  const tick = () => {
    for (const time of times) {
      const instant_ms = Number(time.dataset['live']);
      time.textContent = relativeWords(instant_ms, Date.now(), tongue);
      time.title = exactWords(instant_ms);
    }
  };
  tick();
  setInterval(tick, 30_000);
}
