import { describe, expect, it } from 'vitest';
import { fromField, rulesFor, toField, wanted, type Dispute } from './disputes';

const nine = Date.parse('2026-11-23T09:00:00+08:00');
const hour = 3_600_000;
const dispute = (over: Partial<Dispute>): Dispute => ({ starts_ms: nine, ends_ms: nine + hour, claimed_starts_ms: null, claimed_ends_ms: null, planned_starts_ms: null, planned_ends_ms: null, objection: false, why: [], notes: [], ...over }) as Dispute;

describe('an answer to a dispute', () => {
  it('offers what the volunteer claims, else what was planned', () => {
    const planned = { planned_starts_ms: nine - hour, planned_ends_ms: nine + hour };
    expect(wanted(dispute({ ...planned, claimed_starts_ms: nine, claimed_ends_ms: nine + 2 * hour }))).toEqual({ starts_ms: nine, ends_ms: nine + 2 * hour });
    expect(wanted(dispute(planned))).toEqual({ starts_ms: nine - hour, ends_ms: nine + hour });
  });
  it('offers no correction when there is nothing to correct, or a neighbour objects', () => {
    expect(wanted(dispute({}))).toBeUndefined();
    expect(wanted(dispute({ planned_starts_ms: nine, planned_ends_ms: nine + hour }))).toBeUndefined();
    expect(wanted(dispute({ objection: true, planned_starts_ms: nine - hour, planned_ends_ms: nine }))).toBeUndefined();
  });
  it('names the rules of this entry first, each once', () => {
    const rules = rulesFor({ why: [{ rule: 'hours.overlap' }], notes: [{ rule: 'hours.not_present' }] } as Dispute);
    expect(rules.slice(0, 3)).toEqual(['hours.overlap', 'hours.not_present', 'hours.by_evidence']);
    expect(new Set(rules).size).toBe(rules.length);
  });
  it('reads back the times it writes, in the district', () => {
    expect(toField(nine)).toBe('2026-11-23T09:00');
    expect(fromField(toField(nine))).toBe(nine);
    expect(toField(null)).toBe('');
  });
});
