// Random kill -9 under load: nothing acknowledged is lost, nothing is half-written, a retry is no second order.
//
//   ./dev drill crash [--rounds 50] [--engine sqlite|postgres] [--seed N] [--tiny]
//
// Residents place orders, staff triage and dispatch them, volunteers race for them, some give them back; others sign up for
// the few places of an activity, leave, and answer offers, while staff change how many places there are. What the
// server acknowledged is written down by this process, outside of it, before anything else happens. Each round ends with
// SIGKILL at a random moment; then the server starts again, what was under way is sent once more with its old key, and
// both the API and the database itself are held against the log.
import { appendFileSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pause, root } from '../bench/rig/children.mjs';
import { admitCrowd, admit, crowdIds, findItem, orderOf, residents, slot_ms, volunteers } from '../bench/rig/crowd.mjs';
import { makeDistrict } from '../bench/rig/district.mjs';
import { halfWrittenPlaces, lostPlaces, publishActivity, signupJourney } from '../bench/rig/places.mjs';
import { options, randomFrom } from '../bench/rig/options.mjs';
import { median, Report } from '../bench/rig/report.mjs';
import { Server } from '../bench/rig/server.mjs';

const chosen = options({ rounds: 50, engine: 'sqlite', seed: Date.now() % 1_000_000, tiny: false });
const rounds = chosen.tiny ? 3 : chosen.rounds;
const journeys = 16;
const days = 55; // orders may be placed for the next sixty
const random = randomFrom(chosen.seed);
const pick = (list) => list[Math.floor(random() * list.length)];
const chance = (share) => random() < share;

const store = await makeDistrict(chosen.engine);
const item = await findItem(store);
const people = { residents: residents(400), volunteers: volunteers(80), item };
await admitCrowd(store, people);
const staff = await admit(store, 'zhongxin');
const office = await admit(store, 'pitong');
const [{ seq: firstSeq }] = await store.ask("SELECT value AS seq FROM counters WHERE name = 'outbox'");

const place = join(root, 'var/drill');
mkdirSync(place, { recursive: true });
const logFile = join(place, `crash-${chosen.engine}.jsonl`);
writeFileSync(logFile, `${JSON.stringify({ seed: chosen.seed, engine: chosen.engine })}\n`);
const log = openSync(logFile, 'a');

const server = new Server(store);
const acknowledged = []; // {key, actor, order, state, version, round}
const acknowledgedPlaces = []; // {key, id, state}: steps on sign-ups
const underWay = new Map(); // key → the request, until it is answered
const trouble = []; // what must not be, in words
const unexpected = (text) => trouble.push(text);
let keys = 0;
let round = 0;
let killing = false;

/** A write under its own key. The answer's document if it was acknowledged, null if it was refused. */
async function write(actor, token, path, body = {}, method = 'POST') {
  keys += 1;
  return send({ key: `crash-${chosen.seed}-${keys}`, actor, token, path, body, method });
}

async function send(request) {
  const { key, token, path, body, method } = request;
  underWay.set(key, request);
  const answer = await server.call(method, path, { token, key, body });
  if (answer.status >= 500 && answer.status !== 503) unexpected(`${path} answered ${answer.status}: ${answer.text}`);
  if (answer.status >= 500) return null; // not acknowledged, and tried again after the restart
  if (answer.status >= 300) {
    underWay.delete(key);
    return null;
  }
  const { id, state, version } = JSON.parse(answer.text);
  if (!path.startsWith('/api/orders')) return acknowledgePlace({ key, id, state }, method);
  const entry = { key, actor: request.actor, token, order: id, state, version, round };
  writeSync(log, `${JSON.stringify({ ...entry, token: undefined })}\n`);
  acknowledged.push(entry);
  underWay.delete(key);
  return entry;
}

/** A step on a sign-up; that staff changed the places is no sign-up. */
function acknowledgePlace(entry, method) {
  writeSync(log, `${JSON.stringify(entry)}\n`);
  underWay.delete(entry.key);
  if (method === 'POST') acknowledgedPlaces.push(entry);
  return { ...entry, order: entry.id };
}

const byStaff = (path, body) => write('zhongxin', staff, path, body);
const by = (person, path, body) => write(person.id, person.token, path, body);

