// The real server on loopback over a data directory, with what the kernel says it used.
import { Agent, request as httpRequest } from 'node:http';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { binary, freePort, pause, root, start } from './children.mjs';

const ticks_per_s = 100;

/** CPU seconds (user and system) of a process so far. */
export function cpu_s(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks_per_s;
}

/** One line of /proc/PID/status, in kB. */
export function status_kb(pid, line) {
  return Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${line}:\\s+(\\d+)`, 'm'))[1]);
}

export class Server {
  #agent = new Agent({ keepAlive: true, maxSockets: 256 });

  /** `data`: the directory; `url`: postgresql://… instead of the file in it; `assets` other than the
   *  project's own; `more`: further words for serve. */
  constructor({ data, url, assets = root, more = [] }) {
    Object.assign(this, { data, url, assets, more });
  }

  /** Milliseconds from starting the process to its being ready. */
  async start({ env = {} } = {}) {
    this.port ??= await freePort();
    this.base = `http://127.0.0.1:${this.port}`;
    const began = performance.now();
    this.spawn(env);
    while (!(await this.#isReady())) {
      if (this.process.exitCode !== null) throw new Error(`the server ended with ${this.process.exitCode}`);
      if (performance.now() - began > 30_000) throw new Error('the server does not become ready');
      await pause(2);
    }
    return performance.now() - began;
  }

  spawn(env = {}) {
    const db = this.url ? ['--db', this.url] : [];
    this.process = start(binary, ['serve', '--data', this.data, ...db, '--assets', this.assets, '--port', String(this.port), '--quiet', ...this.more],
      { env: { ...process.env, ...env } });
  }

  get pid() {
    return this.process.pid;
  }

  /** As if the power went, for this process. */
  async kill() {
    this.process.kill('SIGKILL');
    await this.process.ended;
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true, maxSockets: 256 });
  }

  async stop() {
    this.process.kill('SIGTERM');
    await this.process.ended;
    this.#agent.destroy();
  }

  async #isReady() {
    return this.call('GET', '/readyz').then((answer) => answer.status === 200, () => false);
  }

  /** {status, text, headers}; rejects when the connection breaks. */
  call(method, path, { token, key, body, headers: more } = {}) {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = { ...more, ...(token && { Authorization: `Bearer ${token}` }), ...(key && { 'Idempotency-Key': key }) };
    if (text) Object.assign(headers, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
    return new Promise((done, fail) => {
      const sent = httpRequest({ host: '127.0.0.1', port: this.port, method, path, headers, agent: this.#agent }, (answer) => {
        let received = '';
        answer.setEncoding('utf8').on('data', (part) => (received += part));
        answer.on('end', () => (answer.complete ? done({ status: answer.statusCode, text: received, headers: answer.headers }) : fail(new Error('cut off'))));
        answer.on('error', fail);
      });
      sent.on('error', fail);
      sent.end(text);
    });
  }

  /** The document of an answer that must be one of success. */
  async ask(method, path, given) {
    const answer = await this.call(method, path, given);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.text ? JSON.parse(answer.text) : {};
  }

  async metrics() {
    const { text } = await this.call('GET', '/metrics');
    return Object.fromEntries([...text.matchAll(/^(\w+) (\d+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  }
}
