// nginx beside us, serving the very same bytes from files, and wrk to ask both.
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { directory, freePort, pause, run, start } from './children.mjs';

/** {status, headers, body} as it comes: fetch would uncompress the body. */
export function fetchBytes(port, { path, headers }) {
  return new Promise((done, fail) => {
    request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
    }).on('error', fail).end();
  });
}

/** Each of `files` as /INDEX. */
export async function startNginx(files) {
  const place = directory('nginx');
  mkdirSync(join(place, 'www'));
  const locations = [];
  for (const [index, { body, headers }] of files.entries()) {
    writeFileSync(join(place, 'www', String(index)), body);
    const encoding = headers['content-encoding'] ? `add_header Content-Encoding ${headers['content-encoding']};` : '';
    locations.push(`location = /${index} { default_type "${headers['content-type']}"; ${encoding} }`);
  }
  const port = await freePort();
  const user = process.getuid() === 0 ? 'user root;' : '';
  writeFileSync(join(place, 'nginx.conf'), `${user} worker_processes 2; daemon off; pid ${place}/pid; error_log ${place}/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000; open_file_cache max=100;
  client_body_temp_path ${place}/t1; proxy_temp_path ${place}/t2; fastcgi_temp_path ${place}/t3; uwsgi_temp_path ${place}/t4; scgi_temp_path ${place}/t5;
  server { listen 127.0.0.1:${port}; root ${place}/www; ${locations.join(' ')} }
}
`);
  const child = start('nginx', ['-p', place, '-c', join(place, 'nginx.conf'), '-e', join(place, 'error.log')]);
  for (let tries = 0; tries < 100; tries += 1) {
    const up = await fetch(`http://127.0.0.1:${port}/0`).then((answer) => answer.arrayBuffer()).then(() => true, () => false);
    if (up) return { child, port };
    await pause(50);
  }
  throw new Error('nginx does not answer');
}

/** Requests a second; throws if any of them was not a plain success. */
export async function wrk(port, path, headers, seconds) {
  const given = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const out = await run('wrk', ['-t', '1', '-c', '64', '-d', `${seconds}s`, ...given, `http://127.0.0.1:${port}${path}`]);
  if (/Non-2xx|Socket errors/.test(out)) throw new Error(out);
  return Number(out.match(/Requests\/sec:\s+([\d.]+)/)[1]);
}
