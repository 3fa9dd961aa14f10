// Places in a recording as people write them ("1:02:03", "4:05"), and chapters as one writes them down: a line each, the place first.

export interface Chapter { at_ms: number; title: string }

/** Nothing for what is no place. */
export function parsePosition(text: string): number | undefined {
  const parts = /^(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)$/.exec(text.trim());
  if (!parts) return undefined;
  return ((Number(parts[1] ?? 0) * 60 + Number(parts[2])) * 60 + Number(parts[3])) * 1000;
}

export function sayPosition(at_ms: number): string {
  const all_s = Math.floor(at_ms / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const hours = Math.floor(all_s / 3600);
  const minutes = Math.floor(all_s / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(all_s % 60)}` : `${minutes}:${two(all_s % 60)}`;
}

/** The first line that is none, counted from 1, or the chapters in order. */
export function parseChapters(text: string): { chapters: Chapter[] } | { wrong: number } {
  const chapters: Chapter[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.trim()) continue;
    const [, place = '', title = ''] = /^\s*(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    const at_ms = parsePosition(place);
    if (at_ms === undefined || !title) return { wrong: at + 1 };
    chapters.push({ at_ms, title });
  }
  return { chapters: chapters.sort((a, b) => a.at_ms - b.at_ms) };
}

export const writeChapters = (chapters: Chapter[]): string => chapters.map((one) => `${sayPosition(one.at_ms)} ${one.title}`).join('\n');
