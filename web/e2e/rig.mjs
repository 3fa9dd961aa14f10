// What every part of the end-to-end test stands on: a server of its own on a demo district of its own, a browser, persons,
// and the look at a page (screenshot, axe A and AA, errors, breaks of the content security policy).
//
//   WS_BINARY, WS_ROOT   the server and the project's root      CHROMIUM   the browser
//   WS_E2E_RESULT        where {"passed":N,"failed":M} goes     WS_E2E_SHOTS   a folder for screenshots (optional)
//   WS_E2E_DISTRICT      a folder with a demo district made before (seed pidu … --password wushuang2026), copied instead of making one
//   WS_FAKETIME          libfaketime, when it is not where the distribution puts it. With it the walks are always at the same
//                        moment, and the server's clock can be moved between check-in and check-out; without it they run at
//                        the time it is, and a service of no length is what is looked at.
//   WS_E2E_AT            the district's moment that the walks are at instead, as 2026-11-28T13:40
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { address as wechat } from './wechat.mjs';

export const root = resolve(process.env.WS_ROOT ?? new URL('../..', import.meta.url).pathname);
const binary = process.env.WS_BINARY ?? join(root, 'build/release/wushuang');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.WS_E2E_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const data = mkdtempSync(join(tmpdir(), 'ws-e2e-'));
const clockFile = join(data, 'clock');
const results = { passed: 0, failed: 0 };
const failures = [];

export const password = 'wushuang2026';
export const phone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', hasTouch: true };
export const desktop = { ...phone, viewport: { width: 1440, height: 900 }, hasTouch: false };
export const wall = { ...desktop, viewport: { width: 1920, height: 1080 } };

export async function check(name, body) {
  const begun = performance.now();
  try {
    await body();
    results.passed += 1;
    console.log(`ok   ${name} (${Math.round(performance.now() - begun)} ms)`);
    return true;
  } catch (error) {
    results.failed += 1;
    const words = `FAIL ${name}\n     ${String(error.stack ?? error).split('\n').slice(0, 8).join('\n     ')}`;
    failures.push(words);
    console.log(words);
    await showPages();
    return false;
  }
}

/** What the open pages show, for whoever reads why a check failed. */
async function showPages() {
  for (const page of browser.contexts().flatMap((context) => context.pages())) {
    if (page.url() === 'about:blank') continue;
    const shown = await page.locator('main, body').first().innerText({ timeout: 1000 }).catch(() => '(nothing)');
    console.log(`     ${page.url().replace(base, '')}: ${page.errors?.join(' ') ?? ''} ${shown.replace(/\s+/g, ' ').slice(0, 240)}`);
  }
}

function findFaketime() {
  if (process.env.WS_FAKETIME) return process.env.WS_FAKETIME;
  if (!existsSync('/usr/lib')) return undefined;
  return readdirSync('/usr/lib').map((folder) => `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`).find((path) => existsSync(path));
}
const faketime = findFaketime();
export const clockMoves = Boolean(faketime);
/** How far the walks are from the time it is: a Wednesday morning, with the same shifts and openings whenever they run. */
const away = clockMoves ? Date.parse(`${process.env.WS_E2E_AT ?? '2026-11-25T10:00'}+08:00`) - Date.now() : 0;
let ahead = 0;
/** From now on it is that much later at the server; the browsers do not notice, as with any phone whose clock is wrong. */
export const passMinutes = (minutes) => {
  ahead = minutes * 60_000;
  const seconds = (away + ahead) / 1000;
  writeFileSync(clockFile, `${seconds < 0 ? '' : '+'}${seconds.toFixed(3)}`);
};
/** What people and their browsers take for now. */
export const now = () => new Date(Date.now() + away);
/** What the server takes for now. */
export const serverNow = () => new Date(Date.now() + away + ahead);

/** In a page: its clock is at the moment of the walks. */
function moveClock(away) {
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length ? given : [Real.now() + away]));
    }
    static now() {
      return Real.now() + away;
    }
  };
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

let said = '';
/** The one-time code that the server made last for a mobile. */
export function codeFor(mobile) {
  const masked = `${mobile.slice(0, 3)}****${mobile.slice(7)}`;
  const codes = [...said.matchAll(/sign-in code for (\S+): (\d{6})/g)].filter((found) => found[1] === masked);
  assert.ok(codes.length, `no code for ${masked}`);
  return codes.at(-1)[2];
}

