#!/usr/bin/env node
// Verifies a certificate of service without a network, from what its QR code says and the keys the server published.
//
//   node tools/verify-certificate.mjs --keys FILE TEXT     TEXT: the QR code's content, or only what stands behind its "#"
//   node tools/verify-certificate.mjs --self-test          against published vectors
//
// FILE is a copy of https://SERVER/.well-known/certificate-keys.json. Exits 0 when the signature fits. Whether a
// certificate was revoked later can only be asked online, at the address in its QR code. Needs nothing but Node; the
// page /verify/offline runs the same code in a browser, with libraries for the two primitives that Node has built in.

const LINES = ['number', 'name', 'from', 'to', 'minutes', 'issuer', 'issued', 'key'];

// ---- bytes

const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (two) => parseInt(two, 16));
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
function joined(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}
// Empty for what is no base64url.
function fromBase64url(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) return new Uint8Array();
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
}
const utf8 = (text) => new TextEncoder().encode(text);

// ---- SM2 with SM3 (GB/T 32918.2): neither Node nor a browser verifies it

const hex = (text) => BigInt(`0x${text.replaceAll(' ', '')}`);
const P = hex('FFFFFFFE FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF 00000000 FFFFFFFF FFFFFFFF');
const A = P - 3n;
const B = hex('28E9FA9E 9D9F5E34 4D5A9E4B CF6509A7 F39789F5 15AB8F92 DDBCBD41 4D940E93');
const N = hex('FFFFFFFE FFFFFFFF FFFFFFFF FFFFFFFF 7203DF6B 21C6052B 53BBF409 39D54123');
const G = {
  x: hex('32C4AE2C 1F198119 5F990446 6A39C994 8FE30BBF F2660BE1 715A4589 334C74C7'),
  y: hex('BC3736A2 F4F6779C 59BDCEE3 6B692153 D0A9877C C62A4740 02DF32E5 2139F0A0'),
};

const mod = (value, by = P) => ((value % by) + by) % by;

function inverse(value) {
  let [a, b, x, y] = [mod(value), P, 1n, 0n];
  while (a > 1n) {
    const q = b / a;
    [a, b, x, y] = [b % a, a, y - q * x, x];
  }
  return mod(x);
}

function add(one, other) {
  if (!one) return other;
  if (!other) return one;
  if (one.x === other.x && mod(one.y + other.y) === 0n) return null;
  const slope =
    one.x === other.x
      ? mod((3n * one.x * one.x + A) * inverse(2n * one.y))
      : mod((other.y - one.y) * inverse(other.x - one.x));
  const x = mod(slope * slope - one.x - other.x);
  return { x, y: mod(slope * (one.x - x) - one.y) };
}

function times(factor, point) {
  let sum = null;
  for (let twice = point; factor > 0n; factor >>= 1n, twice = add(twice, twice)) if (factor & 1n) sum = add(sum, twice);
  return sum;
}

const bytes = (value) => fromHex(value.toString(16).padStart(64, '0'));
const number = (of) => hex(toHex(of) || '0');

function sm2Fits(key, message, signature, sm3) {
  const point = { x: number(key.subarray(1, 33)), y: number(key.subarray(33, 65)) };
  if (key.length !== 65 || mod(point.y ** 2n - (point.x ** 3n + A * point.x + B)) !== 0n) return false;
  const [r, s] = [number(signature.subarray(0, 32)), number(signature.subarray(32))];
  if (r < 1n || r >= N || s < 1n || s >= N) return false;
  const id = utf8('1234567812345678');
  const z = sm3(joined(Uint8Array.of(0, 128), id, ...[A, B, G.x, G.y, point.x, point.y].map(bytes)));
  const t = mod(r + s, N);
  const sum = t === 0n ? null : add(times(s, G), times(t, point));
  return sum !== null && mod(number(sm3(joined(z, message))) + sum.x, N) === r;
}

// ---- the certificate

// {fits, why, …lines}: never throws for what somebody typed. `crypto`: sm3(bytes) and ed25519Fits(key, message, signature).
export function verifyShortForm(text, keys, crypto) {
  const [payload, signed] = text.trim().split('#').at(-1).split('.');
  if (!payload || !signed) return { fits: false, why: 'this is no certificate' };
  const message = fromBase64url(payload);
  const signature = fromBase64url(signed);
  const [version, ...lines] = new TextDecoder().decode(message).split('\n');
  if (version !== 'WS1' || lines.length !== LINES.length || signature.length !== 64)
    return { fits: false, why: 'this is no certificate' };
  const said = Object.fromEntries(LINES.map((name, i) => [name, lines[i]]));
  const key = keys.find((each) => each.id === said.key);
  if (!key) return { ...said, fits: false, why: `the key ${said.key} is not among the published ones` };
  const raw = fromBase64url(key.public_key);
  const fits = key.algorithm === 'sm2' ? sm2Fits(raw, message, signature, crypto.sm3) : crypto.ed25519Fits(raw, message, signature);
  return { ...said, algorithm: key.algorithm, fits, why: fits ? '' : 'the signature does not fit' };
}

export function selfTest({ sm3, ed25519Fits }) {
  const checks = {
    'SM3 of "abc"': toHex(sm3(utf8('abc'))) === '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
  };
  const sm2Key = fromHex(
    '0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13',
  );
  const sm2Signature = fromHex(
    'F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA',
  );
  checks['SM2 of GB/T 32918.5'] = sm2Fits(sm2Key, utf8('message digest'), sm2Signature, sm3);
  checks['SM2 of another message'] = !sm2Fits(sm2Key, utf8('message digesT'), sm2Signature, sm3);
  const key = fromHex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
  const signature = fromHex(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  );
  checks['Ed25519 of RFC 8032'] = ed25519Fits(key, fromHex('72'), signature);
  checks['Ed25519 of another message'] = !ed25519Fits(key, fromHex('73'), signature);
  for (const text of ['', '#', 'a.b', 'https://x/verify/1#V1M.AA'])
    checks[`no certificate: "${text}"`] = !verifyShortForm(text, [], { sm3, ed25519Fits }).fits;
  return checks;
}

// ---- the program

async function main(args) {
  const { createHash, createPublicKey, verify } = await import('node:crypto');
  const { readFileSync } = await import('node:fs');
  const crypto = {
    sm3: (of) => createHash('sm3').update(of).digest(),
    ed25519Fits(key, message, signature) {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') };
      return verify(null, message, createPublicKey({ key: jwk, format: 'jwk' }), signature);
    },
  };
  if (args[0] === '--self-test') {
    const checks = selfTest(crypto);
    const failed = Object.keys(checks).filter((name) => !checks[name]);
    for (const name of failed) console.error(`failed: ${name}`);
    console.log(`${Object.keys(checks).length - failed.length} passed, ${failed.length} failed`);
    return failed.length ? 1 : 0;
  }
  if (args[0] !== '--keys' || args.length !== 3) {
    console.error('usage: verify-certificate.mjs --keys FILE TEXT');
    return 2;
  }
  const { fits, why, ...said } = verifyShortForm(args[2], JSON.parse(readFileSync(args[1], 'utf8')).keys, crypto);
  for (const [name, value] of Object.entries(said)) console.log(`${name.padEnd(10)} ${value}`);
  console.log(fits ? 'The signature fits. 签名有效。' : `NOT valid 无效: ${why}`);
  return fits ? 0 : 1;
}

if (/verify-certificate[\w-]*\.mjs$/.test(globalThis.process?.argv?.[1] ?? ''))
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
