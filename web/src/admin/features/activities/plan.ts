// The form of an activity: what is written, what the server is sent, what publishing would still ask for, and which
// field a refusal is about. Times are a day and a clock, as people fill them in; shifts may end after midnight.
import type { components } from '@/shared/api/schema';
import { clockInput, dateInput, instantOf } from '@/shared/time/local';

export type Plan = components['schemas']['ActivityPlan'];
export type Detail = components['schemas']['ActivityDetail'];
export type Mode = components['schemas']['ActivityMode'];

export interface RoleForm { name: string; capacity: number; reserved: number; skill: string; minimum_age: number; training: string }
export interface ShiftForm { date: string; from: string; to: string; minimum_staff: number; roles: RoleForm[] }
export interface Moment { date: string; clock: string }
export interface PlanForm {
  project_id: string; site_id: string; team_id: string; category: string; title: string; summary: string;
  conditions: string; risks: string; hazardous: boolean; insurance: string; own_insurance: boolean; place: string;
  lat_e6: number | null; lon_e6: number | null; private_details: string; mode: Mode; quota: number;
  /** Empty: from now on, and until the last shift starts. */
  opens: Moment; closes: Moment; draw: Moment; shifts: ShiftForm[];
}

const day_ms = 86_400_000;
export const most_shifts = 40;
export const most_roles = 12;
const noMoment = (): Moment => ({ date: '', clock: '' });
const momentOf = (at_ms: number | null): Moment => (at_ms === null ? noMoment() : { date: dateInput(at_ms), clock: clockInput(at_ms) });
const msOf = (moment: Moment): number | undefined => {
  const at = moment.date && moment.clock ? instantOf(moment.date, moment.clock) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
};

export const blankRole = (): RoleForm => ({ name: '', capacity: 5, reserved: 0, skill: '', minimum_age: 0, training: '' });
export const blankShift = (date: string): ShiftForm => ({ date, from: '09:00', to: '11:00', minimum_staff: 0, roles: [blankRole()] });
export function blankPlan(site_id: string, date: string): PlanForm {
  return {
    project_id: '', site_id, team_id: '', category: '', title: '', summary: '', conditions: '', risks: '', hazardous: false, insurance: '', own_insurance: false, place: '',
    lat_e6: null, lon_e6: null, private_details: '', mode: 'first_come', quota: 0, opens: noMoment(), closes: noMoment(), draw: noMoment(), shifts: [blankShift(date)],
  };
}

/** When a shift starts and ends; a clock before the start is of the next day. */
export function spanOf(shift: ShiftForm): { starts_ms: number; ends_ms: number } {
  const starts_ms = instantOf(shift.date, shift.from);
  const ends_ms = instantOf(shift.date, shift.to);
  return { starts_ms, ends_ms: ends_ms <= starts_ms ? ends_ms + day_ms : ends_ms };
}
export const firstStart = (form: Pick<PlanForm, 'shifts'>): number => Math.min(...form.shifts.map((shift) => spanOf(shift).starts_ms));

export function formOfPlan(plan: Plan): PlanForm {
  return {
    ...blankPlan(plan.site_id, ''),
    project_id: plan.project_id ?? '', team_id: plan.team_id ?? '', category: plan.category, title: plan.title, summary: plan.summary,
    conditions: plan.conditions ?? '', risks: plan.risks ?? '', hazardous: plan.hazardous ?? false, insurance: plan.insurance ?? '', own_insurance: plan.own_insurance ?? false, place: plan.place,
    lat_e6: plan.lat_e6 ?? null, lon_e6: plan.lon_e6 ?? null, private_details: plan.private_details ?? '', mode: plan.mode ?? 'first_come', quota: plan.quota ?? 0,
    opens: momentOf(plan.opens_ms ?? null), closes: momentOf(plan.closes_ms ?? null), draw: momentOf(plan.draw_due_ms ?? null),
    shifts: plan.shifts.map((shift) => ({
      date: dateInput(shift.starts_ms), from: clockInput(shift.starts_ms), to: clockInput(shift.ends_ms), minimum_staff: shift.minimum_staff ?? 0,
      roles: shift.roles.map((role) => ({ ...blankRole(), ...role })),
    })),
  };
}

export function formOfDetail(detail: Detail): PlanForm {
  const row = detail.activity;
  const plan: Plan = {
    site_id: row.site.id, category: row.category, title: row.title, summary: row.summary, place: row.place, conditions: detail.conditions, risks: detail.risks, hazardous: row.hazardous,
    insurance: detail.insurance ?? '', own_insurance: detail.own_insurance, private_details: detail.private_details ?? '', opens_ms: row.opens_ms, closes_ms: row.closes_ms, mode: row.mode, quota: detail.quota,
    ...(row.project ? { project_id: row.project.id } : {}), ...(row.team ? { team_id: row.team.id } : {}),
    ...(row.lat_e6 === null ? {} : { lat_e6: row.lat_e6 }), ...(row.lon_e6 === null ? {} : { lon_e6: row.lon_e6 }), ...(detail.draw_due_ms === null ? {} : { draw_due_ms: detail.draw_due_ms }),
    shifts: detail.shifts.map(({ starts_ms, ends_ms, minimum_staff, roles }) => ({ starts_ms, ends_ms, minimum_staff, roles: roles.map(({ name, capacity, reserved, skill, minimum_age, training }) => ({ name, capacity, reserved, skill, minimum_age, training })) })),
  };
  return formOfPlan(plan);
}

