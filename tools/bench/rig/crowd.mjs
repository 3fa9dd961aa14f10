// Residents and volunteers by the hundred, each signed in, and open orders to race for. They are put into the database
// directly: what is measured is what they do, not how they came.
import { createHash } from 'node:crypto';

const day_ms = 86_400_000;
export const digits = 19;
const token_of = (letter, n) => createHash('sha256').update(`crowd ${letter} ${n}`).digest('hex');
const id_of = (letter, n) => `01CRWD${letter}${String(n).padStart(digits, '0')}`;
const quote = (value) => (typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`);

const person = (letter, n) => ({ n, id: id_of(letter, n), token: token_of(letter, n) });
export const residents = (count) => Array.from({ length: count }, (_, n) => person('R', n));
export const volunteers = (count) => Array.from({ length: count }, (_, n) => person('V', n));
/** The identifiers of everybody here begin so. */
export const crowdIds = '01CRWD';

function insert(table, columns, rows) {
  const values = rows.map((row) => `(${row.map(quote).join(',')})`).join(',\n');
  return rows.length ? `INSERT INTO ${table} (${columns}) VALUES ${values};\n` : '';
}

/** A session for someone of the district by login; the token. */
export async function admit(store, login) {
  const [{ id }] = await store.ask(`SELECT id FROM persons WHERE login = '${login}'`);
  const token = token_of('S', login);
  const now = Date.now();
  await store.script(insert('sessions', 'id, token_hash, person_id, created_ms, seen_ms, expires_ms',
    [[`S-${login}`, createHash('sha256').update(token).digest('hex'), id, now, now, now + 30 * day_ms]]));
  return token;
}

function sessions(people, now) {
  return insert('sessions', 'id, token_hash, person_id, created_ms, seen_ms, expires_ms',
    people.map(({ id, token }) => [id, createHash('sha256').update(token).digest('hex'), id, now, now, now + 30 * day_ms]));
}

export async function admitCrowd(store, { residents: some, volunteers: helpers, item }) {
  const now = Date.now();
  const everybody = [...some, ...helpers];
  const site = item.site;
  await store.script(`BEGIN;\n${insert('persons', 'id, name, mobile_sealed, mobile_key, created_ms',
    everybody.map(({ id }) => [id, '群众', '', id, now]))}${insert('volunteers', 'person_id, number, state, site_id',
    helpers.map(({ id }) => [id, id, 'registered', site]))}${insert('volunteer_skills', 'person_id, skill',
    helpers.map(({ id }) => [id, item.skill]))}${sessions(everybody, now)}COMMIT;\n`);
}

/** A menu item for one volunteer that needs no address, and a station that answers for it. */
export async function findItem(store) {
  const [item] = await store.ask("SELECT id, skill FROM menu_items WHERE place = 'either' AND volunteers_needed = 1 AND duration_minutes <= 60 ORDER BY code LIMIT 1");
  const [site] = await store.ask("SELECT id FROM sites WHERE kind = 'station' AND state = 'operating' ORDER BY code LIMIT 1");
  return { ...item, site: site.id };
}

export function orderOf(item, starts_ms) {
  return { menu_item_id: item.id, site_id: item.site, place: 'site', starts_ms, contact_name: '群众', contact_mobile: '19900000014', consent_version: '2026-01' };
}

/** The n-th slot from tomorrow on, one a day, so that nobody's services overlap. */
export const slot_ms = (n) => Math.ceil(Date.now() / day_ms) * day_ms + (1 + n) * day_ms;

export const claimable = (n) => id_of('Q', n);

/** `count` copies of an order that is open to be claimed, `each` of them in a slot. */
export async function copyClaimable(store, original, count, each) {
  const columns = await store.columns('orders');
  const number = store.engine === 'postgres' ? "lpad(n::text, 19, '0')" : "printf('%019d', n)";
  const begins = `${slot_ms(0)} + (n / ${each}) * CAST(${day_ms} AS BIGINT)`;
  const changed = { id: `'01CRWDQ' || ${number}`, number: `'Q-' || n`, starts_ms: begins, ends_ms: `${begins} + o.ends_ms - o.starts_ms` };
  await store.script(`WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < ${count})
    INSERT INTO orders (${columns.join(', ')}) SELECT ${columns.map((name) => changed[name] ?? `o.${name}`).join(', ')}
    FROM orders o, counted WHERE o.id = '${original}';`);
}
