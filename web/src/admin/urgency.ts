/** As the server counts it: soon is within a day. */
export const soon_ms = 24 * 3_600_000;

export function urgency(due_ms: number | null, now_ms: number): 'overdue' | 'soon' | 'calm' {
  if (due_ms === null) return 'calm';
  if (due_ms <= now_ms) return 'overdue';
  return due_ms - now_ms <= soon_ms ? 'soon' : 'calm';
}