/** The same plan whose first shift is on `date`: every day moves by as many days. */
export function movedTo(form: PlanForm, date: string): PlanForm {
  const first = dateInput(firstStart(form));
  const days = Math.round((Date.parse(date) - Date.parse(first)) / day_ms);
  const move = (day: string) => (day ? new Date(Date.parse(day) + days * day_ms).toISOString().slice(0, 10) : '');
  const moment = (one: Moment): Moment => ({ ...one, date: move(one.date) });
  return { ...form, opens: moment(form.opens), closes: moment(form.closes), draw: moment(form.draw), shifts: form.shifts.map((shift) => ({ ...shift, date: move(shift.date) })) };
}

/** The shift once more, a day later; with its roles. */
export function copyShift(shift: ShiftForm, days = 1): ShiftForm {
  return { ...(JSON.parse(JSON.stringify(shift)) as ShiftForm), date: new Date(Date.parse(shift.date) + days * day_ms).toISOString().slice(0, 10) };
}

export function bodyOf(form: PlanForm): Plan {
  const [opens_ms, closes_ms, draw_due_ms] = [msOf(form.opens), msOf(form.closes), form.mode === 'lot' ? msOf(form.draw) : undefined];
  return {
    ...(form.project_id ? { project_id: form.project_id } : {}), site_id: form.site_id, ...(form.team_id ? { team_id: form.team_id } : {}),
    category: form.category, title: form.title.trim(), summary: form.summary.trim(), conditions: form.conditions.trim(), risks: form.risks.trim(), hazardous: form.hazardous, insurance: form.insurance.trim(), own_insurance: form.own_insurance && !form.hazardous, place: form.place.trim(),
    ...(form.lat_e6 === null ? {} : { lat_e6: form.lat_e6 }), ...(form.lon_e6 === null ? {} : { lon_e6: form.lon_e6 }), private_details: form.private_details.trim(), mode: form.mode, quota: form.quota,
    ...(opens_ms === undefined ? {} : { opens_ms }), ...(closes_ms === undefined ? {} : { closes_ms }), ...(draw_due_ms === undefined ? {} : { draw_due_ms }),
    shifts: form.shifts.map((shift) => ({ ...spanOf(shift), minimum_staff: shift.minimum_staff, roles: shift.roles.map((role) => ({ ...role, name: role.name.trim() })) })),
  };
}

/** What cannot be sent as it is, by the server's name of the field; the value is the key of its sentence. */
export function wrongFields(form: PlanForm): Record<string, string> {
  const wrong: Record<string, string> = {};
  const need = (field: string, bad: boolean, why = 'required') => { if (bad) wrong[field] = why; };
  need('site_id', !form.site_id);
  need('category', !form.category);
  need('title', form.title.trim().length < 2);
  need('summary', form.summary.trim().length < 2);
  need('place', form.place.trim().length < 2);
  form.shifts.forEach((shift, at) => {
    const { starts_ms, ends_ms } = spanOf(shift);
    need(`shifts[${at}].ends_ms`, Number.isNaN(starts_ms) || Number.isNaN(ends_ms), 'times');
    shift.roles.forEach((role, which) => {
      need(`shifts[${at}].roles[${which}].name`, !role.name.trim());
      need(`shifts[${at}].roles[${which}].capacity`, !(role.capacity >= 1), 'capacity');
      need(`shifts[${at}].roles[${which}].reserved`, role.reserved > role.capacity, 'reserved');
    });
    need(`shifts[${at}].minimum_staff`, shift.minimum_staff > shift.roles.reduce((sum, role) => sum + (role.capacity || 0), 0), 'minimum');
  });
  return wrong;
}

export type Missing = 'conditions' | 'risks' | 'insurance' | 'past';
/** What publishing would still ask for; the server decides (check_publishable), this shows it while one writes. */
export function toPublish(form: PlanForm, now_ms: number): { key: Missing; met: boolean }[] {
  const starts = firstStart(form);
  const closes = msOf(form.closes) ?? starts;
  return [
    { key: 'conditions', met: form.conditions.trim() !== '' },
    { key: 'risks', met: form.risks.trim() !== '' },
    ...(form.hazardous ? [{ key: 'insurance' as const, met: form.insurance.trim() !== '' }] : []),
    { key: 'past', met: starts > now_ms && closes > now_ms },
  ];
}
