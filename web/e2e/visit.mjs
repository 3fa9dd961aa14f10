// Cloud visits: a tour read without a script, walked through with one, a service ordered from it; a guide who leads two people; a station that makes a
// tour of its own, by the keyboard too, and an office that publishes it.
import assert from 'node:assert/strict';
import { base, check as checkOne, clean, desktop, look, open, person, phone, settled } from './rig.mjs';

const said = (page, words) => page.locator('.el-message', { hasText: words }).last().waitFor();
const tag = (page, words) => page.locator('.head .tag', { hasText: words }).waitFor();
const yaw = (page) => page.locator('[data-sphere]').getAttribute('data-yaw');
const at = (page, room) => page.locator('[data-place]', { hasText: room }).waitFor();
const enter = async (page) => {
  await page.locator('[data-enter]').click();
  await page.locator('[data-sphere] canvas').waitFor();
  await page.locator('[data-enter]').waitFor({ state: 'hidden' });
};

/** A panorama as a camera would make it, drawn by a browser. */
async function panorama(page, colour, words) {
  const bytes = await page.evaluate(async ({ colour, words }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 2048, height: 1024 });
    const pen = canvas.getContext('2d');
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 2048, 1024);
    pen.fillStyle = '#fff';
    pen.font = '80px sans-serif';
    pen.fillText(words, 900, 520);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.8));
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, { colour, words });
  return { name: 'panorama.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(bytes) };
}

