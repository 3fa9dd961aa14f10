// Presence at a shift that is under way: the leader's roster and screen at the door, a volunteer's pass read by the camera, and
// two phones without a connection that scanned the same person.
import assert from 'node:assert/strict';
import { base, check, clean, desktop, open, person, phone, settled } from './rig.mjs';

const title = '老兵便民集市';

/** A camera that films what the test holds before it: the drawing of a QR code, or nothing. */
function filmed() {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 480;
  const context = canvas.getContext('2d');
  let held = null;
  window.hold = (drawing) => (held = drawing);
  const frame = () => {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, 480, 480);
    if (held) {
      context.save();
      context.scale(480 / held.size, 480 / held.size);
      context.fillStyle = '#000';
      context.fill(new Path2D(held.path));
      context.restore();
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => canvas.captureStream(15) } });
  delete window.BarcodeDetector; // the worker of ours is what every phone has
}

/** The QR code that a page shows, as a drawing. */
const shown = (page) => page.locator('svg.qr').evaluate((svg) => ({ size: Number(svg.getAttribute('viewBox').split(' ')[2]), path: svg.querySelector('path').getAttribute('d') }));

export async function presence() {
  const volunteer = await person('zyz3', phone);
  const name = (await (await volunteer.context().request.get(`${base}/api/me`)).json()).name;
  const leaders = [];
  for (let i = 0; i < 2; i++) {
    const one = await person('laobing', phone);
    await one.addInitScript(filmed);
    leaders.push(one);
  }
  const [leader, other] = leaders;
  const shiftOf = async (page) => (await (await page.context().request.get(`${base}/api/my/shifts`)).json()).items.find((one) => one.title === title);
  const { id } = await shiftOf(leader);

  await check('a leader sees the shift of the day, who is here, and calls the roll in one tap', async () => {
    await open(leader, '/desk/', 'desk-leader-today');
    await leader.getByRole('link', { name: title }).first().click();
    await leader.locator('.roster li').first().waitFor();
    await clean(leader, 'desk-shift-leader');
    const inside = Number(await leader.locator('.heads .first dd').innerText());
    const absent = leader.locator('.roster li', { hasNot: leader.locator(`text=${name}`) }).filter({ has: leader.locator('.quick') }).first();
    if (await absent.count()) {
      await absent.locator('.quick .yes').click();
      await leader.locator('.heads .first dd', { hasText: String(inside + 1) }).waitFor();
    }
    await leader.locator('.row-button').last().click();
    await leader.locator('dialog').waitFor();
    await clean(leader, 'desk-shift-person');
    await leader.keyboard.press('Escape');
  });

  await check('the screen at the door shows the code and how many are inside', async () => {
    const door = await person('laobing', desktop);
    await door.goto(`${base}/desk/kiosk/${id}`);
    await door.locator('svg.qr').waitFor();
    await clean(door, 'desk-kiosk');
    const code = (await door.locator('.kiosk-digits').innerText()).replace(/\s/g, '');
    assert.match(code, /^\d{6}$/);
    await door.context().close();
  });

  await check('a volunteer finds the shift, and shows a pass', async () => {
    await open(volunteer, '/desk/', 'desk-shift-today');
    await volunteer.locator('article', { hasText: title }).getByRole('button', { name: '出示我的签到码' }).click();
    await volunteer.locator('svg.qr').waitFor();
    await clean(volunteer, 'desk-pass');
  });

  await check('two phones without a connection scan the same pass; each says that it is kept', async () => {
    for (const page of leaders) {
      await page.goto(`${base}/desk/shifts/${id}`);
      await page.locator('.roster li').first().waitFor();
      await page.getByRole('link', { name: '扫志愿者的签到码' }).click();
      await page.locator('.camera video').waitFor();
      await settled(page);
      await page.locator('[data-ready]').waitFor(); // the names are on the phone
      await page.context().setOffline(true);
    }
    await volunteer.context().setOffline(true);
    const drawing = await shown(volunteer);
    for (const page of leaders) {
      await page.evaluate((one) => window.hold(one), drawing);
      await page.locator('.result.good', { hasText: name }).waitFor();
      await page.getByText('离线：1 项待上传').waitFor();
      await page.evaluate(() => window.hold(null));
    }
    await clean(leader, 'desk-scan-offline');
  });

  await check('a pass that is none is refused by the phone alone', async () => {
    const forged = await shown(volunteer);
    forged.path = forged.path.slice(0, Math.floor(forged.path.length / 3));
    await leader.evaluate((one) => window.hold(one), forged);
    assert.equal(await leader.locator('.result.bad').count(), 0, 'half a drawing is not read at all');
    await leader.evaluate(() => window.hold(null));
  });

  await check('the first to come back counts from when it scanned; the second is told who had', async () => {
    await leader.context().setOffline(false);
    await leader.getByText('在线', { exact: true }).waitFor();
    const known = async () => (await (await leader.context().request.get(`${base}/api/shifts/${id}/roster?limit=100`)).json()).items.find((one) => one.name === name);
    const person = await known();
    assert.equal(person.state, 'checked_in');
    assert.equal(person.in_by, 'offline_pass');
    await other.context().setOffline(false);
    await other.getByText('1 项没有被接受').click();
    await other.locator('dialog', { hasText: `${name}` }).getByText('已签到（由').waitFor();
    await clean(other, 'desk-mark-conflict');
    await other.getByRole('button', { name: '知道了' }).click();
    await other.keyboard.press('Escape');
    await other.getByText('在线', { exact: true }).waitFor();
    assert.deepEqual(await known(), person, 'nothing changed by the second');
  });

  await check('the volunteer sees that they are in, and leaves by the code at the door', async () => {
    await volunteer.context().setOffline(false);
    await volunteer.goto(`${base}/desk/shifts/${id}`);
    await volunteer.getByText('已签到').first().waitFor();
    const { code } = await (await leader.context().request.get(`${base}/api/shifts/${id}/code`)).json();
    await volunteer.goto(`${base}/desk/shifts/${id}?code=${code}&via=kiosk`);
    await volunteer.locator('dialog').waitFor();
    await clean(volunteer, 'desk-shift-check-out');
    await volunteer.locator('dialog .act.primary').click();
    await volunteer.getByText('已签退，辛苦了').waitFor();
    await clean(volunteer, 'desk-shift-left');
  });
  for (const page of [...leaders, volunteer]) await page.context().close();
}
