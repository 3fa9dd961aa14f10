// What the editor of a venue holds, and the contract's plan made of it.
import type { components } from '@/shared/api/schema';

export type Venue = components['schemas']['Venue'];
type Plan = components['schemas']['VenuePlan'];
type Opening = components['schemas']['VenueOpening'];

/** Hours as people say them: the same times on several days. */
export interface Hours { days: number[]; from: string; until: string }
export type VenueForm = Omit<Plan, 'hours' | 'rules' | 'access'> & { rules: string; access: string; hours: Hours[] };

export const clockOf = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
export const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));

export function hoursOf(openings: readonly Opening[]): Hours[] {
  const lines: Hours[] = [];
  for (const one of openings) {
    const from = clockOf(one.from_minute);
    const until = clockOf(one.until_minute);
    const line = lines.find((known) => known.from === from && known.until === until);
    if (line) line.days.push(one.weekday);
    else lines.push({ days: [one.weekday], from, until });
  }
  return lines;
}

export const openingsOf = (hours: readonly Hours[]): Opening[] =>
  hours.flatMap((line) => line.days.map((weekday) => ({ weekday, from_minute: minuteOf(line.from), until_minute: minuteOf(line.until) })));

export const emptyForm = (): VenueForm => ({
  kind: 'room', name: '', summary: '', rules: '', access: '', units: 1, capacity: 20, slot_minutes: 60, longest_minutes: 180, days_ahead: 30, open_per_person: 2, approval: false,
  hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', until: '17:00' }],
});

export function formOf(venue: Venue): VenueForm {
  const { kind, name, summary, units, capacity, slot_minutes, longest_minutes, days_ahead, open_per_person, approval } = venue;
  return { kind, name, summary, rules: venue.rules ?? '', access: venue.access ?? '', units, capacity, slot_minutes, longest_minutes, days_ahead, open_per_person, approval, hours: hoursOf(venue.hours) };
}

export const planOf = (form: VenueForm): Plan => ({ ...form, units: form.kind === 'room' ? 1 : form.units, hours: openingsOf(form.hours) });
