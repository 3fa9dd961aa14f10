// Activities from the side of their people, by clicks: a clerk writes one and repeats it, the office reviews and publishes,
// the series is edited with a preview that keeps what has people, volunteers sign up, many are approved at once, and it is
// called off. A leader of a team does the same on a phone.
import assert from 'node:assert/strict';
import { base, check as checkOne, clean, desktop, open, person, phone, settled } from './rig.mjs';

const title = '书院街口义务理发';
const key = () => ({ 'Idempotency-Key': crypto.randomUUID() });
const said = (page, words) => page.locator('.el-message', { hasText: words }).waitFor();
const dialog = (page) => page.locator('.el-dialog:visible');
const send = (page) => dialog(page).locator('button[type="submit"]').click();
const act = (page, words) => page.locator('.head-actions button', { hasText: words }).click();

export async function activityOffice() {
  const clerk = await person('shuyuan', desktop);
  const dispatcher = await person('pitong', desktop);
  const volunteers = [await person('zyz1', phone), await person('zyz3', phone)];
  const leader = await person('laobing', phone);
  let first = '';
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of an activity stopped at: ${name}`);
  };
  const read = async (page, path) => (await page.context().request.get(base + path)).json();
  const row = async (id) => read(clerk, `/api/activities/${id}`);

  await check('a clerk sees what waits and begins a new activity', async () => {
    await open(clerk, '/admin/activities', 'admin-activities');
    await clerk.locator('.button-main', { hasText: '新建活动' }).click();
    await clerk.locator('#a-title').waitFor();
    await settled(clerk);
    await clean(clerk, 'admin-activity-new');
  });
  await check('wrong fields are named, and the draft is kept over a reload', async () => {
    await clerk.locator('#a-title').fill(title);
    await clerk.locator('button[type="submit"]').click();
    await clerk.locator('#e-cat:not(:empty)').waitFor();
    clerk.once('dialog', (box) => box.accept());
    await clerk.reload();
    await clerk.locator('.note', { hasText: '接着上次' }).waitFor();
    assert.equal(await clerk.locator('#a-title').inputValue(), title);
  });
  await check('it is written, and says what publishing would still ask for', async () => {
    await clerk.locator('#a-cat').selectOption('convenience');
    await clerk.locator('#a-sum').fill('每周一次，给街坊剪个精神头。');
    await clerk.locator('#a-place').fill('书院街 12 号院坝');
    assert.equal(await clerk.locator('.checks .is-open').count(), 2);
    await clerk.locator('#a-cond').fill('站立两小时，自带工具');
    await clerk.locator('#a-risk').fill('剪刀锋利，注意安全');
    await clerk.locator('.checks .is-open').first().waitFor({ state: 'detached' });
    // Before anything else begins, so that whoever signs up is free whatever the demo has for them.
    await clerk.locator('#s0-f').fill('05:00');
    await clerk.locator('#s0-t').fill('06:00');
    await clerk.locator('#r0-0-n').fill('引导');
    await clerk.locator('#r0-0-c').fill('4');
    await clerk.locator('.segments button', { hasText: '逐人确认' }).click();
    await clean(clerk, 'admin-activity-filled');
    await clerk.locator('button[type="submit"]').click();
    await said(clerk, '草稿已保存');
    await clerk.waitForURL(/activities\/[0-9A-Z]{26}$/);
    first = clerk.url().split('/').at(-1);
    await settled(clerk);
    await clean(clerk, 'admin-activity-draft');
  });
  await check('it is repeated weekly and handed in as a series', async () => {
    await act(clerk, '每周重复');
    await send(clerk);
    await said(clerk, '系列草稿');
    await act(clerk, '提交审核');
    await dialog(clerk).locator('input[type="checkbox"]').check();
    await send(clerk);
    await clerk.locator('.head .tag', { hasText: '待审核' }).waitFor();
  });
  await check('the office finds it waiting and publishes the series', async () => {
    await open(dispatcher, '/admin/activities', 'admin-activities-review');
    await dispatcher.locator('.wait-review a', { hasText: title }).first().click();
    await act(dispatcher, '审核通过并发布');
    await dialog(dispatcher).locator('input[type="checkbox"]').check();
    await clean(dispatcher, 'admin-activity-publish');
    await send(dispatcher);
    await dispatcher.locator('.head .tag', { hasText: '招募中' }).waitFor();
  });
  await check('an edit of the series shows first what it does, and keeps what has people', async () => {
    const { series_id } = await row(first);
    const { items } = await read(clerk, `/api/activities?series_id=${series_id}&limit=50`);
    assert.ok(items.length >= 4, `${items.length} occurrences`);
    const second = await row(items[1].id);
    const joined = await volunteers[0].context().request.post(`${base}/api/shift-roles/${second.shifts[0].roles[0].id}/signups`, { headers: key(), data: { companions: 0, wait: true } });
    assert.equal(joined.status(), 201, await joined.text());
    await clerk.reload();
    await clerk.locator('button.link', { hasText: '修改这一场和以后各场' }).click();
    await dialog(clerk).locator('#x-place').fill('书院街文庙石阶');
    await dialog(clerk).locator('#x-move').fill('30');
    await send(clerk);
    await dialog(clerk).locator('.outcomes .tag', { hasText: '保持不变' }).waitFor();
    await clean(clerk, 'admin-activity-series');
    await dialog(clerk).locator('button', { hasText: '确定修改' }).click();
    await said(clerk, '系列已修改');
    assert.equal((await row(first)).activity.place, '书院街文庙石阶');
    assert.equal((await row(items[1].id)).activity.place, '书院街 12 号院坝');
  });
  await check('volunteers sign up, and all who asked are approved at once', async () => {
    const role = (await row(first)).shifts[0].roles[0].id;
    for (const one of volunteers) {
      const answer = await one.context().request.post(`${base}/api/shift-roles/${role}/signups`, { headers: key(), data: { companions: 0, wait: true } });
      assert.equal(answer.status(), 201, await answer.text());
    }
    await clerk.reload();
    await clerk.locator('.roster-bar input').check();
    await clean(clerk, 'admin-activity-roster');
    await clerk.locator('.roster-bar .el-button--primary').click();
    await dialog(clerk).locator('.el-button--primary').click();
    await dialog(clerk).locator('.outcome-done').nth(1).waitFor();
    await clean(clerk, 'admin-activity-approved');
    await dialog(clerk).locator('.form-end .el-button').first().click();
    await clerk.locator('.people .tag', { hasText: '已报上' }).nth(1).waitFor();
  });
  await check('somebody who did not ask is found, gets a place, is confirmed, and is taken off again', async () => {
    await clerk.locator('.roster-role button', { hasText: '安排人员' }).first().click();
    const free = dialog(clerk).locator('.fit:has(input:enabled)').first();
    await free.waitFor();
    const number = (await free.locator('.number').innerText()).trim();
    await clean(clerk, 'admin-activity-place');
    await dialog(clerk).locator('#p-q').fill('没有这个人');
    await dialog(clerk).locator('.note').waitFor();
    await dialog(clerk).locator('#p-q').fill(number);
    await dialog(clerk).locator('.fit', { hasText: number }).locator('input').check();
    await send(clerk);
    const placed = clerk.locator('.people li', { hasText: number });
    await placed.locator('.tag', { hasText: '已报上' }).waitFor();
    assert.equal((await row(first)).shifts[0].roles[0].taken, 3);
    await placed.locator('button', { hasText: '移出名单' }).click();
    await dialog(clerk).locator('textarea').fill('点错了人');
    await send(clerk);
    await placed.waitFor({ state: 'detached' });
    assert.equal((await row(first)).shifts[0].roles[0].taken, 2);
  });
  await check('a number is shown for a reason, the roster is printed', async () => {
    await clerk.locator('.people button.link').first().click();
    await dialog(clerk).locator('textarea').fill('通知集合时间');
    await send(clerk);
    await clerk.locator('.people a[href^="tel:"]').waitFor();
    await open(clerk, `/admin/activities/${first}/roster`, 'admin-activity-print');
    await open(clerk, '/admin/activities?view=month', 'admin-activities-month');
    await open(clerk, '/admin/projects', 'admin-projects');
  });
  await check('it is called off: the words say how many are told, and they are', async () => {
    await clerk.goto(`${base}/admin/activities/${first}`);
    await settled(clerk);
    await act(clerk, '取消活动');
    assert.match(await dialog(clerk).innerText(), /会通知 2 位报名者/);
    await dialog(clerk).locator('textarea').fill('气象台发布暴雨预警');
    await send(clerk);
    await clerk.locator('.head .tag', { hasText: '已取消' }).waitFor();
    const { items } = await read(volunteers[0], '/api/notices');
    assert.ok(items.some((one) => one.activity_id === first && one.text.zh.includes('暴雨')), 'the volunteer was told');
  });
  await check('a leader sees the team on the phone', async () => {
    await open(leader, '/desk/activities', 'desk-activities');
    await leader.locator('.card h3 a').first().click();
    await leader.locator('.roster').first().waitFor();
    await settled(leader);
    await clean(leader, 'desk-activity');
    await leader.locator('button', { hasText: '安排人员' }).first().click();
    await leader.locator('dialog .tick').first().waitFor();
    await clean(leader, 'desk-activity-place');
  });
  for (const page of [clerk, dispatcher, leader, ...volunteers]) await page.context().close();
}
