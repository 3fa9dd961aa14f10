// First paint of the home page on a slow phone: 6 × slower CPU, 1.6 Mb/s, 150 ms, nothing cached.
//
//   ./dev bench paint [--rounds 5] [--tiny]         CHROMIUM: the browser, else the one in the PATH
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './rig/children.mjs';
import { makeDistrict } from './rig/district.mjs';
import { options } from './rig/options.mjs';
import { median, Report } from './rig/report.mjs';
import { Server } from './rig/server.mjs';

const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core');
const chosen = options({ rounds: 5, tiny: false });
const rounds = chosen.tiny ? 1 : chosen.rounds;
const slow_network = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' };

const server = new Server(await makeDistrict());
await server.start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? spawnSync('which', ['chromium'], { encoding: 'utf8' }).stdout.trim(),
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/** {fcp_ms, scripts}: one visit by a browser that was never here. */
async function visit(page_path) {
  const context = await browser.newContext(phone);
  const page = await context.newPage();
  const scripts = [];
  page.on('request', (one) => one.resourceType() === 'script' && scripts.push(new URL(one.url()).pathname));
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', slow_network);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await page.goto(server.base + page_path, { waitUntil: 'load', timeout: 60_000 });
  const fcp_ms = await page.evaluate(() => new Promise((done) => {
    new PerformanceObserver((list) => list.getEntriesByName('first-contentful-paint').forEach((entry) => done(entry.startTime)))
      .observe({ type: 'paint', buffered: true });
  }));
  await context.close();
  return { fcp_ms, scripts };
}

/** Bytes over the wire for a browser that understands gzip alone. */
async function gzipped(path) {
  const answer = await server.call('HEAD', path, { headers: { 'Accept-Encoding': 'gzip' } });
  return Number(answer.headers['content-length']);
}

const report = new Report('bench', 'paint', chosen);
await visit('/'); // the browser itself starts slowly
const visits = [];
for (let round = 0; round < rounds; round += 1) visits.push(await visit('/'));
const sizes = await Promise.all([...new Set(visits[0].scripts)].map(gzipped));
report.atMost('first contentful paint, median', median(visits.map((one) => one.fcp_ms)), 1000, 'ms');
report.note('first contentful paint, longest', Math.max(...visits.map((one) => one.fcp_ms)), 'ms');
report.note('initial scripts', sizes.length);
report.atMost('initial script, gzip', sizes.reduce((sum, size) => sum + size, 0) / 1024, 30, 'KB');
await browser.close();
await server.stop();
process.exit(report.print());
