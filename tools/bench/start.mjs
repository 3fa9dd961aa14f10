// From nothing to ready with the demo district, and what the server takes when nobody asks.
//
//   ./dev bench start [--rounds 5] [--tiny]
import { pause } from './rig/children.mjs';
import { makeDistrict } from './rig/district.mjs';
import { options } from './rig/options.mjs';
import { median, Report } from './rig/report.mjs';
import { Server, status_kb } from './rig/server.mjs';

const chosen = options({ rounds: 5, tiny: false });
const rounds = chosen.tiny ? 1 : chosen.rounds;
/** Long enough for what the server does after starting to be done. */
const settled_ms = chosen.tiny ? 100 : 3_000;

const district = await makeDistrict();
const server = new Server(district);
const started_ms = [];
const idle_mb = [];
for (let round = 0; round < rounds; round += 1) {
  started_ms.push(await server.start());
  await pause(settled_ms);
  idle_mb.push(status_kb(server.pid, 'VmRSS') / 1024);
  await server.stop();
}

const report = new Report('bench', 'start', chosen);
if (district.seeded_ms) report.note('making the demo district', district.seeded_ms, 'ms');
report.atMost('cold start to ready, median', median(started_ms), 300, 'ms');
report.note('cold start to ready, longest', Math.max(...started_ms), 'ms');
report.atMost('idle memory (RSS), median', median(idle_mb), 60, 'MB');
process.exit(report.print());
