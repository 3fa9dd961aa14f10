// Looks at the admin face of a running server with the demo district in it: a screenshot of every page in shots/admin/
// and axe on each (A and AA: no finding), no error in the console, no text without a translation.
//   WUSHUANG_URL=http://127.0.0.1:8080 WUSHUANG_PASSWORD=… node e2e/admin.mjs [--only board] [--en] [--phone]
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const web = fileURLToPath(new URL('../', import.meta.url));
const base = process.env.WUSHUANG_URL ?? 'http://127.0.0.1:8080';
const password = process.env.WUSHUANG_PASSWORD ?? '';
const option = (name) => process.argv.includes(`--${name}`);
const only = option('only') ? process.argv[process.argv.indexOf('--only') + 1].split(',') : undefined;
const shots = process.env.SHOTS ?? `${web}shots/admin/`;
mkdirSync(shots, { recursive: true });
const axe = readFileSync(`${web}node_modules/axe-core/axe.min.js`, 'utf8');
const viewport = option('phone') ? { width: 390, height: 844 } : { width: 1440, height: 900 };
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--lang=zh-CN'] });
const problems = [];

async function session(login) {
  const context = await browser.newContext({ viewport, locale: option('en') ? 'en-GB' : 'zh-CN', timezoneId: 'Asia/Shanghai' });
  await context.addCookies([{ name: 'lang', value: option('en') ? 'en' : 'zh', url: base }]);
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) problems.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => problems.push(`page: ${error.message}`));
  await page.goto(`${base}/admin`);
  if (login) {
    await page.locator('#login').fill(login);
    await page.locator('#password').fill(password);
    await page.locator('button[type="submit"]').click();
    await page.locator('.shell').waitFor();
  }
  return page;
}
async function look(page, name) {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(450);
  await page.screenshot({ path: `${shots}${name}${option('phone') ? '-390' : ''}${option('en') ? '-en' : ''}.png` });
  // Through the protocol, since the page's policy lets no foreign script in.
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  for (const one of found.violations) problems.push(`${name}: ${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`).join(' | ')}`);
  const raw = await page.evaluate(() => document.body.innerText.match(/\b(?:admin|shared)\.[a-zA-Z]+\.[\w.]+/g));
  if (raw) problems.push(`${name}: no text for ${[...new Set(raw)].join(', ')}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) problems.push(`${name}: ${wide}px wider than the window`);
}
const tours = {
  gate: [null, async (page) => look(page, 'sign-in')],
  staff: ['zhongxin', async (page) => {
    const to = async (path) => { await page.goto(`${base}/admin${path}`); await page.locator('.content h1, .poster h1').first().waitFor(); };
    await look(page, 'worklist');
    if (!option('phone')) { await page.locator('body').press('?'); await page.locator('.keys').waitFor(); await look(page, 'help'); await page.keyboard.press('Escape'); }
    await page.locator('.top-button:has(use[href$="#bell"])').click();
    await look(page, 'notices');
    await to('/orders');
    await look(page, 'orders');
    await page.locator('tbody input[type="checkbox"]').first().check();
    await page.locator('tbody input[type="checkbox"]').nth(4).check();
    await page.locator('.bar .el-button').nth(1).click();
    await look(page, 'orders-batch');
    await to('/orders?state=archived&q=zzz');
    await look(page, 'orders-empty');
    await to('/orders?state=triaged');
    await page.locator('.cell-main a').first().click();
    await page.locator('.timeline').waitFor();
    await look(page, 'order');
    await to('/orders?state=submitted');
    await page.locator('.cell-main a').first().click();
    await page.locator('.head-actions .el-button--primary').click();
    await look(page, 'order-triage');
    await to('/orders/new');
    await look(page, 'new-order');
    await page.locator('.form-end button[type="submit"]').click();
    await look(page, 'new-order-wrong');
    await to('/dispatch');
    await page.locator('.fit, .board-scroll .empty').first().waitFor();
    await page.keyboard.press('1');
    await page.keyboard.press('2');
    await page.locator('.board-map.leaflet-container').waitFor();
    await look(page, 'board');
    await page.keyboard.press('j');
    await page.locator('.fit, .board-scroll .empty').first().waitFor();
    await page.waitForTimeout(400);
    await page.keyboard.press('1');
    await page.keyboard.press('o');
    await page.keyboard.press('Enter');
    await look(page, 'board-confirm');
    await to('/hours');
    await look(page, 'hours');
    await to('/sites?kind=station');
    await look(page, 'sites');
    await page.locator('.cell-main a').first().click();
    await page.locator('#si-sum').waitFor();
    await look(page, 'site');
    await page.goto(page.url() + '/code');
    await page.locator('.poster-code').waitFor();
    await look(page, 'site-code');
  }],
  system: ['sysadmin', async (page) => {
    await look(page, 'system-home');
    await page.goto(`${base}/admin/menu`);
    await look(page, 'menu');
    await page.locator('.head-actions .el-button').click();
    await look(page, 'menu-add');
  }],
  security: ['secadmin', async (page) => {
    await page.locator('.table').waitFor();
    await look(page, 'people');
    await page.locator('.cell-end .el-button').first().click();
    await page.locator('#g-role').waitFor();
    await look(page, 'person');
  }],
  audit: ['auditor', async (page) => look(page, 'audit')],
};
for (const [name, [login, tour]] of Object.entries(tours)) {
  if (only && !only.includes(name)) continue;
  try {
    const page = await session(login);
    await tour(page);
    await page.context().close();
  } catch (cause) {
    problems.push(`${name}: ${cause.message.split('\n').slice(0, 4).join(' ')}`);
  }
}
await browser.close();
console.log(problems.length ? [...new Set(problems)].join('\n') : 'admin: nothing found');
process.exit(problems.length ? 1 : 0);
