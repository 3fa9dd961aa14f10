import { describe, expect, it } from 'vitest';
import { holds, homeOf, menuFor, type Role } from './permissions';

const keys = (...roles: Role[]) => menuFor(roles).map((entry) => entry.key);

describe('the menu', () => {
  it('shows a clerk the orders but neither the dispatch board nor people', () => {
    expect(keys('clerk')).toEqual(['worklist', 'orders', 'activities', 'articles', 'broadcasts', 'visits', 'books', 'hours', 'figures', 'proof', 'courses', 'venues', 'surveys', 'showcase', 'pacts', 'training', 'sites', 'menu', 'volunteers', 'teams', 'imports', 'duplicates']);
  });
  it('gives the dispatcher the board on top of that', () => {
    expect(keys('dispatcher')).toEqual(['worklist', 'orders', 'dispatch', 'activities', 'articles', 'broadcasts', 'visits', 'books', 'hours', 'figures', 'proof', 'courses', 'venues', 'surveys', 'showcase', 'pacts', 'training', 'sites', 'menu', 'volunteers', 'teams', 'imports', 'duplicates']);
  });
  it('keeps the three administrators apart', () => {
    expect(keys('system_admin')).toEqual(['sites', 'menu', 'keys']);
    expect(keys('security_admin')).toEqual(['people']);
    expect(keys('auditor')).toEqual(['audit', 'anomalies']);
  });
  it('has nothing for a team leader or a resident: their faces are the desk and the service hall', () => {
    expect(keys('team_leader')).toEqual([]);
    expect(homeOf([])).toBe('');
  });
  it('lands everybody on the first page they may open', () => {
    expect(homeOf(['leader'])).toBe('/');
    expect(homeOf(['auditor'])).toBe('/audit');
  });
});

describe('holds', () => {
  it('lets a dispatcher do what a clerk does, and not the other way round', () => {
    expect(holds(['dispatcher'], 'clerk')).toBe(true);
    expect(holds(['clerk'], 'dispatcher')).toBe(false);
    expect(holds(['leader'], 'clerk')).toBe(false);
    expect(holds(['leader'], 'staff')).toBe(true);
  });
});
