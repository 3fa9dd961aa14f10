// Years of a district, put into the database directly: services with their places in the ledger, participations, orders. Rows are what
// the application would have written, with two liberties: an old entry has the first and the last of its events, an old order its
// first and its last; nothing that is measured here reads those between. The figures' tallies are made by `wushuang tally`.
import { performance } from 'node:perf_hooks';
import { binary, run } from './children.mjs';

const day_ms = 86_400_000;
const span_days = 1_826; // five years
const signups_each = 50; // of an activity

const dialects = {
  sqlite: {
    numbers: (from, until) => `(SELECT value AS n FROM generate_series(${from}, ${until - 1})) g`,
    padded: (n) => `printf('%020d', ${n})`,
    month: (ms) => `CAST(strftime('%Y', ${ms} / 1000 + 28800, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', ${ms} / 1000 + 28800, 'unixepoch') AS INTEGER) - 1`,
    begin: 'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = FILE;\n',
    end: 'PRAGMA journal_mode = WAL;\n',
    indexes: (tables) => `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (${tables})`,
  },
  postgres: {
    numbers: (from, until) => `generate_series(CAST(${from} AS BIGINT), ${until - 1}) AS g(n)`,
    padded: (n) => `lpad(CAST(${n} AS TEXT), 20, '0')`,
    month: (ms) => `CAST(extract(year FROM to_timestamp(${ms} / 1000 + 28800) AT TIME ZONE 'UTC') AS BIGINT) * 12 + CAST(extract(month FROM to_timestamp(${ms} / 1000 + 28800) AT TIME ZONE 'UTC') AS BIGINT) - 1`,
    begin: 'SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = \'512MB\';\n',
    end: '',
    indexes: (tables) => `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE schemaname = 'public' AND tablename IN (${tables}) AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
  },
};

const tables = ['hours_entries', 'hours_events', 'hours_standing', 'signups', 'orders', 'order_events', 'activities', 'shifts', 'shift_roles'];
const id = (sql, letter, n) => `'01GRW${letter}' || ${sql.padded(n)}`;

/** A district that has `years` of history of a size; grow() adds the part [from, until) of its `total` entries, oldest at 0. */
export class Growth {
  constructor(store, { total, people, now_ms }) {
    Object.assign(this, { store, total, people, now_ms, sql: dialects[store.engine] });
    this.step_ms = Math.max(1, Math.floor((span_days * day_ms) / total));
  }

  starts(n) {
    return `(${this.now_ms} - (${this.total} - ${n}) * CAST(${this.step_ms} AS BIGINT))`;
  }
  /** The first entry that began within the last days. */
  since(days) {
    return Math.max(0, this.total - Math.floor((days * day_ms) / this.step_ms));
  }

  async prepare() {
    const { sql, store } = this;
    await store.script(`CREATE TABLE growth_places (n BIGINT PRIMARY KEY, site_id TEXT NOT NULL, team_id TEXT);
      INSERT INTO growth_places SELECT ROW_NUMBER() OVER (ORDER BY s.code) - 1, s.id, NULL FROM sites s WHERE s.kind IN ('station', 'base') AND s.state = 'operating';
      CREATE TABLE growth_teams (n BIGINT PRIMARY KEY, id TEXT NOT NULL);
      INSERT INTO growth_teams SELECT ROW_NUMBER() OVER (ORDER BY code) - 1, id FROM teams WHERE active = 1;
      CREATE TABLE growth_projects (n BIGINT PRIMARY KEY, id TEXT NOT NULL);
      INSERT INTO growth_projects SELECT ROW_NUMBER() OVER (ORDER BY id) - 1, id FROM projects;
      CREATE TABLE growth_open (n BIGINT PRIMARY KEY, id TEXT NOT NULL);
      INSERT INTO growth_open SELECT ROW_NUMBER() OVER (ORDER BY id) - 1, id FROM orders WHERE state IN ('submitted', 'triaged', 'dispatched', 'accepted', 'scheduled');\n`);
    const count = async (table) => (await store.ask(`SELECT COUNT(*) AS n FROM ${table}`))[0].n;
    [this.places, this.teams, this.projects, this.open] = [await count('growth_places'), await count('growth_teams'), await count('growth_projects'), await count('growth_open')];
    const person = id(sql, 'V', 'g.n');
    await store.script(`${sql.begin}BEGIN;
      INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) SELECT ${person}, '群众', '', ${person}, 0 FROM ${sql.numbers(0, this.people)};
      INSERT INTO volunteers (person_id, number, state, site_id) SELECT ${person}, ${person}, 'registered', p.site_id FROM ${sql.numbers(0, this.people)} JOIN growth_places p ON p.n = ${this.of('g.n', this.places)};
      COMMIT;\n${sql.end}`);
  }
  of(n, count) {
    return `(${n} % ${count})`;
  }

  /** Answers how long the rows took, and the tallies. */
  async grow(from, until) {
    const { store, sql } = this;
    const indexes = await store.ask(sql.indexes(tables.map((one) => `'${one}'`).join(', ')));
    const [{ value: seq }] = await store.ask("SELECT value FROM counters WHERE name = 'ledger'");
    const parts = [
      { from, until: Math.min(until, this.since(3)), state: 'effective', numbers: 3 },
      { from: Math.max(from, this.since(3)), until: Math.min(until, this.since(1)), state: 'publicised', numbers: 3 },
      { from: Math.max(from, this.since(1)), until, state: 'pending', numbers: 2 },
    ].filter((one) => one.from < one.until);
    let text = `${sql.begin}${indexes.map((one) => `DROP INDEX ${one.name};`).join('\n')}\nBEGIN;\n`;
    let taken = seq;
    for (const part of parts) {
      text += this.services(part, taken);
      taken += part.numbers * (part.until - part.from);
    }
    text += this.activities(from, until) + (await this.orders(from, until));
    text += `UPDATE counters SET value = ${taken} WHERE name = 'ledger';\nCOMMIT;\n${indexes.map((one) => `${one.sql};`).join('\n')}\n${sql.end}`;
    const began = performance.now();
    await store.script(text);
    if (store.engine === 'postgres') await store.script('VACUUM ANALYZE;');
    const made = performance.now();
    await run(binary, ['tally', '--data', store.data, ...(store.url ? ['--db', store.url] : [])]);
    const tallied = performance.now();
    // What autovacuum does in its next minute.
    if (store.engine === 'postgres') for (const table of ['hours_tallies', 'hours_tally_people']) await store.script(`VACUUM ANALYZE ${table};`);
    return { rows_s: (made - began) / 1000, tally_s: (tallied - made) / 1000 };
  }

  services({ from, until, state, numbers }, taken) {
    const { sql } = this;
    const rows = `FROM ${sql.numbers(from, until)} JOIN growth_places p ON p.n = ${this.of('(g.n * 7 + g.n / 7)', this.places)} LEFT JOIN growth_teams t ON g.n % 3 <> 0 AND t.n = ${this.of('(g.n * 5)', this.teams)}`;
    const seq = `${taken} + (g.n - ${from}) * CAST(${numbers} AS BIGINT)`;
    const volunteer = id(sql, 'V', this.of('(g.n * 13)', this.people));
    const signup = `CASE WHEN g.n % 2 = 0 THEN ${id(sql, 'S', 'g.n')} END`;
    const order = `CASE WHEN g.n % 10 = 1 THEN ${id(sql, 'Q', '(g.n / 10)')} END`;
    const source = "CASE WHEN g.n % 2 = 0 THEN 'presence' WHEN g.n % 10 = 1 THEN 'order' ELSE 'roll_call' END";
    const minutes = '(60 + g.n % 4 * 30)';
    const starts = this.starts('g.n');
    const ends = `${starts} + ${minutes} * 60000`;
    const event = (letter, position, at, name) => `INSERT INTO hours_events (id, entry_id, position, at_ms, actor_id, state, reason, seq)
      SELECT ${id(sql, letter, 'g.n')}, ${id(sql, 'E', 'g.n')}, ${position}, ${at}, NULL, '${name}', '', ${seq} + ${position + 1} FROM ${sql.numbers(from, until)};\n`;
    return `INSERT INTO hours_entries (id, seq, volunteer_id, order_id, signup_id, site_id, team_id, source, reverses, title, evidence, note, author_id, starts_ms, ends_ms, planned_starts_ms, planned_ends_ms, minutes, present_minutes, why, policy_version, salt, created_ms)
      SELECT ${id(sql, 'E', 'g.n')}, ${seq} + 1, ${volunteer}, ${order}, ${signup}, p.site_id, t.id, ${source}, NULL, '社区服务', '', '', NULL, ${starts}, ${ends}, NULL, NULL, ${minutes}, ${minutes}, '[]', 1, '00000000000000000000000000000000', ${ends} ${rows};
      INSERT INTO hours_standing (entry_id, seq, volunteer_id, site_id, team_id, starts_ms, minutes, state, position, due_ms, month, source, project_id, counted)
      SELECT ${id(sql, 'E', 'g.n')}, ${seq} + 1, ${volunteer}, p.site_id, t.id, ${starts}, ${minutes}, '${state}', ${numbers - 1}, ${state === 'publicised' ? `${ends} + ${3 * day_ms}` : 'NULL'}, ${sql.month(starts)}, ${source}, j.id, '${state}' ${rows}
      LEFT JOIN growth_projects j ON g.n % 2 = 0 AND j.n = ${this.of(`(g.n / ${2 * signups_each})`, this.projects)};\n` +
      event('B', 1, ends, 'pending') + (numbers === 3 ? event('F', 2, `${ends} + ${day_ms}`, state) : '');
  }

  /** An activity for every `signups_each` even entries, each with a signup. */
  activities(from, until) {
    const { sql } = this;
    const each = 2 * signups_each;
    const [first, last] = [Math.floor(from / each), Math.ceil(until / each)];
    const own = id(sql, 'A', 'g.n');
    const starts = this.starts(`(g.n * ${each})`);
    return `INSERT INTO activities (id, number, project_id, site_id, category, title, summary, conditions, risks, hazardous, insurance, place, private_details, opens_ms, closes_ms, mode, quota, state, state_since_ms, author_id, starts_ms, ends_ms, created_ms)
      SELECT ${own}, ${own}, j.id, p.site_id, (SELECT MIN(code) FROM categories), '社区服务', '', '', '', 0, '', '', '', 0, 1, 'first_come', 0, 'archived', 0, ${id(sql, 'V', '0')}, ${starts}, ${starts} + 10800000, 0
      FROM ${sql.numbers(first, last)} JOIN growth_places p ON p.n = ${this.of('g.n', this.places)} JOIN growth_projects j ON j.n = ${this.of('g.n', this.projects)} WHERE NOT EXISTS (SELECT 1 FROM activities a WHERE a.id = ${own});
      INSERT INTO shifts (id, activity_id, starts_ms, ends_ms, minimum_staff) SELECT id, id, starts_ms, ends_ms, 0 FROM activities a WHERE number = id AND NOT EXISTS (SELECT 1 FROM shifts s WHERE s.id = a.id);
      INSERT INTO shift_roles (id, shift_id, position, name, capacity, reserved, taken, minimum_age, training) SELECT id, id, 1, '服务', ${signups_each}, 0, ${signups_each}, 0, '' FROM shifts s WHERE activity_id = id AND NOT EXISTS (SELECT 1 FROM shift_roles r WHERE r.id = s.id);
      INSERT INTO signups (id, role_id, shift_id, activity_id, person_id, state, companions, reserved, arrival, starts_ms, ends_ms, created_ms)
      SELECT ${id(sql, 'S', 'g.n')}, ${id(sql, 'A', `(g.n / ${each})`)}, ${id(sql, 'A', `(g.n / ${each})`)}, ${id(sql, 'A', `(g.n / ${each})`)}, ${id(sql, 'V', this.of('(g.n * 13)', this.people))}, 'counted', 0, 0, g.n % ${each} / 2, ${this.starts('g.n')}, ${this.starts('g.n')} + 10800000, 0 FROM ${sql.numbers(from, until)} WHERE g.n % 2 = 0;\n`;
  }

  /** An order for every tenth entry: copies of one that was rated, and of open ones in the last three days. */
  async orders(from, until) {
    const { sql, store } = this;
    const columns = await store.columns('orders');
    const [{ id: rated }] = await store.ask("SELECT MIN(id) AS id FROM orders WHERE rating IS NOT NULL AND completed_ms IS NOT NULL");
    const [first, last] = [Math.ceil((from - 1) / 10), Math.ceil((until - 1) / 10)];
    const recent = Math.max(first, Math.min(last, Math.ceil(this.since(3) / 10)));
    const at = this.starts('(g.n * 10 + 1)');
    const copy = (a, b, original, changed) => `INSERT INTO orders (${columns.join(', ')}) SELECT ${columns.map((name) => changed[name] ?? `o.${name}`).join(', ')} FROM ${sql.numbers(a, b)} JOIN growth_places p ON p.n = ${this.of('(g.n * 7 + g.n / 7)', this.places)} ${original};\n`;
    const common = { id: id(sql, 'Q', 'g.n'), number: `'G-' || g.n`, requester_id: id(sql, 'V', this.of('(g.n * 17)', this.people)), site_id: 'p.site_id', created_ms: at, events: '2' };
    const done = { ...common, state: "'archived'", starts_ms: at, ends_ms: `${at} + 3600000`, completed_ms: `${at} + ${day_ms}`, rating: 'CASE WHEN g.n % 3 = 0 THEN NULL ELSE 4 + g.n % 2 END', state_since_ms: at, triage_due_ms: at, accept_due_ms: 'NULL', overall_due_ms: at, next_due_ms: 'NULL', next_clock: 'NULL', escalate_at_ms: 'NULL', escalated: '0' };
    let text = '';
    if (first < recent) text += copy(first, recent, `JOIN orders o ON o.id = '${rated}'`, done);
    if (recent < last) text += copy(recent, last, `JOIN growth_open w ON w.n = ${this.of('g.n', this.open)} JOIN orders o ON o.id = w.id`, common);
    const event = (letter, position, kind, state, when) => `INSERT INTO order_events (id, order_id, position, at_ms, actor_id, kind, from_state, to_state, reason, detail)
      SELECT ${id(sql, letter, 'g.n')}, ${id(sql, 'Q', 'g.n')}, ${position}, ${when}, NULL, '${kind}', '${state[0]}', '${state[1]}', '', '' FROM ${sql.numbers(first, recent)};\n`;
    return first < recent ? text + event('M', 1, 'placed', ['', 'submitted'], at) + event('N', 2, 'archived', ['rated', 'archived'], `${at} + ${8 * day_ms}`) : text;
  }
}
