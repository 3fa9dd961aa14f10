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
  const office = await person('pitong', desktop);
  const neighbour = await person('jumin2', phone);
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
      await clerk.locator('.el-dialog:visible button[type="submit"]').click();
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
      await clerk.locator('.el-dialog:visible textarea').fill('广告');
      await clerk.locator('.el-dialog:visible button[type="submit"]').click();
      await held.locator('.tag', { hasText: '已删除' }).waitFor();
      await guest.locator('[data-like]').click();
      await viewer.locator('[data-likes]', { hasText: '1' }).waitFor();
    });
    await check('a question is up-voted by a second person and marked as answered', async () => {
      await viewer.locator('#ask').fill('一天量几次合适？');
      await viewer.locator('[data-ask] button').click();
      await guest.locator('[data-question]', { hasText: '一天量几次' }).waitFor();
      await open(neighbour, `/live/${id}`, 'public-broadcast-second-phone');
      const theirs = neighbour.locator('[data-question]', { hasText: '一天量几次' });
      await theirs.locator('button').click();
      await theirs.locator('button[aria-pressed="true"]').waitFor();
      await guest.locator('[data-question]', { hasText: '一天量几次' }).locator('.num', { hasText: '1' }).waitFor();
      const row = clerk.locator('tr[data-question]', { hasText: '一天量几次' });
      await row.locator('button', { hasText: '已回答' }).click();
      await viewer.locator('[data-question]', { hasText: '一天量几次' }).locator('.badge', { hasText: '已回答' }).waitFor();
    });
    await check('a poll runs, each has one vote, counts are seen by everybody', async () => {
      await clerk.locator('button', { hasText: '发起投票' }).click();
      await clerk.locator('#poll-question').fill('您家里有血压计吗？');
      await clerk.locator('#poll-0').fill('有');
      await clerk.locator('#poll-1').fill('没有');
      await clerk.locator('.el-dialog:visible button[type="submit"]').click();
      await said(clerk, '投票已开始');
      await viewer.locator('.poll-choice', { hasText: '没有' }).click();
      await viewer.locator('.poll-count', { hasText: '您的选择' }).waitFor();
      await neighbour.locator('.poll-choice', { hasText: /^有$/ }).click();
      await guest.locator('[data-poll] p', { hasText: '2 人参与' }).waitFor();
      await clean(viewer, 'public-broadcast-poll-phone');
      await clerk.locator('article', { hasText: '血压计' }).locator('button', { hasText: '截止' }).click();
      await guest.locator('[data-poll] .badge', { hasText: '已结束' }).waitFor();
    });
    await check('a hand-out is there for everybody', async () => {
      await clerk.locator('#handout-file').setInputFiles({ name: '血压记录表.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 a table to fill in') });
      const link = guest.locator('[data-handouts] a', { hasText: '血压记录表' });
      await link.waitFor();
      const fetched = await guest.request.get(new URL(await link.getAttribute('href'), base).href);
      assert.equal(fetched.status(), 200);
      assert.match(fetched.headers()['content-disposition'], /^attachment/);
      await clean(guest, 'public-broadcast-handout');
    });
    await check('who was muted appeals, somebody else answers', async () => {
      await viewer.locator('#say').fill('我家有自制药酒');
      await viewer.locator('[data-say] button').click();
      const line = clerk.locator('tr', { hasText: '自制药酒' });
      await line.locator('button', { hasText: '禁言' }).click();
      await clerk.locator('.el-dialog:visible textarea').fill('疑似卖药');
      await clerk.locator('.el-dialog:visible button[type="submit"]').click();
      await clerk.locator('h3', { hasText: '被禁言的人' }).waitFor();
      await open(viewer, `/live/${id}`, 'public-broadcast-muted-phone');
      await viewer.locator('#f-text').fill('只是聊天，没有卖。');
      await viewer.locator('#appeal button').click();
      await viewer.locator('#appeal', { hasText: '申诉已收到' }).waitFor();
      await open(office, `/admin/broadcasts/${id}`, 'admin-broadcast-room');
      await office.locator('button', { hasText: '解除禁言' }).click();
      await office.locator('.el-dialog:visible textarea').fill('核实过，是误会。');
      await office.locator('.el-dialog:visible button[type="submit"]').click();
      await said(office, '已处理');
      await open(viewer, `/live/${id}`, 'public-broadcast-unmuted-phone');
      assert.equal(await viewer.locator('#appeal').count(), 0);
      await viewer.locator('#say').fill('谢谢核实');
      await viewer.locator('[data-say] button').click();
      await guest.locator('[data-log] li', { hasText: '谢谢核实' }).waitFor();
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
      await clerk.locator('.el-dialog:visible button', { hasText: '结束直播' }).click();
      await guest.waitForFunction(() => document.querySelector('video').currentSrc.endsWith('/replay.mp4') && document.querySelector('video').duration > 2);
      await clean(guest, 'public-broadcast-replay');
      await tag(clerk, '有回放');
      await clean(clerk, 'admin-broadcast-over');
    });
    await check('the replay gets chapters and captions', async () => {
      await clerk.locator('#chapters').fill('0:00 坐好\n0:01 绑好');
      await clerk.locator('section[aria-labelledby="replay-title"] button[type="submit"]').click();
      await said(clerk, '已保存');
      await clerk.locator('#captions-file').setInputFiles({ name: 'a.vtt', mimeType: 'text/vtt', buffer: Buffer.from('WEBVTT\n\n00:00.000 --> 00:02.000\n先坐好，歇五分钟。\n') });
      await said(clerk, '字幕已加上');
      await open(guest, `/live/${id}`, 'public-broadcast-chapters');
      await guest.locator('[data-chapters] a', { hasText: '绑好' }).click();
      await guest.waitForFunction(() => document.querySelector('video').currentTime >= 1);
      await guest.locator('summary', { hasText: '文字稿' }).click();
      await guest.locator('[data-transcript]', { hasText: '歇五分钟' }).waitFor();
      await open(viewer, `/live/${id}`, 'public-broadcast-chapters-phone');
    });
  } finally {
    sender?.kill('SIGKILL');
  }
}
