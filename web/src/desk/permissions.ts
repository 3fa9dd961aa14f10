// Who may use the desk, and what the one big button of a service is. The server decides; this only chooses what to show.
import type { components } from '@/shared/api/schema';

export type Me = components['schemas']['Me'];
export type Order = components['schemas']['OrderDetail'];
export type Card = components['schemas']['DeskCard'];
export type Action = Order['actions'][number];

export type Standing = 'volunteer' | 'waiting' | 'suspended' | 'withdrawn' | 'stranger';

export function standing(me: Pick<Me, 'volunteer'>): Standing {
  if (!me.volunteer) return 'stranger';
  if (me.volunteer.state === 'registered') return 'volunteer';
  if (me.volunteer.state === 'suspended' || me.volunteer.state === 'withdrawn') return me.volunteer.state;
  return 'waiting';
}

export const ledTeams = (me: Pick<Me, 'roles'>) => me.roles.flatMap((role) => (role.role === 'team_leader' && role.team ? [role.team] : []));

/** Looks after a site's rooms and devices. */
export const keepsVenues = (me: Pick<Me, 'roles'>) => me.roles.some(({ role }) => role === 'clerk' || role === 'dispatcher');

/** Check-in opens this long before the start. */
export const early_ms = 60 * 60_000;

export type Next = 'check_in' | 'check_in_early' | 'check_out' | 'wait_crew' | 'done' | 'none';

export function nextOf(row: Pick<Card['row'], 'state' | 'starts_ms'>, crew: Card['crew_state'], now_ms: number): Next {
  if (row.state === 'completed' || row.state === 'rated' || row.state === 'archived') return 'done';
  if (!['accepted', 'scheduled', 'in_service'].includes(row.state) || crew === 'none') return 'none';
  if (crew === 'checked_out') return 'wait_crew';
  if (crew === 'checked_in') return 'check_out';
  return now_ms < row.starts_ms - early_ms ? 'check_in_early' : 'check_in';
}

export function crewState(order: Pick<Order, 'crew'>, me: Pick<Me, 'id'>): Card['crew_state'] {
  const own = order.crew.find((member) => member.volunteer_id === me.id);
  if (!own) return 'none';
  if (own.checked_out_ms !== null) return 'checked_out';
  return own.checked_in_ms !== null ? 'checked_in' : 'waiting';
}

export const canDispute = (entry: Pick<components['schemas']['HoursEntry'], 'state' | 'source'>) =>
  entry.source !== 'reversal' && ['pending', 'confirmed', 'publicised', 'effective'].includes(entry.state);
