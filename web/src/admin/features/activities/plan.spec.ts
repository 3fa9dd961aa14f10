import { describe, expect, it } from 'vitest';
import { blankPlan, bodyOf, copyShift, formOfPlan, movedTo, spanOf, toPublish, wrongFields, type PlanForm } from './plan';

const written = (): PlanForm => ({
  ...blankPlan('S', '2026-11-28'), category: 'culture', title: '书院街口讲老故事', summary: '讲书院街的故事', place: '文庙石阶', conditions: '站立两小时', risks: '日晒',
  opens: { date: '2026-11-20', clock: '08:00' }, closes: { date: '2026-11-28', clock: '07:00' },
  shifts: [{ date: '2026-11-28', from: '09:30', to: '11:30', minimum_staff: 2, roles: [{ name: '讲解', capacity: 4, reserved: 1, skill: 'heritage', minimum_age: 16, training: '' }] }],
});

describe('the form of an activity', () => {
  it('says what it was told, and back', () => {
    const form = written();
    const body = bodyOf(form);
    expect(body.shifts[0]!.starts_ms).toBe(Date.parse('2026-11-28T09:30:00+08:00'));
    expect(body.closes_ms).toBe(Date.parse('2026-11-28T07:00:00+08:00'));
    expect(body).not.toHaveProperty('draw_due_ms');
    expect(bodyOf(formOfPlan(body))).toEqual(body);
  });
  it('leaves what was not filled in to the server', () => {
    const body = bodyOf({ ...written(), opens: { date: '', clock: '' }, closes: { date: '2026-11-28', clock: '' } });
    expect(body).not.toHaveProperty('opens_ms');
    expect(body).not.toHaveProperty('closes_ms');
  });
  it('asks for own insurance only where the activity brings none', () => {
    expect(bodyOf({ ...written(), own_insurance: true }).own_insurance).toBe(true);
    expect(bodyOf({ ...written(), own_insurance: true, hazardous: true, insurance: '意外险 1 号' }).own_insurance).toBe(false);
  });
  it('moves every time by as many days', () => {
    const moved = bodyOf(movedTo(written(), '2026-12-05'));
    const before = bodyOf(written());
    expect(moved.shifts[0]!.starts_ms - before.shifts[0]!.starts_ms).toBe(7 * 86_400_000);
    expect(moved.opens_ms! - before.opens_ms!).toBe(7 * 86_400_000);
  });
  it('knows a shift over midnight, and copies one to the next day', () => {
    const night = { ...written().shifts[0]!, from: '22:00', to: '02:00' };
    expect(spanOf(night).ends_ms - spanOf(night).starts_ms).toBe(4 * 3_600_000);
    expect(copyShift({ ...night, date: '2026-11-30' }).date).toBe('2026-12-01');
  });
  it('names wrong fields as the server does', () => {
    expect(wrongFields(written())).toEqual({});
    const form = written();
    form.title = ' ';
    form.shifts[0]!.minimum_staff = 5;
    form.shifts[0]!.roles[0]!.reserved = 9;
    expect(wrongFields(form)).toEqual({ title: 'required', 'shifts[0].minimum_staff': 'minimum', 'shifts[0].roles[0].reserved': 'reserved' });
  });
  it('says what publishing would still ask for', () => {
    const now = Date.parse('2026-11-23T11:00:00+08:00');
    const open = (form: PlanForm) => toPublish(form, now).filter((one) => !one.met).map((one) => one.key);
    expect(open(written())).toEqual([]);
    expect(open({ ...written(), conditions: ' ', hazardous: true })).toEqual(['conditions', 'insurance']);
    expect(open(movedTo(written(), '2026-11-20'))).toEqual(['past']);
  });
});
