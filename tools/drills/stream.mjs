// Streams that break: the sender dies and comes back, ffmpeg dies, the server dies; then a full disk. What was sent can be watched again.
//
//   ./dev drill stream [--tiny]
//
// A real ffmpeg sends a test picture to a real server. The full disk is a small tmpfs of its own, which needs root; without it that part is left out.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { directory, freePort, pause, root, start } from '../bench/rig/children.mjs';
import { announce } from '../bench/rig/broadcast.mjs';
import { admit } from '../bench/rig/crowd.mjs';
import { makeDistrict } from '../bench/rig/district.mjs';
import { options } from '../bench/rig/options.mjs';
import { Report } from '../bench/rig/report.mjs';
import { Server } from '../bench/rig/server.mjs';

const chosen = options({ tiny: false });
const report = new Report('drill', 'stream', chosen);
const district = await makeDistrict();
const clerk = await admit(district, 'shuyuan');

/** As it is, but for some rules: who waits less, a disk that is full later. */
function assetsWith(rules) {
  const assets = directory('assets');
  cpSync(join(root, 'data'), join(assets, 'data'), { recursive: true });
  for (const other of ['web', 'api']) symlinkSync(join(root, other), join(assets, other));
  const file = join(assets, 'data/live/rules.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...rules }));
  return assets;
}
const rtmp = await freePort();
const server = new Server({ data: district.data, assets: assetsWith({ grace_s: 20, least_free_mb: 8 }), more: ['--rtmp', String(rtmp)] });
await server.start();

/** Asks until it is so; the milliseconds that took, or Infinity. */
async function until(isSo, limit_ms = 30_000) {
  const began = performance.now();
  for (;;) {
    if (await isSo().catch(() => false)) return performance.now() - began;
    if (performance.now() - began > limit_ms) return Infinity;
    await pause(50);
  }
}
let turn = 0;
/** Announced, with an address to send to. */
async function fresh() {
  const id = await announce(district, server, clerk, `stream-${(turn += 1)}`);
  const { address, name } = await server.ask('POST', `/api/broadcasts/${id}/stream-key`, { token: clerk, key: `key-${turn}`, body: {} });
  return { id, to: `${address.replace(/:\/\/[^/]*/, `://127.0.0.1:${rtmp}`)}/${name}` };
}
const send = (to, rate = '300k') => start('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-nostdin', '-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=15', '-f', 'lavfi', '-i', 'sine=frequency=330',
  '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', rate, '-g', '15', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '48k', '-f', 'flv', to], { stdio: ['ignore', 'ignore', 'ignore'] });
const shown = (id) => server.ask('GET', `/api/broadcasts/${id}`, { token: clerk });
const list = async (id) => (await server.call('GET', `/live/${id}/video.m3u8`)).text;
/** Seconds of a replay as a player would say, by decoding all of it. */
function replaySeconds(id) {
  const files = readdirSync(join(district.data, 'recordings', id)).filter((name) => name.endsWith('.mp4'));
  const decoded = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'info', '-nostdin', '-xerror', '-i', join(district.data, 'recordings', id, files[0] ?? 'none'), '-f', 'null', '-'], { encoding: 'utf8' });
  const [, minutes, seconds] = decoded.stderr.match(/.*time=\d+:(\d+):([\d.]+)/s) ?? [0, 0, 0];
  return decoded.status === 0 ? Number(minutes) * 60 + Number(seconds) : 0;
}

// ---- the sender
const one = await fresh();
let sender = send(one.to);
report.atMost('begun, until somebody can watch', await until(async () => (await list(one.id)).includes('.ts')), 8_000, 'ms');
sender.kill('SIGKILL');
report.atMost('sender killed, until the room says that it waits', await until(async () => (await shown(one.id)).waiting), 6_000, 'ms');
sender = send(one.to);
report.atMost('sender back, until somebody can watch', await until(async () => (await list(one.id)).includes('v-2-')), 8_000, 'ms');

// ---- ffmpeg
const segmenter = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).find((pid) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1] === String(server.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('pipe:0');
  } catch {
    return false;
  }
});
process.kill(Number(segmenter()), 'SIGKILL');
report.atMost('ffmpeg killed, until there is another list', await until(async () => (await list(one.id)).includes('v-3-')), 8_000, 'ms');
report.exactly('and the sender noticed nothing', (await shown(one.id)).waiting, false);

// ---- the server
await pause(chosen.tiny ? 1_000 : 5_000);
await server.kill();
await sender.ended;
const restarted_ms = await server.start();
report.atMost('server killed, until it is ready', restarted_ms, 1_000, 'ms');
report.atMost('and says that the room waits', await until(async () => (await shown(one.id)).waiting), 8_000, 'ms');
sender = send(one.to);
report.atMost('sender back, until somebody can watch', await until(async () => (await list(one.id)).includes('v-4-')), 8_000, 'ms');
await server.ask('POST', `/api/broadcasts/${one.id}/ending`, { token: clerk, key: 'end-1', body: {} });
report.atMost('ended, until the replay is there', await until(async () => (await shown(one.id)).state === 'replay_published', 60_000), 30_000, 'ms');
report.atLeast('seconds that can be watched again', replaySeconds(one.id), chosen.tiny ? 4 : 8, 's');
sender.kill('SIGKILL');

// ---- a full disk
const live = join(district.data, 'live');
mkdirSync(live, { recursive: true });
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', live]).status === 0;
if (mounted) {
  process.on('exit', () => spawnSync('umount', ['-l', live]));
  const two = await fresh();
  sender = send(two.to, '6M');
  report.atMost('16 MB for segments, until the stream is cut', await until(async () => (await shown(two.id)).trouble === 'live.disk_full', 90_000), 60_000, 'ms');
  report.exactly('and says so', (await shown(two.id)).waiting, true);
  report.exactly('pages meanwhile', (await server.call('GET', `/live/${two.id}`)).status, 200);
  report.exactly('writes meanwhile', (await server.call('POST', `/api/live/${two.id}/messages`, { token: clerk, key: 'while-full', body: { text: '画面停了，话还在' } })).status, 201);
  report.exactly('… and what was written', (await server.ask('GET', `/api/live/${two.id}/room`)).messages.filter((one) => one.text === '画面停了，话还在').length, 1);
  const three = await fresh();
  sender.kill('SIGKILL');
  sender = send(three.to);
  await sender.ended;
  report.exactly('another stream begins and is cut at once', (await shown(three.id)).state, 'live');
  report.exactly('and says why', (await shown(three.id)).trouble, 'live.disk_full');
  report.exactly('what was recorded is kept', existsSync(join(district.data, 'recordings', two.id, '1.flv')), true);
  spawnSync('umount', ['-l', live]);
  sender = send(two.to);
  report.atMost('with room again, until somebody can watch', await until(async () => (await list(two.id)).includes('v-1-')), 15_000, 'ms');
  sender.kill('SIGKILL');
} else {
  report.note('full disk', 'left out: no root');
}
await server.stop();
process.exit(report.print());