async function journey() {
  const resident = pick(people.residents);
  const placed = await by(resident, '/api/orders', orderOf(item, slot_ms(Math.floor(random() * days))));
  if (!placed) return;
  const of = `/api/orders/${placed.order}`;
  if (chance(0.1)) return void (await by(resident, `${of}/withdrawal`));
  if (chance(0.1)) return void (await byStaff(`${of}/rejection`, { reason: '暂时办不了' }));
  await byStaff(`${of}/triage`);
  let more = true;
  for (let turns = 0; more && turns < 3; turns += 1) {
    await byStaff(`${of}/dispatch`, { open_claim: true });
    const racers = [pick(people.volunteers), pick(people.volunteers), pick(people.volunteers)];
    const claims = await Promise.all(racers.map((racer) => by(racer, `${of}/claim`)));
    const winner = racers[claims.findIndex(Boolean)];
    more = winner !== undefined && chance(0.4);
    if (more) await by(winner, `${of}/return`, { reason: '临时有事' });
  }
  if (chance(0.85)) await by(resident, `${of}/withdrawal`);
}

const look = (token, path) => server.ask('GET', path, { token });
const comeOrGo = () => signupJourney(activity, { volunteer: pick(people.volunteers), staff, write, look, chance, pick });

async function keepGoing() {
  while (!killing) {
    try {
      await (chance(0.4) ? comeOrGo() : journey());
    } catch (broken) {
      if (!killing) throw broken;
    }
  }
}

async function loadUntilKilled() {
  killing = false;
  const load = Array.from({ length: journeys }, keepGoing);
  await Promise.race([Promise.all(load), pause(100 + random() * (chosen.tiny ? 400 : 900))]);
  killing = true;
  await server.kill();
  await Promise.allSettled(load);
}

/** Now and then the power goes again while the server is starting. */
async function restart() {
  if (chance(0.1)) {
    server.spawn();
    await pause(random() * 80);
    await server.kill();
  }
  return server.start();
}

/** Once more with the old key, and again: both answers are the same. */
async function retry() {
  const open = [...underWay.values()];
  underWay.clear();
  for (const request of open) {
    const first = await send(request);
    const second = await send(request);
    const same = (one) => one && JSON.stringify([one.order, one.state, one.version]);
    if (first && same(first) !== same(second)) unexpected(`a retry of ${request.key} answered ${same(first)}, then ${same(second)}`);
  }
  if (underWay.size) unexpected(`${underWay.size} retries were not answered`);
  return open.length;
}

/** What was acknowledged in this round, as the one who did it sees it. */
async function checkThroughApi() {
  const last = new Map(acknowledged.filter((one) => one.round === round).map((one) => [one.order, one]));
  for (const { order, state, version } of last.values()) {
    const { order: seen } = await server.ask('GET', `/api/orders/${order}`, { token: staff });
    if (seen.version < version || (seen.version === version && seen.state !== state))
      unexpected(`lost (API): ${order} was ${state} ${version}, is ${seen.state} ${seen.version}`);
  }
  return last.size;
}

const ours = `requester_id LIKE '${crowdIds}%'`;
const payloadOrder = store.engine === 'postgres' ? "(payload::json ->> 'order_id')" : "json_extract(payload, '$.order_id')";
const halfWritten = {
  'an order whose events do not lead to its state': `SELECT o.id FROM orders o WHERE ${ours} AND (
     o.events <> (SELECT COUNT(*) FROM order_events e WHERE e.order_id = o.id)
     OR o.events <> (SELECT MAX(position) FROM order_events e WHERE e.order_id = o.id)
     OR o.state <> (SELECT to_state FROM order_events e WHERE e.order_id = o.id ORDER BY position DESC LIMIT 1))`,
  'events that do not follow each other': `SELECT b.order_id AS id FROM order_events a JOIN order_events b
     ON b.order_id = a.order_id AND b.position = a.position + 1 JOIN orders o ON o.id = a.order_id
     WHERE o.${ours} AND b.from_state <> a.to_state`,
  'an order without an outbox message for each event': `SELECT o.id FROM orders o
     LEFT JOIN (SELECT ${payloadOrder} AS order_id, COUNT(*) AS told FROM outbox
       WHERE topic = 'order.moved' AND seq > ${firstSeq} GROUP BY 1) m ON m.order_id = o.id
     WHERE ${ours} AND o.events <> COALESCE(m.told, 0)`,
  'outbox numbers with holes or doubles': `SELECT MIN('outbox') AS id FROM outbox WHERE seq > ${firstSeq}
     HAVING COUNT(*) <> COUNT(DISTINCT seq) OR COUNT(*) <> MAX(seq) - ${firstSeq}
     OR MAX(seq) <> (SELECT value FROM counters WHERE name = 'outbox')`,
  'an order with more or fewer winners than places': `SELECT o.id FROM orders o WHERE ${ours} AND (
     o.crew_count <> (SELECT COUNT(*) FROM order_crew c WHERE c.order_id = o.id) OR o.crew_count > o.volunteers_needed
     OR (o.state = 'accepted' AND o.crew_count <> o.volunteers_needed)
     OR (o.state IN ('submitted', 'triaged', 'dispatched', 'returned', 'rejected') AND o.crew_count <> 0))`,
  'an order number twice': `SELECT number AS id FROM orders GROUP BY number HAVING COUNT(*) > 1`,
  'a key without its order, or an order without its key': `SELECT MIN('keys') AS id FROM idempotency
     WHERE key LIKE 'crash-%' AND use_case = 'orders.place' HAVING COUNT(*) <> (SELECT COUNT(*) FROM orders WHERE ${ours})`,
};

