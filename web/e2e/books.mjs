// E-books and pages of blocks: a book is packed here, imported with a report, refused when it is hostile, published by another and read on a phone that
// remembers the place; a page is put together from blocks, reviewed, published and seen.
import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';
import { base, check as checkOne, clean, desktop, look, open, person, phone, settled } from './rig.mjs';

const said = (page, words) => page.locator('.el-message', { hasText: words }).last().waitFor();
const tag = (page, words) => page.locator('.head .tag', { hasText: words }).waitFor();

/** A ZIP that only stores. */
function zip(parts) {
  const files = [];
  const directory = [];
  let at = 0;
  for (const [path, text] of parts) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(text);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2);
    head.writeUInt32LE(0x00210000 | 0x5a78, 6);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(bytes.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(16);
    entry.writeUInt32LE(at, 12);
    files.push(Buffer.from('PK\x03\x04'), head, name, bytes);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), head, entry.subarray(0, 2 + 2 + 2 + 4), entry.subarray(12), name]));
    at += 4 + head.length + name.length + bytes.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, list, end]);
}

function epub(title, bodies, more = []) {
  const xhtml = (body) => `<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>${body}</body></html>`;
  const items = bodies.map((_, i) => `<item id="c${i}" href="c${i}.xhtml" media-type="application/xhtml+xml"/>`).join('');
  const spine = bodies.map((_, i) => `<itemref idref="c${i}"/>`).join('');
  return zip([
    ['mimetype', 'application/epub+zip'],
    ['META-INF/container.xml', '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'],
    ['b.opf', `<package version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title><dc:creator>书院街坊</dc:creator><dc:language>zh-CN</dc:language><dc:description>邻里之间的几件小事。</dc:description></metadata><manifest>${items}<item id="f" href="f.otf" media-type="font/otf"/></manifest><spine>${spine}</spine></package>`],
    ...bodies.map((body, i) => [`c${i}.xhtml`, xhtml(body)]),
    ...more,
  ]);
}
const title = '院坝里的小事';
const long = Array.from({ length: 60 }, (_, i) => `<p>第 ${i + 1} 段：清早的院坝，扫帚声从东头响到西头，谁家的门先开，谁家的灯先亮，邻居们心里都有数。</p>`).join('');
const good = epub(title, [`<h1>开门</h1><p>门开着。<a href="https://example.org/">外面</a></p><script>x()</script>`, `<h1>清早</h1>${long}`, '<h1>关灯</h1><p>灯灭了。</p>']);
const hostile = epub('坏书', ['<p>x</p>'], [['../../evil.xhtml', 'x']]);

async function upload(clerk, name, buffer) {
  await clerk.goto(`${base}/admin/books`);
  await settled(clerk);
  await clerk.locator('.head-actions button').first().click();
  await clerk.locator('#b-file').setInputFiles({ name, mimeType: 'application/epub+zip', buffer });
  await clerk.locator('.el-dialog button[type="submit"]').click();
  await clerk.waitForURL(/\/books\/[0-9A-Z]{26}/);
}

