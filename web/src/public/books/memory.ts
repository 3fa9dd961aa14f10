// What is being read, and how far: on this device alone, nothing of it is ever sent.
export interface Place {
  number: number;
  /** The paragraph at the top of the screen, counted from 0. */
  paragraph: number;
  at: number;
  name: string;
  chapter: string;
  chapters: number;
}
export interface Look {
  size: number;
  look: 'paper' | 'night' | 'contrast';
}

const places_key = 'ws-books';
const look_key = 'ws-reading';
const most_books = 30;
export const sizes = 5;

function stored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null; // storage refused, or somebody else's words
  }
}
function store(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A device that keeps nothing: then nothing is remembered.
  }
}

const isPlace = (value: unknown): value is Place => {
  const place = value as Partial<Place> | null;
  return typeof place === 'object' && place !== null && [place.number, place.paragraph, place.at, place.chapters].every((one) => Number.isSafeInteger(one)) && typeof place.name === 'string' && typeof place.chapter === 'string';
};

/** By the book's identifier, the latest first. */
export function places(): [string, Place][] {
  const found = stored(places_key);
  if (typeof found !== 'object' || found === null) return [];
  return Object.entries(found).filter((entry): entry is [string, Place] => /^[0-9A-Z]{26}$/.test(entry[0]) && isPlace(entry[1])).sort((a, b) => b[1].at - a[1].at);
}
export const placeIn = (book: string): Place | undefined => places().find(([id]) => id === book)?.[1];
export function remember(book: string, place: Place): void {
  store(places_key, Object.fromEntries([[book, place] as const, ...places().filter(([id]) => id !== book)].slice(0, most_books)));
}

export function readLook(): Look {
  const found = stored(look_key) as Partial<Look> | null;
  const size = Number.isSafeInteger(found?.size) ? Math.min(Math.max(found!.size!, 0), sizes - 1) : 1;
  return { size, look: found?.look === 'night' || found?.look === 'contrast' ? found.look : 'paper' };
}
export const keepLook = (look: Look) => store(look_key, look);
