// How a presence is known, as the ledger keeps it ("in=code;in_m=120;out=planned_end"), in a person's words.
import { distanceWords } from './time/distance';
import type { Tongue } from './time/words';

export function evidenceWords(evidence: string, say: (key: string, values?: Record<string, string>) => string, tongue: Tongue): string {
  const parts = new Map(evidence.split(';').map((part) => part.split('=', 2) as [string, string]));
  const came = parts.get('in');
  const went = parts.get('out');
  if (!came || !went) return evidence;
  const far = parts.get('in_m');
  const words = [came === 'none' ? say('shift.evidence.no_in') : say('shift.evidence.in', { how: say(`shift.sources.${came}`) })];
  if (far) words.push(say('shift.away', { far: distanceWords(Number(far), tongue) }));
  words.push(went === 'planned_end' ? say('shift.evidence.forgot') : say('shift.evidence.out', { how: say(`shift.sources.${went}`) }));
  return words.join(tongue === 'zh' ? '；' : '; ');
}
