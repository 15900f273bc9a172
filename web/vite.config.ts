import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The API server during `npm run dev`; `make run` listens on the same address.
const server = process.env.COLOA_URL ?? 'http://127.0.0.1:8080';

// Files of tests share one page and its modules, which were most of the time when each file read them anew. What a file
// puts in the place of a module would stay for the next: such a file has a page to itself.
const src = fileURLToPath(new URL('./src', import.meta.url));
const tests = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.test\.tsx?$/.test(file))
  .map((file) => `${src}/${file}`);
const replacing = tests.filter((file) => readFileSync(file, 'utf8').includes('vi.mock('));
const sharing = tests.filter((file) => !replacing.includes(file));

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '~': src } },
  build: {
    manifest: true,
    target: 'es2023',
    // The policy `default-src 'self'` refuses data: URLs, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': { target: server, changeOrigin: false } } },
  test: {
    environment: 'happy-dom',
    projects: [
      { extends: true, test: { name: 'sharing', include: sharing, isolate: false } },
      { extends: true, test: { name: 'replacing', include: replacing } },
    ],
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    unstubGlobals: true,
    // A form of the component library takes seconds to draw where other work fills the machine.
    testTimeout: 30_000,
    css: false,
  },
});
