// Fan-out: one room with 5,000 sockets hears what is said in it; one who does not read delays nobody.
//
//   ./dev bench fanout [--sockets 5000] [--rate 80] [--seconds 8] [--tiny]
//
// Programs: bench_load bench_sockets
//
// Everything is as in an evening: people without an account watch, residents speak, each word is committed before it is told. Deliveries
// a second are counted for each second of CPU that the server took, commits included: the other core is the audience's own.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { directory, pause, program, start } from './rig/children.mjs';
import { announce } from './rig/broadcast.mjs';
import { admit, admitCrowd, findItem, residents } from './rig/crowd.mjs';
import { makeDistrict } from './rig/district.mjs';
import { line, sendAll } from './rig/load.mjs';
import { options } from './rig/options.mjs';
import { quantile, Report } from './rig/report.mjs';
import { cpu_s, Server, status_kb } from './rig/server.mjs';

const chosen = options({ sockets: 5_000, rate: 80, seconds: 8, tiny: false });
if (chosen.tiny) Object.assign(chosen, { sockets: 50, rate: 40, seconds: 1 });
const said = chosen.rate * chosen.seconds;
const place = directory('fanout');

const district = await makeDistrict();
const clerk = await admit(district, 'shuyuan');
const people = residents(64);
await admitCrowd(district, { residents: people, volunteers: [], item: await findItem(district) });
const server = new Server(district);
await server.start();
const id = await announce(district, server, clerk);
const path = `/api/live/room?broadcast_id=${id}`;
await server.ask('GET', `/api/live/${id}/room`);
const before_kb = status_kb(server.pid, 'RssAnon');

const audience = start(program('bench_sockets'), [server.port, chosen.sockets, path, clerk, `${place}/heard`].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
let told = '';
audience.stdout.on('data', (text) => (told += text));
while (!told.includes('open')) {
  if (audience.exitCode !== null) process.exit(1);
  await pause(20);
}
await pause(chosen.tiny ? 200 : 2_000); // what each is sent on opening
const open_kb = status_kb(server.pid, 'RssAnon');

/** Upgrades, and reads nothing more. */
function stall() {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`);
  socket.on('error', () => undefined);
  return socket;
}
/** Said by residents in turn, `rate` a second. About 128 bytes of words and names beside the identifiers. */
const words = '老师讲得清楚，记下来了，回家就量一量，谢谢社区';
const speak = (round) => sendAll(server, Array.from({ length: said }, (_, n) => line('POST', `/api/live/${id}/messages`, people[n % people.length].token, `say-${round}-${n}`, { text: `${n} ${words}`.slice(0, 40) })), { place, rate: chosen.rate, connections: 16 });

const cpu_before_s = cpu_s(server.pid);
const first = await speak('quiet');
await pause(chosen.tiny ? 500 : 3_000);
const used_s = cpu_s(server.pid) - cpu_before_s;
const stalled = Array.from({ length: 5 }, stall);
await pause(200);
for (const one of stalled) one.pause();
const second = await speak('stalled');
await pause(chosen.tiny ? 500 : 3_000);
audience.stdin.end();
await audience.ended;
for (const one of stalled) one.destroy();
await server.stop();

const heard = JSON.parse(told.slice(told.indexOf('{')));
const answered_us = new Map([first, second].flatMap((sent, round) => sent.answers.filter((one) => one.status === 201).map((one) => [JSON.parse(one.body).id, [one.answered_us, round]])));
const names = readFileSync(`${place}/heard.moves`, 'utf8').trimEnd().split('\n').map((text) => text.split('\t')[0]);
const bytes = readFileSync(`${place}/heard.deliveries`);
const pairs = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const latencies_ms = [[], []];
for (let i = 0; i < pairs.length; i += 2) {
  const answered = answered_us.get(names[pairs[i]]);
  if (answered) latencies_ms[answered[1]].push((heard.base_us + pairs[i + 1] - answered[0]) / 1000);
}

const report = new Report('bench', 'fanout', chosen);
report.note('sockets', chosen.sockets);
report.exactly('said', answered_us.size, 2 * said);
report.exactly('deliveries missing', 2 * said * chosen.sockets - latencies_ms[0].length - latencies_ms[1].length, 0);
report.exactly('out of order or twice, or dropped', heard.out_of_order + heard.closed, 0);
report.note('bytes a message', heard.bytes / heard.messages);
report.atLeast('deliveries for a second of server CPU', latencies_ms[0].length / used_s, 160_000, '/s');
report.note('answer to receipt, p50', quantile(latencies_ms[0], 0.5), 'ms');
report.note('answer to receipt, p99', quantile(latencies_ms[0], 0.99), 'ms');
report.note('the same with five who do not read, p99', quantile(latencies_ms[1], 0.99), 'ms');
report.atMost('their p99 against the others\'', quantile(latencies_ms[1], 0.99) / Math.max(1, quantile(latencies_ms[0], 0.99)), 2);
report.atMost('server memory a socket, open', (open_kb - before_kb) / chosen.sockets, 2, 'KB');
process.exit(report.print());
