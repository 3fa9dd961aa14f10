import { directory, program, run } from './rig/children.mjs';
import { makeDistrict } from './rig/district.mjs';
import { sendAll } from './rig/load.mjs';
import { startPostgres } from './rig/postgres.mjs';
import { claiming, placing, prepare } from './rig/rush.mjs';
import { Server } from './rig/server.mjs';
import { spawn } from 'node:child_process';
const engine = process.argv[2] ?? 'sqlite';
const size = { placed: 12000, claimed: 6000 };
const place = directory('prof');
const pg = engine === 'postgres' ? await startPostgres() : undefined;
const prepared = await makeDistrict(engine, pg);
const crowd = await prepare(prepared, size);
for (const [phase, lines] of [['placing', placing], ['claiming', claiming]]) {
  const store = await prepared.copy(phase);
  const server = new Server(store);
  await server.start();
  const perf = process.argv[3] === 'noperf' ? null : spawn('perf', ['record', '-e', 'cpu-clock', '-F', '1999', '-g', '-o', `/tmp/prof/${engine}-${phase}.data`, '-p', String(server.pid)], { stdio: 'ignore' });
  await new Promise((d) => setTimeout(d, 500));
  const sent = await sendAll(server, lines(crowd), { place });
  console.log(phase, 'per_s', sent.per_s, 'cpu_us', (sent.server_cpu_s / sent.answered) * 1e6);
  perf?.kill('SIGINT');
  await new Promise((d) => setTimeout(d, 1500));
  await server.stop();
  await store.drop?.();
}
process.exit(0);
