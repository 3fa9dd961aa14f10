// A small reader of the templates' language, for previews and tests; the server uses ctemplate. Same rules: includes
// in the same scope, [[texts]] resolved before anything else, values escaped, outer values visible in sections.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../templates/', import.meta.url));
const html = (text) => String(text).replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]);

function load(name, texts) {
  return readFileSync(root + name, 'utf8')
    .replace(/\{\{>([\w/.-]+)\}\}/g, (_, part) => load(part, texts))
    .replace(/\[\[([a-z0-9_.]+)\]\]/g, (_, key) => {
      if (texts[key] === undefined) throw new Error(`${name}: no text ${key}`);
      return html(texts[key]);
    });
}

function parse(source, name) {
  const top = { children: [] };
  const open = [top];
  let at = 0;
  for (const match of source.matchAll(/\{\{(!|#|\/)?\s*([\s\S]*?)\s*\}\}/g)) {
    open.at(-1).children.push(source.slice(at, match.index));
    at = match.index + match[0].length;
    const [, kind, body] = match;
    if (kind === '!') continue;
    if (!/^[A-Z][A-Z0-9_]*$/.test(body)) throw new Error(`${name}: not a marker: ${match[0]}`);
    if (kind === '#') {
      const section = { section: body, children: [] };
      open.at(-1).children.push(section);
      open.push(section);
    } else if (kind === '/') {
      const closed = open.pop();
      if (closed.section !== body) throw new Error(`${name}: {{/${body}}} closes {{#${closed.section}}}`);
    } else open.at(-1).children.push({ value: body });
  }
  if (open.length > 1) throw new Error(`${name}: {{#${open.at(-1).section}}} is not closed`);
  open[0].children.push(source.slice(at));
  return top;
}

/** Views are plain objects: NAME: "value" | 3, SECTION: true | [ {…}, … ]. */
export function render(name, view, texts, missing = new Set(), seen = new Set()) {
  const find = (scopes, key) => scopes.find((scope) => scope[key] !== undefined)?.[key];
  const walk = (node, scopes) =>
    node.children.map((child) => {
      if (typeof child === 'string') return child;
      if (child.value) {
        seen.add(child.value);
        const value = find(scopes, child.value);
        if (value === undefined || typeof value === 'object') missing.add(child.value);
        return html(value ?? '');
      }
      seen.add(child.section);
      const shown = find(scopes, child.section);
      if (shown === undefined || shown === false) return '';
      return (shown === true ? [{}] : shown).map((inner) => walk(child, [inner, ...scopes])).join('');
    }).join('');
  return walk(parse(load(name, texts), name), [view]);
}