export async function books() {
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of a book stopped at: ${name}`);
  };
  const plain = await person('', { ...phone, javaScriptEnabled: false });
  const reader = await person('', phone);
  const wide = await person('', desktop);
  const clerk = await person('shuyuan', desktop);
  const office = await person('pitong', desktop);
  const center = await person('zhongxin', desktop);
  let book = '';

  await check('the shelf, a book and its chapters are read without a script', async () => {
    await open(wide, '/books', 'public-books');
    assert.ok((await wide.locator('.book-card').count()) >= 2);
    await open(reader, '/books', 'public-books-phone');
    const farming = await wide.locator('h3 a', { hasText: '农耕故事' }).getAttribute('href');
    await open(wide, farming, 'public-book');
    await open(reader, farming, 'public-book-phone');
    await plain.goto(`${base}${farming}/2`);
    assert.ok(await plain.locator('.prose p', { hasText: '岷江水' }).first().isVisible());
    assert.match(await plain.locator('a[rel="next"]').getAttribute('href'), /\/3$/);
    assert.equal(await plain.locator('[data-reading-tools]').isVisible(), false, 'nothing that does nothing');
    assert.match(await plain.locator('.reading-pager').innerText(), /第 2 章 \/ 共 6 章/);
    await look(plain, 'public-chapter-plain-phone');
    await open(wide, `${farming}/2`, 'public-chapter');
    await open(wide, `/search?q=${encodeURIComponent('农耕')}`, 'public-search-book');
    assert.ok(await wide.locator('.book-card', { hasText: '农耕' }).count());
  });
  await check('a hostile file is refused with words, and leaves nothing', async () => {
    await upload(clerk, 'bad.epub', hostile);
    await clerk.locator('[role="alert"]', { hasText: '不规矩的路径' }).waitFor();
    await clean(clerk, 'admin-book-failed');
    await clerk.locator('.head-actions button', { hasText: '移除' }).click();
    await clerk.locator('.el-dialog button', { hasText: '移除' }).click();
    await said(clerk, '已移除');
    await clerk.waitForURL(/\/admin\/books$/);
  });
  await check('a book is read in, with a report of what was left out', async () => {
    await upload(clerk, 'small.epub', good);
    book = clerk.url().split('/').at(-1);
    await tag(clerk, '草稿');
    await clerk.locator('h1', { hasText: title }).waitFor();
    const report = await clerk.locator('.book-report').innerText();
    for (const words of ['脚本', '通往书外的链接', '字体']) assert.match(report, new RegExp(words));
    await clerk.locator('.book-list button', { hasText: '清早' }).click();
    await clerk.locator('.article-body p', { hasText: '扫帚声' }).first().waitFor();
    await clean(clerk, 'admin-book-draft');
  });
  await check('without a source and a right it is not handed in', async () => {
    assert.ok(await clerk.locator('.head-actions button', { hasText: '送审' }).isDisabled());
    await clerk.locator('#w-source').fill('书院社区院坝夜话记录');
    await clerk.locator('#w-rights').selectOption('own');
    await clerk.locator('#w-holder').fill('书院社区');
    await clerk.locator('.head-actions button', { hasText: '送审' }).click();
    await said(clerk, '已送审');
    await tag(clerk, '待审核');
    assert.equal(await clerk.locator('button', { hasText: '通过并上架' }).count(), 0, 'nobody publishes their own');
  });
  await check('the office publishes it, and it stands on the shelf', async () => {
    await open(office, '/admin/books?state=in_review', 'admin-books');
    await office.locator('tbody a', { hasText: title }).click();
    await tag(office, '待审核');
    await office.locator('button', { hasText: '通过并上架' }).click();
    await said(office, '已上架');
    await reader.goto(`${base}/books`);
    await reader.locator('.book-card', { hasText: title }).waitFor();
  });
  await check('a phone remembers the place, and only the phone', async () => {
    await reader.goto(`${base}/books/${book}/2`);
    await reader.locator('[data-reading-tools]').waitFor();
    await reader.locator('.prose p').nth(39).scrollIntoViewIfNeeded();
    await reader.waitForFunction((id) => JSON.parse(localStorage.getItem('ws-books') ?? '{}')[id]?.paragraph > 10, book);
    await reader.goto(`${base}/books`);
    await reader.locator('[data-reading-now] a', { hasText: title }).waitFor();
    await clean(reader, 'public-books-reading-phone');
    await reader.goto(`${base}/books/${book}`);
    await reader.locator('[data-go-on-link]', { hasText: '清早' }).click();
    await reader.locator('[data-returned]').waitFor({ state: 'visible' });
    assert.ok((await reader.evaluate(() => scrollY)) > 500, 'back where one stopped');
    await look(reader, 'public-chapter-returned-phone');
    await reader.locator('[data-from-start]').click();
    assert.equal(await reader.evaluate(() => scrollY), 0);
    assert.equal((await reader.context().cookies()).filter((one) => /book|read/i.test(one.name)).length, 0, 'nothing of it goes to the server');
  });
  await check('letters grow, the page turns dark, arrows turn it', async () => {
    const size = () => reader.locator('.prose p').first().evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
    const before = await size();
    await reader.locator('[data-size="1"]').click();
    assert.ok((await size()) > before);
    await reader.locator('[data-look="night"]').click();
    await clean(reader, 'public-chapter-night-phone');
    await reader.locator('[data-look="contrast"]').click();
    await clean(reader, 'public-chapter-contrast-phone');
    await reader.locator('[data-look="paper"]').click();
    await reader.locator('.reading-contents summary').click();
    await clean(reader, 'public-chapter-contents-phone');
    await reader.keyboard.press('Escape');
    await reader.locator('h1').click();
    await reader.keyboard.press('ArrowRight');
    await reader.waitForURL(/\/3$/);
    await reader.locator('a', { hasText: '回书架' }).waitFor();
    await reader.locator('h1').click();
    await reader.keyboard.press('ArrowLeft');
    await reader.waitForURL(/\/2$/);
  });
  await check('a reason takes it from the shelf', async () => {
    await office.locator('button', { hasText: '撤下' }).click();
    await office.locator('.el-dialog textarea').fill('有一处要改');
    await office.locator('.el-dialog button[type="submit"]').click();
    await tag(office, '已撤下');
    assert.equal((await reader.context().request.get(`${base}/books/${book}/1`)).status(), 404);
  });

  // ---- a page of blocks
  let page = '';
  await check('the demo has a lively page', async () => {
    await open(wide, '/p/wangcong-week', 'public-topic');
    await open(reader, '/p/wangcong-week', 'public-topic-phone');
    assert.ok((await wide.locator('.block-live li').count()) >= 4, 'services and activities of now');
    await plain.goto(`${base}/p/wangcong-week`);
    await plain.locator('details summary').first().click();
    assert.ok(await plain.locator('details[open] .fold').first().isVisible(), 'opens without a script');
  });
  await check('a station puts a page together', async () => {
    await open(clerk, '/admin/articles', 'admin-articles-topics');
    await clerk.locator('.head-actions a', { hasText: '新建专题页' }).click();
    await clerk.locator('#e-title').fill('冬日暖心月');
    await clerk.locator('#e-summary').fill('一个月，四件小事。');
    await clerk.locator('#e-slug').fill('warm-winter');
    await clerk.locator('#e-column').selectOption({ label: '服务公告' });
    const hero = clerk.locator('[data-block="hero"]');
    await hero.getByLabel('标题').fill('冬日暖心月');
    await hero.getByLabel('一句话').fill('把热乎的事做到家门口。');
    await hero.locator('button', { hasText: '从图片库选' }).click();
    await clerk.locator('button.library-item').first().click();
    await hero.locator('.block-thumb').waitFor();
    const add = (kind) => clerk.locator('.block-add button', { hasText: kind }).first().click();
    await add('步骤');
    const steps = clerk.locator('[data-block="steps"]');
    await steps.locator('.block-item').getByLabel('标题').fill('打一个电话');
    await add('引语');
    await clerk.locator('[data-block="quote"] textarea').fill('热水瓶是满的，心就是满的。');
    await add('按钮');
    const button = clerk.locator('[data-block="button"]');
    await button.getByLabel('文字').fill('我要点单');
    await button.getByLabel('链接到').fill('/menu');
    await clerk.locator('.head [role="status"]', { hasText: '已保存' }).waitFor();
    await clerk.locator('.phone-screen h1', { hasText: '冬日暖心月' }).waitFor();
    await clean(clerk, 'admin-topic-edit');
  });
  await check('blocks move by keys, and what is taken out comes back', async () => {
    const kinds = () => clerk.locator('.block-card').evaluateAll((all) => all.map((one) => one.dataset.block).join(' '));
    assert.equal(await kinds(), 'hero steps quote button');
    await clerk.locator('[data-block="quote"] textarea').focus();
    await clerk.keyboard.press('Alt+ArrowUp');
    assert.equal(await kinds(), 'hero quote steps button');
    await clerk.getByLabel('移除 2', { exact: true }).click();
    assert.equal(await kinds(), 'hero steps button');
    await clerk.locator('button', { hasText: '找回来' }).click();
    assert.equal(await kinds(), 'hero quote steps button');
    await clerk.getByLabel('再来一块同样的 2', { exact: true }).click();
    assert.equal(await kinds(), 'hero quote quote steps button');
    await clerk.getByLabel('移除 3', { exact: true }).click();
    await clerk.locator('.head-actions .el-button--primary').click();
    await said(clerk, '已送审');
    await clerk.waitForURL(/\/articles\/[0-9A-Z]{26}$/);
    page = clerk.url().split('/').at(-1);
  });
  await check('it is reviewed, published and seen', async () => {
    await center.goto(`${base}/admin/articles/${page}`);
    await settled(center);
    await clean(center, 'admin-topic-review');
    await center.locator('button[type="submit"]', { hasText: '通过' }).click();
    await said(center, '已通过这一步');
    await center.locator('button[type="submit"]', { hasText: '立即发布' }).click();
    await tag(center, '已发布');
    await open(reader, '/p/warm-winter', 'public-topic-new-phone');
    const text = await reader.locator('.topic').innerText();
    assert.ok(text.indexOf('热水瓶') < text.indexOf('打一个电话'), 'in the order it was given');
    await reader.goto(`${base}/news/${page}`);
    assert.equal(new URL(reader.url()).pathname, '/p/warm-winter');
    assert.match(await (await reader.context().request.get(`${base}/news/feed.atom`)).text(), /冬日暖心月/);
  });
}
