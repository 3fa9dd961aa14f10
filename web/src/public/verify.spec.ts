import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { selfTest, verifyShortForm } from '../../../tools/verify-certificate.mjs';
import { check } from '../../../tools/verify-ledger/verify-ledger.mjs';
import { sm3 } from './sm3';
import { crypto, told } from './verify';

const base64url = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const secret = new Uint8Array(32).fill(7);
const keys = [{ id: 'k1', algorithm: 'ed25519', public_key: base64url(ed25519.getPublicKey(secret)) }];
const words = new TextEncoder().encode(['WS1', '2026-7K3M-9QXT-4HRB', '王**', '2026-01-01', '2026-11-23', '1234', '郫都区中心', '2026-11-24', 'k1'].join('\n'));
const signed = (message: Uint8Array, by = secret) => `https://x.cn/verify/2026-7K3M-9QXT-4HRB#${base64url(message)}.${base64url(ed25519.sign(message, by))}`;

describe('a certificate on this device', () => {
  it('has primitives that answer as the standards say', () => {
    const checks = selfTest(crypto);
    expect(Object.keys(checks).length).toBeGreaterThan(6);
    expect(Object.entries(checks).filter(([, right]) => !right)).toEqual([]);
  });
  it('fits when it was signed, and says what stands in it', () => {
    const said = verifyShortForm(signed(words), keys, crypto);
    expect(said.fits).toBe(true);
    expect(told(said, '小时|分钟')).toEqual(['2026-7K3M-9QXT-4HRB', '王**', '2026-01-01 – 2026-11-23', '20 小时 34 分钟', '郫都区中心', '2026-11-24', 'k1']);
  });
  it('does not fit with another word, another key or another text', () => {
    const other = words.slice();
    other[30] = (other[30] ?? 0) ^ 1;
    const [, signature] = signed(words).split('.').slice(-2);
    expect(verifyShortForm(`#${base64url(other)}.${signature}`, keys, crypto).fits).toBe(false);
    expect(verifyShortForm(signed(words, new Uint8Array(32).fill(8)), keys, crypto).fits).toBe(false);
    expect(verifyShortForm(signed(words), [], crypto).why).toContain('k1');
    expect(told(verifyShortForm('你好', keys, crypto), '')).toEqual([]);
  });
});

describe('a proof of the ledger on this device', () => {
  const leafText = JSON.stringify({ v: 1, seq: 1, kind: 'entry', id: 'E', person: hex(sm3(new TextEncoder().encode('person\nsalt\nP'))), content: hex(sm3(new TextEncoder().encode('content\nsalt\nC'))), minutes: 90 });
  const leaf = new TextEncoder().encode(leafText);
  const root = hex(sm3(Uint8Array.from([0, ...leaf])));
  const proof = { hash: 'SM3', format: 1, root: { day: '2026-11-23', size: 1, root }, entry_id: 'E', person_id: 'P', salt: 'salt', content: 'C', leaves: [{ index: 0, leaf: leafText, path: [] }] };

  it('is proven against the published root', () => {
    expect(check(proof, [{ items: [{ day: '2026-11-23', size: 1, root }] }], sm3)).toMatchObject({ proven: true });
    expect(check(proof, [root], sm3)).toMatchObject({ proven: true });
  });
  it('is not proven against another root, with another minute, or when it is no proof', () => {
    expect(check(proof, ['0'.repeat(64)], sm3).proven).toBe(false);
    expect(check({ ...proof, leaves: [{ index: 0, leaf: leafText.replace('90', '95'), path: [] }] }, [root], sm3).proven).toBe(false);
    for (const none of [null, {}, [], { ...proof, leaves: {} }, { ...proof, root: null }]) expect(check(none, [root], sm3).proven).toBe(false);
  });
});
