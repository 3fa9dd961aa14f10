#!/usr/bin/env node
// Holds the API to api/openapi.yaml, from three sides:
//   1. the routes below /api that the server has are the operations the contract names, in both directions;
//   2. every exchange the tests recorded fits the schema of its status, and accepted requests fit theirs;
//   3. every operation was answered with 2xx by some test, except those in tools/contract.uncovered, which may only shrink.
//
//   node tools/contract.mjs --routes FILE [--counts FILE] [--contract FILE]
//     FILE of --routes: the output of `wushuang routes`, "METHOD PATTERN ACCESS" a line
//     WS_CONTRACT_LOG: recordings, paths joined by ":"; JSON lines
//       {method, route, status, content_type, request_body, response_body}
//   node tools/contract.mjs --self-test
//
// The last line is {"passed":N,"failed":M}. A check is a route, an operation, or one kind of answer (operation and status).

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse as parseYaml } from 'yaml';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

// ---- the contract

class Contract {
  constructor(document) {
    this.document = document;
    this.ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(this.ajv);
    this.ajv.addSchema(document, 'contract');
    this.operations = new Map(); // "POST /api/orders" → JSON pointer of the operation
    for (const [path, item] of Object.entries(document.paths ?? {}))
      for (const method of METHODS)
        if (item[method]) this.operations.set(`${method.toUpperCase()} ${path}`, pointer('', 'paths', path, method));
    this.validators = new Map();
  }

  // What stands at a JSON pointer, through $ref; {at, value} or null.
  resolve(at) {
    let value = this.document;
    for (const part of at.split('/').slice(1)) {
      value = value?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
    }
    if (value === undefined) return null;
    return value?.$ref ? this.resolve(value.$ref.slice(1)) : { at, value };
  }

  // The answer declared for a status: its own, its class (4XX), or the default.
  response(operation, status) {
    for (const name of [String(status), `${String(status)[0]}XX`, 'default']) {
      const found = this.resolve(pointer(this.operations.get(operation), 'responses', name));
      if (found) return found;
    }
    return null;
  }

  // The media type object of a body for a content type: {at, value}, or null when it is not declared.
  media({ at, value }, contentType) {
    const type = contentType.split(';')[0].trim().toLowerCase();
    const name = Object.keys(value.content ?? {}).find(
      (declared) => declared === type || declared === '*/*' || declared === `${type.split('/')[0]}/*`,
    );
    return name === undefined ? null : this.resolve(pointer(at, 'content', name));
  }

  // Complaints about a JSON text against the schema at a pointer.
  complaints(text, at) {
    let value;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return [`is not JSON: ${error.message}`];
    }
    if (!this.validators.has(at)) this.validators.set(at, this.ajv.compile({ $ref: `contract#${encodeURI(at)}` }));
    const validate = this.validators.get(at);
    if (validate(value)) return [];
    return validate.errors.map((e) => `${e.instancePath || '(whole)'} ${e.message}${detail(e.params)}`);
  }
}

function detail(params) {
  const said = params.additionalProperty ?? params.unevaluatedProperty ?? params.allowedValues?.join(', ');
  return said === undefined ? '' : ` (${said})`;
}

function pointer(base, ...parts) {
  return base + parts.map((part) => '/' + part.replaceAll('~', '~0').replaceAll('/', '~1')).join('');
}

const isJson = (contentType) => /^application\/([\w.-]+\+)?json\b/i.test(contentType);

// ---- the checks; each reports to tally.ok(what) or tally.bad(what, words)

class Tally {
  passed = 0;
  failures = [];
  ok() {
    this.passed++;
  }
  bad(what, words) {
    this.failures.push(`${what}: ${words}`);
  }
}

function checkRoutes(contract, routesText, tally) {
  const served = new Set();
  for (const line of routesText.split('\n').filter(Boolean)) {
    const [method, pattern] = line.split(' ');
    if (pattern?.startsWith('/api/')) served.add(`${method} ${pattern.replace('...}', '}')}`);
  }
  for (const name of served)
    if (!contract.operations.has(name)) tally.bad(name, 'the server has this route, the contract does not');
  for (const name of contract.operations.keys())
    served.has(name) ? tally.ok() : tally.bad(name, 'the contract has this operation, the server does not');
}

// Why one exchange breaks the contract: a list of words.
function judge(contract, operation, exchange) {
  const complaints = [];
  const { status, content_type: type = '', request_body: sent = '', response_body: got = '' } = exchange;
  const response = contract.response(operation, status);
  if (!response) return [`status ${status} is not in the contract`];
  if (got !== '') {
    const media = contract.media(response, type);
    if (!media) complaints.push(`answers with ${type || 'no content type'}, which the contract does not name`);
    else if (isJson(type) && media.value.schema !== undefined)
      complaints.push(...contract.complaints(got, pointer(media.at, 'schema')).map((words) => `response ${words}`));
  } else if (status !== 204 && status !== 304 && response.value.content) {
    complaints.push('an empty answer where the contract names a body');
  }
  if (status >= 200 && status < 300) complaints.push(...judgeRequest(contract, operation, sent));
  return complaints;
}

