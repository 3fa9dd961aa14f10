// Every page of the four faces, on a phone, on a desktop and on the wall: drawn, accessible, without an error; the public ones
// without script too, and in English.
import assert from 'node:assert/strict';
import { base, check, desktop, look, open, person, phone, wall } from './rig.mjs';

const id = /[0-9A-Z]{26}/g;
const named = (path) => path.replace(/\?.*/, '').replace(id, 'id').replace(/^\/+|\/+$/g, '').replaceAll('/', '-') || 'home';
const english = [{ name: 'lang', value: 'en', url: base }];

/** The addresses of the public pages, found by following the pages themselves. */
async function publicPaths(page) {
  const first = async (path, selector) => {
    await page.goto(base + path);
    return page.locator(selector).first().getAttribute('href');
  };
  const item = await first('/menu', 'main a[href^="/items/"]');
  const site = await first('/sites', 'main a[href^="/sites/"]');
  const area = await first('/sites', 'main a[href^="/areas/"]');
  const team = await first('/teams', 'main a[href^="/teams/"]');
  const activity = await first('/activities?places=open', 'main .act a[href^="/activities/"]');
  const project = await first(activity, 'main a[href^="/projects/"]');
  const organisation = await first('/organisations', 'main a[href^="/organisations/"]');
  return ['/organisations', organisation, '/', '/menu', `/menu?q=${encodeURIComponent('没有这个')}`, item, '/activities', '/activities?view=month', '/activities?view=week', '/activities?view=map', `/activities?q=${encodeURIComponent('没有这个')}`, activity, project, '/sites', site, area, '/teams', team, `/orders/new?item=${item.split('/').at(-1)}`, '/orders/new', '/search', `/search?q=${encodeURIComponent('手机')}`, `/search?q=${encodeURIComponent('没有这个')}`, '/sign-in', '/sign-in?by=password', '/about', '/privacy', '/accessibility', '/verify', '/volunteer/join', '/verify/offline', '/hours/publicised', '/stars/publicity', '/ledger', '/training', '/figures'];
}
const empty = (path) => (path.includes(encodeURIComponent('没有')) ? '-nothing' : path.includes('?q') ? '-found' : path.includes('?view=') ? `-${path.split('=').at(-1)}` : path.includes('by=') ? '-password' : path.includes('?item') ? '-item' : '');

/** What each face shows to whom. */
function faces(site) {
  return [
    ['jumin1', 'public', ['/my', '/my/orders', '/my/orders?state=done', '/my/notices', '/my/certificates', '/my/hours', '/orders/:order']],
    ['jumin3', 'public', ['/my', '/my/activities']],
    ['jumin2', 'public', ['/my/volunteer', '/my/children', '/my/children/new', '/my/withdrawal', '/my/recovery']],
    ['zyz1', 'public', ['/my/activities', '/my/volunteer', '/my/hours', '/my/stars', '/my/years', '/my/certificates', '/training']],
    ['zyz1', 'desk', ['/desk/', '/desk/claim', '/desk/hours', '/desk/me', '/desk/teams', '/desk/notices', '/desk/orders/:order']],
    ['laobing', 'desk', ['/desk/activities']],
    ['jumin2', 'desk', ['/desk/welcome']],
    ['shuyuan', 'admin', ['/admin/', '/admin/orders', '/admin/orders/new', '/admin/orders/:order', '/admin/activities', '/admin/activities/new', '/admin/projects', '/admin/hours', '/admin/hours/disputes', '/admin/hours/late', '/admin/figures', '/admin/figures?kind=orders&by=category', '/admin/proof', '/admin/proof/issued', '/admin/proof/batches', '/admin/proof/stars', '/admin/training', '/admin/volunteers', '/admin/volunteers/new', '/admin/sites', site, `${site}/code`, '/admin/teams', '/admin/organisations', '/admin/imports', '/admin/duplicates']],
    ['pitong', 'admin', ['/admin/dispatch', '/admin/volunteers?state=pending']],
    ['sysadmin', 'admin', ['/admin/menu', '/admin/sites', '/admin/keys']],
    ['secadmin', 'admin', ['/admin/people']],
    ['auditor', 'admin', ['/admin/audit', '/admin/anomalies']],
    ['', 'signed-out', ['/admin/', '/desk/', '/screen/']],
  ];
}

/** Several at a time: the browser and the server have more than one thread, and most of the time one waits for the other. */
async function inLanes(count, jobs) {
  const queue = [...jobs];
  const lane = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await job();
  };
  await Promise.all(Array.from({ length: count }, lane));
}

export async function everyPage(story) {
  const scout = await person('shuyuan', desktop);
  const paths = await publicPaths(scout);
  await scout.goto(`${base}/admin/sites?q=${encodeURIComponent('书院社区')}`);
  const site = await scout.locator('.cell-main a').first().getAttribute('href');
  await scout.context().close();
  const jobs = [];

  /** Walks a list of pages in a browser of its own, which is closed afterwards. */
  const walk = (title, login, device, options, body) => jobs.push(async () => {
    const page = await person(login, device, options);
    await body(page, (name, one) => check(`${title}: ${name}`, one));
    await page.context().close();
  });

  for (const [size, device] of [['phone', phone], ['desktop', desktop]]) {
    walk(`public, ${size}`, '', device, {}, async (page, each) => {
      for (const path of paths) await each(path, () => open(page, path, `public-${named(path)}${empty(path)}-${size}`));
    });
    for (const [login, face, list] of faces(site))
      walk(`${face}, ${login || 'nobody'}, ${size}`, login, device, {}, async (page, each) => {
        // What belongs to the main job's order waits until that is through.
        for (const path of list) await each(path.replace(id, '…'), async () => open(page, path.includes(':order') ? path.replace(':order', (await story).order) : path, `${face}-${named(path).replace(':', '')}${path.includes('?') ? '-filtered' : ''}-${login}-${size}`));
      });
  }
  walk('public, without script', '', phone, { javaScriptEnabled: false }, (page, each) => each('every page says what it has to', async () => {
    for (const path of paths) {
      const answer = await page.goto(base + path);
      assert.equal(answer.status(), 200, path);
      assert.ok(await page.locator('main h1').first().isVisible(), path);
      assert.ok((await page.locator('main').innerText()).replace(/\s/g, '').length > 30, path);
    }
  }));
  walk('public, in English', '', phone, {}, (page, each) => each('headings, labels, buttons', async () => {
    await page.context().addCookies(english);
    for (const path of paths) {
      await page.goto(base + path);
      assert.equal(await page.locator('html').getAttribute('lang'), 'en');
      // Names and addresses of the district stay as they are (where they stand in a label they say their language); headings,
      // labels and buttons do not.
      const own = (nodes) => nodes.map((node) => [...node.querySelectorAll('[lang="zh-CN"]')].concat(node.matches('[lang="zh-CN"]') ? [node] : []).reduce((rest, name) => rest.replace(name.innerText, ''), node.innerText));
      const words = (await page.locator('h2, label, button, legend, th, dt').evaluateAll(own)).filter((text) => /[一-鿿]/.test(text) && !/^中文$|没有这个/.test(text.trim()));
      assert.deepEqual(words, [], path);
      await look(page, `public-${named(path)}${empty(path)}-en`);
    }
  }));
  for (const [size, device] of [['wall', wall], ['phone', phone]])
    walk(`screen, ${size}`, 'zhongxin-ld', device, {}, (page, each) => each('/screen', () => open(page, '/screen/', `screen-${size}`)));
  await inLanes(2, jobs);
  await story;
}
