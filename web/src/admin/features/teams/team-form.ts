export interface TeamPlan {
  name: string;
  host: (typeof hosts)[number];
  summary: string;
  site_id: string;
  parent_id: string;
  organisation_id: string;
  takes_requests: boolean;
}

export const hosts = ['community', 'social_organisation', 'university', 'department', 'veterans'] as const;
export const emptyPlan = (): TeamPlan => ({ name: '', host: 'community', summary: '', site_id: '', parent_id: '', organisation_id: '', takes_requests: true });
export const tones: Record<string, string> = { active: 'good', review: 'warn', draft: 'calm', dissolved: 'plain' };
