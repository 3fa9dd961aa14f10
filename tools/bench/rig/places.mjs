// Sign-ups under load: an activity with few places, volunteers who come, leave, say yes or no, staff who change the places;
// and what must be true of every place afterwards.
import { crowdIds, slot_ms } from './crowd.mjs';

/** Beyond every slot that orders are placed in, so that nobody is elsewhere. */
const slot = 57;
const use_case = 'signups.sign_up';

/** A published activity with one role; its identifier. `server` runs; author and reviewer are two people's tokens. */
export async function publishActivity(server, store, { author, reviewer, places }) {
  const [site] = await store.ask("SELECT id FROM sites WHERE code = '510117001021'");
  const starts_ms = slot_ms(slot);
  const body = { site_id: site.id, category: 'culture', title: '元宵灯会', summary: '灯会场务', conditions: '站立三小时', risks: '人流密集', place: '望丛祠',
    shifts: [{ starts_ms, ends_ms: starts_ms + 3 * 3_600_000, roles: [{ name: '场务', capacity: places }] }] };
  const { id } = await server.ask('POST', '/api/activities', { token: author, key: 'places-activity', body });
  await server.ask('POST', `/api/activities/${id}/submission`, { token: author, key: 'places-submission', body: {} });
  await server.ask('POST', `/api/activities/${id}/publication`, { token: reviewer, key: 'places-publication', body: {} });
  const { shifts } = await server.ask('GET', `/api/activities/${id}`, { token: author });
  return { id, role: shifts[0].roles[0].id };
}

/**
 * One volunteer comes, and perhaps leaves or answers an offer; now and then staff change the number of places.
 * `write(actor, token, path, body, method)` answers what was acknowledged, or null.
 */
export async function signupJourney({ role, places }, { volunteer, staff, write, look, chance, pick }) {
  if (chance(0.1)) await write('staff', staff, `/api/shift-roles/${role}`, { capacity: places + pick([-2, 0, 2, 4]) }, 'PUT');
  const came = await write(volunteer.id, volunteer.token, `/api/shift-roles/${role}/signups`, { companions: pick([0, 0, 1, 2]) });
  if (!came) {
    const [mine] = (await look(volunteer.token, '/api/my/signups?when=coming&limit=1')).items;
    if (mine?.state === 'offered') await write(volunteer.id, volunteer.token, `/api/signups/${mine.id}/${chance(0.7) ? 'acceptance' : 'decline'}`);
    else if (mine) await write(volunteer.id, volunteer.token, `/api/signups/${mine.id}/cancellation`);
    return;
  }
  if (chance(0.4)) await write(volunteer.id, volunteer.token, `/api/signups/${came.id}/cancellation`);
}

const ours = `person_id LIKE '${crowdIds}%'`;
const holding = "('offered', 'confirmed', 'checked_in', 'checked_out', 'counted', 'absent')";
/** Each finds what must not be. */
export const halfWrittenPlaces = {
  'places that are not what their people hold': `SELECT r.id FROM shift_roles r WHERE r.taken > r.capacity
     OR r.taken <> (SELECT COALESCE(SUM(1 + g.companions), 0) FROM signups g WHERE g.role_id = r.id AND g.state IN ${holding})
     OR r.waiting <> (SELECT COUNT(*) FROM signups g WHERE g.role_id = r.id AND g.state = 'waitlisted')`,
  'somebody who waits for places that are free': `SELECT g.id FROM signups g JOIN shift_roles r ON r.id = g.role_id
     WHERE g.${ours} AND g.state = 'waitlisted' AND 1 + g.companions <= r.capacity - r.reserved - r.taken + r.reserved_taken`,
  'a sign-up whose events do not lead to its state': `SELECT g.id FROM signups g WHERE g.${ours} AND (
     g.events <> (SELECT COUNT(*) FROM signup_events e WHERE e.signup_id = g.id)
     OR g.state <> (SELECT to_state FROM signup_events e WHERE e.signup_id = g.id ORDER BY position DESC LIMIT 1))`,
  'somebody twice in a shift': `SELECT MIN(id) AS id FROM signups WHERE state NOT IN ('cancelled', 'excused') GROUP BY shift_id, person_id HAVING COUNT(*) > 1`,
  'a key without its sign-up, or a sign-up without its key': `SELECT MIN('keys') AS id FROM idempotency
     WHERE use_case = '${use_case}' AND key LIKE 'crash-%' HAVING COUNT(*) <> (SELECT COUNT(*) FROM signups WHERE ${ours})`,
};

/** Every acknowledged step on a sign-up against the tables: it is there, its key is kept, and who left has left. */
export async function lostPlaces(store, acknowledged) {
  const rows = new Map((await store.ask(`SELECT id, state FROM signups WHERE ${ours}`)).map((row) => [row.id, row.state]));
  const kept = new Map((await store.ask("SELECT key, result FROM idempotency WHERE key LIKE 'crash-%' AND use_case LIKE 'signups.%'")).map((row) => [row.key, JSON.parse(row.result)]));
  const lost = [];
  for (const { key, id, state } of acknowledged) {
    if (!rows.has(id)) lost.push(`lost: the sign-up ${id} is not there`);
    else if (state === 'cancelled' && rows.get(id) !== 'cancelled') lost.push(`lost: ${id} had left, and is ${rows.get(id)}`);
    if (kept.get(key)?.id !== id || kept.get(key)?.state !== state) lost.push(`lost: the key ${key} of ${id}`);
  }
  return lost;
}
