// Now, for everybody: one timer, corrected by the server's clock when a page learns it.
import { computed, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { durationWords, exactWords, relativeWords, spanWords, timeWords, type Tongue } from '@/shared/time/words';

let ahead_ms = 0;
export const now = ref(Date.now());
/** Also called when an answer arrives, so that what just happened is never in the future. */
export const tick = () => void (now.value = Date.now() + ahead_ms);
setInterval(tick, 10_000);

export function serverNow(now_ms: number): void {
  ahead_ms = now_ms - Date.now();
  now.value = now_ms;
}

/** The Date header counts whole seconds and its way here takes time; small differences are left alone. */
export function hearServerClock(date: string | null): void {
  const difference = (date ? Date.parse(date) : NaN) - Date.now();
  if (Number.isNaN(difference) || Math.abs(difference - ahead_ms) < 3000) return;
  ahead_ms = difference;
  tick();
}

export function useTimes() {
  const { locale } = useI18n();
  const tongue = computed<Tongue>(() => (locale.value === 'en' ? 'en' : 'zh'));
  return {
    now,
    tongue,
    time: (at_ms: number) => timeWords(at_ms, now.value, tongue.value),
    /** Of what has happened: never in the future, whatever the clocks say. */
    since: (at_ms: number) => relativeWords(Math.min(at_ms, now.value), now.value, tongue.value),
    ago: (at_ms: number) => relativeWords(at_ms, now.value, tongue.value),
    span: (from_ms: number, to_ms: number) => spanWords(from_ms, to_ms, now.value, tongue.value),
    minutes: (count: number) => durationWords(count, tongue.value),
    exact: (at_ms: number) => exactWords(at_ms),
  };
}
