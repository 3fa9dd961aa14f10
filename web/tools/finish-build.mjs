// After the two builds: copies the drawings under hashed names, writes dist/manifest.json (template marker → address)
// and puts .br and .gz neighbours beside everything that compresses.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const web = fileURLToPath(new URL('../', import.meta.url));
const dist = `${web}dist/`;
mkdirSync(`${dist}assets`, { recursive: true });

const built = JSON.parse(readFileSync(`${dist}.public-manifest.json`, 'utf8'));
const entry = built['src/public/main.ts'];
const markers = { ASSET_PUBLIC_JS: `/${entry.file}`, ASSET_PUBLIC_CSS: `/${entry.css[0]}` };

function place(marker, path, file) {
  const body = readFileSync(path);
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 8);
  const name = file.replace(/\.(\w+)$/, `-${hash}.$1`);
  writeFileSync(`${dist}assets/${name}`, body);
  markers[marker] = `/assets/${name}`;
}
place('ASSET_ICONS', `${web}public/icons.svg`, 'icons.svg');
for (const file of readdirSync(`${web}src/shared/art`).sort()) {
  const name = file.replace(/\.svg$/, '');
  place(`ASSET_ART_${name.toUpperCase()}`, `${web}src/shared/art/${file}`, `art-${name}.svg`);
}
// The stand-alone verifiers, for whoever would rather not trust the server's own pages.
for (const [marker, path] of [['ASSET_VERIFY_LEDGER', 'verify-ledger/verify-ledger.mjs'], ['ASSET_VERIFY_CERTIFICATE', 'verify-certificate.mjs']]) place(marker, `${web}../tools/${path}`, path.split('/').at(-1));
writeFileSync(`${dist}manifest.json`, `${JSON.stringify(markers, null, 2)}\n`);
rmSync(`${dist}.public-manifest.json`);

let files = 0;
for (const name of readdirSync(dist, { recursive: true }).map(String)) {
  const path = dist + name;
  if (!/\.(js|css|svg|html|json|webmanifest|txt)$/.test(name) || !statSync(path).isFile()) continue;
  const body = readFileSync(path);
  if (body.length < 512) continue;
  writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  files += 1;
}
const first = (address) => gzipSync(readFileSync(dist + address.slice(1)), { level: 9 }).length;
const sizes = { script: first(markers.ASSET_PUBLIC_JS), style: first(markers.ASSET_PUBLIC_CSS) };
console.log(`${files} files compressed; public script ${sizes.script} B gz, style ${sizes.style} B gz`);
if (sizes.script > 30_000 || sizes.style > 12_000) {
  console.error('the public face is over its budget: 30 kB of script, 12 kB of style');
  process.exit(1);
}
