// Push storm: 2,000 command screens listen while orders are placed; each must hear of each, once and in order.
//
//   ./dev bench screens [--sockets 2000] [--rate 20] [--seconds 10] [--tiny]
//
// Programs: bench_load bench_sockets
//
// Latency runs from the moment the one who placed the order has the answer, i.e. after the commit. It can be negative: the
// push does not wait for the answer to be read. All 2,000 ends live in one client process that shares two cores with
// the server, so the last of them hears late by what the client itself takes to read.
import { readFileSync } from 'node:fs';
import { directory, pause, program, start } from './rig/children.mjs';
import { admit } from './rig/crowd.mjs';
import { makeDistrict } from './rig/district.mjs';
import { sendAll } from './rig/load.mjs';
import { options } from './rig/options.mjs';
import { quantile, Report } from './rig/report.mjs';
import { placing, prepare } from './rig/rush.mjs';
import { cpu_s, Server, status_kb } from './rig/server.mjs';

const chosen = options({ sockets: 2_000, rate: 20, seconds: 10, tiny: false });
if (chosen.tiny) Object.assign(chosen, { sockets: 50, rate: 40, seconds: 1 });
const placed = chosen.rate * chosen.seconds;
const place = directory('screens');

const district = await makeDistrict();
const crowd = await prepare(district, { placed, claimed: 1 });
const leader = await admit(district, 'zhongxin-ld');
const server = new Server(district);
await server.start();
await server.ask('GET', '/api/screen', { token: leader }); // caches are no cost of sockets
const before_kb = status_kb(server.pid, 'RssAnon');

const audience = start(program('bench_sockets'), [server.port, chosen.sockets, '/api/screen/live', leader, `${place}/heard`].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
let said = '';
audience.stdout.on('data', (text) => (said += text));
while (!said.includes('open')) {
  if (audience.exitCode !== null) process.exit(1);
  await pause(20);
}
await pause(chosen.tiny ? 200 : 2_000); // what each is sent on opening
const open_kb = status_kb(server.pid, 'RssAnon');

const cpu_before_s = cpu_s(server.pid);
const sent = await sendAll(server, placing(crowd), { place, rate: chosen.rate, connections: 8 });
await pause(chosen.tiny ? 500 : 3_000);
const cpu_used_s = cpu_s(server.pid) - cpu_before_s;
const storm_kb = status_kb(server.pid, 'RssAnon');
audience.stdin.end();
await audience.ended;
await server.stop();

const heard = JSON.parse(said.slice(said.indexOf('{')));
const answered_us = new Map(sent.answers.filter((one) => one.status === 201).map((one) => [JSON.parse(one.body).id, one.answered_us]));
const moves = readFileSync(`${place}/heard.moves`, 'utf8').trimEnd().split('\n').map((text) => text.split('\t')[0]);
const bytes = readFileSync(`${place}/heard.deliveries`);
const pairs = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const latencies_ms = [];
for (let i = 0; i < pairs.length; i += 2) {
  const answered = answered_us.get(moves[pairs[i]]);
  if (answered !== undefined) latencies_ms.push((heard.base_us + pairs[i + 1] - answered) / 1000);
}

const report = new Report('bench', 'screens', chosen);
report.note('screens', chosen.sockets);
report.exactly('orders placed', answered_us.size, placed);
report.note('deliveries', latencies_ms.length);
report.exactly('deliveries missing', placed * chosen.sockets - latencies_ms.length, 0);
report.exactly('out of order or twice', heard.out_of_order, 0);
report.exactly('told to start anew, or dropped', heard.resyncs + heard.closed, 0);
report.note('answer to receipt, p50', quantile(latencies_ms, 0.5), 'ms');
report.note('answer to receipt, p99', quantile(latencies_ms, 0.99), 'ms');
report.note('messages of all kinds', heard.messages);
report.note('server CPU a message', (cpu_used_s / heard.messages) * 1e6, 'µs');
report.note('client CPU a message', (heard.client_cpu_s / heard.messages) * 1e6, 'µs');
report.note('placing under the storm, p99', sent.p99_us / 1000, 'ms');
report.note('server memory a socket, open', (open_kb - before_kb) / chosen.sockets, 'KB');
report.note('server memory a socket, after the storm', (storm_kb - before_kb) / chosen.sockets, 'KB');
process.exit(report.print());
