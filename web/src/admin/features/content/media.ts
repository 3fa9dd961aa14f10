import type { components } from '@/shared/api/schema';

export type Media = components['schemas']['Media'];
export type Film = components['schemas']['Film'];
export type LibraryFile = components['schemas']['LibraryFile'];
export const people = ['none', 'crowd', 'consented'] as const;
export type People = (typeof people)[number];

/** What must be said of a picture or a film. */
export const blankWords = () => ({ title: '', alt: '', credit: '', people: 'none' as People, consent_note: '' });

/** Something may still become of it by itself. */
export const moves = (film: Film): boolean => film.state === 'waiting' || film.state === 'making';