function judgeRequest(contract, operation, sent) {
  const body = contract.resolve(pointer(contract.operations.get(operation), 'requestBody'));
  if (!body) return sent === '' ? [] : ['a request body was accepted that the contract does not name'];
  if (sent === '') return body.value.required ? ['an empty request was accepted where the contract requires a body'] : [];
  // Forms and uploads are the handler's to parse; only JSON has a schema here.
  const media = contract.media(body, 'application/json');
  if (!media || media.value.schema === undefined) return [];
  if (Object.keys(body.value.content).length > 1 && !/^\s*[[{]/.test(sent)) return [];
  return contract.complaints(sent, pointer(media.at, 'schema')).map((words) => `request ${words}`);
}

// Returns the operations some exchange answered with 2xx.
function checkExchanges(contract, lines, tally) {
  const answers = new Map(); // "POST /api/orders 201" → Map of words → how often
  const covered = new Set();
  lines.forEach((line, index) => {
    let exchange;
    try {
      exchange = JSON.parse(line);
    } catch {
      tally.bad(`recording ${index + 1}`, 'is not a JSON line');
      return;
    }
    const operation = `${exchange.method} ${(exchange.route ?? '').replace('...}', '}')}`;
    if (!contract.operations.has(operation)) return; // a page, or a route that checkRoutes complains about
    const answer = `${operation} ${exchange.status}`;
    if (!answers.has(answer)) answers.set(answer, new Map());
    for (const words of judge(contract, operation, exchange))
      answers.get(answer).set(words, (answers.get(answer).get(words) ?? 0) + 1);
    if (exchange.status >= 200 && exchange.status < 300) covered.add(operation);
  });
  for (const [answer, complaints] of answers) {
    if (complaints.size === 0) tally.ok();
    else tally.bad(answer, [...complaints].map(([words, times]) => `${words}${times > 1 ? ` (${times} ×)` : ''}`).join('; '));
  }
  return covered;
}

function checkCoverage(contract, covered, uncoveredText, tally) {
  const excused = uncoveredText.split('\n').map((line) => line.replace(/#.*/, '').trim()).filter(Boolean);
  for (const name of contract.operations.keys()) {
    if (covered.has(name)) tally.ok();
    else if (!excused.includes(name)) tally.bad(name, 'no test had it answered with 2xx');
  }
  for (const name of excused) {
    if (covered.has(name)) tally.bad(name, 'is tested now; remove it from tools/contract.uncovered');
    else if (!contract.operations.has(name)) tally.bad(name, 'is no operation; remove it from tools/contract.uncovered');
  }
}

function check({ document, routes, lines, uncovered }) {
  const tally = new Tally();
  const contract = new Contract(document);
  checkRoutes(contract, routes, tally);
  checkCoverage(contract, checkExchanges(contract, lines, tally), uncovered, tally);
  return tally;
}

// ---- running it

function option(name) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? null : process.argv[at + 1];
}

function readIf(path) {
  return path && existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function run() {
  const logs = (process.env.WS_CONTRACT_LOG ?? '').split(':').filter(Boolean);
  const path = option('contract') ?? join(ROOT, 'api/openapi.yaml');
  if (!existsSync(path)) console.log('There is no contract yet.');
  const tally = check({
    document: existsSync(path) ? parseYaml(readFileSync(path, 'utf8')) : {},
    routes: readIf(option('routes'))?.replace(/^SOCKET .*\n/gm, ''),
    lines: logs.flatMap((log) => readIf(log).split('\n').filter(Boolean)),
    uncovered: readIf(join(ROOT, 'tools/contract.uncovered')),
  });
  for (const words of tally.failures) console.log(words);
  if (option('counts')) writeFileSync(option('counts'), `${tally.passed} ${tally.failures.length}\n`);
  console.log(JSON.stringify({ passed: tally.passed, failed: tally.failures.length }));
  return tally.failures.length === 0;
}

function selfTest() {
  const json = (schema) => ({ content: { 'application/json': { schema } } });
  const order = { $ref: '#/components/schemas/Order' };
  const document = {
    openapi: '3.1.0',
    paths: {
      '/api/orders': {
        post: {
          requestBody: { required: true, ...json({ type: 'object', required: ['need'], properties: { need: { type: 'string' } } }) },
          responses: { 201: json(order), default: { $ref: '#/components/responses/Error' } },
        },
      },
      '/api/orders/{id}': { get: { responses: { 200: json(order), 404: { $ref: '#/components/responses/Error' } } } },
      '/api/session': { delete: { responses: { 204: { description: 'signed out' } } } },
    },
    components: {
      schemas: {
        Order: {
          type: 'object',
          additionalProperties: false,
          required: ['id'],
          properties: { id: { type: 'string' }, rated_at: { type: ['string', 'null'], format: 'date-time' } },
        },
      },
      responses: { Error: json({ type: 'object', required: ['reason'], properties: { reason: { type: 'string' } } }) },
    },
  };
  const routes = 'DELETE /api/session signed_in\nGET / everyone\nGET /api/orders/{id} everyone\nPOST /api/orders everyone\n';
  const exchange = (method, route, status, response, request = '', type = 'application/json; charset=utf-8') =>
    JSON.stringify({ method, route, status, content_type: type, request_body: request, response_body: response });
  const good = [
    exchange('POST', '/api/orders', 201, '{"id":"1"}', '{"need":"a visit"}'),
    exchange('POST', '/api/orders', 409, '{"reason":"order.twice"}', '{"odd":1}'),
    exchange('GET', '/api/orders/{id}', 200, '{"id":"1","rated_at":null}'),
    exchange('DELETE', '/api/session', 204, ''),
    exchange('GET', '/', 200, '<html>', '', 'text/html'),
  ];
  const add = (...lines) => ({ lines: [...good, ...lines] });
  // Each: what it shows, words that one failure must contain (null: none may), what differs from the good case.
  const cases = [
    ['all well', null, {}],
    ['a route outside the contract', 'the contract does not', { routes: routes + 'GET /api/teams everyone\n' }],
    ['another method', 'the server does not', { routes: routes.replace('POST', 'PUT') }],
    ['an operation without a route', 'the server does not', { routes: routes.replace(/.*session.*\n/, '') }],
    ['a rest parameter', null, { routes: routes.replace('{id}', '{id...}') }],
    ['a missing field', "required property 'id'", add(exchange('GET', '/api/orders/{id}', 200, '{}'))],
    ['an unknown field', 'additional properties (x)', add(exchange('GET', '/api/orders/{id}', 200, '{"id":"1","x":1}'))],
    ['a bad format', 'date-time', add(exchange('GET', '/api/orders/{id}', 200, '{"id":"1","rated_at":"soon"}'))],
    ['broken JSON', 'is not JSON', add(exchange('GET', '/api/orders/{id}', 200, '{'))],
    ['an error of another shape', "required property 'reason'", add(exchange('POST', '/api/orders', 400, '{}'))],
    ['a status nobody declared', 'status 410', add(exchange('GET', '/api/orders/{id}', 410, '{"reason":"gone"}'))],
    ['another content type', 'text/html', add(exchange('GET', '/api/orders/{id}', 200, '<p>', '', 'text/html'))],
    ['an empty body', 'an empty answer', add(exchange('GET', '/api/orders/{id}', 200, '', '', ''))],
    ['a body where none is declared', 'does not name', add(exchange('DELETE', '/api/session', 204, '{}'))],
    ['a request outside its schema', "request (whole) must have required property 'need'", add(exchange('POST', '/api/orders', 201, '{"id":"1"}', '{}'))],
    ['a request without its body', 'requires a body', add(exchange('POST', '/api/orders', 201, '{"id":"1"}'))],
    ['a torn line', 'not a JSON line', add('{"method":')],
    ['an operation nobody tested', 'no test had it', { lines: good.slice(2) }],
    ['a refusal is no cover', 'no test had it', { lines: good.slice(1) }],
    ['an excused one', null, { lines: good.slice(1), uncovered: '# later\nPOST /api/orders\n' }],
    ['excused but tested', 'is tested now', { uncovered: 'POST /api/orders\n' }],
    ['excused but gone', 'is no operation', { uncovered: 'POST /api/gone\n' }],
  ];
  let bad = 0;
  for (const [name, words, difference] of cases) {
    const { failures, passed } = check({ document, routes, lines: good, uncovered: '', ...difference });
    const as_expected = words === null ? failures.length === 0 && passed > 0 : failures.some((f) => f.includes(words));
    if (as_expected) continue;
    bad++;
    console.log(`self-test: ${name}: expected ${words ?? 'nothing'}, got ${failures.join(' | ') || 'nothing'}`);
  }
  console.log(`${cases.length - bad} examples as expected, ${bad} not`);
  return bad === 0;
}

process.exit((process.argv.includes('--self-test') ? selfTest() : run()) ? 0 : 1);
