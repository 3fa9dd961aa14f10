// From needs to courses by clicks: a survey is made, answered on a phone without account and without script, entered from paper, counted;
// then somebody applies to teach, a course is planned, and a session signed up for. Every page of it is looked at.
import assert from 'node:assert/strict';
import { base, check as checkOne, clean, desktop, look, now, open, person, phone, settled } from './rig.mjs';

const title = '夏天晚上的坝坝课，想学点啥';
const said = (page, words) => page.locator('.el-message', { hasText: words }).last().waitFor();
const day = (ahead) => new Date(now().getTime() + ahead * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);

export async function courses() {
  const center = await person('zhongxin', desktop);
  let id = '';
  let course = '';
  const check = async (name, body) => {
    if (!(await checkOne(name, body))) throw new Error(`the story of a course stopped at: ${name}`);
  };

  await check('the demo district asks its residents and tells what they said', async () => {
    const reader = await person('', phone);
    await open(reader, '/surveys', 'public-surveys-phone');
    await reader.locator('main h3 a').first().click();
    await settled(reader);
    await clean(reader, 'public-survey-demo-phone');
    await reader.goto(`${base}/surveys`);
    await reader.locator('#told ~ ul a').first().click();
    await settled(reader);
    await clean(reader, 'public-survey-results-phone');
    await open(center, '/admin/surveys', 'admin-surveys');
    await center.locator('tbody a', { hasText: '春季学期' }).click();
    await center.locator('.result-table').first().waitFor();
    await clean(center, 'admin-survey-results');
  });
  await check('a survey is made with a condition, tried in the preview, and opened', async () => {
    await center.goto(`${base}/admin/surveys/new`);
    await settled(center);
    await center.locator('#s-title').fill(title);
    await center.locator('#s-why').fill('坝坝课夏天要开，先听听大家的。');
    await center.locator('#s-handling').fill('只用来排课，夏天过后销毁。');
    await center.locator('#q-0-w').fill('想学什么？');
    const options = center.locator('.shift').first().locator('.option-label');
    await options.nth(0).fill('手机');
    await options.nth(1).fill('太极');
    await center.locator('.shift').first().locator('.check-line input').last().check();
    await center.locator('form > p > button').last().click();
    await center.locator('#q-1-w').fill('手机用到哪一步？');
    await center.locator('#q-1-k').selectOption('text');
    await center.locator('#q-1-if').selectOption({ index: 1 });
    await center.locator('#q-1-is').selectOption({ label: '手机' });
    assert.equal(await center.locator('.survey-preview fieldset').count(), 1);
    await center.locator('.survey-preview label', { hasText: '手机' }).click();
    await center.locator('.survey-preview fieldset').nth(1).waitFor();
    await clean(center, 'admin-survey-edit');
    await center.locator('.sticky-end button[type="submit"]').click();
    await center.waitForURL(/\/admin\/surveys\/[0-9A-Z]{26}$/);
    id = center.url().split('/').at(-1);
    await center.locator('.head-actions button', { hasText: '开始征集' }).click();
    await said(center, '已开始征集');
    await clean(center, 'admin-survey-open');
  });
  await check('it is answered on a phone without account and without script', async () => {
    const plain = await person('', phone, { javaScriptEnabled: false });
    await plain.goto(`${base}/surveys/${id}`);
    await look(plain, 'public-survey-plain-phone');
    assert.match(await plain.locator('main').innerText(), /第 1 题选了“手机”才需要回答/);
    await plain.locator('form.survey button.btn-main').click();
    assert.match(await plain.locator('[role="alert"]').innerText(), /这道题要回答/);
    await plain.locator('label', { hasText: '太极' }).click();
    await plain.locator('form.survey button.btn-main').click();
    await plain.locator('.note-good', { hasText: '收到了' }).waitFor();
    await look(plain, 'public-survey-thanks-phone');
    await plain.goto(`${base}/surveys/${id}`);
    assert.match(await plain.locator('main').innerText(), /您已经答过这份调查/);
  });
  await check('with script the question comes and goes', async () => {
    const reader = await person('', phone);
    await open(reader, `/surveys/${id}`, 'public-survey-phone');
    assert.equal(await reader.locator('fieldset.question:visible').count(), 1);
    await reader.locator('label', { hasText: '手机' }).first().click();
    await reader.locator('fieldset.question input:not([type="radio"])').fill('会付款');
    await reader.locator('form.survey button.btn-main').click();
    await reader.locator('.note-good').waitFor();
    const wide = await person('', desktop);
    await open(wide, `/surveys/${id}`, 'public-survey');
    await open(wide, '/surveys', 'public-surveys');
  });
  await check('paper is typed in without a mouse', async () => {
    await center.goto(`${base}/admin/surveys/${id}/paper`);
    await center.locator('.paper-entry fieldset').first().waitFor();
    await center.keyboard.press('1');
    await center.keyboard.press('Enter');
    await center.keyboard.type('只接电话');
    await clean(center, 'admin-survey-paper');
    await center.keyboard.press('Control+Enter');
    await center.locator('.saved', { hasText: '已录入 1 份' }).waitFor();
    await center.keyboard.press('2');
    await center.keyboard.press('Control+Enter');
    await center.locator('.saved', { hasText: '已录入 2 份' }).waitFor();
  });
  await check('the results count both lanes, and go out as a file for a reason', async () => {
    await center.goto(`${base}/admin/surveys/${id}`);
    await center.locator('.result-table').first().waitFor();
    assert.match(await center.locator('.result').first().innerText(), /2 · 50%/);
    assert.match(await center.locator('.facts').innerText(), /4\s*·\s*其中纸质 2/);
    await center.locator('.result button', { hasText: '看写下的话' }).click();
    await center.locator('.words li', { hasText: '会付款' }).waitFor();
    await center.locator('.head-actions button', { hasText: '导出' }).click();
    await center.locator('.el-dialog textarea').fill('排夏季课表');
    await center.locator('.el-dialog button[type="submit"]').click();
    const file = await center.locator('a[download]').getAttribute('href');
    assert.equal((await center.context().request.get(base + file)).status(), 200);
  });
  await check('somebody applies to teach and is approved by somebody else', async () => {
    const teacher = await person('zyz1', phone);
    await open(teacher, '/my/lecturer', 'public-lecturer-apply-phone');
    await teacher.locator('label', { hasText: '智能手机' }).click();
    await teacher.locator('#f-about').fill('退休教师，教了三年老年人用手机。');
    await teacher.locator('#f-proofs').fill('教师资格证');
    await teacher.locator('#f-site_id').selectOption({ index: 1 });
    await teacher.locator('button.btn-main').click();
    await teacher.locator('.note', { hasText: '申请正在看' }).waitFor();
    await open(center, '/admin/courses', 'admin-courses');
    await center.locator('article', { hasText: '退休教师，教了三年' }).locator('button', { hasText: /^通过$/ }).click();
    await said(center, '已成为讲师');
    await open(teacher, '/my/lecturer', 'public-lecturer-phone');
    await teacher.locator('#f-day').fill(day(3));
    await teacher.locator('form button', { hasText: '加上' }).click();
    await teacher.locator('.list button', { hasText: '去掉' }).waitFor();
  });
  await check('a course is planned and published', async () => {
    await center.goto(`${base}/admin/courses`);
    await settled(center);
    await center.locator('.head-actions button', { hasText: '新建课程' }).click();
    await center.locator('#c-title').fill('手机防骗第一课');
    await center.locator('#c-category').selectOption('phone');
    await center.locator('#c-lecturer').selectOption({ index: 1 });
    await center.locator('#c-summary').fill('认识六种常见骗局，当场练一练。');
    await center.locator('#c-for').fill('老年朋友');
    await center.locator('.el-dialog button[type="submit"]').click();
    await center.waitForURL(/\/admin\/courses\/[0-9A-Z]{26}$/);
    course = center.url().split('/').at(-1);
    await center.locator('.head-actions button', { hasText: '公布课程' }).click();
    await center.locator('.head .tag', { hasText: '已公布' }).waitFor();
    await center.locator('.head-actions button', { hasText: '排一场' }).click();
    await center.locator('#p-day').fill(day(3));
    await center.locator('#p-place').fill('二楼教室');
    await center.locator('#p-capacity').fill('1');
    await center.locator('.el-dialog button[type="submit"]').click();
    await center.locator('td button', { hasText: /^公布$/ }).click();
    await center.locator('td .tag', { hasText: '可报名' }).waitFor();
    await clean(center, 'admin-course');
  });
  await check('a session is signed up for; who comes later waits and moves up', async () => {
    const first = await person('jumin1', phone);
    await open(first, '/courses', 'public-courses-phone');
    await open(first, `/courses/${course}`, 'public-course-phone');
    await first.locator('.session button', { hasText: '报名' }).click();
    await first.locator('.session .badge', { hasText: '已报上名' }).waitFor();
    const second = await person('jumin2', desktop);
    await open(second, `/courses/${course}`, 'public-course');
    await second.locator('.session button', { hasText: '候补' }).click();
    await second.locator('.session .badge', { hasText: '候补中' }).waitFor();
    await first.locator('.session button', { hasText: '不去了' }).click();
    await first.locator('.note-good').waitFor();
    await open(second, '/my/courses', 'public-my-courses');
    await second.locator('.session .badge', { hasText: '已报上名' }).waitFor();
  });
}
