// What an answer to a dispute can be: which rules come into question, and the times that would put it right.
import type { components, paths } from '@/shared/api/schema';
import { clockInput, dateInput, instantOf } from '@/shared/time/local';

export type Dispute = components['schemas']['HoursDispute'];
export type Answer = NonNullable<paths['/api/hours/disputes/{id}/answer']['post']['requestBody']>['content']['application/json'];
type Rule = Answer['rule'];

const general: Rule[] = ['hours.by_evidence', 'hours.not_present', 'hours.overlap', 'hours.daily_limit', 'hours.continuous_limit', 'hours.rounding', 'hours.clock_backwards'];

/** Those that took minutes of this entry first, then the others. */
export function rulesFor(dispute: Pick<Dispute, 'why' | 'notes'>): Rule[] {
  return [...new Set([...dispute.why, ...dispute.notes].map((one) => one.rule as Rule).concat(general))];
}

/** What the volunteer claims, else what was planned when that differs from what was recorded; nothing for a neighbour's objection. */
export function wanted(dispute: Dispute): { starts_ms: number; ends_ms: number } | undefined {
  const { claimed_starts_ms: from, claimed_ends_ms: until, planned_starts_ms: plannedFrom, planned_ends_ms: plannedUntil } = dispute;
  if (from !== null && until !== null) return { starts_ms: from, ends_ms: until };
  if (dispute.objection || plannedFrom === null || plannedUntil === null) return undefined;
  if (plannedFrom === dispute.starts_ms && plannedUntil === dispute.ends_ms) return undefined;
  return { starts_ms: plannedFrom, ends_ms: plannedUntil };
}

export const toField = (at_ms: number | null) => (at_ms === null ? '' : `${dateInput(at_ms)}T${clockInput(at_ms)}`);
export const fromField = (field: string) => instantOf(field.slice(0, 10), field.slice(11, 16));
