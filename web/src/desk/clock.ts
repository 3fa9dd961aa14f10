// One second hand for every countdown of the desk, set by the server's clock: a phone's own clock may be wrong.
import { onScopeDispose, readonly, ref } from 'vue';

let ahead_ms = 0;
const hand = ref(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

export const serverNow = () => Date.now() + ahead_ms;

/** The Date header counts whole seconds and its way here takes time; small differences are left alone. */
export function hearServerClock(date: string | null): void {
  const heard = date ? Date.parse(date) : NaN;
  if (Number.isNaN(heard)) return;
  const difference = heard - Date.now();
  ahead_ms = Math.abs(difference) < 3000 ? 0 : difference;
}

export function useNow() {
  hand.value = serverNow();
  if (watchers++ === 0) timer = setInterval(() => (hand.value = serverNow()), 1000);
  onScopeDispose(() => {
    if (--watchers === 0) clearInterval(timer);
  });
  return readonly(hand);
}

export type Urgency = 'over' | 'soon' | 'calm';

export interface Remaining {
  urgency: Urgency;
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

const soon_ms = 60 * 60_000;

/** What is left until an instant. A second that has begun still counts, so that 0 is shown only when it is over. */
export function remaining(until_ms: number, now_ms: number): Remaining {
  const left = Math.max(0, Math.ceil((until_ms - now_ms) / 1000));
  return {
    urgency: left === 0 ? 'over' : left * 1000 <= soon_ms ? 'soon' : 'calm',
    days: Math.floor(left / 86_400),
    hours: Math.floor((left % 86_400) / 3600),
    minutes: Math.floor((left % 3600) / 60),
    seconds: left % 60,
  };
}

/** 1 天 3 小时, 2 小时 5 分, 04:09. */
export function remainingWords(left: Remaining, english: boolean): string {
  const two = (n: number) => String(n).padStart(2, '0');
  if (left.days > 0) return english ? `${left.days} d ${left.hours} h` : `${left.days} 天 ${left.hours} 小时`;
  if (left.hours > 0) return english ? `${left.hours} h ${left.minutes} min` : `${left.hours} 小时 ${left.minutes} 分`;
  return `${two(left.minutes)}:${two(left.seconds)}`;
}
