import { defineConfig } from '@playwright/test';

// `scripts/test e2e` starts the servers under test and names them in COLOA_URL, with a blank between two; a worker has one of
// them to itself.
const servers = (process.env.COLOA_URL ?? 'http://127.0.0.1:8080').split(' ');

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  workers: servers.length,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: 1440, height: 900 },
    // Lists and dialogs that still move take a press for one beside them; the product moves nothing for who asks so.
    contextOptions: { reducedMotion: 'reduce' },
    // Without pictures of every moment: they cost as much as the tests themselves.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: false },
    launchOptions: {
      executablePath: process.env.COLOA_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        '--disable-quic',
      ],
    },
  },
});
