// The showcase, a pact, a site's plan and an area by clicks: put forward by a station, reviewed by another, objected to by a resident,
// answered by somebody not involved, shown; joined on the phone without script, left, joined again.
import assert from 'node:assert/strict';
import { base, check as checkOne, clean, desktop, look, open, passMinutes, person, phone, settled, clockMoves } from './rig.mjs';

const said = (page, words) => page.locator('.el-message', { hasText: words }).last().waitFor();
const json = async (page, path) => (await page.context().request.get(base + path)).json();

export async function showcase() {
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of the showcase stopped at: ${name}`);
  };
  const clerk = await person('pitong', desktop);
  const center = await person('zhongxin', desktop);
  const leader = await person('zhongxin-ld', desktop);
  const resident = await person('jumin2', phone);
  let id = '';
  let team;

  await check('an office puts a team forward; its facts are not asked again', async () => {
    await open(clerk, '/admin/showcase', 'admin-showcase');
    await clerk.locator('.head-actions button', { hasText: '推荐' }).click();
    await clerk.locator('.segments button', { hasText: '典型案例' }).click();
    await clerk.locator('#s-title').waitFor();
    await clean(clerk, 'admin-showcase-case');
    await clerk.locator('.segments button', { hasText: '优秀团队' }).click();
    await clerk.locator('#s-team option').nth(1).waitFor({ state: 'attached' });
    team = await clerk.locator('#s-team option').evaluateAll((options) => options.filter((one) => one.value).map((one) => ({ id: one.value, name: one.textContent })).at(-1));
    await clerk.locator('#s-team').selectOption(team.id);
    await clerk.locator('#s-reason').fill('分工清楚，街坊随叫随到，别的街道学得会。');
    await clean(clerk, 'admin-showcase-nominate');
    await clerk.locator('.el-dialog:visible button[type="submit"]').click();
    await clerk.waitForURL(/\/admin\/showcase\/[0-9A-Z]{26}$/);
    id = clerk.url().split('/').at(-1);
    await clerk.locator('.note', { hasText: '等区中心审核' }).waitFor();
    assert.equal(await clerk.locator('button', { hasText: '通过并公示' }).count(), 0, 'nobody reviews their own');
  });
  await check('the center looks at both sides and publicises it', async () => {
    await open(center, `/admin/showcase/${id}`, 'admin-showcase-review');
    await center.locator('button', { hasText: '通过并公示' }).click();
    await said(center, '开始公示');
    await open(resident, '/showcase', 'public-showcase-phone');
    const wide = await person('', desktop);
    await open(wide, '/showcase', 'public-showcase');
    await wide.locator('.chip', { hasText: '典型案例' }).click();
    await wide.locator('h3 a', { hasText: '一张茶桌解心结' }).click();
    await settled(wide);
    await clean(wide, 'public-showcase-case');
  });
  await check('a resident objects; who approved it cannot answer, somebody else does', async () => {
    await open(resident, `/showcase/${id}`, 'public-showcase-publicised-phone');
    await resident.locator('#f-text').fill('有两次活动好像没有办成，请核实。');
    await resident.locator('button', { hasText: '提交意见' }).click();
    await resident.locator('#objections ~ ul li', { hasText: '等待答复' }).waitFor();
    await clean(resident, 'public-showcase-objected-phone');
    await center.reload();
    await center.locator('p', { hasText: '推荐人和审核人不能答复' }).waitFor();
    await open(leader, `/admin/showcase/${id}`, 'admin-showcase-objection');
    await leader.locator('button', { hasText: '不采纳' }).click();
    await leader.locator('.el-dialog:visible textarea').fill('两次都有签到记录，已请队长当面说明。');
    await leader.locator('.el-dialog:visible button[type="submit"]').click();
    await said(leader, '已答复');
    await resident.reload();
    await resident.locator('#objections ~ ul li', { hasText: '当面说明' }).waitFor();
  });
  if (clockMoves)
    await check('after the publicity it is shown, and the team wears its badge', async () => {
      passMinutes(11 * 24 * 60);
      const wide = await person('', desktop);
      // The server's clock turns every two seconds; the page says what it did.
      await wide.goto(`${base}/showcase/${id}`);
      for (let turn = 0; turn < 400 && (await wide.locator('.badge', { hasText: '公示到' }).count()) > 0; turn += 1) await wide.reload();
      await open(wide, `/teams/${team.id}`, 'public-team-badge');
      await wide.locator('.badge-link', { hasText: '年度优秀团队' }).click();
      await wide.waitForURL(`**/showcase/${id}`);
      await clean(wide, 'public-showcase-team');
      passMinutes(0);
    });

  const plain = await person('jumin1', phone, { javaScriptEnabled: false });
  const pact = (await json(plain, '/api/pacts')).items.find((one) => one.words.title === '新市民公约');
  const joined = async () => (await json(plain, `/api/pacts/${pact.id}`)).joined;
  await check('a pact is joined on the phone with one press, left, and joined again', async () => {
    const before = await joined();
    await plain.goto(`${base}/pacts`);
    await look(plain, 'public-pacts-phone');
    await plain.locator('h3 a', { hasText: '新市民公约' }).click();
    await look(plain, 'public-pact-phone');
    await plain.locator('button', { hasText: '我愿意加入' }).click();
    await plain.locator('.note-good', { hasText: '您已加入' }).waitFor();
    assert.equal(await joined(), before + 1);
    await plain.locator('button', { hasText: '退出' }).click();
    await plain.locator('button', { hasText: '我愿意加入' }).waitFor();
    assert.equal(await joined(), before);
    await plain.locator('button', { hasText: '我愿意加入' }).click();
    await plain.locator('.note-good', { hasText: '您已加入' }).waitFor();
    assert.equal(await joined(), before + 1);
    const member = await person('jumin1', phone);
    await open(member, `/pacts/${pact.id}`, 'public-pact-joined-phone');
    const wide = await person('', desktop);
    await open(wide, `/pacts/${pact.id}`, 'public-pact');
    await open(wide, '/pacts', 'public-pacts');
  });
  await check('paper is entered apart; the words of the next version wait for another', async () => {
    await open(center, '/admin/pacts', 'admin-pacts');
    await center.locator('a', { hasText: '新市民公约' }).click();
    await center.locator('button', { hasText: '登记线下签名' }).click();
    await center.locator('#a-count').fill('23');
    await center.locator('#a-day').fill('2026-11-20');
    await center.locator('#a-place').fill('望丛祠广场');
    await center.locator('#a-note').fill('赶场日现场签名，原件存中心档案柜');
    await clean(center, 'admin-pact-paper');
    await center.locator('.el-dialog:visible button[type="submit"]').click();
    await said(center, '已登记');
    await center.locator('#papers ~ ul li', { hasText: '望丛祠广场' }).waitFor();
    await center.locator('button', { hasText: '写新的一版' }).click();
    await center.locator('button', { hasText: '加一条' }).click();
    await center.locator('.pact-clause textarea').last().fill('共享单车停进框里，不占盲道。');
    await center.locator('.el-dialog:visible button[type="submit"]').click();
    await said(center, '已保存');
    await center.locator('button', { hasText: '提交审核' }).click();
    await said(center, '等同事审核');
    await clean(center, 'admin-pact');
    assert.equal(await center.locator('.head-actions button', { hasText: /^公布$/ }).count(), 0);
    await open(leader, `/admin/pacts/${pact.id}`, 'admin-pact-review');
    await leader.locator('.head-actions button', { hasText: /^公布$/ }).click();
    await said(leader, '已公布');
    const member = await person('jumin1', phone);
    await open(member, `/pacts/${pact.id}`, 'public-pact-changed-phone');
    await member.locator('button', { hasText: '新的文字我也愿意' }).click();
    await member.locator('.note-good', { hasText: '您已加入' }).waitFor();
  });
  await check('a site shows its plan floor by floor; a room that is a venue leads to booking', async () => {
    const { sites } = await json(center, '/api/sites?kind=center');
    const small = await person('', phone);
    await open(small, `/sites/${sites[0].id}`, 'public-site-plan-phone');
    const wide = await person('', desktop);
    await open(wide, `/sites/${sites[0].id}`, 'public-site-plan');
    assert.ok((await wide.locator('.plan-room').count()) >= 5, 'rooms are drawn');
    await wide.locator('.floor .room', { hasText: 'VR体验厅' }).locator('a', { hasText: '预约' }).click();
    await wide.waitForURL(/\/venues\/[0-9A-Z]{26}$/);
  });
  await check('an area shows its sites, its week, its figures and who answers for it', async () => {
    const { areas } = await json(center, '/api/areas');
    const area = areas.find((one) => one.name.includes('公园城市'));
    const small = await person('', phone);
    await open(small, `/areas/${area.id}`, 'public-area-phone');
    const wide = await person('', desktop);
    await open(wide, `/areas/${area.id}`, 'public-area');
    await wide.locator('dd', { hasText: '漆学良' }).waitFor();
    await wide.locator('a', { hasText: '全部数字' }).or(wide.locator(`a[href="/figures?area=${area.id}"]`)).first().click();
    await wide.waitForURL(`**/figures?area=${area.id}`);
    await clean(wide, 'public-area-figures');
    await open(center, '/admin/areas', 'admin-areas');
    await center.locator(`button[aria-label="编辑 ${area.name}"]`).or(center.locator('.project', { hasText: area.name }).locator('button')).first().click();
    await center.locator('#ar-who').fill('漆学良');
    await clean(center, 'admin-area-edit');
    await center.locator('.el-dialog:visible button[type="submit"]').click();
    await said(center, '已保存');
  });
}
