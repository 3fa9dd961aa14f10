// The rush: thousands sign up for a few places over HTTP, durably, against the same statements without a server.
//
//   ./dev bench rush [--engine both|sqlite|postgres] [--rounds 3] [--tiny]
//
// Programs: bench_load bench_replay bench_tape
//
// Measured as in orders.mjs: on SQLite against a bare loop that plays the writer's own statements in batches of the
// server's mean size; on PostgreSQL against pgbench running the statements of one sign-up, one transaction each. Most
// come too late and join the waitlist, which is a whole use case too; every third brings a companion. Afterwards the
// places are counted: none given twice, none that was acknowledged missing.
import { directory, program, run } from './rig/children.mjs';
import { makeDistrict } from './rig/district.mjs';
import { sendAll } from './rig/load.mjs';
import { options } from './rig/options.mjs';
import { PgBench, startLoggingPostgres } from './rig/pgbench.mjs';
import { median, Report } from './rig/report.mjs';
import { Server } from './rig/server.mjs';
import { auditSigning, prepareShift, signing } from './rig/shift.mjs';

const chosen = options({ engine: 'both', rounds: 3, tiny: false });
// Seeding PostgreSQL takes a minute: not in small.
if (chosen.tiny && chosen.engine === 'both') chosen.engine = 'sqlite';
const rounds = chosen.tiny ? 1 : chosen.rounds;
const size = chosen.tiny ? { people: 300, places: 20 } : { people: 10_000, places: 200 };
const open_loop_rate = chosen.tiny ? 300 : 1_000;
const place = directory('rush');
const report = new Report('bench', 'rush', chosen);

/** The rush on a copy of the prepared district; what was measured, and what is wrong with it. */
async function serve(prepared, crowd, { env = {}, rate = 0 } = {}) {
  const store = await prepared.copy('rush');
  const server = new Server(store);
  await server.start({ env });
  const before = await server.metrics();
  const sent = await sendAll(server, signing(crowd), { place, rate });
  const after = await server.metrics();
  await server.stop();
  const wrong = await auditSigning(store, sent, crowd);
  await store.drop();
  const batch = (after.wushuang_writer_use_cases_total - before.wushuang_writer_use_cases_total) /
    (after.wushuang_writer_batches_total - before.wushuang_writer_batches_total);
  return { ...sent, wrong, batch };
}

async function replay(prepared, tape, batch) {
  const store = await prepared.copy('replay');
  const played = JSON.parse(await run(program('bench_replay'), [store.file, tape, String(Math.max(1, Math.round(batch)))]));
  return played.use_cases / played.elapsed_s;
}

function tell(engine, served, others, bar) {
  const last = served.at(-1);
  const rates = served.map((one) => one.per_s);
  report.note(`${engine}: server`, median(rates), '/s');
  report.note(`${engine}: ${engine === 'sqlite' ? 'bare loop' : 'pgbench'}`, median(others), '/s');
  report.atLeast(`${engine}: ratio`, median(rates) / median(others), bar);
  report.note(`${engine}: mean batch`, median(served.map((one) => one.batch)));
  report.note(`${engine}: p99 at 64 clients`, median(served.map((one) => one.p99_us)) / 1000, 'ms');
  report.note(`${engine}: server CPU each`, (last.server_cpu_s / last.answered) * 1e6, 'µs');
  for (const name of ['overbooked', 'lost', 'odd'])
    report.exactly(`${engine}: ${name === 'odd' ? 'unexpected answers' : name}`, served.reduce((sum, one) => sum + one.wrong[name], 0), 0);
}

/** Latency when people come at a fixed rate, whoever still waits for an answer. */
async function openLoop(prepared, crowd, engine) {
  const sent = await serve(prepared, crowd, { rate: open_loop_rate });
  report.note(`${engine}, at ${open_loop_rate}/s: p50`, sent.p50_us / 1000, 'ms');
  report.note(`${engine}, at ${open_loop_rate}/s: p99`, sent.p99_us / 1000, 'ms');
  report.exactly(`${engine}, at ${open_loop_rate}/s: overbooked and lost`, sent.wrong.overbooked + sent.wrong.lost, 0);
}

async function onSqlite() {
  const prepared = await makeDistrict('sqlite');
  const crowd = await prepareShift(prepared, size);
  const tape = `${place}/rush.tape`;
  await serve(prepared, crowd, { env: { LD_PRELOAD: program('libbench_tape.so'), WS_TAPE: tape } });
  const served = [];
  const played = [];
  for (let round = 0; round < rounds; round += 1) {
    served.push(await serve(prepared, crowd));
    played.push(await replay(prepared, tape, served.at(-1).batch));
  }
  tell('sqlite', served, played, 0.85);
  await openLoop(prepared, crowd, 'sqlite');
}

async function onPostgres() {
  const postgres = await startLoggingPostgres();
  const prepared = await makeDistrict('postgres', postgres);
  const crowd = await prepareShift(prepared, size);
  const bench = await PgBench.record(postgres, prepared, (store) => serveLogged(store, crowd), 'rush', crowd);
  const served = [];
  const others = [];
  for (let round = 0; round < rounds; round += 1) {
    served.push(await serve(prepared, crowd));
    others.push(await bench.run(chosen.tiny ? 2 : 20));
  }
  tell('postgres', served, others, 1.5);
  await openLoop(prepared, crowd, 'postgres');
}

/** A few sign-ups one after another, for PostgreSQL's log. */
async function serveLogged(store, crowd) {
  const server = new Server(store);
  await server.start();
  await sendAll(server, signing(crowd).slice(0, 5), { place, connections: 1 });
  await server.stop();
}

if (chosen.engine !== 'postgres') await onSqlite();
if (chosen.engine !== 'sqlite') await onPostgres();
process.exit(report.print());