const moving = { LD_PRELOAD: faketime, FAKETIME_TIMESTAMP_FILE: clockFile, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1' };
/** The environment of a program whose clock is the server's. */
const moved = { ...process.env, ...(faketime ? moving : {}) };

function makeDistrict() {
  const ready = process.env.WS_E2E_DISTRICT;
  if (ready) {
    for (const folder of ['recordings', 'panoramas', 'films', 'media']) if (existsSync(join(ready, folder))) cpSync(join(ready, folder), join(data, folder), { recursive: true });
    return ['master.key', 'wushuang.db'].forEach((file) => copyFileSync(join(ready, file), join(data, file)));
  }
  const seeded = spawnSync(binary, ['seed', 'pidu', '--data', data, '--assets', root, '--password', password], { encoding: 'utf8', env: moved });
  assert.equal(seeded.status, 0, seeded.stderr);
}

async function serve() {
  passMinutes(0);
  makeDistrict();
  const port = await freePort();
  const child = spawn(binary, ['serve', '--data', data, '--assets', root, '--port', String(port), '--quiet', '--show-codes', '--rtmp', '0', '--wechat-api', wechat], { stdio: ['ignore', 'pipe', 'inherit'], env: moved });
  await new Promise((done, fail) => {
    child.stdout.on('data', (text) => {
      said += text;
      if (said.includes('is serving')) done();
    });
    child.on('exit', (code) => fail(new Error(`the server ended with ${code}`)));
  });
  return { child, base: `http://127.0.0.1:${port}` };
}

const server = await serve();
export const base = server.base;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=zh-CN'],
});

/** A person with a browser of their own; with a login, signed in through the API (the forms have checks of their own). */
export async function person(login, device, options = {}) {
  const context = await browser.newContext({ ...device, ...options });
  await context.addInitScript(moveClock, away);
  if (login) {
    const answer = await context.request.post(`${base}/api/session`, { data: { login, password } });
    assert.equal(answer.status(), 200, `${login}: ${await answer.text()}`);
  }
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.errors = [];
  page.on('pageerror', (error) => page.errors.push(String(error)));
  page.on('console', (message) => /Content Security Policy/.test(message.text()) && page.errors.push(message.text()));
  page.on('response', (answer) => answer.status() >= 500 && page.errors.push(`${answer.status()} ${answer.url()}`));
  return page;
}

export async function look(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: !name.includes('screen') });
}

/** No finding of level A or AA, nothing wider than the page, no error, no break of the content security policy. */
export async function clean(page, name) {
  // What the bottom bar covers at this scroll position is reachable by scrolling: measure the whole page.
  const { width, height } = page.viewportSize();
  // It may grow while it is looked at: pictures come when they are in view.
  const wholeHeight = () => page.evaluate(() => document.documentElement.scrollHeight);
  for (let tall = 0; tall < (await wholeHeight()) && tall < 16_000;) {
    tall = (await wholeHeight()) + 120;
    await page.setViewportSize({ width, height: tall });
  }
  if (!(await page.evaluate('Boolean(window.axe)'))) await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    const { violations } = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'], rules: { 'label-content-name-mismatch': { enabled: true } } });
    const lines = violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ')}`);
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) lines.push(`wider than the page: ${document.documentElement.scrollWidth} px`);
    return lines;
  });
  await page.setViewportSize({ width, height });
  await look(page, name);
  assert.deepEqual(found, [], name);
  assert.deepEqual(page.errors, [], name);
}

/** Shown, with enough Chinese (or English) words in its main part to be a page. */
export async function open(page, path, name) {
  const answer = await page.goto(base + path, { waitUntil: 'load' });
  assert.equal(answer.status(), 200, path);
  await settled(page);
  await clean(page, name);
}

/** Drawn: the first heading and words are there and nothing is being loaded. */
export async function settled(page) {
  await page.waitForFunction(() => {
    const main = document.querySelector('main') ?? document.body;
    const busy = document.querySelector('.el-skeleton, .van-skeleton, .splash, [aria-busy="true"], .waiting');
    return !busy && main.innerText.replace(/\s/g, '').length > 20;
  });
}

export async function finish() {
  await browser.close();
  server.child.kill('SIGTERM');
  if (server.child.exitCode === null) await new Promise((done) => server.child.on('exit', done));
  rmSync(data, { recursive: true, force: true });
  if (failures.length) console.log(`\nWhat failed, once more:\n${failures.join('\n')}`);
  console.log(`\n${results.passed} passed, ${results.failed} failed${clockMoves ? '' : ' (the clock could not be moved: no libfaketime)'}`);
  if (process.env.WS_E2E_RESULT) writeFileSync(process.env.WS_E2E_RESULT, JSON.stringify(results));
  process.exit(results.failed ? 1 : 0);
}
