// End to end in a real browser: the main job from a resident's phone to the rating, while the command screen moves; and axe on every
// page it passes and on those it does not. Starts its own server on a demo district of its own.
//
//   WS_BINARY, WS_ROOT   the server and the project's root      CHROMIUM   the browser
//   WS_E2E_RESULT        where {"passed":N,"failed":M} goes     WS_E2E_SHOTS   a folder for screenshots (optional)
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const root = resolve(process.env.WS_ROOT ?? new URL('../..', import.meta.url).pathname);
const binary = process.env.WS_BINARY ?? join(root, 'build/release/wushuang');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.WS_E2E_SHOTS;
const password = 'wushuang2026';
const data = mkdtempSync(join(tmpdir(), 'ws-e2e-'));
const results = { passed: 0, failed: 0 };

async function check(name, body) {
  try {
    await body();
    results.passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    results.failed += 1;
    console.log(`FAIL ${name}\n     ${String(error.stack ?? error).split('\n').slice(0, 6).join('\n     ')}`);
  }
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function serve() {
  const seeded = spawnSync(binary, ['seed', 'pidu', '--data', data, '--assets', root, '--password', password], { encoding: 'utf8' });
  assert.equal(seeded.status, 0, seeded.stderr);
  const port = await freePort();
  const server = spawn(binary, ['serve', '--data', data, '--assets', root, '--port', String(port), '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((done, fail) => {
    server.stdout.on('data', (text) => String(text).includes('is serving') && done());
    server.on('exit', (code) => fail(new Error(`the server ended with ${code}`)));
  });
  return { server, base: `http://127.0.0.1:${port}` };
}

const { server, base } = await serve();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

const phone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' };
const desktop = { ...phone, viewport: { width: 1440, height: 900 } };
const wall = { ...phone, viewport: { width: 1920, height: 1080 } };

/** A person with a browser of their own, signed in through the API (the forms have checks of their own). */
async function person(login, device) {
  const context = await browser.newContext(device);
  if (login) {
    const answer = await context.request.post(`${base}/api/session`, { data: { login, password } });
    assert.equal(answer.status(), 200, `${login}: ${await answer.text()}`);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(String(error)));
  page.on('console', (message) => /Content Security Policy/.test(message.text()) && page.errors.push(message.text()));
  let calls = 0;
  page.api = async (method, path, body) => {
    const answer = await context.request.fetch(`${base}${path}`, {
      method,
      data: body,
      headers: method === 'GET' ? {} : { 'Idempotency-Key': `e2e-${login}-${Date.now()}-${(calls += 1)}`, 'Content-Type': 'application/json' },
    });
    const text = await answer.text();
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${text}`);
    return text ? JSON.parse(text) : {};
  };
  return page;
}

async function look(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: false });
}

/** No finding of level A or AA, no error in the page, no break of the content security policy. */
async function clean(page, name) {
  await look(page, name);
  // What the bottom bar covers at this scroll position is reachable by scrolling: measure the whole page.
  const { width, height } = page.viewportSize();
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  if (whole > height) await page.setViewportSize({ width, height: Math.min(whole + 120, 8000) });
  const found = await page.evaluate(`(() => { ${axeSource}; return axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }); })()`);
  await page.setViewportSize({ width, height });
  const lines = found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')}`);
  assert.deepEqual(lines, [], name);
  assert.deepEqual(page.errors, [], name);
}

async function open(page, path, name) {
  await page.goto(base + path, { waitUntil: 'networkidle' });
  await clean(page, name);
}

async function openLive(page, path, name) {
  await page.goto(base + path, { waitUntil: 'load' });
  await page.waitForFunction(() => (document.body.innerText.match(/[\u4e00-\u9fff]/g) ?? []).length > 20);
  await clean(page, name);
}

