import type { Tongue } from './words';

/** 350 米, 1.2 公里. */
export function distanceWords(m: number, tongue: Tongue): string {
  if (m < 1000) return tongue === 'zh' ? `${Math.max(10, Math.round(m / 10) * 10)} 米` : `${Math.max(10, Math.round(m / 10) * 10)} m`;
  const km = m < 10_000 ? (m / 1000).toFixed(1) : String(Math.round(m / 1000));
  return tongue === 'zh' ? `${km} 公里` : `${km} km`;
}
