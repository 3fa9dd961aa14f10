#!/usr/bin/env node
// Enforces the arrows of the architecture over src/: who may include whom, where SQL, clocks and randomness may stand.
//
//   node tools/layers.mjs              checks src/; exits 1 on a violation that tools/layers.allow does not list
//   node tools/layers.mjs --self-test  proves that every rule can fail, and that good code passes
//
// tools/layers.allow holds known violations, one "FILE RULE [TARGET]" a line. It may only shrink: an entry that no
// longer applies is a failure too.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

// ---- what may include what

// Roles a file's suffix gives it inside a feature directory, and what each may include. "own x" is a header of role x in
// the same feature; "other public" is the public.h of another feature. What stands at the top of src/ composes and
// may include all; seed/ makes a district out of the features' use cases, and its files name what they make.
const MAY_INCLUDE = {
  base: ['base'],
  db: ['base', 'db'],
  http: ['base', 'http'],
  public: ['base', 'db', 'own model', 'own service', 'other public'],
  public_source: ['base', 'db', 'own public', 'own model', 'own store', 'own access', 'own service', 'own api', 'other public'],
  model: ['base', 'own model'],
  store: ['base', 'db', 'own public', 'own model', 'own store', 'own seed', 'other public'],
  access: ['base', 'db', 'own public', 'own model', 'own store', 'own access', 'other public'],
  service: ['base', 'db', 'own public', 'own model', 'own store', 'own access', 'own service', 'other public'],
  api: ['base', 'http', 'own public', 'own model', 'own access', 'own service', 'own api'],
  seed: ['base', 'db', 'own public', 'own model', 'own store', 'own seed', 'other public'],
};
const COMPOSITION = ['main', 'app', 'operation_api'];
const FEATURE_ROLES = ['api', 'service', 'access', 'store', 'model'];

