// Texts of the public templates. A template refers to a text as [[orders.title]]; both languages live in
// templates/text/{zh,en}.json. To add one, write it in place as [[orders.title|点单|Order]] and run `npm run texts`:
// it moves into both catalogues. --check refuses what the server would refuse at load: an unknown key, a text that
// is missing in one language, a text nobody uses, different {{MARKERS}} in the two languages.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../templates/', import.meta.url));
const reference = /\[\[([a-z0-9_.]+)(?:\|([^|\]]*)\|([^\]]*))?\]\]/g;
const read = (language) => JSON.parse(readFileSync(`${root}text/${language}.json`, 'utf8'));
const write = (language, texts) =>
  writeFileSync(`${root}text/${language}.json`, `${JSON.stringify(Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`);
const templates = readdirSync(root, { recursive: true }).map(String).filter((name) => name.endsWith('.html')).sort();

const zh = read('zh');
const en = read('en');
const used = new Set();
const problems = [];
const checking = process.argv.includes('--check');

for (const name of templates) {
  const before = readFileSync(root + name, 'utf8');
  const after = before.replace(reference, (whole, key, inZh, inEn) => {
    used.add(key);
    if (inZh === undefined) return whole;
    if (zh[key] !== undefined && (zh[key] !== inZh || en[key] !== inEn)) problems.push(`${name}: [[${key}]] is already another text: ${zh[key]} / ${en[key]}`);
    zh[key] = inZh;
    en[key] = inEn;
    return `[[${key}]]`;
  });
  if (after !== before) {
    if (checking) problems.push(`${name}: has texts in place; run npm run texts`);
    else writeFileSync(root + name, after);
  }
  for (const broken of after.matchAll(/\[\[(?![a-z0-9_.]+\]\])[^\]]*\]?/g)) problems.push(`${name}: not a reference: ${broken[0]}`);
}
const markers = (text) => [...text.matchAll(/\{\{[^}]*\}\}/g)].map((m) => m[0]).sort().join();
for (const key of used) {
  if (zh[key] === undefined || en[key] === undefined) problems.push(`${key}: no text in ${zh[key] === undefined ? 'zh' : 'en'}`);
  else if (markers(zh[key]) !== markers(en[key])) problems.push(`${key}: different markers in zh and en`);
}
for (const texts of [zh, en]) {
  for (const key of Object.keys(texts)) {
    if (used.has(key)) continue;
    if (checking) problems.push(`${key}: no template uses it`);
    else delete texts[key];
  }
}
if (problems.length) {
  console.error([...new Set(problems)].join('\n'));
  process.exit(1);
}
if (!checking) {
  write('zh', zh);
  write('en', en);
}
console.log(`${templates.length} templates, ${used.size} texts in zh and en`);
