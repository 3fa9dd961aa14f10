import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/shared/styles/tokens.css', 'utf8');

function block(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  expect(start).toBeGreaterThanOrEqual(0);
  const body = css.slice(start, css.indexOf('\n}', start));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})/g)].map((m) => [m[1]!, m[2]!]));
}

function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(full.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const base = block(':root');
const themes = {
  light: base,
  screen: { ...base, ...block("html[data-face='screen']") },
  high: { ...base, ...block("html[data-contrast='high']") },
};
const text: [string, string[]][] = [
  ['ink', ['paper', 'paper-2', 'card', 'brand-tint', 'good-tint', 'warn-tint', 'bad-tint', 'calm-tint']],
  ['ink-2', ['paper', 'paper-2', 'card']],
  ['ink-3', ['paper', 'paper-2', 'card']],
  ['brand-text', ['paper', 'paper-2', 'card', 'brand-tint']],
  ['link', ['paper', 'paper-2', 'card']],
  ['good', ['card', 'paper', 'good-tint']],
  ['warn', ['card', 'paper', 'warn-tint']],
  ['bad', ['card', 'paper', 'bad-tint']],
  ['calm', ['card', 'paper', 'calm-tint']],
  ['on-brand', ['brand-deep']],
];

describe.each(Object.entries(themes))('%s', (name, tokens) => {
  it.each(text.flatMap(([fore, backs]) => backs.map((back) => [fore, back] as const)))('%s on %s is readable', (fore, back) => {
    expect(contrast(tokens[fore]!, tokens[back]!)).toBeGreaterThanOrEqual(4.5);
  });
  it('draws borders of controls and the focus ring at 3:1', () => {
    for (const edge of ['line-firm', 'focus']) {
      for (const back of ['paper', 'card']) expect(contrast(tokens[edge]!, tokens[back]!)).toBeGreaterThanOrEqual(3);
    }
  });
  if (name !== 'screen') {
    it.each(['rose', 'amber', 'sage', 'sky', 'plum'])('category %s', (hue) => {
      expect(contrast(tokens[`c-${hue}-ink`]!, tokens[`c-${hue}`]!)).toBeGreaterThanOrEqual(4.5);
    });
    it('writes white on brand', () => expect(contrast(tokens['on-brand']!, tokens['brand']!)).toBeGreaterThanOrEqual(4.5));
  }
});
