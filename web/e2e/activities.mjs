// Activities on the public face: signing up without script and with it, the waitlist with its offer, a draw computed again
// from what its own page says; each page clean on a phone and on a desktop.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { base, check, clean, desktop, now, open, password, person, phone } from './rig.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
let keys = 0;

/** A call of the API as whoever is signed in there. */
async function ask(page, method, path, data = {}) {
  const answer = await page.context().request.fetch(base + path, { method, headers: { 'Idempotency-Key': `e2e-activities-${(keys += 1)}` }, ...(method === 'GET' ? {} : { data }) });
  const body = await answer.json();
  assert.ok(answer.ok(), `${path}: ${JSON.stringify(body)}`);
  return body;
}

/** An activity that was written by one and published by another. */
async function publish(author, reviewer, changes) {
  const { items } = await ask(author, 'GET', `/api/sites?limit=200`).then(({ sites, items: rows }) => ({ items: sites ?? rows }));
  const site = items.find(({ name }) => name.includes('书院社区'));
  const starts = changes.starts_ms;
  const plan = {
    site_id: site.id, category: 'culture', title: changes.title, summary: '在书院街口为过路的人讲一段街坊自己的故事。', conditions: '室外站立两小时', risks: '日晒，请带水和帽子',
    place: '书院街文庙石阶', private_details: '九点二十在居民讲堂碰头', lat_e6: site.lat_e6, lon_e6: site.lon_e6, mode: changes.mode ?? 'first_come', ...(changes.closes_ms ? { closes_ms: changes.closes_ms } : {}),
    shifts: [{ starts_ms: starts, ends_ms: starts + 2 * 3600_000, roles: [{ name: '引导', capacity: changes.places }] }],
  };
  const { id } = await ask(author, 'POST', '/api/activities', plan);
  await ask(author, 'POST', `/api/activities/${id}/submission`);
  await ask(reviewer, 'POST', `/api/activities/${id}/publication`);
  return id;
}

/** Half past nine in the morning of the district, so many days from today. */
const morning = (days) => Date.parse(`${new Date(now().getTime() + 8 * 3600_000).toISOString().slice(0, 10)}T09:30:00+08:00`) + days * 86_400_000;
/** The server's own clock: other parts of the walk may have moved it. */
const serverNow = async (page) => Number((await (await page.context().request.get(`${base}/about`)).text()).match(/name="server-time" content="(\d+)"/)[1]);
const text = (page) => page.locator('main').innerText();

async function signInHere(page, login) {
  await page.waitForURL('**/sign-in**');
  await page.locator('nav.tabs a').nth(1).click();
  await page.locator('#f-login').fill(login);
  await page.locator('#f-password').fill(password);
  await page.locator('form[action="/sign-in"] .btn-main').click();
}

