// What a role opens in this face. The server decides every call again; this only keeps the menu honest.
import type { components } from '@/shared/api/schema';

export type Me = components['schemas']['Me'];
export type Role = components['schemas']['Role'];
export type Right = 'staff' | 'clerk' | 'dispatcher' | 'system_admin' | 'security_admin' | 'auditor';

const holders: Record<Right, readonly Role[]> = {
  staff: ['clerk', 'dispatcher', 'leader'],
  clerk: ['clerk', 'dispatcher'],
  dispatcher: ['dispatcher'],
  system_admin: ['system_admin'],
  security_admin: ['security_admin'],
  auditor: ['auditor'],
};

export function holds(roles: readonly Role[], ...rights: readonly Right[]): boolean {
  return rights.some((right) => holders[right].some((role) => roles.includes(role)));
}

export interface Entry {
  key: string;
  path: string;
  icon: string;
  /** Any of these opens it. */
  rights: readonly Right[];
  /** Second key after g. */
  go: string;
}

export const entries: readonly Entry[] = [
  { key: 'worklist', path: '/', icon: 'inbox', rights: ['staff'], go: 'w' },
  { key: 'orders', path: '/orders', icon: 'list', rights: ['staff'], go: 'o' },
  { key: 'dispatch', path: '/dispatch', icon: 'send', rights: ['dispatcher'], go: 'd' },
  { key: 'activities', path: '/activities', icon: 'calendar', rights: ['staff'], go: 'v' },
  { key: 'articles', path: '/articles', icon: 'edit', rights: ['staff'], go: 'n' },
  { key: 'broadcasts', path: '/broadcasts', icon: 'camera', rights: ['staff'], go: 'b' },
  { key: 'visits', path: '/visits', icon: 'eye', rights: ['staff'], go: 'r' },
  { key: 'books', path: '/books', icon: 'book', rights: ['staff'], go: 'z' },
  { key: 'hours', path: '/hours', icon: 'clock', rights: ['staff'], go: 'h' },
  { key: 'figures', path: '/figures', icon: 'scale', rights: ['staff'], go: 'f' },
  { key: 'proof', path: '/proof', icon: 'star', rights: ['clerk'], go: 'c' },
  { key: 'courses', path: '/courses', icon: 'book', rights: ['staff'], go: 'l' },
  { key: 'venues', path: '/venues', icon: 'building', rights: ['staff'], go: 'y' },
  { key: 'surveys', path: '/surveys', icon: 'chat', rights: ['staff'], go: 'q' },
  { key: 'showcase', path: '/showcase', icon: 'star-full', rights: ['staff'], go: 'g' },
  { key: 'pacts', path: '/pacts', icon: 'hand-heart', rights: ['staff'], go: 'P' },
  { key: 'training', path: '/training', icon: 'flag', rights: ['clerk'], go: 'j' },
  { key: 'sites', path: '/sites', icon: 'map-pin', rights: ['staff', 'system_admin'], go: 's' },
  { key: 'menu', path: '/menu', icon: 'book', rights: ['staff', 'system_admin'], go: 'm' },
  { key: 'volunteers', path: '/volunteers', icon: 'heart', rights: ['staff'], go: 'e' },
  { key: 'teams', path: '/teams', icon: 'flag', rights: ['staff'], go: 't' },
  { key: 'imports', path: '/imports', icon: 'upload', rights: ['clerk'], go: 'i' },
  { key: 'duplicates', path: '/duplicates', icon: 'users', rights: ['clerk'], go: 'u' },
  { key: 'people', path: '/people', icon: 'users', rights: ['security_admin'], go: 'p' },
  { key: 'keys', path: '/keys', icon: 'lock', rights: ['system_admin'], go: 'k' },
  { key: 'audit', path: '/audit', icon: 'shield', rights: ['auditor'], go: 'a' },
  { key: 'anomalies', path: '/anomalies', icon: 'alert', rights: ['auditor'], go: 'x' },
];

export function menuFor(roles: readonly Role[]): Entry[] {
  return entries.filter((entry) => holds(roles, ...entry.rights));
}

/** Where a person lands: the worklist, or the first page the roles open; '' when none does. */
export function homeOf(roles: readonly Role[]): string {
  return menuFor(roles)[0]?.path ?? '';
}
