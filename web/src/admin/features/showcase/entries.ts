import type { components } from '@/shared/api/schema';

export type Entry = components['schemas']['ShowcaseEntry'];
export type Detail = components['schemas']['ShowcaseDetail'];
export type Kind = components['schemas']['ShowcaseKind'];
export const kinds = ['brand_project', 'excellent_team', 'exemplary_case'] as const satisfies readonly Kind[];
export const states = ['nominated', 'returned', 'publicised', 'shown', 'revoked'] as const;
export const tones = { nominated: 'warn', returned: 'calm', publicised: 'calm', shown: 'good', revoked: 'plain' } as const;

/** A nomination as it is written. A case is an article or its own words: `own` says which. */
export interface Form {
  kind: Kind; site_id: string; project_id: string; team_id: string; own: boolean; article_id: string; media_id: string;
  title: string; need: string; done: string; outcome: string;
  civilization_office: string; civilization_owner: string; governance_office: string; governance_owner: string;
  reason: string; year: number;
}

export function emptyForm(site: string, year: number): Form {
  return { kind: 'brand_project', site_id: site, project_id: '', team_id: '', own: true, article_id: '', media_id: '', title: '', need: '', done: '', outcome: '', civilization_office: '', civilization_owner: '', governance_office: '', governance_owner: '', reason: '', year };
}

export function formOf(entry: Entry): Form {
  return {
    kind: entry.kind, site_id: entry.site_id, project_id: entry.project_id ?? '', team_id: entry.team_id ?? '', own: entry.article_id === null, article_id: entry.article_id ?? '', media_id: entry.media_id ?? '',
    title: entry.title, need: entry.kind === 'exemplary_case' ? entry.need : '', done: entry.done, outcome: entry.outcome,
    civilization_office: entry.civilization_office, civilization_owner: entry.civilization_owner, governance_office: entry.governance_office, governance_owner: entry.governance_owner,
    reason: entry.reason, year: entry.year,
  };
}

/** What goes to the server beside the thing itself: only what the kind asks for. */
export function wordsOf(form: Form): Omit<components['schemas']['ShowcaseChange'], 'version'> {
  const case_ = form.kind === 'exemplary_case';
  return {
    reason: form.reason.trim(), year: form.year,
    ...(form.media_id ? { media_id: form.media_id } : {}),
    ...(case_ && !form.own && form.article_id ? { article_id: form.article_id } : {}),
    ...(case_ && form.own ? { title: form.title.trim(), need: form.need.trim(), done: form.done.trim(), outcome: form.outcome.trim() } : {}),
    ...(case_ ? { civilization_office: form.civilization_office.trim(), civilization_owner: form.civilization_owner.trim(), governance_office: form.governance_office.trim(), governance_owner: form.governance_owner.trim() } : {}),
  };
}

export function nominationOf(form: Form): components['schemas']['ShowcaseNomination'] {
  return {
    kind: form.kind, ...wordsOf(form),
    ...(form.kind === 'brand_project' ? { project_id: form.project_id } : {}),
    ...(form.kind === 'excellent_team' ? { team_id: form.team_id } : {}),
    ...(form.kind === 'exemplary_case' ? { site_id: form.site_id } : {}),
  };
}
