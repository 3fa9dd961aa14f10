// The writes of an activity and its sign-ups, one line each.
import { api, ask } from '@/shared/api/client';
import type { components } from '@/shared/api/schema';
import type { Plan } from './plan';

export type SeriesEdit = components['schemas']['SeriesEdit'];
const at = (id: string, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } });

export const addActivity = (key: string, body: Plan) => ask(api.POST('/api/activities', { params: { header: { 'Idempotency-Key': key } }, body }));
export const editActivity = (id: string, key: string, body: Plan) => ask(api.PUT('/api/activities/{id}', { params: at(id, key), body }));
export const copyActivity = (id: string, key: string, starts_ms: number) => ask(api.POST('/api/activities/{id}/copy', { params: at(id, key), body: { starts_ms } }));
export const repeatActivity = (id: string, key: string, until_ms: number) => ask(api.POST('/api/activities/{id}/occurrences', { params: at(id, key), body: { until_ms } }));
export const keepTemplate = (id: string, key: string, name: string) => ask(api.POST('/api/activities/{id}/template', { params: at(id, key), body: { name } }));
export const dropTemplate = (id: string, key: string) => ask(api.POST('/api/activity-templates/{id}/removal', { params: at(id, key), body: {} }));
export const submitActivity = (id: string, key: string, series: boolean) => ask(api.POST('/api/activities/{id}/submission', { params: at(id, key), body: { series } }));
export const returnActivity = (id: string, key: string, reason: string) => ask(api.POST('/api/activities/{id}/return', { params: at(id, key), body: { reason } }));
export const publishActivity = (id: string, key: string, series: boolean) => ask(api.POST('/api/activities/{id}/publication', { params: at(id, key), body: { series } }));
export const publiciseActivity = (id: string, key: string) => ask(api.POST('/api/activities/{id}/publicity', { params: at(id, key), body: {} }));
export const drawActivity = (id: string, key: string) => ask(api.POST('/api/activities/{id}/draw', { params: at(id, key), body: {} }));
export const cancelActivity = (id: string, key: string, reason: string) => ask(api.POST('/api/activities/{id}/cancellation', { params: at(id, key), body: { reason } }));
export const retractActivity = (id: string, key: string, reason: string) => ask(api.POST('/api/activities/{id}/retraction', { params: at(id, key), body: { reason } }));
export const briefActivity = (id: string, key: string, body: { place: string; private_details: string }) => ask(api.POST('/api/activities/{id}/briefing', { params: at(id, key), body }));
export const previewSeries = (id: string, body: SeriesEdit) => ask(api.POST('/api/activities/{id}/series-preview', { params: at(id, crypto.randomUUID()), body }));
export const editSeries = (id: string, key: string, body: SeriesEdit) => ask(api.POST('/api/activities/{id}/series', { params: at(id, key), body }));

export const resizeRole = (id: string, key: string, body: { capacity: number; reserved: number }) => ask(api.PUT('/api/shift-roles/{id}', { params: at(id, key), body }));
export const placePerson = (id: string, key: string, body: { person_id: string; companions: number; reserved: boolean; override_times?: boolean; reason?: string }) => ask(api.POST('/api/shift-roles/{id}/placements', { params: at(id, key), body }));
export const approveSignup = (id: string, key: string, body: { override_times?: boolean; reason?: string } = {}) => ask(api.POST('/api/signups/{id}/approval', { params: at(id, key), body }));
export const refuseSignup = (id: string, key: string, reason: string) => ask(api.POST('/api/signups/{id}/refusal', { params: at(id, key), body: { reason } }));
export const removeSignup = (id: string, key: string, reason: string) => ask(api.POST('/api/signups/{id}/cancellation', { params: at(id, key), body: { reason } }));
export const revealSignup = (id: string, key: string, reason: string) => ask(api.POST('/api/signups/{id}/contact', { params: at(id, key), body: { reason } }));
/** The CSV as the server wrote it. */
export const exportRoster = (id: string, key: string, reason: string, mobiles: boolean) => ask(api.POST('/api/activities/{id}/roster-export', { params: at(id, key), body: { reason, mobiles }, parseAs: 'blob' }));
