// The rush of orders.mjs: what is sent, and what must be true afterwards.
import { admitCrowd, admit, claimable, copyClaimable, findItem, orderOf, residents, slot_ms, volunteers } from './crowd.mjs';
import { line } from './load.mjs';
import { Server } from './server.mjs';

export const slots = 50;
const most_of_one_resident = 15;
/** Two volunteers race for each order, everybody for one in each slot, slot after slot. */
export const pairs = (claimed) => Math.ceil(claimed / slots);

/** A district where `placed` orders can be placed and `claimed` are open; all of it in the database. */
export async function prepare(store, { placed, claimed }) {
  const item = await findItem(store);
  const people = { residents: residents(Math.ceil(placed / most_of_one_resident)), volunteers: volunteers(pairs(claimed) * 2), item };
  await admitCrowd(store, people);
  const staff = await admit(store, 'zhongxin');
  const resident = await admit(store, 'jumin1');
  const server = new Server(store);
  await server.start();
  const { id } = await server.ask('POST', '/api/orders', { token: resident, key: 'original', body: orderOf(item, slot_ms(0)) });
  await server.ask('POST', `/api/orders/${id}/triage`, { token: staff, key: 'original-triage', body: {} });
  await server.ask('POST', `/api/orders/${id}/dispatch`, { token: staff, key: 'original-dispatch', body: { open_claim: true } });
  await server.stop();
  await copyClaimable(store, id, claimed, pairs(claimed));
  await store.script(store.engine === 'postgres' ? 'VACUUM ANALYZE;' : 'PRAGMA optimize;');
  return { ...people, placed, claimed };
}

export function placing({ residents: some, item, placed }, prefix = 'place') {
  return Array.from({ length: placed }, (_, n) => {
    const { token } = some[n % some.length];
    return line('POST', '/api/orders', token, `${prefix}-${n}`, orderOf(item, slot_ms(n % slots)));
  });
}

export function claiming({ volunteers: helpers, claimed }) {
  return Array.from({ length: claimed * 2 }, (_, n) => {
    const order = Math.floor(n / 2);
    const { token } = helpers[(order % pairs(claimed)) * 2 + (n % 2)];
    return line('POST', `/api/orders/${claimable(order)}/claim`, token, `claim-${n}`, {});
  });
}

/** How many acknowledged orders are not in the database, and answers that are neither yes nor "too late". */
export async function auditPlacing(store, { answers }) {
  const there = new Set((await store.ask('SELECT id FROM orders')).map((row) => row.id));
  const told = answers.filter((one) => one.status === 201).map((one) => JSON.parse(one.body).id);
  return { lost: told.filter((id) => !there.has(id)).length + told.length - new Set(told).size, odd: answers.length - told.length };
}

export async function auditClaiming(store, { answers }, { claimed }) {
  const rows = await store.ask(`SELECT o.id, o.state, o.crew_count, o.volunteers_needed,
    (SELECT COUNT(*) FROM order_crew c WHERE c.order_id = o.id) AS crew FROM orders o WHERE o.id LIKE '01CRWDQ%'`);
  const crewOf = new Map(rows.map((row) => [row.id, row]));
  const winners = new Map();
  answers.forEach((one, n) => {
    if (one.status === 200) winners.set(claimable(Math.floor(n / 2)), (winners.get(claimable(Math.floor(n / 2))) ?? 0) + 1);
  });
  const overbooked = rows.filter((row) => row.crew > row.volunteers_needed || row.crew_count !== row.crew).length
    + [...winners.values()].filter((count) => count > 1).length;
  const lost = [...winners.keys()].filter((id) => crewOf.get(id)?.crew !== 1 || crewOf.get(id)?.state !== 'accepted').length;
  const odd = answers.filter((one) => one.status !== 200 && one.status !== 409).length + claimed - winners.size;
  return { overbooked, lost, odd };
}
