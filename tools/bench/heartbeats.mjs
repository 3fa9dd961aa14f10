// Heartbeats: 200,000 viewers say every half minute that they still watch, each under a signed ticket; 6,700 a second.
//
//   ./dev bench heartbeats [--rate 6700] [--seconds 10] [--visits 2000] [--tiny]
//
// Programs: bench_load
//
// Each ticket beats several times: what is measured is the server's part, whoever it comes from.
import { directory, pause } from './rig/children.mjs';
import { announce } from './rig/broadcast.mjs';
import { admit } from './rig/crowd.mjs';
import { makeDistrict } from './rig/district.mjs';
import { line, sendAll } from './rig/load.mjs';
import { options } from './rig/options.mjs';
import { quantile, Report } from './rig/report.mjs';
import { Server } from './rig/server.mjs';

const chosen = options({ rate: 6_700, seconds: 10, visits: 2_000, tiny: false });
if (chosen.tiny) Object.assign(chosen, { rate: 500, seconds: 1, visits: 100 });
const place = directory('heartbeats');
const district = await makeDistrict();
const clerk = await admit(district, 'shuyuan');
const server = new Server({ data: district.data, url: district.url, more: ['--trusted-proxy', '127.0.0.1'] });
await server.start();
const id = await announce(district, server, clerk);

const tickets = [];
for (let n = 0; n < chosen.visits; n += 100) {
  // A hundred from one house: of one address so many are let in a minute.
  const headers = { 'X-Forwarded-For': `192.0.2.${n / 100}` };
  const arrived = await Promise.all(Array.from({ length: Math.min(100, chosen.visits - n) }, () => server.ask('POST', `/api/live/${id}/visits`, { headers, body: {} })));
  tickets.push(...arrived.map((one) => one.ticket));
}
const beats = chosen.rate * chosen.seconds;
const sent = await sendAll(server, Array.from({ length: beats }, (_, n) => line('POST', `/api/live/${id}/heartbeats`, '', '', { ticket: tickets[n % tickets.length], position_s: 7 })), { place, rate: chosen.rate, connections: 64 });
await pause(2_500); // written once a second
await server.stop();
const [written] = await district.ask(`SELECT COUNT(*) AS visits, MIN(last_ms - first_ms) AS shortest_ms, MIN(position_s) AS position_s FROM broadcast_visits WHERE broadcast_id = '${id}'`);

const report = new Report('bench', 'heartbeats', chosen);
report.note('asked for', chosen.rate, '/s');
report.atLeast('answered', sent.per_s, chosen.rate * 0.98, '/s');
report.exactly('not taken', sent.answers.filter((one) => one.status !== 204).length, 0);
report.exactly('visits written', written.visits, chosen.visits);
report.exactly('the place in the replay of each', written.position_s, 7);
report.note('latency, p50', quantile(sent.answers.map((one) => one.latency_us), 0.5) / 1000, 'ms');
report.atMost('latency, p99', quantile(sent.answers.map((one) => one.latency_us), 0.99) / 1000, 50, 'ms');
report.note('server CPU', (sent.server_cpu_s / sent.elapsed_s) * 100, '% of a core');
report.note('server CPU a heartbeat', (sent.server_cpu_s / sent.answered) * 1e6, 'µs');
process.exit(report.print());
