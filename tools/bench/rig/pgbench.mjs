// pgbench running a use case as the server runs it: its statements are taken from PostgreSQL's log, and what must differ
// from one transaction to the next (identifiers, keys, numbers, who acts) becomes an expression of pgbench's variables.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { pairs } from './rush.mjs';
import { startPostgres } from './postgres.mjs';

export const clients = 64;

export const startLoggingPostgres = () => startPostgres(['logging_collector=on', 'log_destination=jsonlog', 'log_directory=log', 'log_filename=all.log']);

/** [{sql, values}] of the last use case in the log that was kept. */
function lastUseCase(postgres) {
  const directory = join(postgres.place, 'data/log');
  const file = readdirSync(directory).find((name) => name.endsWith('.json'));
  const current = new Map(); // by session: readers and clocks write into the same log
  let last = null;
  for (const text of readFileSync(join(directory, file), 'utf8').trimEnd().split('\n')) {
    const { pid, message, detail } = JSON.parse(text);
    const sql = message.match(/^(?:execute [^:]*|statement): ([^]*)$/)?.[1];
    if (!sql) continue;
    const useCase = current.get(pid);
    if (sql.startsWith('SAVEPOINT')) current.set(pid, []);
    else if (sql.startsWith('RELEASE') && useCase?.some((one) => one.sql.startsWith('INSERT INTO idempotency'))) last = useCase;
    else useCase?.push({ sql, values: valuesOf(detail ?? '') });
  }
  if (!last) throw new Error('no use case in the log of PostgreSQL');
  return last;
}

/** "parameters: $1 = 'it''s', $2 = NULL" → ["it's", null] */
function valuesOf(detail) {
  return [...detail.matchAll(/\$\d+ = (?:NULL|'((?:[^']|'')*)')/g)].map(([, text]) => text?.replaceAll("''", "'") ?? null);
}

const ulid_digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const made_ms = (ulid) => [...ulid.slice(0, 10)].reduce((sum, digit) => sum * 32 + ulid_digits.indexOf(digit), 0);
const isNew = (text) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text) && Math.abs(Date.now() - made_ms(text)) < 3_600_000;
const numbered = (prefix, number) => `('${prefix}' || lpad((${number})::text, 19, '0'))`;

/** Replaces values by expressions; new identifiers get a letter each, the same wherever they appear. */
class Script {
  #letters = new Map();

  constructor(useCase) {
    this.useCase = useCase;
  }
  text(variables) {
    const statements = this.useCase.map(({ sql, values }) =>
      `${sql.replace(/\$(\d+)/g, (_, place) => this.#expression(values[Number(place) - 1]))};`);
    return [...variables, 'BEGIN;', ...statements, 'END;', ''].join('\n');
  }
  #expression(value) {
    if (value === null) return 'NULL';
    if (value.startsWith('01CRWDR')) return numbered('01CRWDR', ':resident');
    if (value.startsWith('01CRWDQ')) return numbered('01CRWDQ', ':claimed');
    if (value.startsWith('01CRWDV')) return numbered('01CRWDV', ':volunteer');
    if (/^(place|claim|sign)-\d+$/.test(value)) return "('k-' || (:client_id)::text || '-' || (:count)::text)";
    if (/^\d{8}-\d+$/.test(value)) return "('B' || (:client_id)::text || '-' || (:count)::text)";
    if (isNew(value)) return numbered(`01CRWN${this.#letter(value)}`, ':client_id * 1000000 + :count');
    // A colon would begin a variable of pgbench.
    return `'${value.replaceAll("'", "''").replaceAll(':', '=')}'`;
  }
  #letter(value) {
    if (!this.#letters.has(value)) this.#letters.set(value, ulid_digits[this.#letters.size]);
    return this.#letters.get(value);
  }
}

export class PgBench {
  /** `serveLogged(store)` lets the server run the use case once or twice while PostgreSQL logs. `crowd.variables` are
   *  pgbench's, if they are not those of orders. */
  static async record(postgres, prepared, serveLogged, phase, crowd) {
    const store = await prepared.copy('logged');
    await postgres.psql('postgres', `ALTER DATABASE ${store.database} SET log_statement = 'all';`);
    await serveLogged(store);
    await store.drop();
    const each = Math.floor(crowd.claimed / clients);
    const variables = crowd.variables ?? [
      '\\set count :count + 1',
      `\\set resident random(0, ${crowd.residents.length - 1})`,
      `\\set claimed :client_id * ${each} + :count - 1`,
      `\\set volunteer :claimed % ${pairs(crowd.claimed)} * 2`,
    ];
    const file = join(postgres.place, `${phase}.sql`);
    writeFileSync(file, new Script(lastUseCase(postgres)).text(variables));
    return Object.assign(new PgBench(), { postgres, prepared, file, most: each });
  }

  /** Transactions a second. */
  async run(transactions) {
    const store = await this.prepared.copy('pgbench');
    const each = Math.min(transactions, this.most);
    const out = await run(join(this.postgres.bin, 'pgbench'), ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-t', String(each),
      '-D', 'count=0', '-f', this.file, store.url]);
    await store.drop();
    if (!out.includes(`processed: ${clients * each}/${clients * each}`)) throw new Error(`pgbench did not finish\n${out}`);
    return Number(out.match(/tps = ([\d.]+)/)[1]);
  }
}
