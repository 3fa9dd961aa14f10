// The nodes and marks of an article's body: those of the server's whitelist (src/content/body_model.h), and only the
// attributes that it takes.
import { Node, type JSONContent } from '@tiptap/core';
import { TableCell, TableHeader, TableKit } from '@tiptap/extension-table';
import StarterKit from '@tiptap/starter-kit';

/** Paths of pictures by their media id and of posters by their film's, for showing them while writing. */
export type Paths = Map<string, string>;

const picture = (paths: Paths) =>
  Node.create({
    name: 'image',
    group: 'block',
    atom: true,
    draggable: true,
    addAttributes: () => ({ media: { default: '' }, alt: { default: '' }, caption: { default: '' } }),
    parseHTML: () => [],
    renderHTML: ({ node }) => {
      const { media, alt, caption } = node.attrs as { media: string; alt: string; caption: string };
      return ['figure', {}, ['img', { src: paths.get(media) ?? '', alt }], ['figcaption', {}, caption || alt]];
    },
  });

const film = (paths: Paths) =>
  Node.create({
    name: 'video',
    group: 'block',
    atom: true,
    draggable: true,
    addAttributes: () => ({ film: { default: '' }, caption: { default: '' } }),
    parseHTML: () => [],
    renderHTML: ({ node }) => {
      const { film: id, caption } = node.attrs as { film: string; caption: string };
      const poster = paths.get(id);
      return ['figure', { class: 'film-node' }, poster ? ['img', { src: poster, alt: '' }] : ['span', { class: 'library-blank' }], ['figcaption', {}, `▶ ${caption}`]];
    },
  });

export const extensions = (paths: Paths) => [
  StarterKit.configure({
    heading: { levels: [2, 3] }, code: false, codeBlock: false, strike: false, underline: false,
    link: { openOnClick: false, autolink: false, protocols: ['http', 'https'], isAllowedUri: (url) => isLink(url) },
  }),
  TableKit.configure({ table: { resizable: false }, tableCell: false, tableHeader: false }),
  TableCell.extend({ content: '(paragraph | bulletList | orderedList)+' }),
  TableHeader.extend({ content: '(paragraph | bulletList | orderedList)+' }),
  picture(paths),
  film(paths),
];

export function isLink(url: string): boolean {
  return /^https?:\/\/[^\s\\]+$/.test(url) || /^\/(?!\/)[^\s\\]*$/.test(url);
}

const kept: Record<string, readonly string[]> = {
  heading: ['level'], orderedList: ['start'], tableCell: ['colspan', 'rowspan'], tableHeader: ['colspan', 'rowspan'], image: ['media', 'alt', 'caption'], video: ['film', 'caption'],
};

/** What the server takes: the editor keeps more attributes than that (alignments, targets, widths). */
export function bare(node: JSONContent): JSONContent {
  const out: JSONContent = { type: node.type ?? '' };
  const attrs = Object.fromEntries(Object.entries(node.attrs ?? {}).filter(([name, value]) => kept[out.type ?? '']?.includes(name) && value !== null));
  if (Object.keys(attrs).length) out.attrs = attrs;
  if (node.text !== undefined) out.text = node.text;
  if (node.marks?.length) out.marks = node.marks.map((mark) => (mark.type === 'link' ? { type: 'link', attrs: { href: String(mark.attrs?.['href'] ?? '') } } : { type: mark.type }));
  if (node.content?.length) out.content = node.content.map(bare);
  return out;
}
