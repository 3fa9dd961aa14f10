// Growth: what is asked all day long, with ten times the history (to 10 million hours entries, 5 million participations, 1 million orders).
//
//   ./dev bench growth [--engine sqlite|postgres] [--entries 10000000] [--rounds 3] [--seconds 6] [--tiny]
//
// Programs: bench_load
//
// The district has its first half year, is copied, and gets four and a half years more (rig/growth.mjs). Both are served side by side
// and asked in turns at a fixed rate, so that what else the machine does burdens both alike; of the rounds the least p99 counts.
// "cold" is the first answer of a server that has just started. The data, some 20 GB at full size, is removed at the end.
import { performance } from 'node:perf_hooks';
import { binary, directory, run } from './rig/children.mjs';
import { admit } from './rig/crowd.mjs';
import { makeDistrict } from './rig/district.mjs';
import { Growth } from './rig/growth.mjs';
import { line, sendAll } from './rig/load.mjs';
import { options } from './rig/options.mjs';
import { Report } from './rig/report.mjs';
import { Server } from './rig/server.mjs';

const chosen = options({ engine: 'sqlite', entries: 10_000_000, people: 100_000, rounds: 3, seconds: 6, rate: 25, tiny: false });
if (chosen.tiny) Object.assign(chosen, { entries: 20_000, people: 500, rounds: 1, seconds: 1 });
const place = directory('growth');
const report = new Report('bench', 'growth', chosen);
const told = (text) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);

const store = await makeDistrict(chosen.engine);
const history = new Growth(store, { total: chosen.entries, people: chosen.people, now_ms: Date.now() });
await history.prepare();
const token = { dispatcher: await admit(store, 'zhongxin'), leader: await admit(store, 'zhongxin-ld') };
const tenth = Math.floor(chosen.entries * 0.9);
let began = performance.now();
await history.grow(tenth, chosen.entries);
report.note('making a tenth', (performance.now() - began) / 1000, 's');
told('a tenth is made');
const half_year = await store.copy('half-year');
began = performance.now();
await history.grow(0, tenth);
report.note('making the rest', (performance.now() - began) / 1000, 's');
told('the rest is made');

const counted = async (of, table) => (await of.ask(`SELECT COUNT(*) AS n FROM ${table}`))[0].n;
for (const table of ['hours_entries', 'signups', 'orders']) report.note(`${table}, of a tenth`, `${await counted(store, table)} / ${await counted(half_year, table)}`);

/** The tallies are those of the application itself: all of a tenth, and of one station in one month of everything. */
const data = (of) => ['--data', of.data, ...(of.url ? ['--db', of.url] : [])];
const checked = await run(binary, ['tally', '--check', ...data(half_year)]);
report.exactly('tallies of a tenth as the ledger says', checked.includes('what the ledger says') ? 1 : 0, 1);

const [{ id: station }] = await store.ask("SELECT id FROM sites WHERE code = '510117001021'");
const month = (back) => { const at = new Date(); at.setDate(15); at.setMonth(at.getMonth() - back); return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}`; };
const year = `from=${month(11)}&to=${month(0)}`;
const questions = {
  'command screen': ['/api/screen', 'leader'],
  worklist: ['/api/worklist', 'dispatcher'],
  search: [`/api/search?q=${encodeURIComponent('手机')}`, 'dispatcher'],
  'report by site': [`/api/figures?by=site&${year}&limit=100`, 'leader'],
  'report by team': [`/api/figures?by=team&${year}&limit=100`, 'leader'],
  'report by project': [`/api/figures?by=project&${year}&limit=100`, 'leader'],
  'report by area': [`/api/figures?by=area&${year}&limit=100`, 'leader'],
  'report by source': [`/api/figures?by=source&${year}&limit=100`, 'leader'],
  'report by month': [`/api/figures?by=month&${year}&limit=100`, 'leader'],
  'report of a station': [`/api/figures?by=month&scope_id=${station}&${year}`, 'leader'],
  'entries behind a figure': [`/api/figures/entries?standing=recorded&${year}&limit=50`, 'leader'],
  'entries of a station': [`/api/figures/entries?standing=effective&scope_id=${station}&${year}&limit=50`, 'leader'],
};

const served = { tenth: new Server(half_year), full: new Server(store) };
const answers = { tenth: {}, full: {} };
const cold = { tenth: {}, full: {} };
for (const [size, server] of Object.entries(served)) {
  await server.start();
  for (const [name, [path, who]] of Object.entries(questions)) {
    began = performance.now();
    await server.ask('GET', path, { token: token[who] });
    cold[size][name] = performance.now() - began;
  }
}
const shown = await served.full.ask('GET', `/api/figures?by=month&scope_id=${station}&from=${month(2)}&to=${month(2)}`, { token: token.leader });
const [{ services, people, minutes }] = await store.ask(`SELECT COUNT(*) AS services, COUNT(DISTINCT volunteer_id) AS people, SUM(minutes) AS minutes FROM hours_standing
  WHERE site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id = '${station}') AND state <> 'reversed' AND month = ${Number(month(2).slice(0, 4)) * 12 + Number(month(2).slice(5)) - 1}`);
report.exactly('a station\'s month as counted plainly', JSON.stringify(shown.total.hours.recorded), JSON.stringify({ services, people, minutes }));

const empty = line('GET', '/healthz', '', '');
for (let round = 0; round < chosen.rounds; round += 1) {
  for (const [name, [path, who]] of Object.entries(questions)) {
    for (const [size, server] of Object.entries(served)) {
      const lines = Array.from({ length: chosen.rate * chosen.seconds }, () => line('GET', path, token[who], ''));
      await sendAll(server, [empty], { place, connections: 1 });
      const sent = await sendAll(server, lines, { place, connections: 4, rate: chosen.rate });
      const known = answers[size][name] ?? { p50: Infinity, p99: Infinity, bad: 0 };
      known.bad += sent.answers.filter((one) => one.status !== 200).length;
      answers[size][name] = { p50: Math.min(known.p50, sent.p50_us / 1000), p99: Math.min(known.p99, sent.p99_us / 1000), bad: known.bad };
    }
  }
  told(`round ${round + 1} of ${chosen.rounds}`);
}
for (const server of Object.values(served)) await server.stop();

for (const name of Object.keys(questions)) {
  const [full, small] = [answers.full[name], answers.tenth[name]];
  report.note(`${name}: cold`, cold.full[name], 'ms');
  report.note(`${name}: p50`, full.p50, 'ms');
  report.atMost(`${name}: p99`, full.p99, 50, 'ms');
  report.atMost(`${name}: p99 to that of a tenth`, full.p99 / small.p99, 1.3);
  report.exactly(`${name}: odd answers`, full.bad + small.bad, 0);
}
await half_year.drop();
await store.drop();
process.exit(report.print());
