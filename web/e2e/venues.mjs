// Rooms and devices by clicks: a headset booked on a phone without script, the last one gone before another's eyes, a series with a
// conflict, the code on the screen typed by whoever comes, the desk that receives somebody without a phone, requests and pauses.
import assert from 'node:assert/strict';
import { base, check as checkOne, clean, desktop, look, open, person, phone, serverNow, settled } from './rig.mjs';

const day = (ahead) => new Date(serverNow().getTime() + ahead * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const said = (page, words) => page.locator('.el-message', { hasText: words }).last().waitFor();

/** The page of a venue of the demo, by its name. */
async function venueNamed(page, name) {
  const { items } = await (await page.context().request.get(`${base}/api/venues?limit=100`)).json();
  const found = items.find((one) => one.name === name);
  assert.ok(found, name);
  return found;
}

const slotAt = (page, clock) => page.locator('.slot', { hasText: clock }).first();

async function fillForm(page, purpose) {
  await page.locator('#f-purpose').fill(purpose);
}

export async function venues() {
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of a venue stopped at: ${name}`);
  };
  const plain = await person('jumin1', phone, { javaScriptEnabled: false });
  const other = await person('zyz2', phone);
  const headsets = await venueNamed(other, 'VR 体验舱');

  await check('what can be booked is listed, by kind and place', async () => {
    await open(other, '/venues', 'public-venues-phone');
    const wide = await person('', desktop);
    await open(wide, '/venues', 'public-venues');
    await wide.locator('.chip', { hasText: '设备' }).click();
    await wide.locator('h3 a', { hasText: 'VR 体验舱' }).waitFor();
    assert.equal(await wide.locator('h3 a', { hasText: '议事厅' }).count(), 0);
    await open(wide, `/sites/${headsets.site_id}`, 'public-site-venues');
    await wide.locator('h3 a', { hasText: 'VR 体验舱' }).waitFor();
    await open(wide, `/venues/${headsets.id}?day=${day(1)}`, 'public-venue');
  });
  await check('the last headset is booked on a phone without script', async () => {
    await other.goto(`${base}/venues/${headsets.id}?day=${day(1)}`);
    assert.match(await slotAt(other, '10:00–10:30').innerText(), /余 1 台/);
    await plain.goto(`${base}/venues`);
    await plain.locator('h3 a', { hasText: 'VR 体验舱' }).click();
    await plain.locator('.day').nth(1).click();
    await look(plain, 'public-venue-plain-phone');
    await slotAt(plain, '10:00–10:30').click();
    await fillForm(plain, '带孙女看战旗村');
    await plain.locator('button[value="book"]').click();
    await plain.locator('.note-good', { hasText: '预约已提交' }).waitFor();
    await plain.locator('#coming ~ ul li', { hasText: '带孙女看战旗村' }).waitFor();
    await look(plain, 'public-my-bookings-plain-phone');
  });
  await check('another who saw it free is told what is free', async () => {
    await slotAt(other, '10:00–10:30').click();
    await fillForm(other, '学会了教街坊');
    await other.locator('button[value="book"]').click();
    const refusal = other.locator('[role="alert"]', { hasText: '约满' });
    await refusal.waitFor();
    await clean(other, 'public-venue-full-phone');
    assert.equal(await other.locator('#f-purpose').inputValue(), '学会了教街坊');
    await refusal.locator('a', { hasText: '10:30' }).click();
    await settled(other);
    assert.ok(await slotAt(other, '10:30–11:00').locator('input').isChecked());
    await fillForm(other, '学会了教街坊');
    await other.locator('button[value="book"]').click();
    await other.locator('.note-good', { hasText: '预约已提交' }).waitFor();
    await clean(other, 'public-my-bookings-phone');
  });
  await check('what was cancelled can be taken back', async () => {
    const row = other.locator('#coming ~ ul li', { hasText: '学会了教街坊' });
    await row.locator('button', { hasText: '取消' }).click();
    await other.locator('.note-good', { hasText: '已取消' }).waitFor();
    await row.locator('button', { hasText: '恢复预约' }).click();
    await other.locator('.note-good', { hasText: '已恢复' }).waitFor();
    const file = await other.context().request.get(base + (await row.locator('a', { hasText: '日历' }).getAttribute('href')));
    assert.match(await file.text(), /BEGIN:VEVENT[\s\S]*VR 体验舱/);
  });
  await check('a series shows its conflict before anything is booked, and gives the rest', async () => {
    const hall = await venueNamed(other, '居民议事厅');
    const starts = Date.parse(`${day(9)}T10:30:00+08:00`);
    const taken = await other.context().request.post(`${base}/api/venues/${hall.id}/bookings`, {
      headers: { 'Idempotency-Key': 'walk-conflict' },
      data: { starts_ms: starts, ends_ms: starts + 3_600_000, purpose: '楼栋议事', heads: 8 },
    });
    assert.equal(taken.status(), 201, await taken.text());
    const reader = await person('jumin1', desktop);
    await reader.goto(`${base}/venues/${hall.id}?day=${day(2)}`);
    await slotAt(reader, '10:30–11:30').click();
    await fillForm(reader, '读书会');
    await reader.locator('summary', { hasText: '约好几次' }).click();
    await reader.locator('#f-every').selectOption('1');
    await reader.locator('#f-until').fill(day(16));
    await reader.locator('button[value="book"]').click();
    await reader.locator('h2', { hasText: '3 次里有 2 次约得上' }).waitFor();
    await clean(reader, 'public-venue-series-preview');
    await reader.locator('button[value="free_ones"]').click();
    await reader.locator('h1', { hasText: '3 次里有 2 次约得上' }).waitFor();
    await clean(reader, 'public-venue-series');
    await open(reader, '/my/bookings', 'public-my-bookings');
    assert.equal(await reader.locator('#coming ~ ul li', { hasText: '读书会' }).count(), 2);
  });

  const clerk = await person('shuyuan', desktop);
  let id = '';
  await check('a clerk enters a device and opens it', async () => {
    await open(clerk, '/admin/venues', 'admin-venues-station');
    await clerk.locator('.head-actions button', { hasText: '新建场地' }).click();
    await clerk.locator('#v-name').fill('自助血压仪');
    await clerk.locator('input[name="kind"][value="device"]').check();
    await clerk.locator('#v-summary').fill('量血压、打小票，十五分钟一位。');
    await clerk.locator('#v-capacity').fill('1');
    await clerk.locator('#v-slot').fill('15');
    await clerk.locator('#v-longest').fill('30');
    await clerk.locator('.venue-hours input[type="time"]').first().fill('00:00');
    await clerk.locator('.venue-hours input[type="time"]').last().fill('23:45');
    for (const name of ['周六', '周日']) await clerk.locator('.venue-hours .chip', { hasText: name }).click();
    await clean(clerk, 'admin-venue-new');
    await clerk.locator('.el-dialog button[type="submit"]').click();
    await clerk.waitForURL(/\/admin\/venues\/[0-9A-Z]{26}$/);
    id = clerk.url().split('/').at(-1);
    await clerk.locator('.head-actions button', { hasText: '开放预约' }).click();
    await said(clerk, '已保存');
  });
  await check('the code on the screen is typed: checked in', async () => {
    const reader = await person('jumin2', phone);
    await reader.goto(`${base}/venues/${id}`);
    const first = reader.locator('.slot:not(.slot-off)').first();
    if (!(await first.count())) await reader.locator('.day').nth(1).click();
    await first.click();
    await fillForm(reader, '量个血压');
    await reader.locator('button[value="book"]').click();
    await reader.locator('.note-good', { hasText: '预约已提交' }).waitFor();
    await open(clerk, `/admin/venues/${id}/code`, 'admin-venue-code');
    const code = (await clerk.locator('.poster-code[aria-label]').getAttribute('aria-label')).replaceAll(' ', '');
    await reader.goto(`${base}/my/bookings?code=${code}`);
    const row = reader.locator('#coming ~ ul li', { hasText: '量个血压' });
    assert.equal(await row.locator('input[name="code"]').inputValue(), code, 'as the scanned address brings it');
    await row.locator('input[name="code"]').fill(code === '000000' ? '000001' : '000000');
    await row.locator('button', { hasText: '签到' }).click();
    await reader.locator('[role="alert"]', { hasText: '签到码不对' }).waitFor();
    const again = await (await clerk.context().request.get(`${base}/api/venues/${id}/code`)).json();
    await row.locator('input[name="code"]').fill(again.code);
    await row.locator('button', { hasText: '签到' }).click();
    await reader.locator('.note-good', { hasText: '签到成功' }).waitFor();
    await clean(reader, 'public-my-bookings-in-phone');
    await row.locator('.badge', { hasText: '使用中' }).waitFor();
  });
  await check('somebody without a phone is booked and received at the desk', async () => {
    await clerk.goto(`${base}/admin/venues/${id}`);
    await settled(clerk);
    await clerk.locator('.head-actions button', { hasText: '替人预约' }).click();
    await clerk.locator('#b-name').fill('邱大爷');
    await clerk.locator('input[name="lane"][value="paper"]').check();
    await clerk.locator('#b-why').fill('人在服务台，不用手机');
    await clerk.locator('#b-purpose').fill('量血压');
    if ((await clerk.locator('#b-start option').count()) < 2) await clerk.locator('#b-day').fill(day(1));
    await clerk.locator('#b-start option').nth(1).waitFor({ state: 'attached' });
    await clerk.locator('#b-start').selectOption({ index: 1 });
    await clean(clerk, 'admin-venue-behalf');
    await clerk.locator('.el-dialog button[type="submit"]').click();
    await said(clerk, '已约上');
    await clerk.locator('.venue-booking', { hasText: '邱大爷' }).waitFor();
    await clean(clerk, 'admin-venue');
    const pocket = await person('shuyuan', phone);
    await open(pocket, '/desk/bookings', 'desk-bookings-phone');
    const card = pocket.locator('li.card', { hasText: '邱大爷' });
    if (!(await card.count())) await pocket.locator('button', { hasText: '明天' }).click();
    await card.locator('button', { hasText: '到了' }).click();
    await card.locator('.chip', { hasText: '使用中' }).waitFor();
  });
  await check('closing says first whom it hits', async () => {
    await clerk.locator('.head-actions button', { hasText: '临时关闭' }).click();
    await clerk.locator('#x-reason').fill('送去校准');
    await clerk.locator('.el-dialog button', { hasText: '看看影响到谁' }).click();
    await clerk.locator('.el-dialog [role="status"]', { hasText: '不影响任何人' }).waitFor();
    await clean(clerk, 'admin-venue-shut');
    await clerk.locator('.el-dialog button', { hasText: '关闭并通知' }).click();
    await said(clerk, '已关闭');
    await clerk.locator('#v-closures ~ ul li', { hasText: '送去校准' }).waitFor();
  });
  await check('the center answers requests and an objection to a pause', async () => {
    const center = await person('zhongxin', desktop);
    await open(center, '/admin/venues', 'admin-venues');
    await center.locator('#v-requests ~ article', { hasText: '老兵讲堂' }).locator('button', { hasText: /^通过$/ }).click();
    await said(center, '已通过');
    await center.locator('#v-pauses ~ article', { hasText: '抢收莴笋' }).locator('button', { hasText: '恢复预约' }).click();
    await center.locator('.el-dialog textarea').fill('情况属实，下次提前说一声');
    await center.locator('.el-dialog button[type="submit"]').click();
    await said(center, '已恢复');
    const farmer = await person('jumin3', phone);
    await open(farmer, '/my/bookings', 'public-my-bookings-history-phone');
    await farmer.locator('.badge', { hasText: '没有到' }).first().waitFor();
    const small = await person('zhongxin', phone);
    await open(small, `/admin/venues/${headsets.id}`, 'admin-venue-phone');
    const wide = await person('zhongxin', desktop);
    await open(wide, `/admin/venues/${headsets.id}`, 'admin-venue-headsets');
  });
}