// Libraries that stay behind one layer's door.
const BEHIND = [
  { pattern: /^boost\/(beast|asio)\b/, home: 'http', name: 'Boost.Beast and Asio' },
  { pattern: /^ctemplate\//, home: 'http', name: 'ctemplate' },
  { pattern: /^(sqlite3\.h|libpq-fe\.h|postgresql\/)/, home: 'db', name: 'SQLite and libpq' },
];

const RULES = {
  arrow: 'an include against the arrows of the architecture',
  private: "another feature's header that is not its public.h",
  role: 'a file whose name has none of the roles _api, _service, _access, _store, _model, public',
  path: 'a quoted include that is not written from src/',
  library: 'a library that stays behind another layer',
  sql: 'SQL outside a _store',
  time: 'the clock or randomness taken directly outside src/base',
  sleep: 'a sleep in a test',
  cycle: 'features that depend on each other in a circle',
};

// ---- reading C++

// The text with comments and literals blanked (lines kept), and the string literals with their lines.
function tokenize(text) {
  let code = '';
  const strings = [];
  let line = 1;
  let i = 0;
  const blank = (part) => {
    for (const c of part) {
      if (c === '\n') line++;
      code += c === '\n' ? '\n' : ' ';
    }
  };
  while (i < text.length) {
    const rest = text.slice(i, i + 2);
    if (rest === '//') {
      const end = text.indexOf('\n', i);
      const stop = end < 0 ? text.length : end;
      blank(text.slice(i, stop));
      i = stop;
    } else if (rest === '/*') {
      const end = text.indexOf('*/', i + 2);
      const stop = end < 0 ? text.length : end + 2;
      blank(text.slice(i, stop));
      i = stop;
    } else if (rest === 'R"' && !/[A-Za-z0-9_]/.test(i ? text[i - 1].replace(/[uUL8]/, ' ') : ' ')) {
      const open = text.indexOf('(', i);
      const closing = ')' + text.slice(i + 2, open) + '"';
      const end = text.indexOf(closing, open);
      const stop = end < 0 ? text.length : end + closing.length;
      strings.push({ line, text: text.slice(open + 1, end < 0 ? text.length : end) });
      blank(text.slice(i, stop));
      i = stop;
    } else if (text[i] === '"' || (text[i] === "'" && !/[0-9A-Fa-f]/.test(i ? text[i - 1] : ' '))) {
      const quote = text[i];
      let stop = i + 1;
      while (stop < text.length && text[stop] !== quote && text[stop] !== '\n') stop += text[stop] === '\\' ? 2 : 1;
      stop = Math.min(stop + 1, text.length);
      if (quote === '"') strings.push({ line, text: text.slice(i + 1, stop - 1) });
      blank(text.slice(i, stop));
      i = stop;
    } else {
      if (text[i] === '\n') line++;
      code += text[i++];
    }
  }
  return { code, strings };
}

function includes(text) {
  const found = [];
  text.split('\n').forEach((line, index) => {
    const match = /^\s*#\s*include\s*([<"])([^>"]+)[>"]/.exec(line);
    if (match) found.push({ line: index + 1, quoted: match[1] === '"', target: match[2] });
  });
  return found;
}

// ---- what a file is

// {dir, role, test}: dir is the first directory below src/; role as in MAY_INCLUDE, or "free", or null when unknown.
function classify(path) {
  const parts = path.split('/');
  const file = parts.at(-1);
  const stem = file.replace(/\.(cpp|h)$/, '');
  const test = /_test$/.test(stem);
  if (parts.length === 1) return { dir: '', role: test || COMPOSITION.includes(stem) ? 'free' : null, test };
  const dir = parts[0];
  if (dir === 'testing') return { dir, role: 'free', test };
  if (['base', 'db', 'http'].includes(dir)) return { dir, role: dir, test };
  if (test) return { dir, role: 'test', test };
  if (stem === 'public') return { dir, role: file.endsWith('.h') ? 'public' : 'public_source', test };
  const role = FEATURE_ROLES.find((name) => stem.endsWith(`_${name}`)) ?? null;
  return { dir, role: role ?? (dir === 'seed' ? 'seed' : null), test };
}

const layers = new Set(['base', 'db', 'http', 'testing']);
const isFeature = (dir) => dir !== '' && !layers.has(dir);

// What an included header is, seen from the including file: "base", "own store", "other public", "other service", …
function relation(from, to) {
  if (!isFeature(to.dir)) return to.dir === '' ? 'main' : to.dir;
  return `${from.dir === to.dir ? 'own' : 'other'} ${to.role}`;
}

// ---- the rules

function checkFile(path, text) {
  const violations = [];
  const self = classify(path);
  const add = (rule, line, words, target) => violations.push({ path: `src/${path}`, rule, line, words, target });
  if (self.role === null) add('role', 1, `has no role: name it ${FEATURE_ROLES.map((r) => `_${r}`).join(', ')} or public`);

  for (const { line, quoted, target } of includes(text)) {
    const behind = BEHIND.find((library) => library.pattern.test(target));
    if (behind && self.role !== 'free' && self.dir !== behind.home)
      add('library', line, `<${target}>: ${behind.name} stay behind src/${behind.home}`, target);
    if (!quoted) continue;
    if (target.startsWith('.') || (!target.includes('/') && !COMPOSITION.includes(target.replace(/\.h$/, '')))) {
      add('path', line, `"${target}": write includes from src/, "${self.dir}/${target.replace(/^\.\//, '')}"`, target);
      continue;
    }
    if (self.role === 'free' || self.role === null) continue;
    checkArrow(self, classify(target), line, target, add);
  }

  const { code, strings } = tokenize(text);
  if (isFeature(self.dir) && self.role !== 'store' && !self.test) {
    for (const { line, text: literal } of strings)
      if (looksLikeSql(literal)) add('sql', line, 'SQL belongs in a _store, as a named constant beside the mapping');
  }
  const each = (pattern, then) => {
    for (const match of code.matchAll(pattern)) then(code.slice(0, match.index).split('\n').length, match[0]);
  };
  if (self.dir !== 'base') {
    each(
      /\b(system_clock|steady_clock|high_resolution_clock)::now\b|\brandom_device\b|\bstd::rand\b|\bgettimeofday\b|\bclock_gettime\b/g,
      (line, what) => add('time', line, `${what}: take a Clock or a Random from base as an argument`, what),
    );
  }
  if (self.test) {
    each(/\b(sleep_for|sleep_until|usleep|nanosleep)\b/g, (line, what) =>
      add('sleep', line, `${what}: tests move the fake clock or wait for the event itself`, what),
    );
  }
  return violations;
}

function checkArrow(self, to, line, target, add) {
  const kind = relation(self, to);
  if (isFeature(self.dir) && kind.startsWith('other') && kind !== 'other public') {
    add('private', line, `"${target}" is private to ${to.dir}: other features use ${to.dir}/public.h`, target);
    return;
  }
  if (self.test) {
    const welcome = isFeature(self.dir) || to.dir === 'testing' || MAY_INCLUDE[self.dir].includes(kind);
    if (!welcome) add('arrow', line, `a test in ${self.dir} may include ${MAY_INCLUDE[self.dir].join(', ')}, testing; not "${target}"`, target);
    return;
  }
  if (MAY_INCLUDE[self.role].includes(kind)) return;
  const who = isFeature(self.dir) ? `a ${self.role.replace('_source', '.cpp')} of ${self.dir}` : `src/${self.dir}`;
  add('arrow', line, `${who} may include ${MAY_INCLUDE[self.role].join(', ')}; not "${target}" (${kind})`, target);
}

function looksLikeSql(literal) {
  return (
    /\b(SELECT|INSERT INTO|DELETE FROM|CREATE TABLE|ORDER BY|ON CONFLICT|LEFT JOIN)\b|\bUPDATE\s+\w+\s+SET\b/.test(literal) ||
    /\binsert\s+into\s+\w+|\bdelete\s+from\s+\w+|\bupdate\s+\w+\s+set\s|\bselect\b[\s\S]+\bfrom\s+\w+\s*(where|order|limit|join|group|$)/i.test(literal)
  );
}

// Features as nodes, "includes other/public.h" (outside tests) as edges; each circle is reported once.
function checkCycles(files) {
  const edges = new Map();
  for (const [path, text] of Object.entries(files)) {
    const self = classify(path);
    if (!isFeature(self.dir) || self.test) continue;
    for (const { line, quoted, target } of includes(text)) {
      const to = classify(target);
      if (!quoted || !isFeature(to.dir) || to.dir === self.dir || !target.includes('/')) continue;
      if (!edges.has(self.dir)) edges.set(self.dir, new Map());
      if (!edges.get(self.dir).has(to.dir)) edges.get(self.dir).set(to.dir, { path: `src/${path}`, line });
    }
  }
  const violations = [];
  const done = new Set();
  const visit = (node, trail) => {
    const at = trail.indexOf(node);
    if (at >= 0) {
      const circle = [...trail.slice(at), node];
      const where = edges.get(circle[0]).get(circle[1]);
      violations.push({ ...where, rule: 'cycle', words: `features in a circle: ${circle.join(' → ')}`, target: circle.join('>') });
      return;
    }
    if (done.has(node)) return;
    for (const next of edges.get(node)?.keys() ?? []) visit(next, [...trail, node]);
    done.add(node);
  };
  for (const node of [...edges.keys()].sort()) visit(node, []);
  return violations;
}

function check(files) {
  const violations = Object.entries(files).flatMap(([path, text]) => checkFile(path, text));
  return [...violations, ...checkCycles(files)];
}

// ---- running it

function sources(dir) {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(cpp|h)$/.test(entry.name) ? [path] : [];
  });
}

