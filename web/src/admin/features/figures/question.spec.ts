import { describe, expect, it } from 'vitest';
import { groupings, inside, readQuestion, writeQuestion } from './question';

const today = new Date(2026, 10, 23);
const site = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

describe('the question of a report', () => {
  it('is this year by site unless the address says otherwise', () => {
    expect(readQuestion({}, today)).toEqual({ kind: 'hours', by: 'site', scope: 'site', scope_id: '', from: '2026-01', to: '2026-11' });
  });
  it('comes back from the address it wrote', () => {
    const asked = readQuestion({ kind: 'orders', by: 'category', scope_id: site, from: '2026-09', to: '2026-10' }, today);
    expect(asked).toEqual({ kind: 'orders', by: 'category', scope: 'site', scope_id: site, from: '2026-09', to: '2026-10' });
    expect(readQuestion(writeQuestion(asked), today)).toEqual(asked);
  });
  it('leaves out what nobody knows, and a period that ends before it begins', () => {
    const asked = readQuestion({ by: 'colour', scope: 'moon', scope_id: 'x', from: '2027-01', to: '2026-13' }, today);
    expect(asked).toEqual({ kind: 'hours', by: 'site', scope: 'site', scope_id: '', from: '2026-01', to: '2026-11' });
  });
  it('never groups what cannot be grouped', () => {
    expect(readQuestion({ kind: 'orders', by: 'project' }, today).by).toBe('site');
    expect(groupings('hours', 'area')).toEqual(['month']);
  });
  it('goes into a row that has figures of its own', () => {
    const asked = readQuestion({}, today);
    expect(inside(asked, site)).toMatchObject({ scope: 'site', scope_id: site, by: 'site' });
    expect(inside({ ...asked, by: 'area' }, site)).toMatchObject({ scope: 'area', by: 'month' });
    expect(inside(asked, 'own')).toBeNull();
    expect(inside({ ...asked, by: 'month' }, '2026-03')).toBeNull();
  });
});
