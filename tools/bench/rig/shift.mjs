// The rush of rush.mjs: a shift with few places, everybody who wants one, and what must be true afterwards.
import { admit, admitCrowd, crowdIds, digits, findItem, slot_ms, volunteers } from './crowd.mjs';
import { line } from './load.mjs';
import { clients } from './pgbench.mjs';
import { Server } from './server.mjs';

const id_of = (letter) => `${crowdIds}${letter}${'0'.repeat(digits)}`;
const role = id_of('K');
const companions = (n) => (n % 3 === 0 ? 1 : 0);

/** A copy of one row under identifiers of the crowd's own, so that they are told from new ones in a log. */
async function copyRow(store, table, changed, where) {
  const columns = await store.columns(table);
  await store.script(`INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.map((name) => changed[name] ?? name).join(', ')} FROM ${table} WHERE ${where};`);
}

/** A published activity with one shift and one role of `places`, and `people` volunteers signed in. */
export async function prepareShift(store, { people, places }) {
  const item = await findItem(store);
  const helpers = volunteers(people);
  await admitCrowd(store, { residents: [], volunteers: helpers, item });
  const author = await admit(store, 'pitong');
  const reviewer = await admit(store, 'zhongxin');
  const [site] = await store.ask("SELECT id FROM sites WHERE code = '510117001021'");
  const server = new Server(store);
  await server.start();
  const starts_ms = slot_ms(9);
  const body = { site_id: site.id, category: 'culture', title: '元宵灯会', summary: '灯会场务', conditions: '站立三小时', risks: '人流密集', place: '望丛祠',
    shifts: [{ starts_ms, ends_ms: starts_ms + 3 * 3_600_000, roles: [{ name: '场务', capacity: places }] }] };
  const { id } = await server.ask('POST', '/api/activities', { token: author, key: 'activity', body });
  await server.ask('POST', `/api/activities/${id}/submission`, { token: author, key: 'submission', body: {} });
  await server.ask('POST', `/api/activities/${id}/publication`, { token: reviewer, key: 'publication', body: {} });
  await server.stop();
  const [activity, shift] = [id_of('A'), id_of('T')];
  await copyRow(store, 'activities', { id: `'${activity}'`, number: "'H-rush'" }, `id = '${id}'`);
  await copyRow(store, 'shifts', { id: `'${shift}'`, activity_id: `'${activity}'` }, `activity_id = '${id}'`);
  await copyRow(store, 'shift_roles', { id: `'${role}'`, shift_id: `'${shift}'` }, `shift_id IN (SELECT id FROM shifts WHERE activity_id = '${id}')`);
  await store.script(store.engine === 'postgres' ? 'VACUUM ANALYZE;' : 'PRAGMA optimize;');
  const each = Math.floor(people / clients);
  return { volunteers: helpers, places, claimed: people, variables: ['\\set count :count + 1', `\\set volunteer :client_id * ${each} + :count - 1`] };
}

export const signing = ({ volunteers: helpers }) =>
  helpers.map(({ token }, n) => line('POST', `/api/shift-roles/${role}/signups`, token, `sign-${n}`, { companions: companions(n) }));

/** Places given twice, acknowledged places that are not there as they were told, and answers that are neither. */
export async function auditSigning(store, { answers }, { places }) {
  const signups = new Map((await store.ask(`SELECT id, state, companions FROM signups WHERE role_id = '${role}'`)).map((row) => [row.id, row]));
  const [counted] = await store.ask(`SELECT taken, waiting, capacity FROM shift_roles WHERE id = '${role}'`);
  const held = [...signups.values()].filter((row) => row.state === 'confirmed').reduce((sum, row) => sum + 1 + row.companions, 0);
  const told = answers.filter((one) => one.status === 201).map((one) => JSON.parse(one.body));
  const lost = told.filter((one) => signups.get(one.id)?.state !== one.state).length + told.length - new Set(told.map((one) => one.id)).size;
  const overbooked = Math.max(0, held - places) + Number(held !== counted.taken) + Number(counted.waiting !== signups.size - [...signups.values()].filter((row) => row.state === 'confirmed').length);
  return { overbooked, lost, odd: answers.length - told.length + Number(held !== places) };
}