export async function visit() {
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of a visit stopped at: ${name}`);
  };
  const plain = await person('', { ...phone, javaScriptEnabled: false });
  const viewer = await person('jumin1', phone);
  const guest = await person('', desktop);
  const guide = await person('zhongxin', desktop);
  const clerk = await person('shuyuan', desktop);
  const office = await person('pitong', desktop);
  let tour = '';

  await check('seven sites can be visited, and all of a tour is read without a script', async () => {
    await open(guest, '/visits', 'public-visits');
    assert.equal(await guest.locator('main li.card').count(), 7);
    await open(viewer, '/visits', 'public-visits-phone');
    tour = await guest.locator('h2 a', { hasText: '走进区文明实践中心' }).getAttribute('href');
    await plain.goto(base + tour);
    assert.ok(await plain.locator('li.scene', { hasText: '阅览室' }).first().isVisible());
    assert.ok(await plain.locator('.spots audio').first().isVisible());
    assert.match(await plain.locator('.spots a.btn').first().getAttribute('href'), /^\/orders\/new\?item=/);
    assert.equal(await plain.locator('[data-enter]').isVisible(), false, 'nothing that does nothing');
    await look(plain, 'public-visit-plain-phone');
  });
  await check('with a script the page becomes a place, on a phone and on a desk', async () => {
    await open(viewer, tour, 'public-visit-phone');
    await open(guest, tour, 'public-visit');
    await enter(guest);
    await at(guest, '服务大厅');
    await guest.locator('.plan-dot[aria-current]').waitFor();
    await clean(guest, 'public-visit-inside');
    await enter(viewer);
    await clean(viewer, 'public-visit-inside-phone');
  });
  await check('the keyboard looks around, walks and opens', async () => {
    await guest.locator('[data-sphere]').focus();
    assert.equal(await yaw(guest), '0');
    await guest.keyboard.press('ArrowRight');
    await guest.waitForFunction(() => document.querySelector('[data-sphere]').dataset.yaw === '15');
    const spot = guest.locator('.sphere-mark', { hasText: '代写代填' });
    await spot.focus();
    await guest.keyboard.press('Enter');
    await guest.locator('[data-open] h3', { hasText: '代写代填' }).waitFor();
    await clean(guest, 'public-visit-open');
    await guest.keyboard.press('Escape');
    assert.ok(await spot.evaluate((one) => one === document.activeElement), 'back where one was');
    await guest.locator('.sphere-mark.is-way', { hasText: '阅览室' }).focus();
    await guest.keyboard.press('Enter');
    await at(guest, '阅览室');
    await look(guest, 'public-visit-next-room');
  });
  await check('what is seen can be ordered on the spot', async () => {
    await viewer.locator('.sphere-mark', { hasText: '代写代填' }).dispatchEvent('click');
    await viewer.locator('[data-open] a.btn').click();
    await settled(viewer);
    assert.ok(new URL(viewer.url()).pathname === '/orders/new');
    assert.match(await viewer.locator('main').innerText(), /代写代填/);
  });
  await check('a guide leads two people, who may look around and come back', async () => {
    await guide.goto(`${base}/admin${tour}`);
    await settled(guide);
    await clean(guide, 'admin-visit');
    await guide.locator('a', { hasText: '带路' }).click();
    await guide.locator('.sphere-box canvas').waitFor();
    const live = `/live/${guide.url().split('/').at(-1)}`;
    for (const page of [viewer, guest]) {
      await page.goto(base + live);
      await settled(page);
      await enter(page);
      await page.locator('[data-sphere-note]', { hasText: '还没有开始带路' }).waitFor();
    }
    await guide.locator('button', { hasText: '我来带路' }).click();
    await guide.locator('.sphere-box').focus();
    await guide.keyboard.press('ArrowRight');
    await guide.keyboard.press('ArrowRight');
    for (const page of [viewer, guest]) await page.waitForFunction(() => document.querySelector('[data-sphere]').dataset.yaw === '30');
    await guide.locator('.chip', { hasText: '阅览室' }).click();
    for (const page of [viewer, guest]) await at(page, '阅览室');
    await clean(guide, 'admin-visit-guide');
    await clean(guest, 'public-visit-guided');
    await clean(viewer, 'public-visit-guided-phone');
    await viewer.locator('[data-look="left"]').click();
    await viewer.locator('[data-return]').waitFor({ state: 'visible' });
    await guide.locator('.chip', { hasText: '服务大厅' }).click();
    await at(guest, '服务大厅');
    assert.match(await viewer.locator('[data-place]').innerText(), /阅览室/, 'who looks around is left alone');
    await look(viewer, 'public-visit-free-phone');
    await viewer.locator('[data-return]').click();
    await at(viewer, '服务大厅');
    const late = await person('', phone);
    await late.goto(base + live);
    await settled(late);
    await enter(late);
    await at(late, '服务大厅');
    await viewer.locator('#say').fill('看得清楚，谢谢');
    await viewer.locator('[data-say] button').click();
    await guest.locator('[data-log] li', { hasText: '看得清楚' }).waitFor();
    await guide.goto(`${base}/admin/visits`);
    await guest.locator('[data-sphere-note]', { hasText: '暂时离开' }).waitFor();
  });
  await check('a station makes a tour, places things by pressing and by numbers, and an office publishes it', async () => {
    await open(clerk, '/admin/visits', 'admin-visits');
    await clerk.locator('.head-actions button, .page-head button').first().click();
    await clerk.locator('#t-title').fill('书院茶馆走一走');
    await clerk.locator('#t-summary').fill('一张茶桌，一面墙。');
    await clerk.locator('.el-dialog button[type="submit"]').click();
    await clerk.locator('h1', { hasText: '书院茶馆走一走' }).waitFor();
    for (const [title, colour] of [['茶桌', '#7a4b2a'], ['后院', '#4f8550']]) {
      await clerk.locator('button', { hasText: '上传全景' }).click();
      await clerk.locator('#n-file').setInputFiles(await panorama(clerk, colour, title));
      await clerk.locator('#n-title').fill(title);
      await clerk.locator('#n-floor').fill('一楼');
      await clerk.locator('#n-seen').fill(`正前方是${title}。`);
      await clerk.locator('.el-dialog button[type="submit"]', { hasText: '上传' }).click();
      await said(clerk, '已上传');
      await clerk.locator('.scene-pick', { hasText: title }).locator('img').waitFor();
    }
    await clerk.locator('.scene-pick', { hasText: '茶桌' }).click();
    await clerk.locator('.sphere-box canvas').waitFor();
    await clerk.locator('button', { hasText: '加一条通路' }).click();
    await clerk.locator('#l-yaw-0').fill('90');
    await clerk.locator('button', { hasText: '加一个看点' }).click();
    await clerk.locator('#h-title-0').fill('盖碗茶');
    await clerk.locator('#h-text-0').fill('三花泡一碗，坐一下午。');
    await clerk.locator('.sphere-box').evaluate((one) => one.scrollIntoView({ block: 'center' }));
    const box = await clerk.locator('.sphere-box').boundingBox();
    await clerk.mouse.click(box.x + box.width * 0.7, box.y + box.height * 0.4);
    await clerk.waitForFunction(() => Number(document.querySelector('#h-yaw-0').value) > 5 && Number(document.querySelector('#h-pitch-0').value) > 2);
    await clean(clerk, 'admin-visit-edit');
    await clerk.locator('button', { hasText: '保存场景' }).click();
    await said(clerk, '已保存');
    await clerk.locator('.head-actions button', { hasText: '提交审核' }).click();
    await tag(clerk, '待审核');
    await office.goto(clerk.url());
    await office.locator('.head-actions button', { hasText: /^发布$/ }).click();
    await tag(office, '已发布');
    const path = `/visits/${clerk.url().split('/').at(-1)}`;
    await guest.goto(base + path);
    assert.match(await guest.locator('main').innerText(), /三花泡一碗/);
    await office.locator('.head-actions button', { hasText: '撤下' }).click();
    await office.locator('.el-dialog textarea').fill('茶馆装修');
    await office.locator('.el-dialog button[type="submit"]').click();
    await tag(office, '已撤下');
    assert.equal((await guest.goto(base + path)).status(), 404);
  });
}
