// A private PostgreSQL with its settings as an installation has them (durable: fsync and synchronous_commit on).
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { forget, freePort, pause, run, start } from './children.mjs';

const installed = '/usr/lib/postgresql';

function programs() {
  const versions = existsSync(installed) ? readdirSync(installed).filter((one) => existsSync(`${installed}/${one}/bin/postgres`)) : [];
  if (!versions.length) throw new Error('PostgreSQL is not installed');
  return join(installed, versions.sort((a, b) => Number(a) - Number(b)).at(-1), 'bin');
}

/** PostgreSQL refuses to run as root; its own user then, in a directory that user can walk to. */
function owner() {
  if (process.getuid() !== 0) return [];
  return ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'];
}

const idOf = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);

export async function startPostgres(settings = []) {
  const bin = programs();
  const place = mkdtempSync('/var/tmp/wushuang-pg-');
  forget(place);
  const as = owner();
  if (as.length) chownSync(place, idOf('-u'), idOf('-g'));
  const by = (command, args) => (as.length ? [as[0], [...as.slice(1), command, ...args]] : [command, args]);
  await run(...by(join(bin, 'initdb'), ['-D', join(place, 'data'), '-U', 'wushuang', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8']), { cwd: place });
  const port = await freePort();
  const postgres = new Postgres(bin, place, port);
  const chosen = ['listen_addresses=127.0.0.1', 'max_connections=200', 'shared_buffers=256MB', 'max_wal_size=4GB', ...settings];
  postgres.process = start(...by(join(bin, 'postgres'), ['-D', join(place, 'data'), '-p', String(port), '-k', place, ...chosen.flatMap((one) => ['-c', one])]),
    { cwd: place, stdio: 'ignore' });
  await postgres.answers();
  return postgres;
}

class Postgres {
  #databases = 0;

  constructor(bin, place, port) {
    Object.assign(this, { bin, place, port });
  }
  url(database) {
    return `postgresql://wushuang@127.0.0.1:${this.port}/${database}`;
  }
  async answers() {
    for (let tries = 0; tries < 200; tries += 1) {
      const asked = spawnSync(join(this.bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(this.port)]);
      if (asked.status === 0) return;
      await pause(100);
    }
    throw new Error('PostgreSQL does not answer');
  }
  psql(database, sql) {
    return run('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', this.url(database)], { input: sql });
  }
  async create(template = 'template1') {
    const name = `district_${(this.#databases += 1)}`;
    await this.psql('postgres', `CREATE DATABASE ${name} TEMPLATE ${template};`);
    return name;
  }
  async drop(database) {
    await this.psql('postgres', `DROP DATABASE ${database} WITH (FORCE);`);
  }
}
