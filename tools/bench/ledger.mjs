// The hours ledger with a million entries: the night's seal, verify-ledger over all of it, and a proof against the newest root.
//
//   ./dev bench ledger [--entries 1000000] [--tiny]
import { performance } from 'node:perf_hooks';
import { binary, pause, run } from './rig/children.mjs';
import { makeDistrict } from './rig/district.mjs';
import { options } from './rig/options.mjs';
import { Report } from './rig/report.mjs';
import { Server } from './rig/server.mjs';

const chosen = options({ entries: 1_000_000, tiny: false });
const entries = chosen.tiny ? 3_000 : chosen.entries;
const longest_wait_ms = 20 * 60_000;

/** Entries of two hours at the center, a day and a volunteer each, recorded and pending, as the server itself writes them. */
const filling = `
PRAGMA synchronous = OFF;
BEGIN;
CREATE TEMP TABLE made AS
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${entries}),
  people AS (SELECT person_id, ROW_NUMBER() OVER (ORDER BY person_id) - 1 AS place, COUNT(*) OVER () AS many FROM volunteers)
  SELECT i, printf('01BENCH%019d', i) AS id, printf('01BENCHE%018d', i) AS event, p.person_id,
    (SELECT value FROM counters WHERE name = 'ledger') + 2 * i - 1 AS seq, 1600000000000 + (i / p.many) * 86400000 AS starts
  FROM n JOIN people p ON p.place = i % p.many;
INSERT INTO hours_entries (id, seq, volunteer_id, site_id, source, title, evidence, note, starts_ms, ends_ms, minutes, present_minutes, why, policy_version, salt, created_ms)
  SELECT id, seq, person_id, (SELECT id FROM sites WHERE kind = 'center'), 'roll_call', '河道清洁', '点名册', '', starts, starts + 7200000, 120, 120, '[]', 1, lower(hex(randomblob(16))), starts + 7200000 FROM made;
INSERT INTO hours_events (id, seq, entry_id, position, at_ms, state, reason) SELECT event, seq + 1, id, 1, starts + 7200000, 'pending', '' FROM made;
INSERT INTO hours_standing (entry_id, seq, volunteer_id, site_id, starts_ms, minutes, state, position)
  SELECT id, seq, person_id, (SELECT id FROM sites WHERE kind = 'center'), starts, 120, 'pending', 1 FROM made;
UPDATE counters SET value = value + 2 * ${entries} WHERE name = 'ledger';
COMMIT;`;

const district = await makeDistrict();
const numbers = async () => Number((await district.ask("SELECT value FROM counters WHERE name = 'ledger'"))[0].value);
const sealed = async () => Number((await district.ask('SELECT COALESCE(MAX(size), 0) AS size FROM ledger_roots'))[0].size);
const verify = async () => {
  const began = performance.now();
  const said = await run(binary, ['verify-ledger', '--data', district.data]);
  return { said, ms: performance.now() - began };
};

await district.script(filling);
const all = await numbers();
const report = new Report('bench', 'ledger', chosen);
report.note('numbers of the ledger (entries and events)', all);
const unsealed = await verify();
report.note('verify-ledger before the seal', unsealed.ms / 1000, 's');

// The night: the seed sealed up to yesterday, so the last root is taken away, as if the server had been down since.
const { day } = (await district.ask('SELECT MAX(day) AS day FROM ledger_roots'))[0];
await district.script(`DROP TRIGGER ledger_roots_no_delete; DELETE FROM ledger_roots WHERE day = '${day}';`);
const server = new Server(district);
const began = performance.now();
await server.start();
while ((await sealed()) < all && performance.now() - began < longest_wait_ms) await pause(200);
report.note('seal of the whole backlog, by the clock in bounded turns', (performance.now() - began) / 1000, 's');
report.exactly('numbers under the newest root', await sealed(), all);
await server.stop();

const whole = await verify();
report.atMost('verify-ledger over all of it', whole.ms / 1000, 120, 's');
report.note('numbers a second', (all / whole.ms) * 1000);
report.exactly('what it says ends with', /nothing was changed/.test(whole.said), true);

await district.script(`DROP TRIGGER hours_entries_no_update; UPDATE hours_entries SET minutes = 480 WHERE id = printf('01BENCH%019d', ${Math.floor(entries / 2)});`);
const forged = await run(binary, ['verify-ledger', '--data', district.data]).then(() => 'nothing', (error) => String(error.message ?? error));
report.exactly('one changed row among them is named', forged.includes(`01BENCH${String(Math.floor(entries / 2)).padStart(19, '0')}`), true);
process.exit(report.print());
