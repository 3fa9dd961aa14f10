#!/usr/bin/env node
// Checks a proof of the hours ledger against a published root, with nothing but this file and Node's SM3 (docs/ledger.md).
//
//   node verify-ledger.mjs proof.json ROOT           an entry's proof; ROOT: 64 hexadecimal digits, or a saved
//                                                    /api/ledger/roots that has the proof's day
//   node verify-ledger.mjs consistency.json OLD NEW  that nothing before the older day changed; both roots as above
//
// Exits 0 and says what was proven, or 1 and says what is wrong. The page /ledger runs the same code in a browser, with
// a library's SM3.

const utf8 = (text) => new TextEncoder().encode(text);
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
function joined(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

let sm3 = () => {
  throw new Error('no SM3 was given');
};
const leafHash = (text) => sm3(joined(Uint8Array.of(0), utf8(text)));
const nodeHash = (left, right) => sm3(joined(Uint8Array.of(1), left, right));
const commitment = (label, salt, value) => toHex(sm3(utf8(`${label}\n${salt}\n${value}`)));

class Wrong extends Error {}
const require = (right, what) => {
  if (!right) throw new Wrong(what);
};
const bytes = (hex) => {
  require(typeof hex === 'string' && /^[0-9a-f]{64}$/.test(hex), 'a hash is not 64 hexadecimal digits');
  return Uint8Array.from(hex.match(/../g), (two) => parseInt(two, 16));
};
const half = (number) => Math.floor(number / 2); // indexes may pass 2^31

// RFC 9162, 2.1.3.2.
function rootFrom(leaf, index, size, path) {
  require(Number.isSafeInteger(index) && index >= 0 && index < size, 'the index is outside of the tree');
  let hash = leafHash(leaf);
  let at = index;
  let last = size - 1;
  for (const other of path.map(bytes)) {
    require(last > 0, 'the path is too long');
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(other, hash);
      for (; at % 2 === 0 && at !== 0; last = half(last)) at = half(at);
    } else hash = nodeHash(hash, other);
    at = half(at);
    last = half(last);
  }
  require(last === 0, 'the path is too short');
  return toHex(hash);
}

// RFC 9162, 2.1.4.2: the roots that the path leads to.
function rootsFrom(older, olderRoot, newer, given) {
  const path = given.map(bytes);
  if (Number.isInteger(Math.log2(older))) path.unshift(bytes(olderRoot));
  require(path.length > 0, 'the path is too short');
  let at = older - 1;
  let last = newer - 1;
  for (; at % 2 === 1; at = half(at)) last = half(last);
  let [oldHash, newHash] = [path[0], path[0]];
  for (const other of path.slice(1)) {
    require(last > 0, 'the path is too long');
    if (at % 2 === 1 || at === last) {
      oldHash = nodeHash(other, oldHash);
      newHash = nodeHash(other, newHash);
      for (; at % 2 === 0 && at !== 0; last = half(last)) at = half(at);
    } else newHash = nodeHash(newHash, other);
    at = half(at);
    last = half(last);
  }
  require(last === 0, 'the path is too short');
  return [toHex(oldHash), toHex(newHash)];
}

// `known`: 64 hexadecimal digits, or what /api/ledger/roots answered.
function published(known, root) {
  if (typeof known === 'string') return { root: toHex(bytes(known)), size: root.size };
  const found = known.items?.find((each) => each.day === root.day);
  require(found, `the published roots have none of ${root.day}`);
  return found;
}

function checkRoot(root, word) {
  const known = published(word, root);
  require(known.root === root.root && known.size === root.size, `the root of ${root.day} is not the published one`);
}

function checkEntry(proof, word) {
  checkRoot(proof.root, word);
  const leaves = proof.leaves.map(({ index, leaf, path }) => {
    require(rootFrom(leaf, index, proof.root.size, path) === proof.root.root, `leaf ${index} is not in the ledger of ${proof.root.day}`);
    const said = JSON.parse(leaf);
    require(said.seq === index + 1, `leaf ${index} stands in another place`);
    return said;
  });
  const [entry, ...events] = leaves;
  require(entry?.kind === 'entry' && entry.id === proof.entry_id, 'the first leaf is not the entry');
  require(entry.person === commitment('person', proof.salt, proof.person_id), 'the entry is of another person');
  require(entry.content === commitment('content', proof.salt, proof.content), 'the words of the entry are others');
  events.forEach((event, i) => require(event.kind === 'event' && event.entry === entry.id && event.position === i + 1, 'the events are not those of the entry'));
  const state = events.at(-1)?.state ?? 'recorded';
  return `entry ${entry.id}: ${entry.minutes} minutes of ${proof.person_id}, ${state}, in the ledger of ${proof.root.day} (root ${proof.root.root})`;
}

function checkConsistency({ older, newer, path }, oldWord, newWord) {
  checkRoot(older, oldWord);
  checkRoot(newer, newWord);
  require(older.size <= newer.size, 'the newer ledger is shorter');
  if (older.size === newer.size) require(older.root === newer.root && path.length === 0, 'the roots differ');
  else if (older.size > 0) {
    const [oldRoot, newRoot] = rootsFrom(older.size, older.root, newer.size, path);
    require(oldRoot === older.root && newRoot === newer.root, `the ledger of ${newer.day} does not continue that of ${older.day}`);
  }
  return `the ledger of ${newer.day} (${newer.size} leaves) continues that of ${older.day} (${older.size} leaves)`;
}

// {proven, what}. `roots`: one for an entry's proof, the older and the newer for a consistency proof.
export function check(proof, roots, hash) {
  sm3 = hash;
  try {
    require(proof?.hash === 'SM3' && proof.format === 1, 'this is no proof of format 1');
    return { proven: true, what: proof.leaves ? checkEntry(proof, roots[0]) : checkConsistency(proof, roots[0], roots[1] ?? roots[0]) };
  } catch (error) {
    // Whatever a stranger's file holds: a shape that is none proves nothing either.
    return { proven: false, what: error.message };
  }
}

async function main(args) {
  const { createHash } = await import('node:crypto');
  const { existsSync, readFileSync } = await import('node:fs');
  const [file, ...words] = args;
  if (!file || words.length === 0) throw new Wrong('usage: verify-ledger.mjs PROOF.json ROOT | CONSISTENCY.json OLD-ROOT NEW-ROOT');
  const roots = words.map((word) => (existsSync(word) ? JSON.parse(readFileSync(word, 'utf8')) : word));
  const { proven, what } = check(JSON.parse(readFileSync(file, 'utf8')), roots, (of) => createHash('sm3').update(of).digest());
  if (!proven) throw new Wrong(what);
  console.log(`proven: ${what}`);
}

if (/verify-ledger[\w-]*\.mjs$/.test(globalThis.process?.argv?.[1] ?? ''))
  main(process.argv.slice(2)).catch((error) => {
    console.error(`not proven: ${error.message}`);
    process.exitCode = 1;
  });
