// The writes of an order, one line each.
import { api, ask } from '@/shared/api/client';

const at = (id: string, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } });

export const takeOrder = (id: string, key: string) => ask(api.POST('/api/orders/{id}/handler', { params: at(id, key), body: {} }));
export const triageOrder = (id: string, key: string, body: { site_id?: string; category?: string; note?: string } = {}) => ask(api.POST('/api/orders/{id}/triage', { params: at(id, key), body }));
export const rejectOrder = (id: string, key: string, reason: string) => ask(api.POST('/api/orders/{id}/rejection', { params: at(id, key), body: { reason } }));
export const returnOrder = (id: string, key: string, reason: string) => ask(api.POST('/api/orders/{id}/return', { params: at(id, key), body: { reason } }));
export const withdrawOrder = (id: string, key: string, reason: string) => ask(api.POST('/api/orders/{id}/withdrawal', { params: at(id, key), body: reason ? { reason } : {} }));
export const scheduleOrder = (id: string, key: string, body: { starts_ms: number; minutes?: number }) => ask(api.POST('/api/orders/{id}/schedule', { params: at(id, key), body }));
export const confirmPresence = (id: string, key: string, body: { volunteer_id: string; kind: 'in' | 'out' }) => ask(api.POST('/api/orders/{id}/presence', { params: at(id, key), body }));
export const answerComplaint = (id: string, key: string, body: { decision: 'reopen' | 'dismiss'; reason: string }) => ask(api.POST('/api/orders/{id}/complaint-answer', { params: at(id, key), body }));
export const revealContact = (id: string, key: string, reason: string) => ask(api.POST('/api/orders/{id}/contact', { params: at(id, key), body: { reason } }));
export const dispatchOrder = (id: string, key: string, body: { team_ids?: string[]; volunteer_ids?: string[]; open_claim?: boolean; note?: string }) => ask(api.POST('/api/orders/{id}/dispatch', { params: at(id, key), body }));