// Sorts violations against the ratchet: what is new, and which entries no longer apply.
function ratchet(violations, allowText) {
  const entries = allowText.split('\n').map((line) => line.replace(/#.*/, '').trim()).filter(Boolean);
  const keys = (v) => [`${v.path} ${v.rule}`, `${v.path} ${v.rule} ${v.target ?? ''}`.trim()];
  const fresh = violations.filter((v) => !keys(v).some((key) => entries.includes(key)));
  const unused = entries.filter((entry) => !violations.some((v) => keys(v).includes(entry)));
  return { fresh, unused };
}

function run() {
  const src = join(ROOT, 'src');
  const files = Object.fromEntries(sources(src).map((path) => [relative(src, path), readFileSync(path, 'utf8')]));
  const allow = join(ROOT, 'tools/layers.allow');
  const violations = check(files);
  const { fresh, unused } = ratchet(violations, existsSync(allow) ? readFileSync(allow, 'utf8') : '');
  for (const v of fresh) console.log(`${v.path}:${v.line}: [${v.rule}] ${v.words}`);
  for (const entry of unused) console.log(`tools/layers.allow: “${entry}” no longer applies; remove it`);
  const known = violations.length - fresh.length;
  console.log(`${Object.keys(files).length} files, ${fresh.length} violations${known ? `, ${known} known` : ''}`);
  return fresh.length + unused.length === 0;
}

function selfTest() {
  const inc = (...targets) => targets.map((t) => (t.startsWith('<') ? `#include ${t}` : `#include "${t}"`)).join('\n');
  // Each: what it shows, the rule that must fire (null: none may), the files.
  const cases = [
    ['base includes base', null, { 'base/id.cpp': inc('base/id.h', '<string>') }],
    ['base includes db', 'arrow', { 'base/id.cpp': inc('db/db.h') }],
    ['db includes http', 'arrow', { 'db/db.cpp': inc('http/http.h') }],
    ['http includes db', 'arrow', { 'http/server.cpp': inc('db/db.h') }],
    ['base includes a feature', 'arrow', { 'base/id.cpp': inc('orders/public.h') }],
    ['a test in base reaches db', 'arrow', { 'base/id_test.cpp': inc('db/db.h') }],
    ['a test in base uses testing', null, { 'base/id_test.cpp': inc('testing/clock.h', 'base/id.h') }],
    ['model is pure', null, { 'orders/order_model.cpp': inc('orders/order_model.h', 'base/result.h') }],
    ['model includes db', 'arrow', { 'orders/order_model.h': inc('db/db.h') }],
    ['model includes store', 'arrow', { 'orders/order_model.h': inc('orders/order_store.h') }],
    ['model includes another public', 'arrow', { 'orders/order_model.h': inc('teams/public.h') }],
    ['store', null, { 'orders/order_store.cpp': inc('orders/order_store.h', 'orders/order_model.h', 'db/db.h') }],
    ['store includes service', 'arrow', { 'orders/order_store.cpp': inc('orders/order_service.h') }],
    ['access includes http', 'arrow', { 'orders/order_access.h': inc('http/http.h') }],
    ['access includes service', 'arrow', { 'orders/order_access.h': inc('orders/order_service.h') }],
    ['service uses another feature', null, { 'orders/order_service.cpp': inc('teams/public.h', 'orders/order_access.h', 'db/db.h') }],
    ['service includes http', 'arrow', { 'orders/order_service.h': inc('http/http.h') }],
    ['service includes api', 'arrow', { 'orders/order_service.h': inc('orders/order_api.h') }],
    ['service includes testing', 'arrow', { 'orders/order_service.cpp': inc('testing/rig.h') }],
    ['api', null, { 'orders/order_api.cpp': inc('orders/order_api.h', 'orders/order_service.h', 'http/http.h') }],
    ['api includes db', 'arrow', { 'orders/order_api.cpp': inc('db/db.h') }],
    ['api includes store', 'arrow', { 'orders/order_api.cpp': inc('orders/order_store.h') }],
    ['public.h shows the service', null, { 'orders/public.h': inc('orders/order_service.h') }],
    ['public.h includes store', 'arrow', { 'orders/public.h': inc('orders/order_store.h') }],
    ['public.cpp delegates to service', null, { 'orders/public.cpp': inc('orders/public.h', 'orders/order_service.h') }],
    ['another feature\'s store', 'private', { 'orders/order_service.cpp': inc('teams/team_store.h') }],
    ['another feature\'s store in a test', 'private', { 'orders/order_test.cpp': inc('teams/team_store.h') }],
    ['a test in a feature', null, { 'orders/order_test.cpp': inc('orders/order_store.h', 'testing/rig.h', 'teams/public.h', 'http/http.h') }],
    ['no role', 'role', { 'orders/helper.cpp': '' }],
    ['no role at the top', 'role', { 'other.cpp': '' }],
    ['include from the same directory', 'path', { 'orders/order_api.cpp': inc('order_api.h') }],
    ['Beast in a feature', 'library', { 'orders/order_api.cpp': inc('<boost/beast/core.hpp>') }],
    ['Asio in db', 'library', { 'db/writer.cpp': inc('<boost/asio/post.hpp>') }],
    ['Asio in http', null, { 'http/server.cpp': inc('<boost/asio/post.hpp>') }],
    ['SQLite in a store', 'library', { 'orders/order_store.cpp': inc('<sqlite3.h>') }],
    ['SQL in api', 'sql', { 'orders/order_api.cpp': 'auto q = "SELECT id FROM orders";' }],
    ['SQL in a raw string', 'sql', { 'orders/order_service.cpp': 'auto q = R"sql(\ninsert into orders(id) values ($1))sql";' }],
    ['lower-case SQL', 'sql', { 'orders/order_api.cpp': 'auto q = "select id from orders where id = $1";' }],
    ['SQL in a comment', null, { 'orders/order_api.cpp': '// SELECT id FROM orders\nauto q = "Select a site from the list";' }],
    ['SQL in a store', null, { 'orders/order_store.cpp': 'auto q = "SELECT id FROM orders";' }],
    ['clock in a service', 'time', { 'orders/order_service.cpp': 'auto t = std::chrono::system_clock::now();' }],
    ['clock after a digit separator', 'time', { 'http/server.cpp': "int n = 1'000; auto t = steady_clock::now(); char c = 'x';" }],
    ['randomness in http', 'time', { 'http/server.cpp': 'std::random_device device;' }],
    ['rand', 'time', { 'db/db.cpp': 'int n = std::rand();' }],
    ['clock in a comment', null, { 'orders/order_service.cpp': '/* never system_clock::now() */ // random_device' }],
    ['clock in base', null, { 'base/clock.cpp': 'auto t = system_clock::now();' }],
    ['sleep in a test', 'sleep', { 'orders/order_test.cpp': 'std::this_thread::sleep_for(1s);' }],
    ['a circle', 'cycle', { 'a/a_service.cpp': inc('b/public.h'), 'b/b_service.cpp': inc('c/public.h'), 'c/public.h': inc('a/public.h') }],
    ['no circle', null, { 'a/a_service.cpp': inc('b/public.h', 'c/public.h'), 'b/b_service.cpp': inc('c/public.h'), 'c/c_test.cpp': inc('a/public.h') }],
    ['a model includes its public.h', 'arrow', { 'orders/order_model.h': inc('orders/public.h') }],
    ['a store names types of another public', null, { 'orders/order_store.cpp': inc('search/public.h', 'orders/public.h') }],
    ['seed names its files freely', null, { 'seed/plan_people.cpp': inc('seed/district_plan.h', 'people/public.h'), 'seed/seed_store.h': inc('seed/district_plan.h') }],
    ['seed reaches behind a public.h', 'private', { 'seed/plan_people.cpp': inc('people/people_service.h') }],
    ['SQL in seed', 'sql', { 'seed/plan_people.cpp': 'auto q = "SELECT id FROM orders";' }],
    ['a feature includes the composition', 'arrow', { 'orders/order_api.cpp': inc('app.h') }],
    ['the app may include anything', null, { 'app.cpp': inc('app.h', 'orders/order_api.h', 'db/db.h') }],
    ['main may include anything', null, { 'main.cpp': inc('orders/order_api.h', 'db/db.h', '<boost/asio/post.hpp>') }],
  ];
  const shown = new Set();
  let bad = 0;
  const fail = (words) => {
    bad++;
    console.log(`self-test: ${words}`);
  };
  for (const [name, rule, files] of cases) {
    const rules = [...new Set(check(files).map((v) => v.rule))];
    if (rule) shown.add(rule);
    if (rules.join() !== (rule ?? '')) fail(`${name}: expected ${rule ?? 'nothing'}, got ${rules.join(', ') || 'nothing'}`);
  }
  for (const rule of Object.keys(RULES)) if (!shown.has(rule)) fail(`no example fails rule ${rule}: ${RULES[rule]}`);
  const known = check({ 'base/id.cpp': inc('db/db.h', 'http/http.h') });
  const { fresh, unused } = ratchet(known, '# known\nsrc/base/id.cpp arrow db/db.h\nsrc/base/gone.cpp arrow\n');
  if (fresh.length !== 1 || fresh[0].target !== 'http/http.h') fail('the ratchet must let through only what it lists');
  if (unused.join() !== 'src/base/gone.cpp arrow') fail('the ratchet must report entries that no longer apply');
  console.log(`${cases.length + 2 - bad} examples as expected, ${bad} not`);
  return bad === 0;
}

process.exit((process.argv.includes('--self-test') ? selfTest() : run()) ? 0 : 1);
