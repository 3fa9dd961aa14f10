// A film by clicks: uploaded and made, interrupted and gone on with, captioned, put into an article with a document, published, watched on a phone
// and without script; and the micro-lectures.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { base, check as checkOne, clean, desktop, look, open, person, phone, settled } from './rig.mjs';

const title = '三步分好厨余垃圾';
const said = (page, words) => page.locator('.el-message', { hasText: words }).last().waitFor();

/** Four seconds of a moving picture with a tone, as a phone would take it. */
function clip() {
  const folder = mkdtempSync(join(tmpdir(), 'ws-clip-'));
  const made = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-f', 'lavfi', '-i', 'sine=frequency=330',
    '-t', '4', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', join(folder, 'a.mp4')], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const buffer = readFileSync(join(folder, 'a.mp4'));
  rmSync(folder, { recursive: true });
  return { name: 'VID_1001.mp4', mimeType: 'video/mp4', buffer };
}
const pdf = { name: '分类图.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n') };
const captions = 'WEBVTT\n\n00:00.200 --> 00:01.800\n先把水沥干\n\n00:02.000 --> 00:03.800\n再去掉袋子\n';
const headers = () => ({ 'Idempotency-Key': crypto.randomUUID() });

export async function media() {
  const film = clip();
  const author = await person('shuyuan', desktop);
  const reader = await person('', phone);
  let id = '';
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of a film stopped at: ${name}`);
  };
  const card = (words) => author.locator('[data-film]', { hasText: words });
  const ready = (words) => card(words).locator('.tag', { hasText: '可用' }).waitFor({ timeout: 60_000 });

  await check('the demo district has micro-lectures', async () => {
    await open(reader, '/lectures', 'public-lectures-phone');
    const wide = await person('', desktop);
    await open(wide, '/lectures', 'public-lectures');
    assert.ok((await wide.locator('.lecture-card').count()) >= 2);
    await wide.locator('.lecture-card h3 a').last().click();
    await wide.waitForFunction(() => document.querySelector('.lead-film video')?.poster);
    await clean(wide, 'public-lecture');
    await wide.locator('.film-chapter').nth(2).click();
    await wide.waitForFunction(() => document.querySelector('.lead-film video').currentTime >= 13);
    await wide.locator('.film-chapter[aria-current]').waitFor();
    await wide.locator('a', { hasText: '下一讲' }).click();
    await wide.locator('h1').waitFor();
    await wide.close();
  });
  await check('without script a lecture plays and its chapters lead into it', async () => {
    const plain = await person('', phone, { javaScriptEnabled: false });
    await plain.goto(`${base}/lectures`);
    await plain.locator('.lecture-card h3 a').first().click();
    assert.equal(await plain.locator('.lead-film video source').count(), 2);
    const chapter = await plain.locator('.film-chapter').nth(1).getAttribute('href');
    assert.match(chapter, /^\/films\/[0-9a-f]{64}\/small\.mp4#t=\d+$/);
    const part = await plain.context().request.get(base + chapter.split('#')[0], { headers: { Range: 'bytes=0-99' } });
    assert.equal(part.status(), 206);
    await look(plain, 'public-lecture-plain-phone');
    await plain.close();
  });
  await check('a film is uploaded and made, and one can see how far it is', async () => {
    await open(author, '/admin/media/films', 'admin-films');
    await author.locator('#f-file').setInputFiles(film);
    await author.locator('#f-title').fill(title);
    await author.locator('#f-alt').fill('一双手把厨余垃圾沥干、去袋、投进绿色桶');
    await author.locator('.library-new button[type="submit"]').click();
    await said(author, '已传完');
    await ready(title);
    await card(title).locator('.tag', { hasText: '缺字幕' }).waitFor();
    await clean(author, 'admin-films-made');
    id = await card(title).getAttribute('data-film');
  });
  await check('an interrupted upload goes on where it stopped', async () => {
    const request = author.context().request;
    const mine = await (await request.get(`${base}/api/films/${id}`)).json();
    const data = { site_id: mine.site_id, title: '断了又接上的视频', alt: '测试画面', people: 'none', speech: false, bytes: film.buffer.length };
    const opened = await (await request.post(`${base}/api/films`, { headers: headers(), data })).json();
    const half = Math.floor(film.buffer.length / 2);
    const sent = await request.put(`${base}/api/films/${opened.id}/parts?offset=0`, { headers: { ...headers(), 'Content-Type': 'application/octet-stream' }, data: film.buffer.subarray(0, half) });
    assert.equal((await sent.json()).received_bytes, half);
    await author.reload();
    await settled(author);
    await card('断了又接上').locator('progress').waitFor();
    await clean(author, 'admin-films-interrupted');
    await card('断了又接上').locator('input[type="file"]').setInputFiles({ ...film, buffer: film.buffer.subarray(0, 99) });
    await card('断了又接上').locator('[role="alert"]', { hasText: '不是同一个文件' }).waitFor();
    await card('断了又接上').locator('input[type="file"]').setInputFiles(film);
    await said(author, '已传完');
    await ready('断了又接上');
  });
  await check('captions and chapters are written in the library', async () => {
    await card(title).locator('button.library-item').click();
    await author.locator('#fc-text').fill('没有时间的字幕');
    await author.locator('.el-dialog button', { hasText: '保存字幕' }).click();
    await author.locator('.el-dialog .refusal', { hasText: 'WebVTT' }).waitFor();
    await author.locator('#fc-text').fill(captions);
    await author.locator('.el-dialog button', { hasText: '保存字幕' }).click();
    await said(author, '字幕已保存');
    await author.locator('#fd-chapters').fill('0:00 沥水\n0:02 去袋');
    await author.locator('.el-dialog button', { hasText: /^\s*保存\s*$/ }).click();
    await said(author, '已保存');
    await clean(author, 'admin-film');
    await author.keyboard.press('Escape');
    await card(title).locator('.tag', { hasText: '缺字幕' }).waitFor({ state: 'detached' });
  });
  await check('a document is put into the library', async () => {
    await open(author, '/admin/media/files', 'admin-files');
    await author.locator('#d-file').setInputFiles({ ...pdf, buffer: Buffer.from('<html>') });
    await author.locator('.library-new button[type="submit"]').click();
    await author.locator('.library-new .refusal', { hasText: 'PDF' }).waitFor();
    await author.locator('#d-file').setInputFiles(pdf);
    await author.locator('.library-new button[type="submit"]').click();
    await said(author, '已上传');
    await author.locator('.plain-list a', { hasText: '分类图' }).waitFor();
  });
  await check('an article takes the film and the document along', async () => {
    await author.goto(`${base}/admin/articles/new`);
    await settled(author);
    await author.locator('#e-title').fill(title);
    await author.locator('#e-column').selectOption({ label: '服务公告' });
    await author.locator('.ProseMirror').click();
    await author.keyboard.type('看完这段视频，明天就能分对。');
    await author.locator('[data-insert-film]').click();
    await author.locator('.el-dialog button.library-item', { hasText: title }).click();
    await author.locator('.ProseMirror .film-node img').waitFor();
    await author.locator('[data-attach]').click();
    await author.locator('.el-dialog button', { hasText: '选用' }).first().click();
    await author.locator('form .el-button', { hasText: '保存' }).last().click();
    await author.locator('.head [role="status"]', { hasText: '已保存' }).waitFor();
    await clean(author, 'admin-article-film');
    await author.locator('.head-actions .el-button--primary').click();
    await said(author, '已送审');
    await settled(author);
    await clean(author, 'admin-article-film-preview');
  });
  await check('published, it plays, its chapters seek and its document is kept', async () => {
    const article = author.url().split('/').at(-1);
    const center = await person('zhongxin', desktop);
    const act = (name, data) => center.context().request.post(`${base}/api/articles/${article}/${name}`, { headers: headers(), data: { version: 1, ...data } });
    assert.equal((await act('reviews', { verdict: 'passed' })).status(), 200);
    assert.equal((await act('publication', {})).status(), 200);
    await open(reader, `/news/${article}`, 'public-article-film-phone');
    const video = reader.locator('.film video');
    await video.evaluate(async (one) => { one.muted = true; await one.play(); });
    await reader.waitForFunction(() => { const one = document.querySelector('.film video'); return one.readyState >= 2 && one.duration > 3 && one.videoWidth > 0; });
    assert.match(await video.evaluate((one) => one.currentSrc), /small\.mp4$/, 'the small one on a phone');
    await reader.locator('.film-chapter', { hasText: '去袋' }).click();
    await reader.waitForFunction(() => document.querySelector('.film video').currentTime >= 2);
    await reader.locator('.film-transcript summary').click();
    await reader.locator('.film-transcript li', { hasText: '先把水沥干' }).waitFor();
    await clean(reader, 'public-article-film-open-phone');
    const [kept] = await Promise.all([reader.waitForEvent('download'), reader.locator('.along a', { hasText: '分类图' }).click()]);
    assert.equal(kept.suggestedFilename(), '分类图.pdf');
    const feed = await (await reader.context().request.get(`${base}/news/feed.atom`)).text();
    assert.match(feed, /rel="enclosure" type="application\/pdf"/);
    assert.ok(!feed.includes('<video') && feed.includes(article));
    const wide = await person('', desktop);
    await open(wide, `/news/${article}`, 'public-article-film');
    await wide.close();
  });
}
