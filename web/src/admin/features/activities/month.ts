// Months as people look at them: whole weeks from Monday, days as "2026-11-23".
const day_ms = 86_400_000;
const text = (at_ms: number) => new Date(at_ms).toISOString().slice(0, 10);

/** "2026-12" if that is what the words are, else the month of `today`. */
export function monthOf(words: string, today: string): string {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(words) ? words : today.slice(0, 7);
}
export function monthShift(month: string, by: number): string {
  const [year, at] = month.split('-').map(Number) as [number, number];
  return text(Date.UTC(year, at - 1 + by, 1)).slice(0, 7);
}
/** Every week that has a day of the month. */
export function weeksOf(month: string): string[][] {
  const first = Date.parse(`${month}-01`);
  const monday = first - ((new Date(first).getUTCDay() + 6) % 7) * day_ms;
  const weeks: string[][] = [];
  for (let week = monday; text(week) < `${monthShift(month, 1)}-01`; week += 7 * day_ms) weeks.push(Array.from({ length: 7 }, (_, day) => text(week + day * day_ms)));
  return weeks;
}
