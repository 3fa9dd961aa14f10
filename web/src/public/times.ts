// <time data-live="1781060400000">今天 14:00</time> counts along while the page is open; the exact instant is its title.
import { exactWords, relativeWords } from '@/shared/time/words';

export function startTimes(): void {
  const tongue = document.documentElement.lang.startsWith('en') ? 'en' : 'zh';
  const times = [...document.querySelectorAll<HTMLTimeElement>('time[data-live]')];
  if (!times.length) return;
  // The phone's clock may be wrong by hours; the page says when the server wrote it.
  const written_ms = Number(document.querySelector<HTMLMetaElement>('meta[name="server-time"]')?.content) || Date.now();
  const opened = performance.now();
  const tick = () => {
    const now_ms = written_ms + performance.now() - opened;
    for (const time of times) {
      const instant_ms = Number(time.dataset['live']);
      time.textContent = relativeWords(instant_ms, now_ms, tongue);
      time.title = exactWords(instant_ms);
    }
  };
  tick();
  setInterval(tick, 30_000);
}
