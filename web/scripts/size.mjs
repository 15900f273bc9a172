// Prints the gzipped JavaScript and CSS a page downloads, from the manifest of the last build, and fails over budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** What each page loads: entry points by source path; imports are followed, dynamic imports are not. */
const pages = [
  {
    name: 'sign-in page',
    budgetKb: 150,
    from: ['index.html', 'src/features/auth/SignInPage.tsx', 'src/i18n/light.vi.ts'],
  },
  {
    name: 'dashboard',
    budgetKb: 700,
    from: [
      'index.html',
      'src/i18n/light.vi.ts',
      'src/app/shell/entry.tsx',
      'src/i18n/full.vi.ts',
      'src/features/home/HomePage.tsx',
    ],
    // Cards of the first page, when an area has one.
    also: (key) => /^src\/features\/[^/]+\/(home\/|.*HomeCard)/.test(key),
  },
];

function follow(key, files, seen) {
  if (seen.has(key)) return;
  seen.add(key);
  const chunk = manifest[key];
  if (!chunk) throw new Error(`${key} is not in the manifest`);
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) follow(next, files, seen);
}

let failed = false;
for (const page of pages) {
  const files = new Set();
  const seen = new Set();
  const from = [...page.from, ...(page.also ? Object.keys(manifest).filter(page.also) : [])];
  for (const key of from) follow(key, files, seen);
  const sizes = [...files]
    .map((file) => [file, gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length])
    .sort((a, b) => b[1] - a[1]);
  if (sizes.some(([file]) => /ChartCanvas|echarts/i.test(file))) {
    failed = true;
    console.log(`OVER ${page.name}: charts must be loaded on demand only`);
  }
  const total = sizes.reduce((sum, [, size]) => sum + size, 0) / 1024;
  const over = total > page.budgetKb;
  failed ||= over;
  console.log(
    `${over ? 'OVER' : 'ok  '} ${page.name}: ${total.toFixed(1)} KB of ${page.budgetKb} KB gzipped`,
  );
  for (const [file, size] of sizes) console.log(`       ${(size / 1024).toFixed(1).padStart(6)} KB  ${file}`);
}
process.exit(failed ? 1 : 0);
