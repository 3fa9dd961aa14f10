// Works through the admin face of a running demo server as people do, by keyboard where they do: a caller's order, triage,
// dispatch, a batch, a contact revealed, a site edited by two at once, a menu item, a role granted and taken back.
//   WUSHUANG_URL=http://127.0.0.1:8080 WUSHUANG_PASSWORD=… node e2e/admin-flows.mjs
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const base = process.env.WUSHUANG_URL ?? 'http://127.0.0.1:8080';
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--lang=zh-CN'] });
const shot = async (page, name) => { if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}flow-${name}.png` }); };
let failed = 0;

async function session(login) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  await context.addCookies([{ name: 'lang', value: 'zh', url: base }]);
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  await page.goto(`${base}/admin`);
  await page.locator('#login').fill(login);
  await page.locator('#password').fill(process.env.WUSHUANG_PASSWORD ?? '');
  await page.keyboard.press('Enter');
  await page.locator('.shell').waitFor();
  return page;
}
async function flow(name, login, work) {
  const page = await session(login);
  try {
    await work(page);
    console.log(`ok   ${name}`);
  } catch (cause) {
    failed += 1;
    await shot(page, `failed-${name.replace(/\W+/g, '-')}`);
    console.log(`FAIL ${name}: ${cause.message.split('\n').slice(0, 3).join(' ')}`);
  }
  await page.context().close();
}
const choose = async (page, id, words) => {
  await page.locator(`#${id}`).click();
  await page.locator(`#${id}`).pressSequentially(words);
  await page.locator('.el-select-dropdown__item:visible').first().waitFor();
  await page.waitForTimeout(200);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
};

