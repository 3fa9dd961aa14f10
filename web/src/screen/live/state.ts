// What the screen shows, and how each message changes it. Pure: fresh state = old state + messages, whatever was
// lost and resumed in between (the server's test holds the same property over random histories).
import type { components } from '@/shared/api/schema';

type Schemas = components['schemas'];
export type ScreenState = Schemas['ScreenState'];
export type Move = Schemas['ScreenMove'];
export type OrderRow = Schemas['OrderRow'];
export type ActivityToday = Schemas['ScreenActivities']['items'][number];

export interface MoveMessage { type: 'move'; seq: number; move: Move; row: OrderRow | null }
export interface FiguresMessage {
  type: 'figures';
  seq: number;
  now_ms: number;
  figures: ScreenState['figures'];
  towns: ScreenState['towns'];
  states: ScreenState['states'];
  points_open: { site_id: string; open: number }[];
  at_risk: OrderRow[];
}
export interface ActivitiesMessage { type: 'activities'; seq: number; now_ms: number; activities: ScreenState['activities'] }
export interface ResyncMessage { type: 'resync'; seq: number }
export interface BeatMessage { type: 'beat'; seq: number; now_ms: number }
export type Message = MoveMessage | FiguresMessage | ActivitiesMessage | ResyncMessage | BeatMessage;

export const mostAtRisk = 30;
export const mostRecent = 40;

const byDue = (a: OrderRow, b: OrderRow) => (a.next_due_ms ?? 0) - (b.next_due_ms ?? 0) || (a.id < b.id ? -1 : 1);

function withRow(rows: OrderRow[], id: string, row: OrderRow | null): OrderRow[] {
  const others = rows.filter((one) => one.id !== id);
  if (!row || row.next_due_ms === null) return others;
  return [...others, row].sort(byDue).slice(0, mostAtRisk);
}

/** The state after `message`; the same object when it says nothing new. A resync is not for here. */
export function reduce(state: ScreenState, message: Message): ScreenState {
  switch (message.type) {
    case 'move':
      if (message.seq <= state.seq) return state;
      return {
        ...state,
        seq: message.seq,
        recent: [message.move, ...state.recent].slice(0, mostRecent),
        at_risk: withRow(state.at_risk, message.move.order_id, message.row),
      };
    case 'figures': {
      // Figures include every move up to their own number, but do not stand for the moves: `seq` stays.
      if (message.seq < state.seq) return state;
      const open = new Map(message.points_open.map((point) => [point.site_id, point.open]));
      return {
        ...state,
        now_ms: message.now_ms,
        figures: message.figures,
        towns: message.towns,
        states: message.states,
        at_risk: message.at_risk,
        points: state.points.map((point) => ({ ...point, open: open.get(point.site_id) ?? 0 })),
      };
    }
    case 'activities':
      if (message.seq < state.seq) return state;
      return { ...state, now_ms: message.now_ms, activities: message.activities };
    default:
      return state;
  }
}

export type Turn = 'on' | 'later' | 'over';
/** Where an activity of today stands. */
export const turnOf = (one: ActivityToday, now_ms: number): Turn => (now_ms < one.starts_ms ? 'later' : now_ms < one.ends_ms ? 'on' : 'over');

export function readMessage(text: string): Message | null {
  try {
    const message = JSON.parse(text) as { type?: unknown; seq?: unknown } | null;
    if (typeof message?.seq !== 'number') return null;
    return ['move', 'figures', 'activities', 'resync', 'beat'].includes(String(message.type)) ? (message as Message) : null;
  } catch {
    return null;
  }
}
