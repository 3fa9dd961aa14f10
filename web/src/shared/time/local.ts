// The way back from words: a day and a clock time in the district, as an instant, and an instant as the values that
// <input type="date"> and <input type="time"> hold.
import { districtZone, exactWords } from './words';

/** ('2026-06-12', '14:00') → UTC milliseconds; NaN when either is not filled in. */
export function instantOf(date: string, clock: string, zone = districtZone): number {
  const wanted = Date.parse(`${date}T${clock}:00Z`);
  if (Number.isNaN(wanted)) return Number.NaN;
  // The zone's offset at that moment is what the zone's wall clock shows beyond UTC.
  const shown = Date.parse(`${exactWords(wanted, zone).replace(' ', 'T')}:00Z`);
  return wanted - (shown - wanted);
}

export function dateInput(instant_ms: number, zone = districtZone): string {
  return exactWords(instant_ms, zone).slice(0, 10);
}

export function clockInput(instant_ms: number, zone = districtZone): string {
  return exactWords(instant_ms, zone).slice(11, 16);
}