async function checkDatabase() {
  for (const [words, sql] of Object.entries(halfWritten))
    for (const { id } of await store.ask(sql)) unexpected(`half-written: ${words}: ${id}`);
  if (store.engine === 'sqlite') {
    const [{ integrity_check: verdict }] = await store.ask('PRAGMA integrity_check');
    if (verdict !== 'ok') unexpected(`integrity_check: ${verdict}`);
    for (const row of await store.ask('PRAGMA foreign_key_check')) unexpected(`foreign_key_check: ${JSON.stringify(row)}`);
  }
  for (const [words, sql] of Object.entries(halfWrittenPlaces))
    for (const { id } of await store.ask(sql)) unexpected(`half-written: ${words}: ${id}`);
  for (const words of await lostPlaces(store, acknowledgedPlaces)) unexpected(words);
  await checkLog();
}

/** Every line of the log, from the first round on, against the tables. */
async function checkLog() {
  const orders = new Map((await store.ask(`SELECT id, state, version FROM orders WHERE ${ours}`)).map((row) => [row.id, row]));
  const kept = new Map((await store.ask("SELECT key, result FROM idempotency WHERE key LIKE 'crash-%'")).map((row) => [row.key, JSON.parse(row.result)]));
  const steps = new Map();
  for (const { key, order, state, version } of acknowledged) {
    const row = orders.get(order);
    if (!row || row.version < version || (row.version === version && row.state !== state))
      unexpected(`lost: ${order} was ${state} ${version}, is ${row ? `${row.state} ${row.version}` : 'not there'}`);
    const known = kept.get(key);
    if (known?.id !== order || known?.version !== version) unexpected(`lost: the key ${key} of ${order}`);
    const step = `${order} ${version}`;
    if ((steps.get(step) ?? key) !== key) unexpected(`two winners: ${steps.get(step)} and ${key} both made ${step}`);
    steps.set(step, key);
  }
  const answered = new Set(acknowledged.map((one) => one.order));
  for (const id of orders.keys()) if (!answered.has(id)) unexpected(`${id} is an order nobody was told of`);
}

const restarts_ms = [];
let retried = 0;
let checked = 0;
console.log(`drill crash on ${chosen.engine}, ${rounds} rounds, --seed ${chosen.seed}; the log: ${logFile}`);
await server.start();
const places = 12;
const activity = { ...(await publishActivity(server, store, { author: office, reviewer: staff, places })), places };
for (round = 1; round <= rounds && !trouble.length; round += 1) {
  await loadUntilKilled();
  restarts_ms.push(await restart());
  retried += await retry();
  const seen = await checkThroughApi();
  if (!seen) unexpected(`nothing was acknowledged in round ${round}`);
  checked += seen;
  await checkDatabase();
  if (round % 10 === 0) console.log(`  ${round} rounds, ${acknowledged.length} acknowledged writes`);
}
await server.stop();
await store.drop();

for (const line of trouble.slice(0, 20)) console.log(`  ✗ ${line}`);
appendFileSync(logFile, trouble.map((line) => `${JSON.stringify({ trouble: line })}\n`).join(''));
const count = (start) => trouble.filter((line) => line.startsWith(start)).length;
const report = new Report('drill', `crash on ${chosen.engine}`, chosen);
report.note('kills', restarts_ms.length);
report.note('acknowledged writes', acknowledged.length + acknowledgedPlaces.length);
report.note('of these on sign-ups', acknowledgedPlaces.length);
report.note('requests under way at a kill, retried', retried);
report.note('orders checked through the API', checked);
report.exactly('acknowledged writes lost', count('lost'), 0);
report.exactly('half-written use cases', count('half-written'), 0);
report.exactly('other trouble', trouble.length - count('lost') - count('half-written'), 0);
report.note('restart to ready, median', median(restarts_ms), 'ms');
report.atMost('restart to ready, longest', Math.max(...restarts_ms), 1000, 'ms');
process.exit(report.print());
