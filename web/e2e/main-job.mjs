// The main job, by clicks and keystrokes: a resident who is not signed in orders from a phone, the station's clerk takes it on,
// the dispatcher sends it to somebody who fits, the volunteer accepts, comes, leaves; it is rated, the minutes are confirmed;
// the command screen moves all the while, never reloaded.
import assert from 'node:assert/strict';
import { fillOrder, orderId, sendOrder, signInAtTheEnd } from './order-form.mjs';
import { base, check as checkOne, clean, clockMoves, desktop, now, open, passMinutes, password, person, phone, settled, wall } from './rig.mjs';

const item = '支部微党课';
const site = '书院社区新时代文明实践站';
const volunteerName = '敬若桐';

/** What the screen's list of moves shows on top of it, without a reload. */
const screenShows = (screen, step) => screen.locator('.moves li', { hasText: item }).filter({ has: screen.locator('.badge', { hasText: step }) }).first().waitFor();
/** The words of an admin dialog's own button. */
const send = (page) => page.locator('.el-dialog:visible button[type="submit"]').click();

export async function mainJob() {
  const resident = await person('', phone);
  const clerk = await person('shuyuan', desktop);
  const dispatcher = await person('pitong', desktop);
  const screen = await person('zhongxin-ld', wall);
  const volunteer = await person('', phone);
  let order = '';
  /** One step needs the one before it. */
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the main job stopped at: ${name}`);
  };
  const go = async (page, path) => {
    await page.goto(base + path);
    await settled(page);
  };

  await check('the command screen is live', async () => {
    await open(screen, '/screen/', 'screen');
    await screen.locator('.top-link.live').waitFor();
  });
  await check('the clerk has the worklist open', () => open(clerk, '/admin/', 'admin-worklist-before'));

  await check('a resident finds a service by searching and fills the order without an account', async () => {
    await open(resident, '/', 'public-home');
    await resident.locator('.hero #q').fill('党课');
    await resident.keyboard.press('Enter');
    await resident.waitForURL('**/search?**');
    await clean(resident, 'public-search-found');
    await resident.getByRole('link', { name: item }).click();
    await resident.locator('h1', { hasText: item }).waitFor();
    await clean(resident, 'public-item');
    await resident.locator('a.btn-main').click();
    await fillOrder(resident, { need: '支部十二个人，想听听基层治理。', slot: 'afternoon', site, name: '辜素容', mobile: '13980000014', note: '到了请在门口等一下' });
    await clean(resident, 'public-order-form');
  });
  await check('the account is asked for at the end, and the filled form becomes the order', async () => {
    await sendOrder(resident);
    await resident.waitForURL('**/sign-in**');
    assert.match(await resident.locator('.note-good').innerText(), new RegExp(item));
    await clean(resident, 'public-sign-in-kept');
    await signInAtTheEnd(resident, 'jumin1', password);
    order = orderId(resident);
    const words = await resident.locator('main').innerText();
    for (const part of [item, '支部十二个人', '到了请在门口等一下', site]) assert.ok(words.includes(part), part);
    await clean(resident, 'public-order-submitted');
  });
  await check('the screen and the open worklist show it without a reload', async () => {
    await screenShows(screen, '点单');
    await clerk.locator('tbody tr', { hasText: item }).filter({ hasText: '待受理' }).first().waitFor();
  });
  await check('the clerk opens it from the worklist and takes it on', async () => {
    await clerk.locator('tbody tr', { has: clerk.locator(`a[href$="${order}"]`) }).locator('.cell-main a').click();
    await clerk.getByRole('button', { name: '受理', exact: true }).click();
    await send(clerk);
    await clerk.locator('.timeline', { hasText: '受理' }).waitFor();
    await clean(clerk, 'admin-order-triaged');
    await screenShows(screen, '受理');
  });
  await check('the dispatcher picks somebody who fits, with reasons, and dispatches', async () => {
    await go(dispatcher, '/admin/dispatch');
    await dispatcher.locator('.board-row', { hasText: item }).filter({ hasText: '待派单' }).filter({ hasText: site }).first().click();
    await dispatcher.waitForURL(`**/dispatch?order=${order}`);
    const fit = dispatcher.locator('.fit').first();
    await fit.locator('.reasons span').first().waitFor();
    assert.ok((await fit.locator('.reasons span').count()) >= 2, 'reasons');
    await fit.click();
    await dispatcher.locator('.board-foot .el-switch').click();
    await clean(dispatcher, 'admin-dispatch');
    await dispatcher.locator('.board-foot .el-button--primary').click();
    await send(dispatcher);
    await dispatcher.locator('.el-message--success').waitFor();
    await screenShows(screen, '派单');
  });
  await check('a volunteer signs in on the desk, finds it among the open ones and claims it', async () => {
    await go(volunteer, '/desk/');
    await volunteer.locator('input[name="login"]').fill('zyz1');
    await volunteer.locator('input[type="password"]').fill(password);
    await clean(volunteer, 'desk-sign-in');
    await volunteer.keyboard.press('Enter');
    await volunteer.locator('.tabs').waitFor();
    await clean(volunteer, 'desk-today');
    await volunteer.locator('.tabs a', { hasText: '抢单' }).click();
    const card = volunteer.locator('article', { has: volunteer.locator(`a[href$="${order}"]`) });
    await card.getByRole('button', { name: /抢单/ }).click();
    await clean(volunteer, 'desk-claim-sheet');
    await volunteer.locator('dialog .act.primary').click();
    await volunteer.waitForURL(`**/orders/${order}`);
    await screenShows(screen, '抢单');
  });
  await check('the resident sees who comes', async () => {
    await resident.reload();
    await resident.getByText(volunteerName).first().waitFor();
    await clean(resident, 'public-order-accepted');
  });
  await check('the volunteer agrees a time that suits both', async () => {
    await go(volunteer, `/desk/orders/${order}`);
    await volunteer.getByRole('button', { name: '约定时间' }).click();
    // The phone's calendar widget is the browser's own: its value is set the way the widget sets it.
    const when = new Date(Math.ceil((now().getTime() + 45 * 60_000) / 300_000) * 300_000 + 8 * 3600_000).toISOString().slice(0, 16);
    await volunteer.locator('input[type="datetime-local"]').fill(when);
    await volunteer.locator('dialog .act.primary').click();
    await volunteer.locator('dialog').waitFor({ state: 'detached' });
    await screenShows(screen, '约定时间');
  });
  await check('the code on the resident\'s page checks the volunteer in', async () => {
    await resident.reload();
    const code = (await resident.locator('[data-code-digits]').innerText()).replace(/\D/g, '');
    assert.equal(code.length, 6);
    await clean(resident, 'public-order-code');
    await volunteer.getByRole('button', { name: '签到', exact: true }).click();
    const keys = volunteer.locator('.pad');
    const wrong = code === '000000' ? '111111' : '000000';
    for (const digit of wrong) await keys.getByRole('button', { name: digit, exact: true }).click();
    await volunteer.locator('dialog .act.primary').click();
    await volunteer.locator('dialog .note.bad').waitFor();
    await clean(volunteer, 'desk-code-wrong');
    for (const digit of code) await keys.getByRole('button', { name: digit, exact: true }).click();
    await volunteer.locator('dialog .act.primary').click();
    await volunteer.getByRole('button', { name: '签退' }).waitFor();
    await clean(volunteer, 'desk-order-in-service');
    await screenShows(screen, '签到');
    await resident.reload();
    assert.match(await resident.locator('.state').innerText(), /正在服务/);
  });
  await check('the volunteer leaves, and the order is done', async () => {
    if (clockMoves) passMinutes(65);
    await volunteer.getByRole('button', { name: '签退' }).click();
    await volunteer.getByText('签退').first().waitFor();
    await screenShows(screen, '完成');
    await clean(volunteer, 'desk-order-done');
  });
  await check('the resident rates it by the form, and a low mark asks why', async () => {
    await resident.reload();
    await resident.locator('.starset label').nth(1).click();
    await resident.locator('form[action$="/rating"] .btn-main').click();
    await resident.locator('#e-reason').waitFor();
    await clean(resident, 'public-order-rate-why');
    await resident.locator('.starset label').nth(4).click();
    await resident.locator('#f-reason').fill('讲得生动，大家都听进去了。');
    await resident.locator('form[action$="/rating"] .btn-main').click();
    await resident.locator('.rate b', { hasText: '5' }).waitFor();
    await clean(resident, 'public-order-rated');
    await screenShows(screen, '评单');
  });
  await check('the clerk confirms the minutes, and the volunteer sees them', async () => {
    await go(clerk, '/admin/hours');
    const row = clerk.locator('tbody tr', { has: clerk.locator(`a[href$="${order}"]`) });
    // Who waits longest comes first, and on some days a page does not hold them all.
    await clerk.locator('tbody tr').first().waitFor();
    const more = clerk.locator('.more button');
    while (!(await row.count()) && (await more.count())) {
      const shown = await clerk.locator('tbody tr').count();
      await more.click();
      await clerk.locator('tbody tr').nth(shown).waitFor();
    }
    if (clockMoves) assert.match(await row.innerText(), /1 小时|6\d 分钟/);
    await clean(clerk, 'admin-hours-waiting');
    await row.getByRole('button', { name: /确认/ }).click();
    await row.waitFor({ state: 'detached' });
    await go(volunteer, '/desk/hours');
    const entry = volunteer.locator('article', { has: volunteer.locator(`a[href$="${order}"]`) });
    // Confirmed, until the clock's next turn makes it public.
    await entry.locator('.chip', { hasText: /已确认|公示中/ }).waitFor();
    if (clockMoves) assert.match(await entry.innerText(), /1 小时/);
    await clean(volunteer, 'desk-hours-confirmed');
  });
  await check('the screen was never reloaded and is still live', async () => {
    await screen.locator('.top-link.live').waitFor();
    await clean(screen, 'screen-after');
    assert.equal(await screen.evaluate(() => performance.getEntriesByType('navigation').length), 1);
  });
  for (const page of [resident, clerk, dispatcher, screen, volunteer]) await page.context().close();
  return { order };
}
