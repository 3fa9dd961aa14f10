// The ways an order can go otherwise: ordered without script, declined and sent out again, withdrawn; ordered by keyboard
// alone, refused with a reason that only the requester reads; accepted by a volunteer and by a team's leader.
import assert from 'node:assert/strict';
import { daysUntil, districtDate, fillOrder, orderId, sendOrder, signInAtTheEnd } from './order-form.mjs';
import { base, check, clean, desktop, password, person, phone, settled } from './rig.mjs';

const item = '理发上门';
const helper = '甘建良';
const send = (page) => page.locator('.el-dialog:visible button[type="submit"]').click();
const go = async (page, path) => {
  await page.goto(base + path);
  await settled(page);
};

async function dispatch(page, order, mark) {
  await go(page, `/admin/dispatch?order=${order}`);
  await page.locator('.fit').first().waitFor();
  await mark();
  await page.locator('.board-foot .el-button--primary').click();
  await send(page);
  await page.locator('.el-message--success').first().waitFor();
}

export async function otherEndings() {
  const plain = await person('', phone, { javaScriptEnabled: false });
  const office = await person('pitong', desktop);
  const volunteer = await person('zyz2', phone);
  let order = '';

  await check('without script: search, item, form with a mistake, sign-in at the end, order', async () => {
    await plain.goto(base);
    await plain.locator('.hero #q').fill('理发');
    await plain.locator('.hero .btn-main').click();
    await plain.getByRole('link', { name: item }).click();
    await plain.locator('a.btn-main').click();
    await fillOrder(plain, { person: '温大爷', relation: 'parent', days: daysUntil(3), slot: 'afternoon', town: '郫筒街道', address: '书院街 12 号 3 栋', name: '温晓燕', mobile: '1398' });
    await sendOrder(plain);
    await plain.locator('#e-contact_mobile').waitFor();
    assert.equal(await plain.locator('#f-address').inputValue(), '书院街 12 号 3 栋');
    assert.equal(await plain.locator('#f-person').inputValue(), '温大爷');
    await plain.locator('#f-contact_mobile').fill('13980000015');
    await sendOrder(plain);
    await signInAtTheEnd(plain, 'jumin2', password);
    order = orderId(plain);
    assert.match(await plain.locator('main').innerText(), /温大爷/);
  });
  await check('the office takes it on and asks one volunteer', async () => {
    await go(office, `/admin/orders/${order}`);
    await office.getByRole('button', { name: '受理', exact: true }).click();
    await send(office);
    await office.getByRole('button', { name: '派单', exact: true }).waitFor();
    await dispatch(office, order, () => office.locator('.fit', { hasText: helper }).click());
  });
  await check('the volunteer declines with a reason', async () => {
    await go(volunteer, '/desk/');
    const offer = volunteer.locator('.offer', { has: volunteer.locator(`a[href$="${order}"]`) });
    await offer.locator('.why').waitFor();
    await offer.getByRole('button', { name: '婉拒' }).click();
    await volunteer.locator('.choice', { hasText: '时间不合适' }).click();
    await clean(volunteer, 'desk-decline');
    await volunteer.locator('dialog .act.primary').click();
    await offer.waitFor({ state: 'detached' });
  });
  await check('the office reads why, and sends it out again, open to all', async () => {
    await go(office, `/admin/orders/${order}`);
    await office.getByText('时间不合适').first().waitFor();
    await clean(office, 'admin-order-declined');
    await office.getByRole('button', { name: '派单', exact: true }).or(office.getByRole('button', { name: '改派', exact: true })).click();
    await dispatch(office, order, () => office.locator('.board-foot .el-switch').click());
  });
  await check('a volunteer claims it, the requester withdraws, the volunteer is told at once', async () => {
    await go(volunteer, '/desk/claim');
    await volunteer.locator('article', { has: volunteer.locator(`a[href$="${order}"]`) }).getByRole('button', { name: /抢单/ }).click();
    await volunteer.locator('dialog .act.primary').click();
    await volunteer.waitForURL(`**/orders/${order}`);
    await volunteer.getByRole('button', { name: '约定时间' }).waitFor();
    await plain.reload();
    assert.match(await plain.locator('main').innerText(), new RegExp(helper));
    await plain.locator('summary', { hasText: '撤回' }).click();
    await plain.locator('form[action$="/withdraw"] button').click();
    await plain.locator('h1', { hasText: '撤回' }).waitFor();
    await volunteer.getByText('这一单不在您名下').waitFor(); // pushed
    await clean(volunteer, 'desk-order-withdrawn');
    await volunteer.getByRole('link', { name: '看消息' }).click();
    await volunteer.locator('.list li', { hasText: '撤回' }).first().waitFor();
  });

  let refused = '';
  const typist = await person('', desktop);
  await check('by keyboard alone: sign in and order', async () => {
    refused = await orderByKeyboard(typist);
    await clean(typist, 'public-order-by-keyboard');
  });
  const reason = '这家已经在康复中心接受指导，先把那边的疗程走完';
  await check('the office refuses with a reason', async () => {
    await go(office, `/admin/orders/${refused}`);
    await office.getByRole('button', { name: '不予受理', exact: true }).click();
    await office.locator('.el-dialog:visible textarea').fill(reason);
    await clean(office, 'admin-reject');
    await send(office);
    await office.locator('.tag', { hasText: '不予受理' }).or(office.locator('.tag', { hasText: '已退回' })).first().waitFor();
  });
  await check('the requester reads the reason; nobody else does', async () => {
    await typist.reload();
    await typist.getByText(reason).first().waitFor();
    await clean(typist, 'public-order-refused');
    const stranger = await person('jumin2', phone);
    assert.equal((await stranger.goto(`${base}/orders/${refused}`)).status(), 404);
    await clean(stranger, 'public-not-found');
    await go(volunteer, `/desk/orders/${refused}`);
    await volunteer.getByText('这一单不在您名下').waitFor();
    assert.ok(!(await volunteer.locator('main').innerText()).includes(reason));
    await clean(volunteer, 'desk-order-not-mine');
  });

  await check('a volunteer accepts an offer', async () => {
    await go(volunteer, '/desk/');
    const offer = volunteer.locator('.offer').first();
    const address = await offer.locator('h3 a').getAttribute('href');
    await offer.getByRole('button', { name: '接单' }).click();
    await volunteer.locator(`.offer a[href="${address}"]`).waitFor({ state: 'detached' });
    await volunteer.locator(`article:not(.offer) a[href="${address}"]`).waitFor();
  });
  await check('a team leader sends people of the team', async () => {
    const leader = await person('laobing', phone);
    await go(leader, '/desk/');
    await clean(leader, 'desk-leader');
    const offer = leader.locator('.offer').first();
    const address = await offer.locator('h3 a').getAttribute('href');
    await offer.getByRole('button', { name: '接单' }).click();
    await leader.locator('dialog .tick').first().waitFor();
    // Whoever has the skill may still be busy at that time: the server says so, and the leader picks the next one.
    const able = leader.locator('dialog .tick', { hasText: '有这项技能' });
    const gone = leader.locator(`.offer a[href="${address}"]`);
    for (let at = 0; at < 8; at += 1) {
      const one = able.nth(at).locator('input');
      await one.check();
      if (at === 0) await clean(leader, 'desk-crew');
      const answered = leader.waitForResponse((answer) => answer.url().endsWith('/acceptance'));
      await leader.locator('dialog .foot .act.primary').click();
      if ((await answered).ok()) break;
      await leader.locator('dialog .foot .note.bad').waitFor();
      await leader.locator('dialog .tick input:checked').first().uncheck();
    }
    await gone.waitFor({ state: 'detached' });
  });
  for (const page of [plain, office, volunteer, typist]) await page.context().close();
}