let number = '';
await flow('a wrong password says why and keeps the login', 'zhongxin', async (page) => {
  await page.locator('.top-button:has(use[href$="#logout"])').click();
  await page.locator('#login').fill('zhongxin');
  await page.locator('#password').fill('nope-nope-nope');
  await page.keyboard.press('Enter');
  await page.locator('.refusal').waitFor();
  assert.equal(await page.locator('#login').inputValue(), 'zhongxin');
});
await flow('a caller gets a number', 'zhongxin', async (page) => {
  await page.locator('body').press('n');
  await page.locator('#n-item').waitFor();
  await choose(page, 'n-item', '理发');
  await choose(page, 'n-site', '书院');
  await page.locator('#n-name').fill('廖秀云');
  await page.locator('#n-mobile').fill('19900009901');
  if (await page.locator('#n-address').isVisible()) await page.locator('#n-address').fill('书院街 12 号 3 单元 201');
  await page.keyboard.press('Control+Enter');
  await page.locator('#e-consent:not(:empty)').waitFor();
  assert.equal(await page.locator('#n-name').inputValue(), '廖秀云', 'stays filled in');
  await page.locator('.fieldset ~ *, .field .chip').last().click();
  await page.locator('#n-consent').fill('电话中口头同意');
  await page.keyboard.press('Control+Enter');
  await page.locator('.placed-number strong').waitFor();
  number = await page.locator('.placed-number strong').innerText();
  assert.match(number, /^\d{8}-\d{4}$/);
  await shot(page, 'placed');
});
await flow('it is triaged, and its contact is shown once, for a reason', 'zhongxin', async (page) => {
  await page.goto(`${base}/admin/orders?q=${number}`);
  await page.locator('.cell-main a').first().click();
  await page.locator('.head-actions .el-button--primary').click();
  await page.locator('#tr-note').fill('已与本人核对地址');
  await page.locator('.el-dialog:visible button[type="submit"]').click();
  await page.locator('.head .tag-calm').waitFor();
  await page.locator('button:has(use[href$="#eye"])').click();
  await page.locator('.el-dialog:visible button[type="submit"]').click();
  await page.locator('.el-dialog:visible .error:not(:empty)').waitFor();
  await page.locator('.el-dialog:visible textarea').fill('出发前与老人确认时间');
  await page.locator('.el-dialog:visible button[type="submit"]').click();
  await page.locator('.revealed').waitFor();
  assert.match(await page.locator('.revealed').innerText(), /19900009901/);
  await shot(page, 'revealed');
  await page.reload();
  await page.locator('.timeline').waitFor();
  assert.equal(await page.locator('.revealed').count(), 0);
});
await flow('it is dispatched by keyboard', 'zhongxin', async (page) => {
  await page.goto(`${base}/admin/orders?q=${number}`);
  await page.locator('td.cell-end a').first().click();
  await page.locator('.fit').first().waitFor();
  assert.match(await page.locator('.board-for').innerText(), new RegExp(number));
  await page.locator('body').press('1');
  await page.locator('body').press('2');
  await page.waitForTimeout(300);
  await shot(page, 'board-marked');
  await page.locator('body').press('Enter');
  await page.locator('.el-dialog:visible .el-button--primary').waitFor();
  await page.waitForTimeout(700);
  await page.keyboard.press('Enter');
  await page.locator('.el-message--success').waitFor();
  await page.goto(`${base}/admin/orders?q=${number}`);
  assert.match(await page.locator('tbody').innerText(), /待接单/);
  await page.locator('.cell-main a').first().click();
  await page.locator('.rows li').nth(1).waitFor();
  await shot(page, 'order-dispatched');
});
await flow('a batch shows what will happen and how each went', 'zhongxin', async (page) => {
  await page.goto(`${base}/admin/orders`);
  await page.locator('tbody tr').first().waitFor();
  await page.locator('thead input').check();
  await page.locator('.bar .el-button').nth(1).click();
  await page.locator('.el-dialog:visible .outcomes li').first().waitFor();
  await page.locator('.el-dialog:visible .el-button--primary').click();
  await page.locator('.el-dialog:visible .outcome-done').first().waitFor();
  await page.waitForTimeout(800);
  await shot(page, 'batch-done');
});
await flow('the filter is in the address and survives going back', 'zhongxin', async (page) => {
  await page.goto(`${base}/admin/orders`);
  await page.locator('#f-state').selectOption('triaged');
  await page.waitForURL(/state=triaged/);
  await page.locator('tbody tr').first().waitFor();
  await page.locator('.cell-main a').first().click();
  await page.locator('.timeline').waitFor();
  await page.goBack();
  await page.locator('#f-state').waitFor();
  assert.equal(await page.locator('#f-state').inputValue(), 'triaged');
});
await flow('two people edit a site: nothing is lost', 'zhongxin', async (page) => {
  await page.goto(`${base}/admin/sites?kind=station`);
  await page.locator('.cell-main a').first().click();
  await page.locator('#si-sum').waitFor();
  await page.waitForLoadState('networkidle');
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.locator('#si-tel').fill('028-8791-0099');
  await other.locator('button[type="submit"]').click();
  await other.locator('.el-message--success').waitFor();
  await page.locator('#si-sum').fill('院坝里的小站，板凳一摆，政策就讲开了。');
  await page.locator('button[type="submit"]').click();
  await page.locator('.refusal').waitFor();
  await page.locator('.sticky-end .el-button').first().click();
  await page.locator('.note').waitFor();
  await shot(page, 'site-merged');
  assert.equal(await page.locator('#si-tel').inputValue(), '028-8791-0099');
  assert.match(await page.locator('#si-sum').inputValue(), /小站/);
  await page.locator('button[type="submit"]').click();
  await page.locator('.el-message--success').waitFor();
});
await flow('a session that ran out asks again and keeps the form', 'zhongxin', async (page) => {
  await page.goto(`${base}/admin/orders/new`);
  await page.locator('#n-name').fill('还在这里');
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await page.context().addCookies(cookies.filter((one) => one.name === 'lang'));
  await page.evaluate(() => fetch('/api/me'));
  await page.locator('.top-button:has(use[href$="#bell"])').click();
  await page.locator('.el-dialog #login').waitFor();
  await page.locator('.el-dialog #login').fill('zhongxin');
  await page.locator('.el-dialog #password').fill(process.env.WUSHUANG_PASSWORD ?? '');
  await page.keyboard.press('Enter');
  await page.locator('.el-dialog #login').waitFor({ state: 'detached' });
  assert.equal(await page.locator('#n-name').inputValue(), '还在这里');
});
await flow('a menu item is added and edited', 'sysadmin', async (page) => {
  await page.goto(`${base}/admin/menu`);
  await page.locator('.head-actions .el-button').click();
  await page.locator('#me-n').fill('老花镜清洗调校');
  await page.locator('#me-e').fill('Reading glasses care');
  await page.locator('#me-c').selectOption({ index: 3 });
  await page.locator('#me-s').fill('清洗镜片、拧紧镜腿、换鼻托，十分钟看得清楚。');
  await page.locator('#me-k').selectOption({ index: 2 });
  await page.locator('.el-drawer:visible button[type="submit"]').click();
  await page.locator('.el-message--success').waitFor();
});
await flow('a site is set rectifying with a reason, and back', 'sysadmin', async (page) => {
  await page.goto(`${base}/admin/sites?kind=base`);
  await page.locator('.cell-main a').first().click();
  for (let turn = 0; turn < 2; turn += 1) {
    await page.locator('.head-actions .el-button').first().click();
    await page.locator('.el-dialog:visible textarea').fill('消防设施检修');
    await page.locator('.el-dialog:visible button[type="submit"]').click();
    await page.locator('.el-dialog:visible').waitFor({ state: 'hidden' });
    await page.waitForTimeout(300);
  }
});
await flow('a role is granted, refused where it must be, and taken back', 'secadmin', async (page) => {
  await page.goto(`${base}/admin/people?q=sysadmin`);
  await page.locator('.cell-end .el-button').first().click();
  await page.locator('#g-role').selectOption('auditor');
  await page.locator('#g-why').fill('试着兼任');
  await page.locator('.el-drawer:visible button[type="submit"]').click();
  await page.locator('.el-drawer:visible .refusal').waitFor();
  await shot(page, 'grant-refused');
  await page.goto(`${base}/admin/people?q=zyz3`);
  await page.locator('.cell-end .el-button').first().click();
  await page.locator('#g-role').selectOption('clerk');
  await choose(page, 'g-site', '书院');
  await page.locator('#g-why').fill('周末值班');
  await page.locator('.el-drawer:visible button[type="submit"]').click();
  await page.locator('.el-drawer:visible .rows li').first().waitFor();
  await page.locator('.el-drawer:visible .rows li .el-button').first().click();
  await page.locator('.el-dialog:visible textarea').fill('值班结束');
  await page.locator('.el-dialog:visible button[type="submit"]').click();
  await page.locator('.el-drawer:visible .rows li').first().waitFor({ state: 'detached' });
});
await flow('the auditor finds it all', 'auditor', async (page) => {
  await page.locator('tbody tr').nth(3).waitFor();
  const words = await page.locator('tbody').innerText();
  assert.match(words, /周末值班/);
  assert.match(words, /出发前与老人确认时间/);
});
await browser.close();
process.exit(failed ? 1 : 0);
