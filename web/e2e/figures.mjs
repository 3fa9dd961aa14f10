// Figures: a report opens down to its entries and they add up to it; what is exported says the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { base, check, desktop, look, open, person } from './rig.mjs';

const digits = (text) => Number(text.replace(/\D/g, ''));

/** A file inside a ZIP archive, by its central directory. */
function unzip(bytes, name) {
  let at = bytes.readUInt32LE(bytes.length - 22 + 16);
  for (let left = bytes.readUInt16LE(bytes.length - 22 + 10); left > 0; left -= 1) {
    const [size, named, extra, said, begins] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    if (bytes.toString('utf8', at + 46, at + 46 + named) === name) {
      const data = begins + 30 + bytes.readUInt16LE(begins + 26) + bytes.readUInt16LE(begins + 28);
      const packed = bytes.subarray(data, data + size);
      return (bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8');
    }
    at += 46 + named + extra + said;
  }
  throw new Error(`${name} is not in the archive`);
}

/** The cells of a sheet, row by row; its texts stand in it. */
function cells(sheet) {
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
    [...row.matchAll(/<c [^>]*?(?:\/>|>(.*?)<\/c>)/gs)].map(([, cell]) => cell?.match(/<(?:t|v)[^>]*>(.*?)<\/(?:t|v)>/s)?.[1] ?? ''));
}

export async function figures() {
  const page = await person('pitong', desktop);
  let told = { services: 0, minutes: 0 };

  await check('figures: the entries behind a figure add up to it', async () => {
    await open(page, '/admin/figures', 'admin-figures-report');
    await page.locator('.figures-table tbody .link').first().click();
    await page.locator('.behind-list li').first().waitFor();
    const said = await page.locator('[data-sum] .number').first().innerText();
    while (await page.locator('.el-drawer .more button').count()) {
      const before = await page.locator('.behind-list > li').count();
      await page.locator('.el-drawer .more button').click();
      await page.waitForFunction((count) => document.querySelectorAll('.behind-list > li').length > count, before);
    }
    const minutes = await page.locator('[data-minutes]').evaluateAll((all) => all.map((one) => Number(one.dataset.minutes)));
    assert.equal(minutes.length, digits(said), 'as many entries as the figure says');
    const query = new URL(page.url()).searchParams;
    const report = await (await page.request.get(`${base}/api/figures?${query}`)).json();
    const row = report.items.find((one) => one.hours.recorded.services === minutes.length);
    assert.ok(row, 'the row that was opened');
    assert.equal(minutes.reduce((sum, one) => sum + one, 0), row.hours.recorded.minutes);
    told = { services: report.total.hours.recorded.services, minutes: report.total.hours.recorded.minutes };
  });

  await check('figures: an entry opens down to its evidence', async () => {
    await page.locator('.behind-row').first().click();
    await page.locator('.behind-steps li').first().waitFor();
    assert.match(await page.locator('.behind-who span').first().innerText(), /\*/, 'names are masked');
    await look(page, 'admin-figures-behind');
    await page.keyboard.press('Escape');
  });

  await check('figures: a report is exported with a reason and says what the page says', async () => {
    await page.locator('.head-actions .el-button--primary').click();
    await page.locator('.el-dialog textarea').fill('区文明办季度通报');
    await look(page, 'admin-figures-export');
    await page.locator('.el-dialog button[type="submit"]').click();
    const ready = page.locator('.exports li[data-state="ready"] a[download]').first();
    await ready.waitFor({ timeout: 20_000 });
    await look(page, 'admin-figures-exported');
    const [download] = await Promise.all([page.waitForEvent('download'), ready.click()]);
    const rows = cells(unzip(readFileSync(await download.path()), 'xl/worksheets/sheet1.xml'));
    const total = rows.at(-1);
    assert.match(total[0], /合计/);
    assert.equal(Number(total[1]), told.services);
    assert.ok(Math.abs(Number(total[3]) * 60 - told.minutes) < 0.01, `${total[3]} hours are ${told.minutes} minutes`);
    const notices = await (await page.request.get(`${base}/api/notices?limit=5`)).json();
    assert.ok(notices.items.some((one) => one.text.zh.includes('已生成')), 'the result arrives as a notice');
  });

  await check('figures: who leads another place sees nothing of it', async () => {
    const other = await person('shuyuan', desktop);
    const center = (await (await page.request.get(`${base}/api/sites`)).json()).sites.find((one) => one.kind === 'center');
    assert.equal((await other.request.get(`${base}/api/figures?scope_id=${center.id}`)).status(), 404);
    await other.context().close();
  });
  await page.context().close();
}
