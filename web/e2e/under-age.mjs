// A thirteen-year-old becomes a volunteer and takes part: the form first and the account at its end, the guardian's yes once and
// to the activity, a verifier in between, and the yes taken back.
import assert from 'node:assert/strict';
import { base, check, clean, codeFor, desktop, now, person, phone } from './rig.mjs';

const mobile = '19966660013';
const thisYear = now().getUTCFullYear();

/** A resident identity number of a birth date that belongs to nobody. */
function identity(born) {
  const digits = `510107${born.replaceAll('-', '')}999`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return digits + '10X98765432'[weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11];
}

const send = (page, path, data) => page.context().request.post(base + path, { data, headers: { 'Idempotency-Key': crypto.randomUUID() } });

async function fill(page) {
  await page.goto(`${base}/volunteer/join`);
  await page.locator('#f-name').fill('江小舟');
  await page.locator('#f-id_number').fill(identity(`${thisYear - 13}-01-05`));
  await page.locator('.tick:has(input[name="skill"][value="reading"])').click();
  await page.locator('.tick:has(input[name="time"][value="6-540-690"])').click();
  const near = await page.locator('#f-site_id option', { hasText: '书院社区' }).first().getAttribute('value');
  await page.locator('#f-site_id').selectOption(near);
  await page.locator('#f-consent_version').check();
  await page.locator('main .btn-main').click();
}

async function signInByCode(page) {
  await page.waitForURL('**/sign-in**');
  await page.locator('#f-mobile').fill(mobile);
  await page.locator('form .btn-main, form button').filter({ hasText: '验证码' }).first().click();
  await page.locator('#f-code').fill(codeFor(mobile));
  await page.locator('main .btn-main').last().click();
  await Promise.race([page.waitForURL('**/volunteer/join**'), page.locator('#f-name').waitFor()]);
  if (!page.url().includes('/volunteer/join')) {
    await page.locator('#f-name').fill('江小舟');
    await page.locator('#f-code').fill(codeFor(mobile)); // a form that is shown again does not keep it
    await page.locator('main .btn-main').last().click();
  }
  await page.waitForURL('**/volunteer/join**');
}

/** A role the child could have, had the guardian agreed. */
async function roleToWish(page) {
  const list = await (await page.context().request.get(`${base}/api/activities?limit=100`)).json();
  for (const one of list.items) {
    const detail = await (await page.context().request.get(`${base}/api/activities/${one.id}`)).json();
    for (const role of detail.shifts.flatMap((shift) => shift.roles)) {
      const answer = await send(page, `/api/shift-roles/${role.id}/signups`, { companions: 0, wait: true });
      if ((await answer.json()).reason === 'signup.guardian_consent') return { activity: one, role };
    }
  }
  return assert.fail('no activity that only lacks the guardian');
}

export async function underAge() {
  const child = await person('', phone, { javaScriptEnabled: true });
  await check('under age: the form says that a guardian is needed, and keeps what was filled', async () => {
    await fill(child);
    assert.match(await child.locator('[role=alert]').innerText(), /监护人/);
    assert.equal(await child.locator('#f-name').inputValue(), '江小舟');
    await clean(child, 'volunteer-join-errors-phone');
    await child.locator('#f-guardian_name').fill('温晓燕');
    await child.locator('#f-guardian_mobile').fill('19900000015');
    await child.locator('#f-guardian_relation').selectOption('mother');
    await child.locator('main .btn-main').click();
  });
  await check('under age: the account is asked for at the end, and the form is still there', async () => {
    await signInByCode(child);
    assert.equal(await child.locator('#f-guardian_mobile').inputValue(), '19900000015');
    await child.locator('main .btn-main').click();
    await child.waitForURL('**/my/volunteer**');
    assert.match(await child.locator('main').innerText(), /等监护人同意/);
    await clean(child, 'my-volunteer-waiting-phone');
  });
  const guardian = await person('jumin2', phone);
  await check('under age: the guardian agrees from an account of her own', async () => {
    await guardian.goto(`${base}/my/children`);
    const card = guardian.locator('li.card', { hasText: '江**' });
    await card.getByRole('button', { name: '我是监护人' }).click();
    await guardian.waitForURL('**/my/children**');
    assert.equal(await guardian.locator('h3', { hasText: '江小舟' }).count(), 1);
    await clean(guardian, 'my-children-agreed-phone');
  });
  const office = await person('pitong', desktop);
  await check('under age: the office verifies', async () => {
    await office.goto(`${base}/admin/volunteers?state=pending&q=${encodeURIComponent('江小舟')}`);
    await office.getByRole('button', { name: /^详情 江/ }).click();
    await office.locator('.el-drawer').getByText('10–13 岁').waitFor();
    await clean(office, 'admin-volunteer-desktop');
    await office.locator('.el-drawer').getByRole('button', { name: '核验通过' }).click();
    await office.locator('.el-drawer .tag', { hasText: '已注册' }).waitFor();
  });
  await check('under age: no activity without the guardian\'s yes to it, and the yes can be taken back', async () => {
    const { activity, role } = await roleToWish(child);
    assert.equal((await send(child, '/api/my/guardian-consents', { activity_id: activity.id })).status(), 201);
    await guardian.goto(`${base}/my/children`);
    const wish = guardian.locator('li.card', { hasText: `江小舟：${activity.title}` });
    await wish.getByRole('button', { name: '同意参加' }).click();
    await guardian.waitForURL('**/my/children?done=answered');
    const signed = await send(child, `/api/shift-roles/${role.id}/signups`, { companions: 0, wait: true });
    assert.equal(signed.status(), 201, await signed.text());
    await guardian.locator('li.card', { hasText: `江小舟：${activity.title}` }).getByRole('button', { name: '收回同意' }).click();
    await guardian.waitForURL('**/my/children?done=answered');
    const { items } = await (await child.context().request.get(`${base}/api/my/signups`)).json();
    assert.equal(items.find((one) => one.activity_id === activity.id).state, 'cancelled');
  });
  for (const page of [child, guardian, office]) await page.context().close();
}