export async function activities() {
  const author = await person('shuyuan', desktop);
  const reviewer = await person('pitong', desktop);
  const plain = await person('', phone, { javaScriptEnabled: false });
  const second = await person('zyz3', phone);
  let id = '';

  await check('activities: found by words without script, signed up for, signed in at the end', async () => {
    id = await publish(author, reviewer, { title: '石阶上的故事会', starts_ms: morning(43), places: 1 });
    await plain.goto(`${base}/activities`);
    await plain.locator('#q').fill('故事会');
    await plain.locator('form.search .btn-main').click();
    await plain.getByRole('link', { name: '石阶上的故事会' }).click();
    assert.match(await text(plain), /只剩 1 位/);
    assert.doesNotMatch(await text(plain), /居民讲堂/);
    await plain.locator('label.choice input').check();
    await plain.locator('#f-note').fill('第一次来');
    await plain.locator('form[action$="/signups"] .btn-main').click();
    assert.match(await text(plain), /您的报名已经填好：石阶上的故事会/);
    await signInHere(plain, 'zyz2');
    await plain.waitForURL(`**/activities/${id}?done=signed-up`);
    assert.match(await text(plain), /已报上/);
    assert.match(await text(plain), /九点二十在居民讲堂碰头/);
  });
  await check('activities: with script, the full role has a waitlist', async () => {
    await second.goto(`${base}/activities/${id}`);
    await second.locator('label.choice').click();
    await second.locator('form[action$="/signups"] .btn-main').click();
    await second.waitForURL('**?done=signed-up');
    assert.match(await text(second), /候补第 1 位/);
    await clean(second, 'activity-waiting-phone');
  });
  await check('activities: a place given back is offered to who waits, and taken', async () => {
    await plain.goto(`${base}/activities/${id}`);
    await plain.locator('.mine summary').click();
    await plain.locator('.mine .btn-danger').click();
    await plain.waitForURL('**?done=cancelled');
    await second.goto(`${base}/my/activities`);
    await second.getByRole('link', { name: '石阶上的故事会' }).first().click();
    await second.locator('.mine .btn-main').waitFor();
    await clean(second, 'activity-offered-phone');
    await second.locator('.mine .btn-main').click();
    await second.waitForURL('**?done=accepted');
    assert.match(await text(second), /已报上/);
    await clean(second, 'activity-confirmed-phone');
  });
  await check('activities: my calendar and my digest', async () => {
    await second.goto(`${base}/my/activities`);
    await second.locator('#calendar .btn-main').click();
    const address = await second.locator('#feed-url').inputValue();
    const file = await second.context().request.get(base + new URL(address).pathname);
    assert.match(await file.text(), /SUMMARY:石阶上的故事会（引导）/);
    await clean(second, 'my-activities-feed-phone');
    await second.locator('#digest button').click();
    assert.match(await second.locator('#digest').innerText(), /已开启/);
  });
  await check('activities: a draw is bound, drawn, and comes out the same when it is computed again', async () => {
    const lots = await publish(author, reviewer, { title: '录音间里读一章', starts_ms: morning(44), places: 2, mode: 'lot', closes_ms: (await serverNow(author)) + 12_000 });
    const bound = await ask(author, 'GET', `/api/activities/${lots}`);
    const role = bound.shifts[0].roles[0].id;
    const people = await Promise.all(['zyz1', 'zyz2', 'zyz3', 'laobing'].map((login) => person(login, phone)));
    for (const one of people) await ask(one, 'POST', `/api/shift-roles/${role}/signups`);
    await open(people[0], `/activities/${lots}`, 'activity-lot-phone');
    await open(people[0], `/activities/${lots}/draw`, 'draw-before-phone');
    assert.equal(await people[0].locator('[data-seed-hash]').innerText(), bound.draw_seed_hash);
    const watcher = await person('', desktop);
    await watcher.goto(`${base}/activities/${lots}/draw`);
    // The clock of the server draws; the page is asked until it has.
    const deadline_ms = Date.now() + 40_000;
    while (Date.now() < deadline_ms && !(await watcher.locator('[data-seed]').count())) await watcher.reload();
    const seed = await watcher.locator('[data-seed]').innerText();
    assert.equal(sha256(seed), bound.draw_seed_hash);
    const rows = await watcher.locator('tr[data-ticket]').evaluateAll((all) => all.map((row) => ({ ...row.dataset })));
    assert.equal(rows.length, people.length);
    const again = [...rows].sort((a, b) => (sha256(`${seed}:${a.ticket}`) < sha256(`${seed}:${b.ticket}`) ? -1 : 1));
    assert.deepEqual(rows.map(({ ticket }) => ticket), again.map(({ ticket }) => ticket));
    let places = 2;
    for (const { party, result } of again) {
      const fits = result !== 'passed' && Number(party) <= places;
      assert.equal(result === 'won', fits);
      if (fits) places -= Number(party);
    }
    await clean(watcher, 'draw-after-desktop');
    await open(people[1], `/activities/${lots}/draw`, 'draw-after-phone');
    for (const one of [...people, watcher]) await one.context().close();
  });
  await check('activities: what is called off says so, and its files too', async () => {
    await ask(author, 'POST', `/api/activities/${id}/cancellation`, { reason: '气象台发布暴雨预警' });
    await open(second, `/activities/${id}`, 'activity-cancelled-phone');
    assert.match(await text(second), /已经取消，不用前往/);
    const file = await second.context().request.get(`${base}/activities/${id}/calendar.ics`);
    assert.match(await file.text(), /STATUS:CANCELLED/);
    for (const [name, type] of [['card.png', 'image/png'], ['poster.pdf', 'application/pdf']])
      assert.equal((await second.context().request.get(`${base}/activities/${id}/${name}`)).headers()['content-type'], type);
  });
  for (const page of [author, reviewer, plain, second]) await page.context().close();
}