try {
  const resident = await person('jumin1', phone);
  const clerk = await person('shuyuan', desktop);
  const dispatcher = await person('pitong', desktop);
  const leader = await person('zhongxin-ld', wall);
  const nobody = await person('', phone);

  const menu = await resident.api('GET', '/api/menu?limit=100');
  const item = menu.items.find((one) => one.place !== 'site' && one.volunteers_needed === 1 && one.offered_by > 2 && one.duration_minutes <= 90);
  const station = (await resident.api('GET', '/api/sites?q=' + encodeURIComponent('书院'))).sites.find((one) => one.kind === 'station');
  let order = '';

  for (const [path, name] of [['/', 'home'], ['/menu', 'menu'], [`/menu/${item.id}`, 'item'], ['/sites', 'sites'], [`/sites/${station.id}`, 'site'], ['/teams', 'teams'], ['/search?q=' + encodeURIComponent('手机'), 'search'], ['/areas', 'areas'], ['/privacy', 'privacy'], ['/accessibility', 'accessibility'], ['/about', 'about'], ['/sign-in', 'sign-in'], [`/orders/new?item=${item.id}`, 'order-new']])
    await check(`public page ${name}: shown and accessible`, () => open(nobody, path, `public-${name}`));
  await check('the home page works on a desktop', async () => open(await person('', desktop), '/', 'public-home-desktop'));

  await check('the resident orders from the phone', async () => {
    const starts = Math.ceil((Date.now() + 26 * 3600_000) / 3600_000) * 3600_000;
    order = (await resident.api('POST', '/api/orders', { menu_item_id: item.id, site_id: station.id, place: 'home', starts_ms: starts, contact_name: '辜素容', contact_mobile: '19900000014', address: '书院街 12 号', consent_version: '2026-01' })).id;
    await open(resident, `/orders/${order}`, 'public-order-submitted');
  });

  await check('the command screen is live', () => openLive(leader, '/screen', 'screen'));
  await check('the worklist shows the new order', async () => {
    await openLive(clerk, '/admin', 'admin-worklist');
    await clerk.getByText(item.name).first().waitFor();
  });
  await check('the clerk triages it, and the screen moves without reloading', async () => {
    const moved = leader.evaluate(() => new Promise((done) => {
      const before = document.body.innerText;
      const watch = new MutationObserver(() => document.body.innerText !== before && done(true));
      watch.observe(document.body, { subtree: true, childList: true, characterData: true });
    }));
    await clerk.api('POST', `/api/orders/${order}/triage`, {});
    assert.equal(await moved, true);
    await leader.getByText(item.name).first().waitFor();
    await look(leader, 'screen-moved');
  });
  await check('the dispatcher sees suggestions with reasons', () => openLive(dispatcher, '/admin/dispatch', 'admin-dispatch'));
  let helper = '';
  await check('the dispatcher offers it to a suggested volunteer', async () => {
    const { suggestions } = await dispatcher.api('GET', `/api/orders/${order}/suggestions`);
    assert.ok(suggestions.length > 0 && suggestions[0].reasons.length > 0);
    await dispatcher.api('POST', `/api/orders/${order}/dispatch`, { open_claim: true, team_ids: suggestions.filter((s) => s.kind === 'team').slice(0, 1).map((s) => s.id) });
  });
  for (const login of ['zyz1', 'zyz2', 'zyz3']) {
    const volunteer = await person(login, phone);
    const { cards } = await volunteer.api('GET', '/api/desk/claimable');
    if (!helper && cards.some((card) => card.row.id === order && !card.obstacle)) helper = login;
  }
  if (helper) {
    const volunteer = await person(helper, phone);
    await check('a volunteer claims it on the desk', async () => {
      await openLive(volunteer, '/desk/claim', 'desk-claim');
      await volunteer.api('POST', `/api/orders/${order}/claim`, {});
      await openLive(volunteer, `/desk/orders/${order}`, 'desk-order');
    });
  }
  const volunteer = await person('zyz1', phone);
  for (const [path, name] of [['/desk', 'today'], ['/desk/claim', 'claim-list'], ['/desk/hours', 'hours'], ['/desk/me', 'me'], ['/desk/notices', 'notices']])
    await check(`desk ${name}: shown and accessible`, () => openLive(volunteer, path, `desk-${name}`));
  for (const [who, paths] of [[clerk, ['orders', 'orders/new', `orders/${order}`, 'hours', 'sites', `sites/${station.id}`, `sites/${station.id}/code`]], [await person('sysadmin', desktop), ['menu', 'sites']], [await person('secadmin', desktop), ['people']], [await person('auditor', desktop), ['audit']]])
    for (const path of paths) await check(`admin ${path.replace(/[0-9A-Z]{26}/, 'id')}: shown and accessible`, () => openLive(who, `/admin/${path}`, `admin-${path.replace(/[0-9A-Z]{26}/, 'id').replaceAll('/', '-')}`));

  await check('whoever signs in sees only what is theirs', async () => {
    const stranger = await person('jumin2', phone);
    const answer = await stranger.goto(`${base}/orders/${order}`);
    assert.equal(answer.status(), 404);
  });
  await check('the resident follows the order and reads the inbox', async () => {
    await open(resident, `/orders/${order}`, 'public-order-followed');
    await open(resident, '/my', 'public-my');
    await open(resident, '/my/orders', 'public-my-orders');
    await open(resident, '/my/notices', 'public-notices');
  });
  await check('the screen fits a phone', async () => openLive(await person('zhongxin-ld', phone), '/screen', 'screen-phone'));
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await new Promise((done) => (server.exitCode === null ? server.on('exit', done) : done()));
  rmSync(data, { recursive: true, force: true });
}
console.log(`\n${results.passed} passed, ${results.failed} failed`);
if (process.env.WS_E2E_RESULT) writeFileSync(process.env.WS_E2E_RESULT, JSON.stringify(results));
process.exit(results.failed ? 1 : 0);
