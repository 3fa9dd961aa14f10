// The islands and the stylesheet of the server-rendered pages. tools/finish-build.mjs turns the manifest into
// dist/manifest.json, the flat "marker → address" table that the server gives to the templates.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: '/',
  publicDir: false,
  resolve: { alias: { '@': here('./src') } },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    emptyOutDir: false,
    manifest: '.public-manifest.json',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome80', 'safari14'],
    rolldownOptions: { input: { public: here('./src/public/main.ts') } },
  },
});