/** Tab, arrows, space, Enter and letters: no pointer, no script that focuses for it. */
async function orderByKeyboard(page) {
  const keys = page.keyboard;
  const at = () => page.evaluate(() => {
    const one = document.activeElement;
    const box = one?.getBoundingClientRect();
    return { id: one?.id ?? '', name: one?.getAttribute('name') ?? '', href: one?.getAttribute('href') ?? '', tag: one?.tagName ?? '', seen: Boolean(box && box.width && box.height) };
  });
  const tabTo = async (wanted) => {
    for (let count = 0; count < 60; count += 1) {
      await keys.press('Tab');
      const here = await at();
      assert.ok(here.seen || here.tag === 'BODY' || here.tag === 'INPUT', `nothing to see at ${JSON.stringify(here)}`);
      if (wanted(here)) return;
    }
    assert.fail(`never reached: ${wanted}`);
  };
  await page.goto(`${base}/sign-in?next=/menu`);
  await tabTo((one) => one.href.includes('by=password'));
  await keys.press('Enter');
  await page.waitForURL('**by=password**');
  await tabTo((one) => one.id === 'f-login');
  await keys.type('jumin3');
  await keys.press('Tab');
  await keys.type(password);
  await keys.press('Enter');
  await page.waitForURL((url) => url.pathname === '/menu');
  await page.goto(`${base}/search?q=${encodeURIComponent('居家康复')}`);
  await tabTo((one) => one.href.startsWith('/items/'));
  await keys.press('Enter');
  await page.waitForURL('**/items/**');
  await tabTo((one) => one.href.startsWith('/orders/new'));
  await keys.press('Enter');
  await page.waitForURL('**/orders/new**');
  await tabTo((one) => one.id === 'f-need');
  await keys.type('膝关节手术后两个月');
  await tabTo((one) => one.name === 'date');
  await typeDate(page, districtDate(2));
  await tabTo((one) => one.name === 'slot');
  await keys.press('ArrowUp');
  await tabTo((one) => one.id === 'f-town');
  const town = page.locator('#f-town option:checked');
  for (let count = 0; count < 40 && (await town.innerText()) !== '郫筒街道'; count += 1) await keys.press('ArrowDown');
  await tabTo((one) => one.id === 'f-address');
  await keys.type('望丛中路 8 号');
  await tabTo((one) => one.id === 'f-contact_mobile');
  await keys.press('Control+A');
  await keys.type('13980000016');
  await tabTo((one) => one.id === 'f-consent');
  await keys.press('Space');
  await tabTo((one) => one.tag === 'BUTTON');
  await keys.press('Enter');
  await page.waitForURL(/\/orders\/[0-9A-Z]{26}/);
  return orderId(page);
}

/** The browser's own date field puts year, month and day in the order of its own language. */
async function typeDate(page, date) {
  const keys = page.keyboard;
  const value = () => page.locator('#f-date').inputValue();
  const [year, month, day] = date.split('-');
  await keys.type(`${month}${day}${year}`);
  if ((await value()) === date) return;
  for (let part = 0; part < 3; part += 1) await keys.press('ArrowLeft');
  for (let part = 0; part < 3; part += 1) {
    await keys.press('Backspace');
    await keys.press('ArrowRight');
  }
  for (let part = 0; part < 3; part += 1) await keys.press('ArrowLeft');
  await keys.type(year);
  await keys.press('ArrowRight');
  await keys.type(`${month}${day}`);
  assert.equal(await value(), date);
}
