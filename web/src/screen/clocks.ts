// A running clock as the screen says it.
export type Urgency = 'over' | 'soon' | 'calm';
const hour = 3_600_000;

/** Red once it has run out, amber in its last four hours. */
export function urgency(due_ms: number, now_ms: number): Urgency {
  if (due_ms <= now_ms) return 'over';
  return due_ms - now_ms <= 4 * hour ? 'soon' : 'calm';
}

/** 02:05:09; 1d 03:20 from a day on; "−" in front when it has run out. */
export function countdown(due_ms: number, now_ms: number, day = '天'): string {
  const seconds = Math.floor(Math.abs(due_ms - now_ms) / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  const sign = due_ms <= now_ms && seconds > 0 ? '−' : '';
  const hours = Math.floor((seconds % 86_400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return days ? `${sign}${days}${day} ${two(hours)}:${two(minutes)}` : `${sign}${two(hours)}:${two(minutes)}:${two(seconds % 60)}`;
}
