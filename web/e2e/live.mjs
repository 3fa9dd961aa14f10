// A broadcast by clicks: a station plans and announces it and makes a key, ffmpeg sends a real stream with it, two people watch and speak, a
// moderator keeps order, it ends, and can be watched again. Every page of it is looked at.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { base, check as checkOne, clean, desktop, open, person, phone, serverNow, settled } from './rig.mjs';

const title = '三分钟学会量血压';
const said = (page, words) => page.locator('.el-message', { hasText: words }).last().waitFor();
const tag = (page, words) => page.locator('.head .tag', { hasText: words }).waitFor();

/** A moving test picture with a tone, sent until it is ended. */
function send(address) {
  const words = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-re', '-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=15', '-f', 'lavfi', '-i', 'sine=frequency=330'];
  const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '15', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '48k', '-f', 'flv', address];
  return spawn('ffmpeg', [...words, ...coded], { stdio: 'ignore' });
}

export async function live() {
  const clerk = await person('shuyuan', desktop);
  const viewer = await person('jumin1', phone);
  const guest = await person('', desktop);
  let id = '';
  let address = '';
  let sender;
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of a broadcast stopped at: ${name}`);
  };
  const playing = (page) => page.waitForFunction(() => { const video = document.querySelector('video'); return video && video.currentTime > 0.5 && video.videoWidth > 0; });

  try {
    await check('the demo district has broadcasts to come and to watch again', async () => {
      await open(guest, '/live', 'public-live');
      assert.ok((await guest.locator('section[aria-labelledby="replays"] h3').count()) > 1);
      await open(viewer, '/live', 'public-live-phone');
      await guest.locator('section[aria-labelledby="replays"] h3 a').first().click();
      await settled(guest);
      await guest.waitForFunction(() => document.querySelector('video').duration > 5);
      await clean(guest, 'public-live-replay');
    });
    await check('a station plans, announces, and makes a key', async () => {
      await open(clerk, '/admin/broadcasts', 'admin-broadcasts');
      await clerk.locator('.head-actions button').click();
      await clerk.locator('#b-title').fill(title);
      await clerk.locator('#b-lecturer').fill('王医生');
      await clerk.locator('#b-summary').fill('坐好、绑好、量三次，记下来给医生看。');
      const at = new Date(serverNow().getTime() + 30 * 60_000 + 8 * 3600_000).toISOString();
      const inHalfAnHour = { day: at.slice(0, 10), from: at.slice(11, 16) };
      await clerk.locator('#b-day').fill(inHalfAnHour.day);
      await clerk.locator('#b-from').fill(inHalfAnHour.from);
      const [hour, minute] = inHalfAnHour.from.split(':');
      await clerk.locator('#b-to').fill(`${String((Number(hour) + 1) % 24).padStart(2, '0')}:${minute}`);
      await clerk.locator('.el-dialog button[type="submit"]').click();
      await clerk.locator('h1', { hasText: title }).waitFor();
      id = clerk.url().split('/').at(-1);
      await clerk.locator('.head-actions button', { hasText: '发布预告' }).click();
      await tag(clerk, '已预告');
      await clerk.locator('button', { hasText: '生成密钥' }).click();
      await said(clerk, '密钥已生成');
      const [server, key] = await clerk.locator('.facts code').allInnerTexts();
      address = `${server}/${key}`;
      await clean(clerk, 'admin-broadcast');
    });
    await check('who comes early sees when it begins', async () => {
      await open(viewer, `/live/${id}`, 'public-broadcast-announced-phone');
      await open(guest, `/live/${id}`, 'public-broadcast-announced');
      await guest.locator('[data-count]', { hasText: /\d\d:\d\d:\d\d/ }).waitFor();
    });
    await check('the picture comes by itself, for those with and without an account', async () => {
      sender = send(address);
      await playing(viewer);
      await playing(guest);
      await tag(clerk, '直播中');
      await clean(viewer, 'public-broadcast-live-phone');
      await clean(guest, 'public-broadcast-live');
    });
    await check('people speak, a word of the list waits for a moderator', async () => {
      await viewer.locator('#say').fill('医生好，早上量还是晚上量？');
      await viewer.locator('[data-say] button').click();
      await guest.locator('[data-log] li', { hasText: '早上量还是晚上量' }).waitFor();
      await viewer.locator('#say').fill('加微信领鸡蛋');
      await viewer.locator('[data-say] button').click();
      await viewer.locator('[data-say-note]', { hasText: '主持人看过后显示' }).waitFor();
      assert.equal(await guest.locator('[data-log] li', { hasText: '领鸡蛋' }).count(), 0);
      const held = clerk.locator('tr', { hasText: '领鸡蛋' });
      await held.locator('.tag', { hasText: '待看' }).waitFor();
      await held.locator('button', { hasText: '删除' }).click();
      await clerk.locator('.el-dialog textarea').fill('广告');
      await clerk.locator('.el-dialog button[type="submit"]').click();
      await held.locator('.tag', { hasText: '已删除' }).waitFor();
      await guest.locator('[data-like]').click();
      await viewer.locator('[data-likes]', { hasText: '1' }).waitFor();
    });
    await check('only the sound, for a poor network', async () => {
      const sound = viewer.waitForResponse((answer) => /\/a-\d+-\d+\.ts$/.test(answer.url()));
      await viewer.locator('[data-audio]').click();
      assert.equal((await sound).status(), 200);
      await viewer.waitForFunction(() => { const video = document.querySelector('video'); return video.currentTime > 0.5 && video.videoWidth === 0 && !video.paused; });
    });
    await check('the lecturer drops out and comes back', async () => {
      sender.kill('SIGKILL');
      await guest.locator('[data-waiting]').waitFor({ state: 'visible' });
      const after = guest.waitForResponse((answer) => /\/v-2-\d+\.ts$/.test(answer.url()));
      sender = send(address);
      await guest.locator('[data-waiting]').waitFor({ state: 'hidden' });
      assert.equal((await after).status(), 200, 'the picture goes on after the gap');
    });
    await check('it ends, and the replay comes by itself', async () => {
      await clerk.locator('.head-actions button', { hasText: '结束直播' }).click();
      await clerk.locator('.el-dialog button', { hasText: '结束直播' }).click();
      await guest.waitForFunction(() => document.querySelector('video').currentSrc.endsWith('/replay.mp4') && document.querySelector('video').duration > 2);
      await clean(guest, 'public-broadcast-replay');
      await tag(clerk, '有回放');
      await clean(clerk, 'admin-broadcast-over');
    });
  } finally {
    sender?.kill('SIGKILL');
  }
}
