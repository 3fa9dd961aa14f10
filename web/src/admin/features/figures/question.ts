// What a report is asked lives in the address: it can be sent to a colleague, kept as a bookmark, gone back to.
import type { LocationQuery } from 'vue-router';
import type { components, paths } from '@/shared/api/schema';

export type Report = components['schemas']['FiguresReport'];
export type Row = components['schemas']['FiguresRow'];
type Query = NonNullable<paths['/api/figures']['get']['parameters']['query']>;
export type Kind = Report['kind'];
export type By = Report['by'];
export type ScopeKind = Report['scope']['kind'];
export const standings = ['recorded', 'effective', 'publicised', 'pending', 'disputed'] as const;
export type Standing = (typeof standings)[number];

export interface Question {
  kind: Kind;
  by: By;
  scope: ScopeKind;
  scope_id: string;
  from: string;
  to: string;
}

const scopes: readonly ScopeKind[] = ['site', 'team', 'project', 'area'];

/** How a scope can be grouped; the first is shown unless another is asked for. */
export function groupings(kind: Kind, scope: ScopeKind): readonly By[] {
  if (scope === 'team') return ['team', 'month'];
  if (scope !== 'site') return ['month'];
  return kind === 'hours' ? ['site', 'team', 'project', 'month', 'area', 'source'] : ['site', 'team', 'month', 'area', 'category'];
}

const month = /^(19|20)\d\d-(0[1-9]|1[0-2])$/;
export const monthOf = (at: Date) => `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}`;

/** This year so far, when the address says nothing else; words nobody knows are left out. */
export function readQuestion(query: LocationQuery, today: Date): Question {
  const word = (name: string) => { const found = query[name]; return ((Array.isArray(found) ? found[0] : found) ?? '').trim(); };
  const kind: Kind = word('kind') === 'orders' ? 'orders' : 'hours';
  const scope = scopes.find((one) => one === word('scope')) ?? 'site';
  const possible = groupings(kind, scope);
  const to = month.test(word('to')) ? word('to') : monthOf(today);
  const from = month.test(word('from')) && word('from') <= to ? word('from') : `${to.slice(0, 4)}-01`;
  return { kind, scope, by: possible.find((one) => one === word('by')) ?? possible[0]!, scope_id: /^[0-9A-Z]{26}$/.test(word('scope_id')) ? word('scope_id') : '', from, to };
}

export const writeQuestion = (question: Question): Record<string, string> => Object.fromEntries(Object.entries(question).filter(([, value]) => value));

export const toQuery = (question: Question, cursor?: string): Query => ({ ...writeQuestion(question), limit: 100, ...(cursor ? { cursor } : {}) }) as Query;

/** A row that is itself something to look into: its own report. */
export function inside(question: Question, key: string): Question | null {
  if (key === 'own' || !['site', 'team', 'project', 'area'].includes(question.by)) return null;
  if (question.kind === 'orders' && question.by === 'project') return null;
  const scope = question.by as ScopeKind;
  return { ...question, scope, scope_id: key, by: groupings(question.kind, scope)[0]! };
}
