interface Waiting {
  state: string;
  next_due_ms: number | null;
}

/** What needs a hand first: orders nobody was offered yet or that came back, then those that wait for an answer; each by its clock. */
export function waitingFirst<T extends Waiting>(rows: readonly T[]): T[] {
  const rank = (row: T) => (row.state === 'dispatched' ? 1 : 0);
  const due = (row: T) => row.next_due_ms ?? Number.MAX_SAFE_INTEGER;
  return [...rows].sort((a, b) => rank(a) - rank(b) || due(a) - due(b));
}

export function distanceWords(metres: number, language: string): string {
  const [m, km] = language === 'en' ? ['m', 'km'] : ['米', '公里'];
  if (metres < 950) return `${Math.max(10, Math.round(metres / 10) * 10)} ${m}`;
  return `${(metres / 1000).toFixed(metres < 9950 ? 1 : 0)} ${km}`;
}
