// Everybody comes back at once: 20,000 sockets of one room lose the server and reconnect as the pages do, with jitter.
//
//   ./dev drill reconnect [--sockets 20000] [--tiny]
//
// Each waits as web/src/shared/live/follow.ts does: between half and all of 1, 2, 4 … 30 seconds. The server's limits are raised in the drill alone.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { announce } from '../bench/rig/broadcast.mjs';
import { pause } from '../bench/rig/children.mjs';
import { admit } from '../bench/rig/crowd.mjs';
import { makeDistrict } from '../bench/rig/district.mjs';
import { options, randomFrom } from '../bench/rig/options.mjs';
import { quantile, Report } from '../bench/rig/report.mjs';
import { cpu_s, Server, status_kb } from '../bench/rig/server.mjs';

const chosen = options({ sockets: 20_000, seed: 7, tiny: false });
if (chosen.tiny) chosen.sockets = 300;
// For this process and the server that it starts.
spawnSync('prlimit', ['--pid', String(process.pid), '--nofile=65536:65536']);
const random = randomFrom(chosen.seed);
const district = await makeDistrict();
const clerk = await admit(district, 'shuyuan');
// A few connections are the drill's own.
const count = Math.min(chosen.sockets, 19_900);
const server = new Server(district);
await server.start();
const id = await announce(district, server, clerk);
const head = `GET /api/live/room?broadcast_id=${id} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`;

let open = 0;
let attempts = 0;
let told = 0;
const greeting = '大家都回来了吗';
const viewers = Array.from({ length: count }, () => ({ failures: 0, isOpen: false }));
/** As follow.ts: between half and all of 1, 2, 4 … 30 seconds. */
const wait_ms = (failures) => {
  const full = Math.min(30_000, 1_000 * 2 ** Math.max(0, failures - 1));
  return full / 2 + (full / 2) * random();
};
function come(viewer) {
  attempts += 1;
  const socket = connect({ port: server.port, host: '127.0.0.1' });
  viewer.socket = socket;
  socket.write(head);
  socket.on('data', (bytes) => {
    if (viewer.isOpen) {
      if (bytes.includes(greeting)) told += 1;
      return;
    }
    if (!bytes.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) return socket.destroy();
    Object.assign(viewer, { isOpen: true, failures: 0 });
    open += 1;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (viewer.isOpen) open -= 1;
    viewer.isOpen = false;
    viewer.failures += 1;
    if (!viewer.gone) viewer.timer = setTimeout(come, wait_ms(viewer.failures), viewer);
  });
}
async function everybody(limit_ms) {
  const began = performance.now();
  while (open < count && performance.now() - began < limit_ms) await pause(20);
  return performance.now() - began;
}
for (const [n, viewer] of viewers.entries()) {
  come(viewer);
  if (n % 200 === 199) await pause(20);
}
const first_ms = await everybody(60_000);
const before_kb = status_kb(server.pid, 'RssAnon');
const opened = open;
await server.kill();
attempts = 0;
const restarted = performance.now();
const ready_ms = await server.start();
// Asked from a thread of its own: this one is as busy as the server.
const health = new Worker(new URL('../bench/rig/health.mjs', import.meta.url), { workerData: { port: server.port } });
await everybody(90_000);
const back_ms = performance.now() - restarted;
health.postMessage('enough');
const [health_ms] = await once(health, 'message');
const back_cpu_s = cpu_s(server.pid);
const back = open;
// They hear what is said from now on.
told = 0;
const speaker = await admit(district, 'jumin1');
await server.ask('POST', `/api/live/${id}/messages`, { token: speaker, key: 'hello', body: { text: greeting } });
for (let tries = 0; told < back && tries < 300; tries += 1) await pause(20);

const report = new Report('drill', 'reconnect', chosen);
report.exactly('sockets opened', opened, count);
report.note('opening them', first_ms, 'ms');
report.note('server memory a socket', before_kb / count, 'KB');
report.atMost('killed, until it is ready', ready_ms, 1_000, 'ms');
report.exactly('back', back, count);
report.atMost('until all are back', back_ms, 30_000, 'ms');
report.atMost('attempts a socket', attempts / count, 4);
report.note('server CPU for all of it', back_cpu_s, 's');
report.note('/healthz on a connection that stays, p50', quantile(health_ms.kept, 0.5), 'ms');
report.atMost('/healthz on a connection that stays, p99', quantile(health_ms.kept, 0.99), 500, 'ms');
report.note('/healthz on new connections, p50', quantile(health_ms.fresh, 0.5), 'ms');
report.atMost('/healthz on new connections, p99', quantile(health_ms.fresh, 0.99), 2_000, 'ms');
report.exactly('/healthz without an answer', health_ms.failed, 0);
report.exactly('who hear what is said then', Math.min(told, back), back);
for (const viewer of viewers) {
  Object.assign(viewer, { gone: true });
  clearTimeout(viewer.timer);
  viewer.socket?.destroy();
}
await server.stop();
process.exit(report.print());
