import type { components } from '@/shared/api/schema';

export type Media = components['schemas']['Media'];
export const people = ['none', 'crowd', 'consented'] as const;
