// The stretches of time a leader asks about, as the months that figures are asked by.
import { dateInput } from '@/shared/time/local';

export const stretches = ['year', 'twelve', 'last'] as const;
export type Stretch = (typeof stretches)[number];
export interface MonthRange { from: string; to: string }

export function monthsOf(stretch: Stretch, now_ms: number): MonthRange {
  const [year, month] = dateInput(now_ms).split('-').map(Number) as [number, number, number];
  const text = (of: number) => `${Math.floor(of / 12)}-${String((of % 12) + 1).padStart(2, '0')}`;
  const current = year * 12 + month - 1;
  if (stretch === 'twelve') return { from: text(current - 11), to: text(current) };
  if (stretch === 'last') return { from: `${year - 1}-01`, to: `${year - 1}-12` };
  return { from: `${year}-01`, to: text(current) };
}
