import type { Tongue } from '@/shared/time/words';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';

export function useTongue() {
  const { locale } = useI18n();
  return computed<Tongue>(() => (locale.value === 'en' ? 'en' : 'zh'));
}

/** 350 米, 1.2 公里. */
export function distanceWords(m: number, tongue: Tongue): string {
  if (m < 1000) return tongue === 'zh' ? `${Math.max(10, Math.round(m / 10) * 10)} 米` : `${Math.max(10, Math.round(m / 10) * 10)} m`;
  const km = m < 10_000 ? (m / 1000).toFixed(1) : String(Math.round(m / 1000));
  return tongue === 'zh' ? `${km} 公里` : `${km} km`;
}

/** The instant meant by a date and a clock of the district (YYYY-MM-DDTHH:MM); NaN when it is none. */
export function districtInstant(local: string, offset = '+08:00'): number {
  return Date.parse(`${local}:00${offset}`);
}
