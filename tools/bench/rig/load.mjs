// bench_load over a list of requests: what it measured, and the answers.
import { readFileSync, writeFileSync } from 'node:fs';
import { program, run } from './children.mjs';
import { cpu_s } from './server.mjs';

/** A line of bench_load's request file. */
export const line = (method, path, token, key, body) => [method, path, token, key, body ? JSON.stringify(body) : ''].join('\t');

/**
 * Sends `lines` over `connections`; all at once, or `rate` a second. Answers {status, latency_us, body} in the order of
 * the lines, with the CPU time both sides took.
 */
export async function sendAll(server, lines, { connections = 64, rate = 0, place }) {
  const [requests, answers] = [`${place}/requests`, `${place}/answers`];
  writeFileSync(requests, lines.map((one) => `${one}\n`).join(''));
  const before_s = cpu_s(server.pid);
  const measured = JSON.parse(await run(program('bench_load'), [server.port, connections, requests, answers, ...(rate ? [rate] : [])].map(String)));
  const server_cpu_s = cpu_s(server.pid) - before_s;
  const answered = readFileSync(answers, 'utf8').trimEnd().split('\n').map((text) => {
    const [, status, latency_us, body] = text.split('\t');
    return { status: Number(status), latency_us: Number(latency_us), body };
  });
  return { ...measured, server_cpu_s, per_s: measured.answered / measured.elapsed_s, answers: answered };
}
