// A volunteer asks to join a team on its public page, without script; the leader answers on the desk. Staff import a workbook with
// two bad rows: each is named, the good ones are written, the report says so.
import assert from 'node:assert/strict';
import { base, check, clean, desktop, open, person, phone, settled } from './rig.mjs';

/** A workbook of one sheet of texts, its parts stored as they are: what a spreadsheet writes, without a spreadsheet. */
function workbook(rows) {
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes) => (bytes.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const safe = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const sheet = rows.map((cells, row) => `<row r="${row + 1}">${cells.map((cell) => `<c t="inlineStr"><is><t>${safe(cell)}</t></is></c>`).join('')}</row>`).join('');
  const parts = Object.entries({
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="1" r:id="a"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
  });
  const chunks = [];
  const directory = [];
  let at = 0;
  for (const [name, text] of parts) {
    const body = Buffer.from(text);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt32LE(crc(body), 14);
    head.writeUInt32LE(body.length, 18);
    head.writeUInt32LE(body.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    chunks.push(head, Buffer.from(name), body);
    directory.push(entry, Buffer.from(name));
    at += 30 + name.length + body.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...chunks, ...directory, end]);
}

/** A number that passes the check of GB 11643 and belongs to nobody. */
function identity(sequence) {
  const text = `51011719900315${sequence}`;
  const sum = [...text].reduce((total, digit, n) => total + Number(digit) * [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2][n], 0);
  return text + '10X98765432'[sum % 11];
}

async function joining() {
  const volunteer = await person('zyz3', phone, { javaScriptEnabled: false });
  await volunteer.goto(`${base}/teams?q=${encodeURIComponent('老兵志愿服务总队')}`);
  await volunteer.locator('main a[href^="/teams/"]').first().click();
  await volunteer.locator('#f-text').fill('家就在河边，早上都有空');
  await volunteer.locator('main form button').click();
  assert.match(volunteer.url(), /\/join\?/);
  const team = new URL(volunteer.url()).pathname.split('/').at(-2);
  assert.equal(await volunteer.locator('#f-text').inputValue(), '家就在河边，早上都有空', 'what was written came along');
  await volunteer.locator('main form button').click();
  await volunteer.locator('.note-good').waitFor();

  const leader = await person('laobing', phone);
  await open(leader, '/desk/teams', 'desk-teams');
  await leader.goto(`${base}/desk/teams/${team}`);
  await settled(leader);
  const request = leader.locator('article', { hasText: '家就在河边，早上都有空' });
  await request.waitFor();
  await clean(leader, 'desk-team');
  await request.getByRole('button', { name: '同意加入' }).click();
  await request.waitFor({ state: 'detached' });

  await volunteer.reload();
  assert.match(await volunteer.locator('main').innerText(), /您是这支队伍的队员/);
}

async function figures() {
  const leader = await person('laobing', phone);
  await leader.goto(`${base}/desk/teams`);
  await settled(leader);
  const { items } = await (await leader.context().request.get(`${base}/api/figures?scope=team&by=team`)).json();
  const { scope } = await (await leader.context().request.get(`${base}/api/figures`)).json();
  assert.ok(items.length > 1, 'a team with sub-teams');
  await leader.goto(`${base}/desk/teams/${scope.id}`);
  await leader.locator('a', { hasText: '看统计' }).click();
  await leader.locator('table').nth(1).waitFor();
  await settled(leader);
  assert.equal(await leader.locator('table').nth(1).locator('tbody tr').count(), items.length);
  await clean(leader, 'desk-team-figures');
  await leader.locator('table').first().locator('tbody button').first().click();
  await leader.locator('dialog .behind-row').first().click();
  await leader.locator('dialog .behind-row + div ol li').first().waitFor();
  await clean(leader, 'desk-team-entries');
  await leader.keyboard.press('Escape');
  await leader.locator('button', { hasText: '导出' }).click();
  await leader.locator('dialog button', { hasText: '按分队' }).click();
  await leader.locator('dialog button.primary').click();
  await leader.locator('dialog .note.bad').waitFor();
  await leader.locator('dialog input').fill('季度总结');
  await clean(leader, 'desk-team-export');
  await leader.locator('dialog button.primary').click();
  const [file] = await Promise.all([leader.waitForEvent('download'), leader.locator('a[download]').first().click()]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  await leader.locator('table').nth(1).locator('a').first().click();
  await leader.waitForURL(new RegExp(`/desk/teams/${items[0].key}/figures$`));
  await leader.context().close();
}

async function importing() {
  const clerk = await person('shuyuan', desktop);
  await open(clerk, '/admin/imports', 'admin-imports');
  const header = ['姓名', '手机号', '证件号码', '技能', '服务时间'];
  const good = (name, n) => [name, `1880000${7000 + n}`, identity(200 + n), '陪伴聊天', '周末全天'];
  const skill = (await (await clerk.request.get(`${base}/api/skills`)).json()).skills[0].name;
  const rows = [good('林晓燕', 1), good('魏建国', 2), good('蒋素芳', 3)].map((row) => row.with(3, skill));
  const bad = [good('坏一行', 4).with(3, skill).with(2, '510117199003151234'), good('坏二行', 5).with(4, '有空就来').with(3, skill)];
  await clerk.locator('#i-file').setInputFiles({ name: '书院志愿者.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: workbook([header, ...rows, ...bad]) });
  await clerk.locator('.check-line input').check();
  await clerk.getByRole('button', { name: '上传并检查' }).click();
  await clerk.getByRole('heading', { name: '书院志愿者.xlsx' }).waitFor();
  await settled(clerk);
  await clean(clerk, 'admin-import');
  await clerk.getByRole('button', { name: /有问题 2/ }).click();
  await clerk.locator('tbody tr').nth(1).waitFor();
  const said = await clerk.locator('tbody').innerText();
  assert.match(said, /5\s+坏一行[\s\S]*证件号码/);
  assert.match(said, /6\s+坏二行[\s\S]*服务时间/);
  await clerk.getByRole('button', { name: '只写合格的 3 行' }).click();
  await clerk.getByText('写入 3 行，2 行没有写入').waitFor();
  await clean(clerk, 'admin-import-done');
  const report = await (await clerk.request.get(`${clerk.url().replace('/admin/', '/api/').replace(/\?.*/, '')}/report`)).text();
  assert.match(report, /林晓燕,已写入/);
  assert.match(report, /坏一行,"?有问题，未写入/);
  await open(clerk, '/admin/teams', 'admin-teams');
  await clerk.locator('tbody a').first().click();
  await settled(clerk);
  await clean(clerk, 'admin-team');
  await open(clerk, '/admin/organisations', 'admin-organisations');
  await open(clerk, '/admin/duplicates', 'admin-duplicates');
}

export async function teams() {
  await check('a volunteer asks to join without script, the leader lets them in on the desk', joining);
  await check('the leader sees what the team and its sub-teams did, and takes it along as a file', figures);
  await check('a workbook with two bad rows: each is named, the good ones are written', importing);
}
