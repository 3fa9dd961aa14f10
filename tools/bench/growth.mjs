// Growth: what is asked all day long, with ten times the history (to 10 million hours entries, 5 million participations, 1 million orders).
//
//   ./dev bench growth [--engine sqlite|postgres] [--entries 10000000] [--rounds 3] [--seconds 6] [--tiny]
//
// Programs: bench_load
//
// The district has its first half year, is copied, and gets four and a half years more (rig/growth.mjs). Both are served side by side
// and asked in turns at a fixed rate, so that what else the machine does burdens both alike; of the rounds the least p99 counts. What is
// answered in a millisecond is asked more often, up to eight times the rate: the p99 of a hundred answers would be the one unlucky one.
// "cold" is the first answer of a server that has just started. Compared is what both have whole: the last five months. A report over
// twelve of them and one over five years are held to the time alone, for of those a tenth has half a year. The data, some 20 GB at full
// size, is removed at the end.
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
const token = { dispatcher: await admit(store, 'zhongxin'), leader: await admit(store, 'zhongxin-ld'), clerk: await admit(store, 'shuyuan') };
const tenth = Math.floor(chosen.entries * 0.9);
const grow = async (what, from, until) => {
  const { rows_s, tally_s } = await history.grow(from, until);
  report.note(`making ${what}`, rows_s, 's');
  report.note(`tallies with ${what}`, tally_s, 's');
  told(`${what} is made: ${Math.round(rows_s)} s and ${Math.round(tally_s)} s for the tallies`);
};
await grow('a tenth', tenth, chosen.entries);
const half_year = await store.copy('half-year');
await grow('the rest', 0, tenth);

const counted = async (of, table) => (await of.ask(`SELECT COUNT(*) AS n FROM ${table}`))[0].n;
for (const table of ['hours_entries', 'signups', 'orders']) report.note(`${table}, of a tenth`, `${await counted(store, table)} / ${await counted(half_year, table)}`);

/** The tallies are those of the application itself: all of a tenth, and of one station in one month of everything. */
const data = (of) => ['--data', of.data, ...(of.url ? ['--db', of.url] : [])];
const checked = await run(binary, ['tally', '--check', ...data(half_year)]);
report.exactly('tallies of a tenth as the ledger says', checked.includes('what the ledger says') ? 1 : 0, 1);

const [{ id: station }] = await store.ask("SELECT id FROM sites WHERE code = '510117001021'");
const month = (back) => { const at = new Date(); at.setDate(15); at.setMonth(at.getMonth() - back); return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}`; };
const since = (back) => `from=${month(back)}&to=${month(0)}`;
const [lately, year, all] = [since(4), since(11), since(59)];
const questions = {
  'command screen': ['/api/screen', 'leader'],
  worklist: ['/api/worklist', 'dispatcher'],
  'worklist of a station': ['/api/worklist', 'clerk'],
  search: [`/api/search?q=${encodeURIComponent('手机')}`, 'dispatcher'],
  'report by site': [`/api/figures?by=site&${lately}&limit=100`, 'leader'],
  'report by team': [`/api/figures?by=team&${lately}&limit=100`, 'leader'],
  'report by project': [`/api/figures?by=project&${lately}&limit=100`, 'leader'],
  'report by area': [`/api/figures?by=area&${lately}&limit=100`, 'leader'],
  'report by source': [`/api/figures?by=source&${lately}&limit=100`, 'leader'],
  'report by month': [`/api/figures?by=month&${lately}&limit=100`, 'leader'],
  'report of a station': [`/api/figures?by=month&scope_id=${station}&${lately}`, 'leader'],
  'entries behind a figure': [`/api/figures/entries?standing=recorded&${lately}&limit=50`, 'leader'],
  'entries of a station': [`/api/figures/entries?standing=effective&scope_id=${station}&${lately}&limit=20`, 'leader'],
};
/** A tenth has less to say to these. */
const longer = {
  'year by site': [`/api/figures?by=site&${year}&limit=100`, 'leader'],
  'year by month': [`/api/figures?by=month&${year}&limit=100`, 'leader'],
  'five years by site': [`/api/figures?by=site&${all}&limit=100`, 'leader'],
  'five years by month': [`/api/figures?by=month&${all}&limit=100`, 'leader'],
};
const asked = { ...questions, ...longer };

const served = { tenth: new Server(half_year), full: new Server(store) };
const answers = { tenth: {}, full: {} };
const cold = { tenth: {}, full: {} };
const warm = {};
for (const [size, server] of Object.entries(served)) {
  await server.start();
  for (const [name, [path, who]] of Object.entries(asked)) {
    const began = performance.now();
    await server.ask('GET', path, { token: token[who] });
    cold[size][name] = performance.now() - began;
    const again = performance.now();
    await server.ask('GET', path, { token: token[who] });
    warm[name] = Math.max(warm[name] ?? 0, performance.now() - again);
  }
}
/** A fifth of a core at most, of who asks and who answers together. */
const rateOf = (name) => Math.round(Math.min(8 * chosen.rate, Math.max(chosen.rate, 200 / warm[name])));
const shown = await served.full.ask('GET', `/api/figures?by=month&scope_id=${station}&from=${month(2)}&to=${month(2)}`, { token: token.leader });
const [{ services, people, minutes }] = await store.ask(`SELECT COUNT(*) AS services, COUNT(DISTINCT volunteer_id) AS people, SUM(minutes) AS minutes FROM hours_standing
  WHERE site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id = '${station}') AND state <> 'reversed' AND month = ${Number(month(2).slice(0, 4)) * 12 + Number(month(2).slice(5)) - 1}`);
report.exactly('a station\'s month as counted plainly', JSON.stringify(shown.total.hours.recorded), JSON.stringify({ services, people, minutes }));

const empty = line('GET', '/healthz', '', '');
for (let round = 0; round < chosen.rounds; round += 1) {
  for (const [name, [path, who]] of Object.entries(asked)) {
    for (const [size, server] of Object.entries(served)) {
      const rate = rateOf(name);
      const lines = Array.from({ length: rate * chosen.seconds }, () => line('GET', path, token[who], ''));
      await sendAll(server, [empty], { place, connections: 1 });
      const sent = await sendAll(server, lines, { place, connections: 4, rate });
      const known = answers[size][name] ?? { p50: Infinity, p99: Infinity, bad: 0 };
      known.bad += sent.answers.filter((one) => one.status !== 200).length;
      answers[size][name] = { p50: Math.min(known.p50, sent.p50_us / 1000), p99: Math.min(known.p99, sent.p99_us / 1000), bad: known.bad };
    }
  }
  told(`round ${round + 1} of ${chosen.rounds}`);
}
for (const server of Object.values(served)) await server.stop();

for (const name of Object.keys(asked)) {
  const [full, small] = [answers.full[name], answers.tenth[name]];
  report.note(`${name}: cold`, cold.full[name], 'ms');
  report.note(`${name}: p50, of a tenth`, `${full.p50.toFixed(2)} / ${small.p50.toFixed(2)}`, 'ms');
  report.atMost(`${name}: p99`, full.p99, 50, 'ms');
  if (name in questions) report.atMost(`${name}: p99 to that of a tenth`, full.p99 / small.p99, 1.3);
  report.exactly(`${name}: odd answers`, full.bad + small.bad, 0);
}
await half_year.drop();
await store.drop();
process.exit(report.print());
