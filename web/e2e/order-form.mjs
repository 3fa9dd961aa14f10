// Filling the public order form as a person does.
import assert from 'node:assert/strict';
import { now } from './rig.mjs';

/** A date of the district, YYYY-MM-DD. */
export const districtDate = (days) => new Date(now().getTime() + (8 + days * 24) * 3600_000).toISOString().slice(0, 10);

/** How many days until the next such day of the week (1 Monday … 7 Sunday), at least one. */
export const daysUntil = (weekday) => [1, 2, 3, 4, 5, 6, 7].find((days) => (new Date(`${districtDate(days)}T12:00:00Z`).getUTCDay() || 7) === weekday);

const choose = (page, name, value) => page.locator(`form[action="/orders"] label.choice:has(input[name="${name}"][value="${value}"])`).click();

export async function fillOrder(page, order) {
  if (order.need) await page.locator('#f-need').fill(order.need);
  if (order.person) {
    await choose(page, 'for', 'other');
    await page.locator('#f-person').fill(order.person);
    await page.locator('#f-relation').selectOption(order.relation);
  }
  await page.locator('#f-date').fill(districtDate(order.days ?? 1));
  await choose(page, 'slot', order.slot);
  await choose(page, 'place', order.site ? 'site' : 'home');
  if (order.site) await page.locator('#f-site_id').selectOption({ label: order.site });
  else {
    await page.locator('#f-town').selectOption({ label: order.town });
    await page.locator('#f-address').fill(order.address);
  }
  await page.locator('#f-contact_name').fill(order.name);
  await page.locator('#f-contact_mobile').fill(order.mobile);
  if (order.note) await page.locator('#f-note').fill(order.note);
  await page.locator('#f-consent').check();
}

export async function sendOrder(page) {
  await page.locator('form[action="/orders"] .btn-main').click();
}

export async function signInAtTheEnd(page, login, password) {
  await page.waitForURL('**/sign-in**');
  await page.locator('nav.tabs a').nth(1).click();
  await page.locator('#f-login').fill(login);
  await page.locator('#f-password').fill(password);
  await page.locator('form[action="/sign-in"] .btn-main').click();
  await page.waitForURL(/\/orders\/[0-9A-Z]{26}/);
}

export const orderId = (page) => {
  const found = /\/orders\/([0-9A-Z]{26})/.exec(page.url());
  assert.ok(found, page.url());
  return found[1];
};
