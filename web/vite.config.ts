// The three faces that are applications: desk, admin, screen. The public face has its own build
// (vite.public.config.ts) so that its first script never shares a chunk with theirs.
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.WUSHUANG_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/',
  plugins: [vue()],
  resolve: { alias: { '@': here('./src') } },
  // Strict CSP: the runtime-only builds compile nothing in the browser, messages are read without eval.
  define: {
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __INTLIFY_JIT_COMPILATION__: 'true',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
  },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    emptyOutDir: true,
    assetsInlineLimit: 0, // no data: URLs, so that the policy can stay 'self'
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: { desk: here('./desk.html'), admin: here('./admin.html'), screen: here('./screen.html') },
    },
  },
  server: {
    proxy: Object.fromEntries(['/api', '/files', '/live', '/ws'].map((path) => [path, { target: server, ws: true }])),
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.spec.ts', 'tools/**/*.spec.mjs'],
  },
});
