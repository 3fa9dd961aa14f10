// What an event of an order carries beside its reason, in words: the server writes a code, a score or an instant.
import { useI18n } from 'vue-i18n';
import { timeWords } from './time/words';

export function useEventDetail() {
  const { t, te, locale } = useI18n();
  return (event: { kind: string; detail: string }, now_ms: number): string => {
    const { kind, detail } = event;
    if (!detail) return '';
    if (kind === 'rated') return t('shared.detail.stars', { count: detail });
    const at_ms = kind === 'scheduled' ? Date.parse(detail) : NaN;
    if (!Number.isNaN(at_ms)) return timeWords(at_ms, now_ms, locale.value === 'en' ? 'en' : 'zh');
    return te(`shared.detail.${detail}`) ? t(`shared.detail.${detail}`) : detail;
  };
}
