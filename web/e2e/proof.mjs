// Hours that can be believed and a proof that verifies anywhere: a volunteer asks why, without scripts; a colleague corrects it
// in one tap; a certificate is asked for, issued, photographed and verified from its QR image without a network, by the
// stand-alone program and by somebody else's library; a ledger entry is proven; what the paper says of a revoked one.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyCredential } from './credential.mjs';
import { base, check as checkOne, clean, desktop, now, open, person, phone, root, serverNow, settled } from './rig.mjs';

let broken = false;
/** A step of the walk; after one that failed the others would only say so again. */
async function check(name, body) {
  if (broken) return;
  broken = !(await checkOne(`proof: ${name}`, body));
}
const api = (page, path) => page.context().request.get(base + path);

export async function proof() {
  const folder = mkdtempSync(join(tmpdir(), 'ws-proof-'));
  const file = (name, text) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const volunteer = await person('zyz2', phone, { javaScriptEnabled: false });
  const clerk = await person('zhongxin', desktop);
  const reader = await person('', phone, { bypassCSP: false });

  await check('a volunteer reads why and asks, without scripts', async () => {
    await volunteer.goto(`${base}/my/hours`);
    const card = volunteer.locator('li.card', { hasText: '社区义诊秩序维护' }).first();
    await card.locator('summary').click();
    await card.locator('textarea').fill('我全程在场，请再核一下');
    await card.locator('details button').click();
    await volunteer.waitForURL(/sent=1/);
    assert.match(await volunteer.locator('aside .list').innerText(), /我全程在场/);
  });
  await check('a colleague answers it, naming the rule, and the volunteer reads it', async () => {
    await clerk.goto(`${base}/admin/hours/disputes`);
    await settled(clerk);
    const row = clerk.locator('.dispute', { hasText: '我全程在场，请再核一下' });
    await row.waitFor();
    await clean(clerk, 'admin-disputes');
    await row.getByRole('button', { name: /^更正…/ }).click();
    const dialog = clerk.locator('.el-dialog:visible');
    await clean(clerk, 'admin-dispute-correct');
    await dialog.locator('textarea').fill('对照现场照片，更正。');
    const answered = clerk.waitForResponse((answer) => answer.url().includes('/answer'));
    await dialog.getByRole('button', { name: '答复' }).click();
    const answer = await answered;
    assert.equal(answer.status(), 200, await answer.text());
    await volunteer.goto(`${base}/my/hours`);
    assert.match(await volunteer.locator('aside .list').innerText(), /已更正[\s\S]*对照现场照片/);
  });

  const holder = await person('zyz1', phone);
  let number = '', id = '';
  await check('a certificate is issued at the desk', async () => {
    await clerk.goto(`${base}/admin/proof`);
    await settled(clerk);
    const asked = await holder.context().request.post(`${base}/api/certificates`, { data: { from: '2025-01-01', to: new Date(now().getTime() + 8 * 3600_000).toISOString().slice(0, 10), purpose: '求职' }, headers: { 'Idempotency-Key': 'e2e-proof-1' } });
    assert.equal(asked.status(), 201, await asked.text());
    ({ id } = await asked.json());
    await clerk.reload();
    await settled(clerk);
    const row = clerk.locator('tbody tr', { hasText: '求职' });
    await row.getByRole('button', { name: /核发/ }).click();
    await row.waitFor({ state: 'detached' });
    const detail = await (await api(holder, `/api/certificates/${id}`)).json();
    ({ number } = detail);
    assert.match(number, /^\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    await open(holder, '/my/certificates', 'public-my-certificates-issued');
  });
  await check('its paper embeds the fonts and can be read as text', async () => {
    const paper = file('paper.pdf', await (await api(holder, `/api/certificates/${id}/pdf`)).body());
    const fonts = execFileSync('pdffonts', [paper], { encoding: 'utf8' }).split('\n').slice(2).filter(Boolean);
    assert.ok(fonts.length > 0);
    for (const line of fonts) assert.match(line, /\syes\s+yes\s/, line);
    const text = execFileSync('pdftotext', ['-layout', paper, '-'], { encoding: 'utf8' });
    for (const words of ['志愿服务', number, '郫都区']) assert.ok(text.includes(words), `${words} in ${text.slice(0, 300)}`);
    assert.doesNotMatch(text, /\d{17}[\dX]/, 'no identity number');
    // The QR code stands on the last page.
    const last = /Pages:\s+(\d+)/.exec(execFileSync('pdfinfo', [paper], { encoding: 'utf8' }))[1];
    execFileSync('pdftoppm', ['-r', '150', '-png', '-f', last, '-l', last, '-singlefile', paper, join(folder, 'paper')]);
  });
  await check('the page that verifies offline reads the QR code from the picture of the paper', async () => {
    await open(reader, '/verify/offline', 'public-verify-offline');
    await reader.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await reader.locator('#f-image').setInputFiles(join(folder, 'paper.png'));
    await reader.locator('[data-verify-answer] .note-good').waitFor();
    assert.ok((await reader.locator('[data-verify-answer]').innerText()).includes(number));
    await clean(reader, 'public-verify-offline-good');
  });
  await check('… and without a network, after a reload', async () => {
    await reader.waitForFunction(async () => (await (await caches.open('verify-1')).keys()).length > 4);
    await reader.context().setOffline(true);
    await reader.reload();
    await reader.locator('#f-image').setInputFiles(join(folder, 'paper.png'));
    await reader.locator('[data-verify-answer] .note-good').waitFor();
    await reader.context().setOffline(false);
  });
  await check('a changed text is refused, by the page and by the stand-alone program', async () => {
    const keys = file('keys.json', await (await api(reader, '/.well-known/certificate-keys.json')).text());
    const shortForm = await shortFormOf(reader, join(folder, 'paper.png'));
    const tool = (text) => execFileSync(process.execPath, [join(root, 'tools/verify-certificate.mjs'), '--keys', keys, text], { encoding: 'utf8' });
    assert.match(tool(shortForm), /签名有效/);
    const forged = shortForm.replace(/.(?=.{40}\.)/, (c) => (c === 'A' ? 'B' : 'A'));
    assert.throws(() => tool(forged));
    await reader.locator('#f-text').fill(forged);
    await reader.locator('[data-verify-go]').click();
    await reader.locator('[data-verify-answer] .note-bad').waitFor();
    await clean(reader, 'public-verify-offline-bad');
  });
  await check('the credential verifies with a library that knows nothing of us, and a changed one does not', async () => {
    const credential = await (await api(holder, `/api/certificates/${id}/credential`)).json();
    const did = await (await api(reader, '/.well-known/did.json')).json();
    const seen = await verifyCredential(credential, did, serverNow());
    assert.equal(seen.verified, true, JSON.stringify(seen.error?.errors?.map(String) ?? String(seen.error)));
    const forged = structuredClone(credential);
    forged.credentialSubject.minutes += 60;
    assert.equal((await verifyCredential(forged, did, serverNow())).verified, false);
  });
  await check('a ledger entry is proven on the phone that holds the proof', async () => {
    const { items } = await (await api(holder, '/api/hours/mine?limit=50')).json();
    const sealed = items.find((one) => one.state === 'effective');
    const answer = await api(holder, `/api/hours/${sealed.id}/proof`);
    assert.equal(answer.status(), 200, await answer.text());
    const text = await answer.text();
    await open(reader, '/ledger', 'public-ledger-before');
    await reader.locator('#f-proof').setInputFiles(file('proof.json', text));
    await reader.locator('[data-ledger-answer] .note-good').waitFor();
    await clean(reader, 'public-ledger-proven');
    await reader.locator('#f-proof').setInputFiles(file('forged.json', text.replace('\\"minutes\\":', '\\"minutes\\":1')));
    await reader.locator('[data-ledger-answer] .note-bad').waitFor();
  });
  await check('a revoked certificate says so to anybody', async () => {
    await open(reader, `/verify/${number}`, 'public-verify-valid');
    assert.match(await reader.locator('main').innerText(), /这份证明有效/);
    await clerk.goto(`${base}/admin/proof/issued`);
    await settled(clerk);
    const row = clerk.locator('tbody tr', { hasText: number });
    await row.getByRole('button', { name: /作废/ }).click();
    const dialog = clerk.locator('.el-dialog:visible');
    await dialog.locator('textarea').fill('端到端检查');
    await dialog.getByRole('button', { name: '作废' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await open(reader, `/verify/${number}`, 'public-verify-revoked');
    assert.match(await reader.locator('main').innerText(), /已经作废/);
  });
  await check('the auditor opens the evidence of a finding', async () => {
    const auditor = await person('auditor', desktop);
    await auditor.goto(`${base}/admin/anomalies`);
    await settled(auditor);
    await auditor.locator('tbody tr').first().getByRole('button').click();
    await auditor.locator('.evidence').first().waitFor();
    await clean(auditor, 'admin-anomaly-evidence');
    await auditor.context().close();
  });
  for (const page of [volunteer, clerk, reader, holder]) await page.context().close();
  rmSync(folder, { recursive: true, force: true });
}

/** What the QR code in a picture says, read by the page's own means. */
async function shortFormOf(page, picture) {
  await page.locator('#f-image').setInputFiles(picture);
  const link = page.locator('[data-verify-answer] [data-verify-text]');
  await link.waitFor({ state: 'attached' });
  return link.getAttribute('data-verify-text');
}
