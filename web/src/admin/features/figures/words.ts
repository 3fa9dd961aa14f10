// How figures are said, the same in table, tiles and drawer.
import { useI18n } from 'vue-i18n';
import type { Row } from './question';

export function useFigureWords() {
  const { t, te, locale } = useI18n();
  const count = (value: number) => value.toLocaleString(locale.value);
  return {
    count,
    hours: (minutes: number) => (minutes / 60).toLocaleString(locale.value, { maximumFractionDigits: 1 }),
    average: (hundredths: number | null) => (hundredths === null ? '–' : (hundredths / 100).toFixed(2)),
    share: (thousandths: number | null) => (thousandths === null ? '–' : `${(thousandths / 10).toFixed(1)}%`),
    rowName: (by: string, row: Row, scope: string) => {
      if (row.key === 'own') return t('admin.figures.own', { name: scope });
      return by === 'source' && te(`admin.figures.source.${row.key}`) ? t(`admin.figures.source.${row.key}`) : row.name;
    },
  };
}
