import type { Tongue } from '@/shared/time/words';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';

export function useTongue() {
  const { locale } = useI18n();
  return computed<Tongue>(() => (locale.value === 'en' ? 'en' : 'zh'));
}

/** The instant meant by a date and a clock of the district (YYYY-MM-DDTHH:MM); NaN when it is none. */
export function districtInstant(local: string, offset = '+08:00'): number {
  return Date.parse(`${local}:00${offset}`);
}
