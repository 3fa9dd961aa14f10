// A worker thread: how long /healthz takes on a connection that stays, and on a new one, until it is told "enough".
import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { pause } from './children.mjs';

let asking = true;
parentPort.once('message', () => (asking = false));

const ask = (agent) =>
  new Promise((resolve) => {
    const began = performance.now();
    const request = get({ host: '127.0.0.1', port: workerData.port, path: '/healthz', agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode === 200 ? performance.now() - began : undefined));
    });
    request.on('error', () => resolve(undefined));
  });

const staying = new Agent({ keepAlive: true, maxSockets: 1 });
const times = { kept: [], fresh: [], failed: 0 };
while (asking) {
  for (const [name, agent] of [['kept', staying], ['fresh', false]]) {
    const took = await ask(agent);
    if (took === undefined) times.failed += 1;
    else times[name].push(took);
  }
  await pause(20);
}
staying.destroy();
parentPort.postMessage(times);
