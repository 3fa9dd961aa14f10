// A list of ten thousand people, judged and written, while somebody else uses the platform.
//
//   ./dev bench import [--rows 10000] [--tiny]
import { performance } from 'node:perf_hooks';
import { pause } from './rig/children.mjs';
import { admit } from './rig/crowd.mjs';
import { makeDistrict } from './rig/district.mjs';
import { options } from './rig/options.mjs';
import { quantile, Report } from './rig/report.mjs';
import { cpu_s, Server, status_kb } from './rig/server.mjs';

const chosen = options({ rows: 10_000, tiny: false });
const rows = chosen.tiny ? 200 : chosen.rows;

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** The nth identity number of a far district: one for each day and turn, with its check character. */
function identity(n) {
  const born = new Date(Date.UTC(1960, 0, 1 + (n % 12_000))).toISOString().slice(0, 10).replaceAll('-', '');
  const digits = `659004${born}${String(100 + Math.floor(n / 12_000)).padStart(3, '0')}`;
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * weights[at], 0);
  return digits + '10X98765432'[sum % 11];
}
const district = await makeDistrict();
const token = await admit(district, 'zhongxin');
const [{ id: site }] = await district.ask("SELECT id FROM sites WHERE code = '510117001021'");
const [{ name: skill }] = await district.ask('SELECT name FROM skills WHERE needs_qualification = 0 ORDER BY code LIMIT 1');
const list = (from, count) =>
  ['姓名,手机号,证件号码,技能,服务时间', ...Array.from({ length: count }, (_, at) => {
    const n = from + at;
    return `移民${n},178${String(n).padStart(8, '0')},${identity(n)},${skill},周末全天`;
  })].join('\n');
const server = new Server(district);
await server.start();
const before_mb = status_kb(server.pid, 'VmRSS') / 1024;
let turn = 0;
const key = () => `import-bench-${(turn += 1)}`;

async function upload(text) {
  const words = new URLSearchParams({ kind: 'people', site_id: site, file_name: 'list.csv', statement: 'consent_forms_held' });
  const answer = await fetch(`${server.base}/api/imports?${words}`, {
    method: 'POST', body: text, headers: { Authorization: `Bearer ${token}`, 'Idempotency-Key': key(), 'Content-Type': 'application/octet-stream' },
  });
  const told = await answer.text();
  return { status: answer.status, document: told ? JSON.parse(told) : {} };
}

/** Writes the list; how long it took, and how long others waited for a write of theirs meanwhile. */
async function written(from, mode) {
  const began = performance.now();
  const { status, document } = await upload(list(from, rows));
  if (status !== 201) throw new Error(`the upload was answered with ${status} ${JSON.stringify(document)}`);
  const judged_ms = performance.now() - began;
  const busy = cpu_s(server.pid);
  const path = `/api/imports/${document.id}`;
  await server.ask('POST', `${path}/start`, { token, key: key(), body: { mode } });
  const started = performance.now();
  const waits_ms = [];
  for (;;) {
    const asked = performance.now();
    await server.ask('POST', '/api/notices/read', { token, key: key(), body: { until_id: '7ZZZZZZZZZZZZZZZZZZZZZZZZZ' } }).catch(() => {});
    waits_ms.push(performance.now() - asked);
    const now = await server.ask('GET', path, { token });
    if (now.state !== 'running') return { judged_ms, written_ms: performance.now() - started, cpu_s: cpu_s(server.pid) - busy, waits_ms, written: now.written };
    await pause(20);
  }
}

const report = new Report('bench', 'import', chosen);
for (const [index, mode] of ['good', 'all'].entries()) {
  const done = await written(index * rows, mode);
  report.note(`${rows} rows, ${mode}: judged`, done.judged_ms / 1000, 's');
  report.note(`${rows} rows, ${mode}: written`, done.written_ms / 1000, 's');
  report.note(`${rows} rows, ${mode}: the server's CPU for it`, done.cpu_s, 's');
  report.note(`${rows} rows, ${mode}: a write beside it, p99`, quantile(done.waits_ms, 0.99), 'ms');
  report.atMost(`${rows} rows, ${mode}: a write beside it, longest`, Math.max(...done.waits_ms), 1_000, 'ms');
  report.exactly(`${rows} rows, ${mode}: people entered`, done.written, rows);
}
report.atMost('memory at its peak, above the server at rest', status_kb(server.pid, 'VmHWM') / 1024 - before_mb, 100, 'MB');
if (!chosen.tiny) {
  const { status, document } = await upload(list(2 * rows, 10_001));
  report.exactly('a list of 10,001 rows is refused', `${status} ${document.reason}`, '400 import.too_many_rows');
}
await server.stop();
process.exit(report.print());
