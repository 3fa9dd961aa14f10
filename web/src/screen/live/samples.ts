// For the specs beside this file.
import type { ActivitiesMessage, FiguresMessage, Move, MoveMessage, OrderRow, ScreenState } from './state';

export const row = (id: string, due: number | null = 1000): OrderRow => ({
  id, number: `20261123-${id}`, title: '上门理发', category: 'care', category_name: '助老', site: { id: 's1', name: '书院社区实践站' }, town_name: '郫筒街道',
  place: 'home', lane: 'phone', state: 'submitted', state_since_ms: 1, starts_ms: 2, ends_ms: 3, lat_e6: null, lon_e6: null, next_clock: 'triage', next_due_ms: due,
  escalated: 0, open_claim: false, handler_name: '', team_name: '', rating: null, complaint_open: false, requester_name: '辜**', created_ms: 1, version: 1,
});
export const move = (seq: number, id = 'o1', due: number | null = 1000): MoveMessage => ({
  type: 'move', seq, row: row(id, due),
  move: { at_ms: seq, order_id: id, number: `20261123-${id}`, title: '上门理发', kind: 'placed', from_state: 'submitted', to_state: 'submitted', site_id: 's1', site_name: '书院社区实践站', town_code: 't', town_name: '郫筒街道', lat_e6: 1, lon_e6: 1 } as Move,
});
export const empty = (seq = 0): ScreenState => ({
  seq, now_ms: 0, site: { id: 'c', name: '郫都区新时代文明实践中心' }, towns: [], states: [], at_risk: [], recent: [],
  figures: { placed_today: 0, accepted_today: 0, completed_today: 0, minutes_today: 0, rated_today: 0, rating_sum_today: 0, open: 0, at_risk: 0, escalated: 0, person_times_today: 0, people_today: 0 },
  points: [{ site_id: 's1', name: '书院社区实践站', kind: 'station', lat_e6: 30_000_000, lon_e6: 103_000_000, open: 0 }],
  activities: { today: 0, on: 0, people_inside: 0, companions_inside: 0, items: [] },
});
export const figures = (seq: number, open: number): FiguresMessage => ({
  type: 'figures', seq, now_ms: 77, figures: { ...empty().figures, open }, towns: [], states: [{ state: 'submitted', count: open }], points_open: open ? [{ site_id: 's1', open }] : [], at_risk: open ? [row('o1')] : [],
});
export const activities = (seq: number, people: number): ActivitiesMessage => ({
  type: 'activities', seq, now_ms: 88,
  activities: { today: 1, on: 1, people_inside: people, companions_inside: 0, items: [{ id: 'a1', title: '文庙讲解日', lat_e6: 30_000_000, lon_e6: 103_000_000, starts_ms: 50, ends_ms: 100, people_inside: people }] },
});
