import { describe, expect, it } from 'vitest';
import { activities, empty, figures, move } from './samples';
import { mostAtRisk, mostRecent, readMessage, reduce, turnOf } from './state';

describe('reduce', () => {
  it('puts a move first, and its order among the clocks', () => {
    const after = [move(1, 'a', 500), move(2, 'b', 300)].reduce(reduce, empty());
    expect(after.seq).toBe(2);
    expect(after.recent.map((one) => one.order_id)).toEqual(['b', 'a']);
    expect(after.at_risk.map((one) => one.id)).toEqual(['b', 'a']);
  });
  it('keeps an order once, and lets it go when no clock runs', () => {
    const twice = [move(1, 'a', 500), move(2, 'a', 200)].reduce(reduce, empty());
    expect(twice.at_risk.map((one) => one.next_due_ms)).toEqual([200]);
    expect(reduce(twice, move(3, 'a', null)).at_risk).toEqual([]);
  });
  it('drops what it has already', () => {
    const state = reduce(empty(), move(5));
    expect(reduce(state, move(5))).toBe(state);
    expect(reduce(state, move(4, 'z'))).toBe(state);
    expect(reduce(state, figures(4, 1))).toBe(state);
  });
  it('takes figures without taking their number: moves up to it may still come', () => {
    const state = reduce(empty(1), figures(9, 3));
    expect([state.seq, state.figures.open, state.points[0]!.open, state.now_ms]).toEqual([1, 3, 3, 77]);
    expect(reduce(state, move(5, 'late')).recent[0]!.order_id).toBe('late');
    expect(reduce(state, figures(10, 0)).points[0]!.open).toBe(0);
  });
  it('takes the activities of today, and leaves orders alone', () => {
    const state = [move(4), activities(4, 7)].reduce(reduce, empty(1));
    expect([state.activities.people_inside, state.now_ms, state.seq, state.recent.length]).toEqual([7, 88, 4, 1]);
    expect(reduce(state, activities(3, 9))).toBe(state);
    expect(state.activities.items.map((one) => [49, 50, 99, 100].map((now) => turnOf(one, now)))).toEqual([['later', 'on', 'on', 'over']]);
  });
  it('is bounded', () => {
    let state = empty();
    for (let i = 1; i <= 100; i += 1) state = reduce(state, move(i, `o${i}`, i));
    expect([state.recent.length, state.at_risk.length]).toEqual([mostRecent, mostAtRisk]);
    expect(state.recent[0]!.order_id).toBe('o100');
    expect(state.at_risk[0]!.id).toBe('o1');
  });
  it('is the same however often messages are told again', () => {
    const history = Array.from({ length: 60 }, (_, i) => (i % 7 === 6 ? figures(i, i) : move(i + 1, `o${i % 11}`, (i * 37) % 13 ? (i * 37) % 13 : null)));
    const once = history.reduce(reduce, empty());
    const again = history.slice(40).reduce(reduce, history.slice(20).reduce(reduce, history.slice(0, 50).reduce(reduce, empty())));
    expect(again.recent).toEqual(once.recent);
    expect(again.seq).toBe(once.seq);
  });
});

describe('readMessage', () => {
  it('reads only what it knows', () => {
    expect(readMessage('{"type":"beat","seq":1,"now_ms":2}')).toMatchObject({ type: 'beat' });
    expect(readMessage(JSON.stringify(activities(1, 2)))).toMatchObject({ type: 'activities' });
    for (const text of ['', 'null', '{}', '{"type":"move"}', '{"type":"other","seq":1}', '[']) expect(readMessage(text)).toBeNull();
  });
});
