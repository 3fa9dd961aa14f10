// Looks at the public pages without a server.
//   npm run preview            serves every page with its sample view (templates/samples/*.json) on :4173
//   npm run e2e                screenshots in shots/ at 390×844 and 1440×900, and axe on each (A and AA: no finding)
//   … --only home,order        some pages;  --en English;  --full whole pages;  --large / --contrast display modes
//   … --check                  renders everything in both languages and reports values without a sample
// An AT_MS below 10^10 in a sample is an offset from now, so that relative times stay true.
// A sample is { "template": "home.html", "view": {…} }; _site.json holds what every page gets.
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { render } from './render.mjs';

const web = fileURLToPath(new URL('../', import.meta.url));
const json = (path) => JSON.parse(readFileSync(web + path, 'utf8'));
const option = (name) => process.argv.includes(`--${name}`);
const after = (name) => (option(name) ? process.argv[process.argv.indexOf(`--${name}`) + 1] : undefined);
const language = option('en') ? 'en' : 'zh';
const names = readdirSync(`${web}templates/samples`).map((file) => file.replace('.json', '')).filter((name) => !name.startsWith('_')).sort();
const assets = existsSync(`${web}dist/manifest.json`) ? json('dist/manifest.json') : {};
const prepare = (value, key) => {
  if (key === 'AT_MS' && Math.abs(value) < 1e10) return Date.now() + value;
  if (typeof value === 'string') return value.startsWith('ASSET_') ? (assets[value] ?? '') : value;
  if (Array.isArray(value)) return value.map((one) => prepare(one));
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, prepare(v, k)]));
  return value;
};

function page(name, lang, missing, seen) {
  const sample = json(`templates/samples/${name}.json`);
  const site = json('templates/samples/_site.json');
  const modes = { ...(option('large') ? { PRINT: 'large', PRINT_NEXT: 'normal', PRINT_LARGE: true, PRINT_NORMAL: false } : {}), ...(option('contrast') ? { CONTRAST: 'high', CONTRAST_NEXT: 'normal', CONTRAST_HIGH: true, CONTRAST_NORMAL: false } : {}) };
  const view = { ...assets, ...site, ...site[lang], ...prepare(sample.view), ...modes };
  return render(sample.template, view, json(`templates/text/${lang}.json`), missing, seen);
}

if (option('check')) {
  const templates = readdirSync(`${web}templates`).filter((name) => name.endsWith('.html'));
  const sampled = new Set(names.map((name) => json(`templates/samples/${name}.json`).template));
  const problems = templates.filter((name) => !sampled.has(name)).map((name) => `${name}: no sample`);
  for (const lang of ['zh', 'en']) {
    for (const name of names) {
      const missing = new Set();
      const out = page(name, lang, missing, new Set());
      for (const marker of missing) if (!marker.startsWith('ASSET_')) problems.push(`${name}: no value for ${marker}`);
      if (/\sstyle=|<style|\son[a-z]+=|javascript:/i.test(out)) problems.push(`${name}: inline style or script, which the policy forbids`);
      for (const id of out.matchAll(/\s(?:for|aria-describedby|aria-labelledby|aria-controls)="([^"]+)"/g)) {
        for (const one of id[1].split(' ')) if (!out.includes(` id="${one}"`)) problems.push(`${name}: nothing has the id ${one}`);
      }
    }
  }
  const contract = readFileSync(`${web}templates/VIEWS.md`, 'utf8');
  const seen = new Set();
  for (const name of names) page(name, 'zh', new Set(), seen);
  for (const marker of seen) if (!new RegExp(`\\b${marker}\\b`).test(contract)) problems.push(`VIEWS.md does not mention ${marker}`);
  if (problems.length) {
    console.error([...new Set(problems)].join('\n'));
    process.exit(1);
  }
  console.log(`${names.length} sample pages render in zh and en`);
  process.exit(0);
}

const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', json: 'application/json', html: 'text/html; charset=utf-8' };
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://preview');
  const send = (status, type, body) => response.writeHead(status, { 'Content-Type': type, 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff' }).end(body);
  const name = pathname.slice(1) || 'home';
  try {
    if (names.includes(name)) return send(200, types.html, page(name, language, new Set(), new Set()));
    if (pathname === '/api/map/boundary') return send(200, types.json, readFileSync(`${web}templates/samples/_boundary.geojson`));
    if (pathname === '/api/sites') return send(200, types.json, JSON.stringify(json('templates/samples/_map.json')));
    if (/^\/api\/orders\/[\w-]+\/code$/.test(pathname)) return send(200, types.json, JSON.stringify({ code: String(100000 + (Math.floor(Date.now() / 30000) % 900000)), valid_until_ms: (Math.floor(Date.now() / 30000) + 1) * 30000 }));
    if (!pathname.includes('..') && existsSync(web + 'dist' + pathname)) return send(200, types[pathname.split('.').pop()] ?? 'text/plain', readFileSync(web + 'dist' + pathname));
    send(404, types.html, page('error', language, new Set(), new Set()));
  } catch (error) {
    send(500, 'text/plain; charset=utf-8', String(error.stack));
  }
});
const port = await new Promise((done) => server.listen(option('serve') ? 4173 : 0, '127.0.0.1', () => done(server.address().port)));
const origin = `http://127.0.0.1:${port}`;

if (!option('shots') && !option('axe')) {
  console.log(names.map((name) => `${origin}/${name}`).join('\n'));
} else {
  const { chromium } = await import('playwright-core');
  const axe = readFileSync(`${web}node_modules/axe-core/axe.min.js`, 'utf8');
  const chosen = after('only')?.split(',') ?? names;
  mkdirSync(`${web}shots`, { recursive: true });
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--lang=zh-CN'] });
  let findings = 0;
  for (const [label, width, height] of [['390', 390, 844], ['1440', 1440, 900]]) {
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1, locale: language === 'en' ? 'en-GB' : 'zh-CN', timezoneId: 'Asia/Shanghai', bypassCSP: option('axe') });
    const tab = await context.newPage();
    let here = '';
    const complain = (text) => { findings += 1; console.log(`${here} ${label}: ${text}`); };
    tab.on('console', (message) => { if (message.type() === 'error') complain(`console: ${message.text()}`); });
    tab.on('pageerror', (error) => complain(`script: ${error.message}`));
    for (const name of chosen) {
      here = name;
      await tab.goto(`${origin}/${name}`, { waitUntil: 'networkidle' });
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) complain(`scrolls sideways by ${wide} px`);
      if (option('shots')) await tab.screenshot({ path: `${web}shots/${name}-${label}${language === 'en' ? '-en' : ''}.png`, fullPage: option('full') });
      if (option('axe')) {
        // At full height the tab bar stands below the page, as it does once somebody has scrolled to the end.
        await tab.setViewportSize({ width, height: await tab.evaluate(() => document.documentElement.scrollHeight) });
        await tab.evaluate(axe);
        const { violations } = await tab.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
        for (const found of violations) complain(`${found.id} (${found.impact}): ${found.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary.split('\n').slice(1, 2).join(' ').trim()}`).join(' | ')}`);
        await tab.setViewportSize({ width, height });
      }
    }
    await context.close();
  }
  await browser.close();
  server.close();
  console.log(`${chosen.length} pages × 2 widths, ${findings} findings`);
  process.exit(findings ? 1 : 0);
}
