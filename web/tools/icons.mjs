// src/shared/icons/*.svg → public/icons.svg, one <symbol id="name"> each. Icons are drawn on a 24×24 grid with
// strokes of currentColor; use them as <svg class="icon" aria-hidden="true"><use href="/icons.svg#heart"/></svg>.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const from = new URL('../src/shared/icons/', import.meta.url);
const to = new URL('../public/icons.svg', import.meta.url);
const symbols = readdirSync(from).filter((name) => name.endsWith('.svg')).sort().map((name) => {
  const text = readFileSync(new URL(name, from), 'utf8');
  const match = /^<svg[^>]*viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>\s*$/.exec(text);
  if (!match) throw new Error(`${name}: not a plain <svg viewBox="…">`);
  return `<symbol id="${name.slice(0, -4)}" viewBox="${match[1]}" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${match[2].trim()}</symbol>`;
});
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
mkdirSync(new URL('.', to), { recursive: true });
if (!existsSync(to) || readFileSync(to, 'utf8') !== sprite) writeFileSync(to, sprite);
