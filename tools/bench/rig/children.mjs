// Processes and directories of this run: ended and removed by name of their own when it ends, however it ends.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export const root = resolve(process.env.WS_ROOT ?? new URL('../../..', import.meta.url).pathname);
export const binary = process.env.WS_BINARY ?? join(root, 'build/release/wushuang');
/** A program of tools/bench/programs. */
export const program = (name) => join(process.env.WS_PROGRAMS ?? join(root, 'build/release'), name);

const running = new Set();
const places = new Set();

function leave() {
  for (const child of running) child.kill('SIGKILL');
  for (const place of places) rmSync(place, { recursive: true, force: true });
}
process.on('exit', leave);
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) process.on(signal, () => process.exit(code));

export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
  running.add(child);
  child.ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)));
  child.ended.then(() => running.delete(child));
  child.once('error', (trouble) => {
    console.error(`${command}: ${trouble.message}`);
    process.exit(1);
  });
  return child;
}

/** Runs a program to its end; its standard output. */
export async function run(command, args, options = {}) {
  const child = start(command, args, { stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], ...options });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  if (options.input !== undefined) child.stdin.end(options.input);
  const closed = new Promise((done) => child.once('close', done));
  const code = await child.ended;
  await closed;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${err.slice(-2000)}${out.slice(-2000)}`);
  return out;
}

/** On the project's own disk: what is measured must not be a file system in memory. */
export function directory(name) {
  mkdirSync(join(root, 'var/bench'), { recursive: true });
  const place = mkdtempSync(join(root, 'var/bench', `${name}-`));
  places.add(place);
  return place;
}

/** Another place to be removed at the end. */
export const forget = (place) => places.add(place);

export function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
