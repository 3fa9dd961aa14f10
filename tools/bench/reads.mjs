// Hot reads against nginx serving the very same bytes from a file, 64 connections, in turns.
//
//   ./dev bench reads [--rounds 5] [--seconds 4] [--tiny]
//
// Both have two workers and share the machine with wrk, which is the same for both.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './rig/children.mjs';
import { admit } from './rig/crowd.mjs';
import { makeDistrict } from './rig/district.mjs';
import { fetchBytes, startNginx, wrk } from './rig/nginx.mjs';
import { options } from './rig/options.mjs';
import { median, Report } from './rig/report.mjs';
import { Server } from './rig/server.mjs';

const chosen = options({ rounds: 5, seconds: 4, tiny: false });
const rounds = chosen.tiny ? 1 : chosen.rounds;
const seconds = chosen.tiny ? 1 : chosen.seconds;

const district = await makeDistrict();
const staff = await admit(district, 'zhongxin');
const volunteer = await admit(district, 'zyz1');
const server = new Server(district);
await server.start();

/** The largest plain picture or script that nobody compresses on the way: a file like those of every page. */
function someAsset() {
  const folder = join(root, 'web/dist/assets');
  const sized = readdirSync(folder).filter((name) => name.endsWith('.js')).map((name) => [statSync(join(folder, name)).size, name]);
  const [, name] = sized.sort((a, b) => Math.abs(a[0] - 200_000) - Math.abs(b[0] - 200_000))[0];
  return `/assets/${name}`;
}

const [{ id: activity }] = await district.ask("SELECT id FROM activities WHERE state = 'recruiting' AND mode = 'first_come' AND id NOT IN (SELECT activity_id FROM signups WHERE person_id = (SELECT id FROM persons WHERE login = 'zyz1')) ORDER BY starts_ms DESC LIMIT 1");
const signedIn = { Authorization: `Bearer ${staff}` };
const asVolunteer = { Authorization: `Bearer ${volunteer}` };
const subjects = [
  // Kept until an order moves: after a push everybody asks for the same list at once.
  { name: 'order list API', path: '/api/orders?limit=20', headers: signedIn, bar: 0.4 },
  { name: 'order list API, put together each time', path: '/api/orders?limit=20&clock=overdue', headers: signedIn },
  { name: 'home page, as every visitor gets it', path: '/', headers: { 'Accept-Encoding': 'gzip' }, bar: 0.6 },
  { name: 'home page, signed in', path: '/', headers: asVolunteer, bar: 0.25 },
  // What a rush asks for: the same for everybody without an account.
  { name: 'activity API, as everybody gets it', path: `/api/activities/${activity}`, headers: {}, bar: 0.4 },
  { name: 'activity API, made for one', path: `/api/activities/${activity}`, headers: asVolunteer },
  { name: 'activity page, as everybody gets it', path: `/activities/${activity}`, headers: { 'Accept-Encoding': 'gzip' }, bar: 0.6 },
  { name: 'activity page, to a volunteer', path: `/activities/${activity}`, headers: asVolunteer, bar: 0.25 },
  { name: 'activity page, put together each time', path: `/activities/${activity}?role=`, headers: asVolunteer },
  { name: 'static file of about 200 kB', path: someAsset(), headers: {}, bar: 0.95 },
];

const answers = [];
for (const subject of subjects) answers.push(await fetchBytes(server.port, subject));
const nginx = await startNginx(answers);
const report = new Report('bench', 'reads', chosen);
for (const [index, { name, path, headers, bar }] of subjects.entries()) {
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await wrk(server.port, path, headers, seconds));
    theirs.push(await wrk(nginx.port, `/${index}`, headers, seconds));
  }
  report.exactly(`${name}: status`, answers[index].status, 200);
  report.note(`${name}: size`, answers[index].body.length, 'bytes');
  report.note(`${name}: server`, median(ours), '/s');
  report.note(`${name}: nginx`, median(theirs), '/s');
  const ratio = median(ours) / median(theirs);
  if (bar) report.atLeast(`${name}: ratio`, ratio, bar);
  else report.note(`${name}: ratio`, ratio);
}
nginx.child.kill('SIGTERM');
await nginx.child.ended;
await server.stop();
process.exit(report.print());
