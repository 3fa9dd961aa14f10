import { expect, it } from 'vitest';
import { countdown, urgency } from './clocks';
import { ordersLink } from './links';

it('counts down, and on past the end', () => {
  expect(countdown(7_509_000, 0)).toBe('02:05:09');
  expect(countdown(0, 61_000)).toBe('−00:01:01');
  expect(countdown(97_200_000, 0)).toBe('1天 03:00');
});
it('is red when it has run out, amber in the last four hours', () => {
  expect([urgency(5, 5), urgency(6, 5), urgency(14_400_006, 5)]).toEqual(['over', 'soon', 'calm']);
});
it('opens the list with its filters in the address', () => {
  expect(ordersLink({})).toBe('/admin/orders');
  expect(ordersLink({ clock: 'overdue', sort: 'due' }, 'S1')).toBe('/admin/orders?site_id=S1&clock=overdue&sort=due');
});
