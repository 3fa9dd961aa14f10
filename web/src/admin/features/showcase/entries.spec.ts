import { describe, expect, it } from 'vitest';
import { emptyForm, nominationOf } from './entries';

describe('a nomination', () => {
  const filled = { ...emptyForm('S', 2026), reason: ' 做法可学 ', project_id: 'P', team_id: 'T', article_id: 'A', title: '一张茶桌', need: '纠纷', done: '谈', outcome: '和好', civilization_office: '区文明办', civilization_owner: '陶', governance_office: '社治委', governance_owner: '闵' };
  it('says only what its kind asks for', () => {
    expect(nominationOf({ ...filled, kind: 'brand_project' })).toEqual({ kind: 'brand_project', project_id: 'P', reason: '做法可学', year: 2026 });
    expect(nominationOf({ ...filled, kind: 'excellent_team' })).toEqual({ kind: 'excellent_team', team_id: 'T', reason: '做法可学', year: 2026 });
  });
  it('of a case is the article or its own words, never both', () => {
    const own = nominationOf({ ...filled, kind: 'exemplary_case' });
    expect(own.title).toBe('一张茶桌');
    expect(own).not.toHaveProperty('article_id');
    const referring = nominationOf({ ...filled, kind: 'exemplary_case', own: false });
    expect(referring.article_id).toBe('A');
    expect(referring).not.toHaveProperty('title');
    expect(referring.governance_owner).toBe('闵');
  });
});
