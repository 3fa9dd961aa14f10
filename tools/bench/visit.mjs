// A guided visit: 5,000 followers of one guide, who looks elsewhere ten times a second; how far behind each of them is.
//
//   ./dev bench visit [--followers 5000] [--seconds 20] [--tiny]
//
// Programs: bench_sockets
//
// A view is measured from before it is sent to when a follower has read it. The latest wins: a view that the next one
// overtook counts as arrived with that one. All followers live in one client process that shares two cores with the
// server. A page glides to what it hears, half of what is left every 90 ms: that comes on top, the same for everybody.
import { readFileSync } from 'node:fs';
import { directory, pause, program, start } from './rig/children.mjs';
import { admit } from './rig/crowd.mjs';
import { makeDistrict } from './rig/district.mjs';
import { options } from './rig/options.mjs';
import { quantile, Report } from './rig/report.mjs';
import { cpu_s, Server, status_kb } from './rig/server.mjs';

const chosen = options({ followers: 5_000, seconds: 20, tiny: false });
if (chosen.tiny) Object.assign(chosen, { followers: 100, seconds: 2 });
const place = directory('visit');
const every_ms = 100;
const now_us = () => Number(process.hrtime.bigint() / 1_000n);

const district = await makeDistrict();
const [{ broadcast_id: broadcast, tour_id: tour }] = await district.ask('SELECT broadcast_id, tour_id FROM guided_visits LIMIT 1');
const scenes = (await district.ask(`SELECT id FROM tour_scenes WHERE tour_id = '${tour}' ORDER BY position`)).map((row) => row.id);
const token = await admit(district, 'zhongxin');
const server = new Server(district);
await server.start();
const { lead } = await server.ask('POST', `/api/guided-visits/${broadcast}/lead`, { token, body: {} });
const before_kb = status_kb(server.pid, 'RssAnon');

const audience = start(program('bench_sockets'), [server.port, chosen.followers, `/api/live/room?broadcast_id=${broadcast}`, token, `${place}/heard`].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
let said = '';
audience.stdout.on('data', (text) => (said += text));
while (!said.includes('open')) {
  if (audience.exitCode !== null) process.exit(1);
  await pause(20);
}
await pause(chosen.tiny ? 200 : 2_000);
const open_kb = status_kb(server.pid, 'RssAnon');

const cpu_before_s = cpu_s(server.pid);
const told_us = new Map();
const views = (chosen.seconds * 1_000) / every_ms;
const begun = now_us();
for (let turn = 1; turn <= views; turn += 1) {
  told_us.set(turn, now_us());
  // Around and around, and into the next room now and then.
  const view = { scene_id: scenes[Math.floor(turn / 40) % scenes.length], yaw_cdeg: ((turn * 211) % 36_000) - 18_000, pitch_cdeg: Math.round(Math.sin(turn / 9) * 2_000), zoom: 30 + (turn % 40) };
  await server.ask('POST', `/api/guided-visits/${broadcast}/views`, { token, body: { lead, turn, ...view } });
  await pause(Math.max(0, (begun + turn * every_ms * 1_000 - now_us()) / 1_000));
}
await pause(chosen.tiny ? 500 : 3_000);
const cpu_used_s = cpu_s(server.pid) - cpu_before_s;
audience.stdin.end();
await audience.ended;
await server.stop();

const heard = JSON.parse(said.slice(said.indexOf('{')));
const turns = readFileSync(`${place}/heard.moves`, 'utf8').trimEnd().split('\n').map((line) => Number(line.split('\t')[2]));
const bytes = readFileSync(`${place}/heard.deliveries`);
const pairs = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const told = [...new Set(turns)].sort((a, b) => a - b);
/** The oldest view that arrives with this one. */
const since = new Map(told.map((turn, i) => [turn, i ? told[i - 1] + 1 : 1]));
const behind_ms = [];
for (let i = 0; i < pairs.length; i += 2) behind_ms.push((heard.base_us + pairs[i + 1] - told_us.get(since.get(turns[pairs[i]]))) / 1_000);

const report = new Report('bench', 'visit', chosen);
report.note('followers', chosen.followers);
report.note('views told by the guide', views);
report.note('views told to followers', told.length);
report.note('deliveries', behind_ms.length);
report.exactly('deliveries missing', told.length * chosen.followers - behind_ms.length, 0);
report.exactly('the last view is everybody\'s', told.at(-1), views);
report.exactly('out of order or twice, or dropped', heard.out_of_order + heard.closed, 0);
report.note('behind the guide, p50', quantile(behind_ms, 0.5), 'ms');
report.atMost('behind the guide, p99', quantile(behind_ms, 0.99), 1_000, 'ms');
report.note('behind the guide, worst', quantile(behind_ms, 1), 'ms');
report.note('server CPU a message', (cpu_used_s / heard.messages) * 1e6, 'µs');
report.note('client CPU a message', (heard.client_cpu_s / heard.messages) * 1e6, 'µs');
report.note('server memory a follower', (open_kb - before_kb) / chosen.followers, 'KB');
process.exit(report.print());
