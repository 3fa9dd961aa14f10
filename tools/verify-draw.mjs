#!/usr/bin/env node
// Computes the draw of an activity again from what is published, and says whether it comes out the same. Needs Node and
// nothing else; ask whoever you trust to read it, it is short.
//
//   node tools/verify-draw.mjs https://…/activities/ID        every role of the activity
//   node tools/verify-draw.mjs --self-test                    proves that each check can fail
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** What is wrong with a role's draw; empty when it is right. `lots` are {ticket, companions, won, passed_over}. */
export function wrong({ seed, seed_hash: hash, lots }) {
  const problems = [];
  if (sha256(seed) !== hash) problems.push('the seed is not the one whose SHA-256 was published beforehand');
  const values = lots.map((lot) => sha256(`${seed}:${lot.ticket}`));
  values.forEach((value, rank) => {
    if (rank && value < values[rank - 1]) problems.push(`${lots[rank].ticket} stands before ${lots[rank - 1].ticket}`);
  });
  const party = (lot) => 1 + lot.companions;
  let open = lots.filter((lot) => lot.won).reduce((sum, lot) => sum + party(lot), 0);
  for (const lot of lots) {
    if (lot.won) open -= party(lot);
    else if (!lot.passed_over && party(lot) <= open) problems.push(`${lot.ticket} fits into the places that later ones got`);
  }
  return problems;
}

async function read(address) {
  const answer = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function drawOf(base, role) {
  const all = [];
  let page;
  let cursor = '';
  do {
    page = await read(`${base}/api/shift-roles/${role}/draw?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return { ...page, lots: all };
}

async function verify(address) {
  const { origin, pathname } = new URL(address);
  const id = pathname.match(/\/activities\/([0-9A-Z]{26})/)?.[1];
  if (!id) throw new Error(`${address} is not the address of an activity`);
  const { activity, shifts } = await read(`${origin}/api/activities/${id}`);
  console.log(activity.title);
  let failed = 0;
  for (const role of shifts.flatMap((shift) => shift.roles)) {
    const draw = await drawOf(origin, role.id);
    if (!draw.seed) throw new Error('lots have not been drawn yet');
    const problems = wrong(draw);
    failed += problems.length;
    const given = draw.lots.filter((lot) => lot.won).reduce((sum, lot) => sum + 1 + lot.companions, 0);
    console.log(`  ${role.name}: ${draw.lots.length} lots, ${given} places drawn: ${problems.length ? problems.join('; ') : 'right'}`);
  }
  process.exit(failed ? 1 : 0);
}

function selfTest() {
  const seed = 'a seed';
  const lots = ['A', 'B', 'C', 'D'].map((ticket) => ({ ticket, companions: 0, won: false, passed_over: false })).sort((a, b) => (sha256(`${seed}:${a.ticket}`) < sha256(`${seed}:${b.ticket}`) ? -1 : 1));
  lots[0].won = lots[1].won = true;
  const draw = { seed, seed_hash: sha256(seed), lots };
  const but = (change) => {
    const copy = structuredClone(draw);
    change(copy);
    return wrong(copy).length > 0;
  };
  const checks = [
    ['a right draw is right', wrong(draw).length === 0],
    ['another seed is noticed', but((one) => { one.seed = 'another'; })],
    ['another order is noticed', but((one) => one.lots.reverse())],
    ['a lot that was left out of turn is noticed', but((one) => { one.lots[1].won = false; one.lots[2].won = true; })],
    ['one who was busy may be passed over', !but((one) => { Object.assign(one.lots[1], { won: false, passed_over: true }); one.lots[2].won = true; })],
    ['a party too large waits', !but((one) => { Object.assign(one.lots[1], { won: false, companions: 1 }); one.lots[2].won = true; })],
  ];
  const failed = checks.filter(([, holds]) => !holds);
  for (const [name] of failed) console.error(`FAIL ${name}`);
  console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
  process.exit(failed.length ? 1 : 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--self-test') selfTest();
  else if (process.argv[2]) await verify(process.argv[2]);
  else console.error('node tools/verify-draw.mjs ADDRESS-OF-AN-ACTIVITY | --self-test');
}
