// An article by clicks: a station writes it, a phone number in it is caught, others review and proofread, the center publishes; it is
// on the page, in the feeds and in the search, and can be withdrawn. Every page of it is looked at.
import assert from 'node:assert/strict';
import { base, check as checkOne, clean, desktop, look, open, person, phone, settled } from './rig.mjs';
import { drafts } from './wechat.mjs';

const title = '冬日暖阳里的修鞋摊';
const said = (page, words) => page.locator('.el-message', { hasText: words }).last().waitFor();
const tag = (page, words) => page.locator('.head .tag', { hasText: words }).waitFor();

export async function content() {
  const author = await person('shuyuan', desktop);
  const office = await person('pitong', desktop);
  const officeLeader = await person('pitong-ld', desktop);
  const center = await person('zhongxin', desktop);
  const reader = await person('', phone);
  let id = '';
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of an article stopped at: ${name}`);
  };
  const show = async (page) => {
    await page.goto(`${base}/admin/articles/${id}`);
    await page.locator('h1', { hasText: title }).waitFor();
    await settled(page);
  };
  const pass = async (page) => {
    await show(page);
    await page.locator('button[type="submit"]', { hasText: '通过' }).click();
    await said(page, '已通过这一步');
  };

  await check('the demo district has news in every state', async () => {
    await open(author, '/admin/articles', 'admin-articles');
    assert.ok((await author.locator('tbody tr').count()) > 10);
    await open(reader, '/news', 'public-news-phone');
    await open(reader, '/', 'public-home-news-phone');
    const wide = await person('', desktop);
    await open(wide, '/news', 'public-news');
    await wide.locator('.card-art h3 a').first().click();
    await settled(wide);
    await clean(wide, 'public-article');
  });
  await check('a station writes, with a heading and a picture of the library', async () => {
    await author.locator('.button-main').click();
    await author.locator('#e-title').fill(title);
    await author.locator('#e-summary').fill('一把小凳，一盏灯，补好的鞋比新的还暖。');
    await author.locator('#e-column').selectOption({ label: '身边故事' });
    const text = author.locator('.ProseMirror');
    await text.click();
    await author.keyboard.type('书院街口的修鞋摊，冬天也准时开张。');
    await author.keyboard.press('Enter');
    await author.locator('.writer-h2').click();
    await author.keyboard.type('一双鞋的来路');
    await author.keyboard.press('Enter');
    await author.keyboard.type('有事请打 199 0000 0001 找摊主。');
    await author.locator('[data-insert-picture]').click();
    await author.locator('button.library-item').first().click();
    await author.locator('.ProseMirror figure img').waitFor();
    await author.locator('form .el-button', { hasText: '保存' }).last().click();
    await author.locator('.head [role="status"]', { hasText: '已保存' }).waitFor();
    await clean(author, 'admin-article-edit');
    id = author.url().split('/').at(-2);
    assert.match(id, /^[0-9A-Z]{26}$/);
  });
  await check('the phone number is caught, and the place is shown', async () => {
    await author.locator('.head-actions .el-button--primary').click();
    await author.locator('.refusal', { hasText: '手机号' }).waitFor();
    await show(author);
    await author.locator('#a-found mark, .card mark', { hasText: '19900000001' }).waitFor();
    await clean(author, 'admin-article-findings');
  });
  await check('without it the article is handed in', async () => {
    await author.locator('.head-actions a', { hasText: '编辑' }).click();
    const line = author.locator('.ProseMirror p', { hasText: '199 0000 0001' });
    await line.click({ clickCount: 3 });
    await author.keyboard.type('有事请到站里来，我们转告摊主。');
    await author.locator('.head-actions .el-button--primary').click();
    await said(author, '已送审');
    await tag(author, '初审');
  });
  await check('the office reviews it first, beside what was changed', async () => {
    await open(office, '/admin/articles?waiting=1', 'admin-articles-waiting');
    await office.locator('tbody a', { hasText: title }).click();
    await settled(office);
    await clean(office, 'admin-article-review');
    await office.locator('.segments button', { hasText: '对比' }).click();
    await office.locator('.diff ins').first().waitFor();
    await clean(office, 'admin-article-compare');
    await office.locator('#a-comment').fill('写得暖。');
    await office.locator('button[type="submit"]', { hasText: '通过' }).click();
    await tag(office, '终审');
  });
  await check('the center decides, the office proofreads, nobody twice', async () => {
    await pass(center);
    await show(office);
    assert.equal(await office.locator('#a-comment').count(), 0, 'who reviewed does not proofread');
    await pass(officeLeader);
    await tag(officeLeader, '可发布');
  });
  await check('a public account is added: stories go there by themselves', async () => {
    await open(center, '/admin/articles/channels', 'admin-channels-none');
    await center.locator('.head-actions .el-button--primary').click();
    await center.locator('#c-name').fill('郫都文明实践');
    await center.locator('#c-account').fill('wx0123456789abcdef');
    await center.locator('#c-secret').fill('0123456789abcdef0123456789abcdef');
    await center.locator('.el-dialog .check-line', { hasText: '身边故事' }).locator('input').check();
    await clean(center, 'admin-channel-new');
    await center.locator('.el-dialog button[type="submit"]').click();
    await said(center, '已保存');
    await center.locator('tbody tr', { hasText: 'wx0123456789abcdef' }).waitFor();
  });
  await check('it is published, and read on a phone', async () => {
    await show(center);
    await clean(center, 'admin-article-approved');
    await center.locator('button[type="submit"]', { hasText: '立即发布' }).click();
    await tag(center, '已发布');
    await open(reader, `/news/${id}`, 'public-article-phone');
    assert.match(await reader.locator('.prose').innerText(), /修鞋摊，冬天也准时开张/);
    assert.ok(await reader.locator('.prose figure img').evaluate((image) => image.complete && image.naturalWidth > 0));
    for (const path of ['/news', '/news/feed.atom', '/news/feed.json', '/news/columns/stories/feed.atom', '/sitemap.xml', '/embed/news?column=stories'])
      assert.match(await (await reader.context().request.get(base + path)).text(), new RegExp(id), path);
    await open(reader, `/search?q=${encodeURIComponent('修鞋摊')}`, 'public-search-article');
    await reader.locator('h3 a', { hasText: title }).waitFor();
    await open(reader, '/embed/news', 'public-embed-news');
  });
  await check('the public account shows it too, with its pictures, without anybody doing anything', async () => {
    await center.locator('section', { hasText: '外发渠道' }).locator('.tag', { hasText: '已发布' }).waitFor();
    const there = drafts.find((one) => one.title === title);
    assert.ok(there.published);
    assert.match(there.content, /src="http:\/\/mmbiz\.example\//);
    assert.match(there.content_source_url, new RegExp(`/news/${id}\\?via=wechat$`));
    await clean(center, 'admin-article-channels');
    await open(center, '/admin/articles/channels', 'admin-channels');
    await center.locator('.plain-list a', { hasText: title }).click();
    await settled(center);
  });
  await check('a reason takes it off the page and off the account', async () => {
    await center.locator('.form-end button', { hasText: '撤下' }).click();
    await center.locator('.el-dialog textarea').fill('摊主想先看看稿子');
    await center.locator('.el-dialog button[type="submit"]').click();
    await tag(center, '已撤下');
    assert.equal((await reader.context().request.get(`${base}/news/${id}`)).status(), 404);
    await center.locator('section', { hasText: '外发渠道' }).locator('.tag', { hasText: '已撤下' }).waitFor();
    assert.ok(drafts.find((one) => one.title === title).deleted);
  });
  await check('columns and pictures are kept', async () => {
    await open(center, '/admin/media', 'admin-media');
    await center.goto(`${base}/admin/articles`);
    await settled(center);
    await center.locator('.head-actions button', { hasText: '栏目' }).click();
    await center.locator('.el-dialog .plain-list li').first().waitFor();
    await look(center, 'admin-columns');
  });
}
