// The demo district as a data directory, on either engine, with a way to ask the database behind the server's back.
import { cpSync, copyFileSync, existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { binary, directory, root, run } from './children.mjs';
import { startPostgres } from './postgres.mjs';

/** A file of its own. `ask` opens it beside the server, as an operator would. */
class SqliteStore {
  engine = 'sqlite';

  constructor(data) {
    this.data = data;
    this.file = join(data, 'wushuang.db');
  }
  async script(sql) {
    await run('sqlite3', ['-bail', '-cmd', '.timeout 10000', this.file], { input: sql });
  }
  async ask(sql) {
    const text = await run('sqlite3', ['-bail', '-json', '-cmd', '.timeout 10000', this.file], { input: `${sql};` });
    return text.trim() ? JSON.parse(text) : [];
  }
  async columns(table) {
    return (await this.ask(`SELECT name FROM pragma_table_info('${table}')`)).map((row) => row.name);
  }
  /** Nobody may have it open. */
  async copy(name) {
    await this.script('PRAGMA wal_checkpoint(TRUNCATE);');
    const data = directory(name);
    for (const file of ['master.key', 'wushuang.db']) copyFileSync(join(this.data, file), join(data, file));
    return new SqliteStore(data);
  }
  async drop() {}
}

class PostgresStore {
  engine = 'postgres';

  constructor(data, postgres, database) {
    Object.assign(this, { data, postgres, database, url: postgres.url(database) });
  }
  async script(sql) {
    await this.postgres.psql(this.database, sql);
  }
  async ask(sql) {
    const text = await this.postgres.psql(this.database, `SELECT COALESCE(json_agg(rows), '[]') FROM (${sql}) rows;`);
    return JSON.parse(text);
  }
  async columns(table) {
    const rows = await this.ask(`SELECT column_name AS name FROM information_schema.columns WHERE table_name = '${table}'`);
    return rows.map((row) => row.name);
  }
  async copy(name) {
    const data = directory(name);
    cpSync(this.data, data, { recursive: true });
    return new PostgresStore(data, this.postgres, await this.postgres.create(this.database));
  }
  async drop() {
    await this.postgres.drop(this.database);
  }
}

async function open(engine, data, postgres) {
  if (engine === 'sqlite') return new SqliteStore(data);
  postgres ??= await startPostgres();
  return new PostgresStore(data, postgres, await postgres.create());
}

/**
 * A seeded district. WS_BENCH_DISTRICT names a directory with one made before (SQLite), so that several runs in a row
 * need not each make their own. `seeded_ms` is how long it took.
 */
export async function makeDistrict(engine = 'sqlite', postgres) {
  const ready = process.env.WS_BENCH_DISTRICT;
  if (engine === 'sqlite' && ready && existsSync(join(ready, 'wushuang.db'))) return new SqliteStore(ready).copy('district');
  const data = directory('district');
  const store = await open(engine, data, postgres);
  const began = performance.now();
  await run(binary, ['seed', 'pidu', '--data', data, ...(store.url ? ['--db', store.url] : []), '--assets', root]);
  store.seeded_ms = performance.now() - began;
  return store;
}
