// A live list and its segments to many viewers, against nginx serving the very same bytes from files, in turns.
//
//   ./dev bench hls [--rounds 5] [--seconds 4] [--minutes 60] [--tiny]
//
// The list is of a broadcast that has been on for an hour: its parts have 1,800 segments, of which viewers are told the last.
import { makeDistrict } from './rig/district.mjs';
import { announce, cut } from './rig/broadcast.mjs';
import { admit } from './rig/crowd.mjs';
import { fetchBytes, startNginx, wrk } from './rig/nginx.mjs';
import { options } from './rig/options.mjs';
import { median, Report } from './rig/report.mjs';
import { Server } from './rig/server.mjs';

const chosen = options({ rounds: 5, seconds: 4, minutes: 60, tiny: false });
if (chosen.tiny) Object.assign(chosen, { rounds: 1, seconds: 1, minutes: 1 });

const district = await makeDistrict();
const clerk = await admit(district, 'shuyuan');
const server = new Server(district);
await server.start();
const id = await announce(district, server, clerk);
await server.stop();
// Small but the last: nobody asks for the others.
const last = await cut(district, id, { count: chosen.minutes * 30, small: 1_000, last: 420_000 });
await server.start();

const subjects = [
  { name: 'live list', path: `/live/${id}/video.m3u8`, bar: 0.6 },
  { name: 'segment of 420 kB', path: `/live/${id}/${last}`, bar: 0.95 },
];
const answers = [];
for (const subject of subjects) answers.push(await fetchBytes(server.port, { ...subject, headers: {} }));
const nginx = await startNginx(answers);
const report = new Report('bench', 'hls', chosen);
for (const [index, { name, path, bar }] of subjects.entries()) {
  const ours = [];
  const theirs = [];
  for (let round = 0; round < chosen.rounds; round += 1) {
    ours.push(await wrk(server.port, path, {}, chosen.seconds));
    theirs.push(await wrk(nginx.port, `/${index}`, {}, chosen.seconds));
  }
  report.exactly(`${name}: status`, answers[index].status, 200);
  report.note(`${name}: size`, answers[index].body.length, 'bytes');
  report.note(`${name}: server`, median(ours), '/s');
  report.note(`${name}: nginx`, median(theirs), '/s');
  report.atLeast(`${name}: ratio`, median(ours) / median(theirs), bar);
}
nginx.child.kill('SIGTERM');
await nginx.child.ended;
await server.stop();
process.exit(report.print());
