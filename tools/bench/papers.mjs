// What an hour costs on its way: one ledger entry confirmed over HTTP with all its tallies, and a batch of a hundred certificates.
//
//   ./dev bench papers [--people 100] [--entries 2000] [--tiny]
import { performance } from 'node:perf_hooks';
import { pause } from './rig/children.mjs';
import { admit } from './rig/crowd.mjs';
import { makeDistrict } from './rig/district.mjs';
import { options } from './rig/options.mjs';
import { Report, quantile } from './rig/report.mjs';
import { cpu_s, Server } from './rig/server.mjs';

const chosen = options({ people: 100, entries: 2_000, tiny: false });
const people = chosen.tiny ? 12 : chosen.people;
const entries = chosen.tiny ? 60 : chosen.entries;
const at_once = 16;
const longest_wait_ms = 120_000;
const day_ms = 86_400_000;

const store = await makeDistrict();
const token = await admit(store, 'zhongxin');
const team = (await store.ask("SELECT id FROM teams WHERE parent_id IS NOT NULL AND state = 'active' ORDER BY id LIMIT 1"))[0].id;
const bearers = (await store.ask(`SELECT v.person_id AS id FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.state = 'registered' AND p.login IS NULL AND p.merged_into IS NULL ORDER BY v.person_id LIMIT ${people}`)).map((row) => row.id);

/** Entries of two hours in a sub-team, a volunteer and a day each, with the states they went through. `counted`: as what the tallies have them. */
function filling(letter, count, states, counted) {
  const numbers = 1 + states.length;
  const made = `FROM made_${letter} m`;
  return `
PRAGMA synchronous = OFF;
BEGIN;
CREATE TEMP TABLE bearers AS SELECT value AS person_id, key AS place FROM json_each('${JSON.stringify(bearers)}');
CREATE TEMP TABLE made_${letter} AS
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})
  SELECT i, printf('01BENCH${letter}%018d', i) AS id, b.person_id, (SELECT id FROM sites WHERE kind = 'center') AS site_id,
    (SELECT value FROM counters WHERE name = 'ledger') + ${numbers} * i + 1 AS seq, ${Date.now() - 20 * day_ms} - (i / ${bearers.length}) * ${day_ms} AS starts
  FROM n JOIN bearers b ON b.place = i % ${bearers.length};
INSERT INTO hours_entries (id, seq, volunteer_id, site_id, team_id, source, title, evidence, note, starts_ms, ends_ms, minutes, present_minutes, why, policy_version, salt, created_ms)
  SELECT id, seq, person_id, site_id, '${team}', 'roll_call', '河道清洁', '点名册', '', starts, starts + 7200000, 120, 120, '[]', 1, lower(hex(randomblob(16))), starts + 7200000 ${made};
${states.map((state, at) => `INSERT INTO hours_events (id, seq, entry_id, position, at_ms, state, reason)
  SELECT printf('01BENCH${letter}${at}%017d', i), seq + ${at + 1}, id, ${at + 1}, starts + 7200000 + ${at}, '${state}', '' ${made};`).join('\n')}
INSERT INTO hours_standing (entry_id, seq, volunteer_id, site_id, team_id, starts_ms, minutes, state, position, month, source, counted)
  SELECT id, seq, person_id, site_id, '${team}', starts, 120, '${states.at(-1)}', ${states.length},
    CAST(strftime('%Y', starts / 1000 + 28800, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', starts / 1000 + 28800, 'unixepoch') AS INTEGER) - 1, 'roll_call', '${counted}' ${made};
UPDATE counters SET value = value + ${numbers * count} WHERE name = 'ledger';
COMMIT;`;
}
await store.script(filling('A', entries, ['pending'], 'pending'));
await store.script(filling('B', entries, ['pending'], ''));
await store.script(filling('C', bearers.length, ['pending', 'confirmed', 'publicised', 'effective'], 'effective'));

const server = new Server(store);
await server.start();
const report = new Report('bench', 'papers', chosen);

/** Confirms all entries of a letter, so many at once; milliseconds of each, and the server's CPU. */
async function confirmAll(letter) {
  const waits = [];
  let next = 0;
  const spent = cpu_s(server.pid), began = performance.now();
  const lane = async () => {
    for (let n = next++; n < entries; n = next++) {
      const sent = performance.now();
      await server.ask('POST', `/api/hours/01BENCH${letter}${String(n).padStart(18, '0')}/confirmation`, { token, key: `${letter}-${n}`, body: {} });
      waits.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: at_once }, lane));
  return { waits, wall_ms: (performance.now() - began) / entries, cpu_ms: ((cpu_s(server.pid) - spent) * 1000) / entries };
}
const bare = await confirmAll('A');
const tallied = await confirmAll('B');
report.note('confirming an entry that the tallies have already, CPU', bare.cpu_ms, 'ms');
report.note('confirming an entry that is tallied with it, CPU', tallied.cpu_ms, 'ms');
report.note('so the tally of one entry costs, CPU', tallied.cpu_ms - bare.cpu_ms, 'ms');
report.note(`entries a second, ${at_once} at once, tallied`, 1000 / tallied.wall_ms);
report.note('p99 of one, tallied', quantile(tallied.waits, 0.99), 'ms');
const [{ services }] = await store.ask(`SELECT SUM(services) AS services FROM hours_tallies WHERE line = 'team:${team}' AND standing = 'recorded'`);
report.exactly('services that the team has more, by its tally', services >= entries, true);

const day = (at_ms) => new Date(at_ms + 8 * 3_600_000).toISOString().slice(0, 10);
const began = performance.now(), begun_cpu = cpu_s(server.pid);
const { id } = await server.ask('POST', '/api/certificate-batches', { token, key: 'batch', body: { title: '年度志愿服务', from: day(Date.now() - 400 * day_ms), to: day(Date.now()), volunteer_ids: bearers } });
const batch = () => server.ask('GET', `/api/certificate-batches/${id}`, { token });
let state = await batch();
while (!state.finished && performance.now() - began < longest_wait_ms) {
  await pause(100);
  state = await batch();
}
report.atMost(`a batch of ${bearers.length} certificates, from asking to all signed`, (performance.now() - began) / 1000, 10, 's');
report.note('the same, CPU', cpu_s(server.pid) - begun_cpu, 's');
report.exactly('of them issued', state.issued, bearers.length);
for (const packing of ['pdf', 'zip']) {
  const sent = performance.now(), spent = cpu_s(server.pid);
  const answer = await server.call('GET', `/api/certificate-batches/${id}/${packing}`, { token });
  report.atMost(`the same as one ${packing}`, (performance.now() - sent) / 1000, 10, 's');
  report.note(`the same as one ${packing}, CPU`, cpu_s(server.pid) - spent, 's');
  report.exactly('its answer', answer.status, 200);
}
await server.stop();
process.exit(report.print());
