// The rush: 64 clients place orders and race for them, durably, against the same statements without a server.
//
//   ./dev bench orders [--engine both|sqlite|postgres] [--rounds 3] [--tiny]
//
// Programs: bench_load bench_replay bench_tape
//
// SQLite: a first run writes down every statement the writer makes (programs/tape.cpp). Then rounds alternate between the
// server and a bare loop that plays the tape with the server's own mean batch size. The loop has the whole machine; the
// server shares it with its clients. That counts against the server, and the CPU time of both is printed.
// PostgreSQL: a use case's statements are taken from PostgreSQL's own log and given to pgbench, 64 clients, one
// transaction each. Of the claims only the winners count for the server, although it answers the losers as well.
import { directory, program, run } from './rig/children.mjs';
import { makeDistrict } from './rig/district.mjs';
import { sendAll } from './rig/load.mjs';
import { options } from './rig/options.mjs';
import { PgBench, startLoggingPostgres } from './rig/pgbench.mjs';
import { median, Report } from './rig/report.mjs';
import { auditClaiming, auditPlacing, claiming, placing, prepare } from './rig/rush.mjs';
import { Server } from './rig/server.mjs';

const chosen = options({ engine: 'both', rounds: 3, tiny: false });
// Seeding PostgreSQL takes a minute: not in small.
if (chosen.tiny && chosen.engine === 'both') chosen.engine = 'sqlite';
const rounds = chosen.tiny ? 1 : chosen.rounds;
const size = chosen.tiny ? { placed: 300, claimed: 150 } : { placed: 12_000, claimed: 6_000 };
const open_loop_rate = chosen.tiny ? 300 : 1_000;
const place = directory('orders');
const report = new Report('bench', 'orders', chosen);

const phases = {
  placing: { lines: placing, audit: auditPlacing },
  claiming: { lines: claiming, audit: auditClaiming },
};

/** One phase on a copy of the prepared district; what was measured, and what is wrong with it. */
async function serve(prepared, crowd, phase, env = {}) {
  const store = await prepared.copy(phase);
  const server = new Server(store);
  await server.start({ env });
  const before = await server.metrics();
  const sent = await sendAll(server, phases[phase].lines(crowd), { place });
  const after = await server.metrics();
  await server.stop();
  const wrong = await phases[phase].audit(store, sent, crowd);
  await store.drop();
  const batch = (after.wushuang_writer_use_cases_total - before.wushuang_writer_use_cases_total) /
    (after.wushuang_writer_batches_total - before.wushuang_writer_batches_total);
  return { ...sent, wrong, batch };
}

async function replay(prepared, tape, batch) {
  const store = await prepared.copy('replay');
  const played = JSON.parse(await run(program('bench_replay'), [store.file, tape, String(Math.max(1, Math.round(batch)))]));
  return { ...played, per_s: played.use_cases / played.elapsed_s };
}

function tell(engine, phase, served, others, bar) {
  const rates = served.map((one) => one.counted_per_s ?? one.per_s);
  const last = served.at(-1);
  const sum = (name) => served.reduce((total, one) => total + (one.wrong[name] ?? 0), 0);
  report.note(`${engine}, ${phase}: server`, median(rates), '/s');
  report.note(`${engine}, ${phase}: ${engine === 'sqlite' ? 'bare loop' : 'pgbench'}`, median(others), '/s');
  report.atLeast(`${engine}, ${phase}: ratio`, median(rates) / median(others), bar);
  report.note(`${engine}, ${phase}: mean batch`, median(served.map((one) => one.batch)));
  report.note(`${engine}, ${phase}: p99 at 64 clients`, median(served.map((one) => one.p99_us)) / 1000, 'ms');
  report.note(`${engine}, ${phase}: server CPU each`, (last.server_cpu_s / last.answered) * 1e6, 'µs');
  report.note(`${engine}, ${phase}: client CPU each`, (last.client_cpu_s / last.answered) * 1e6, 'µs');
  if (phase === 'claiming') report.exactly(`${engine}, ${phase}: overbooked`, sum('overbooked'), 0);
  report.exactly(`${engine}, ${phase}: lost`, sum('lost'), 0);
  report.exactly(`${engine}, ${phase}: unexpected answers`, sum('odd'), 0);
}

/** Latency when requests come at a fixed rate, whoever is still waiting. */
async function openLoop(prepared, crowd, engine) {
  const store = await prepared.copy('open-loop');
  const server = new Server(store);
  await server.start();
  const count = Math.min(size.placed, open_loop_rate * 5);
  const sent = await sendAll(server, placing({ ...crowd, placed: count }), { place, rate: open_loop_rate });
  await server.stop();
  const { lost } = await auditPlacing(store, sent);
  await store.drop();
  report.note(`${engine}, placing at ${open_loop_rate}/s: p50`, sent.p50_us / 1000, 'ms');
  report.note(`${engine}, placing at ${open_loop_rate}/s: p99`, sent.p99_us / 1000, 'ms');
  report.exactly(`${engine}, placing at ${open_loop_rate}/s: lost`, lost, 0);
}

async function onSqlite() {
  const prepared = await makeDistrict('sqlite');
  const crowd = await prepare(prepared, size);
  for (const phase of Object.keys(phases)) {
    const tape = `${place}/${phase}.tape`;
    await serve(prepared, crowd, phase, { LD_PRELOAD: program('libbench_tape.so'), WS_TAPE: tape });
    const served = [];
    const played = [];
    for (let round = 0; round < rounds; round += 1) {
      served.push(await serve(prepared, crowd, phase));
      played.push((await replay(prepared, tape, served.at(-1).batch)).per_s);
    }
    tell('sqlite', phase, served, played, 0.85);
  }
  await openLoop(prepared, crowd, 'sqlite');
}

async function onPostgres() {
  const postgres = await startLoggingPostgres();
  const prepared = await makeDistrict('postgres', postgres);
  const crowd = await prepare(prepared, size);
  for (const phase of Object.keys(phases)) {
    const bench = await PgBench.record(postgres, prepared, (store) => serveLogged(store, crowd, phase), phase, crowd);
    const served = [];
    const others = [];
    for (let round = 0; round < rounds; round += 1) {
      const one = await serve(prepared, crowd, phase);
      if (phase === 'claiming') one.counted_per_s = one.ok / one.elapsed_s;
      served.push(one);
      others.push(await bench.run(chosen.tiny ? 2 : 20));
    }
    tell('postgres', phase, served, others, 1.5);
  }
  await openLoop(prepared, crowd, 'postgres');
}

/** A few requests one after another, for PostgreSQL's log. */
async function serveLogged(store, crowd, phase) {
  const server = new Server(store);
  await server.start();
  await sendAll(server, phases[phase].lines(crowd).slice(0, 5), { place, connections: 1 });
  await server.stop();
}

if (chosen.engine !== 'postgres') await onSqlite();
if (chosen.engine !== 'sqlite') await onPostgres();
process.exit(report.print());
