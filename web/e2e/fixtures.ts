import { test as base, expect, type Page, type ViewportSize } from '@playwright/test';
import { relay } from './support/network';
import { signIn } from './support/people';

/** Where screenshots go when COLOA_SHOTS is set; without it `shoot` only checks the widths. */
const SHOTS = process.env.COLOA_SHOTS;

/** Desktop, small laptop, phone: the widths every screen is looked at. */
export const widths = { desktop: 1440, laptop: 1024, phone: 360 } as const;

export interface Fixtures {
  /** Signs a person of the sample province in, in a browser of their own. */
  as: (userName: string, viewport?: ViewportSize) => Promise<Page>;
  /** Somebody at home: a browser of their own at an address of their own; an old phone without JavaScript, unless said so. */
  citizen: (javaScript?: boolean) => Promise<Page>;
  /** Looks at the page in all widths: no sideways scroll anywhere, and a picture of each. */
  shoot: (name: string, only?: readonly (keyof typeof widths)[]) => Promise<void>;
}

/** Servers under test, each with a province of its own: as many as there are workers. */
const URLS = (process.env.COLOA_URL ?? 'http://127.0.0.1:8080').split(' ');

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner wants to see that no other fixture is asked for.
  baseURL: async ({}, use, { parallelIndex }) => use(URLS[parallelIndex]),
  // Any refused style or script, any exception of a page, fails the test that saw it.
  page: async ({ page }, use) => {
    const wrong = watch(page);
    await use(page);
    expect(wrong).toEqual([]);
  },
  as: async ({ browser }, use) => {
    const opened: { page: Page; wrong: string[] }[] = [];
    await use(async (userName, viewport) => {
      const context = await browser.newContext(viewport ? { viewport } : {});
      const page = await context.newPage();
      opened.push({ page, wrong: watch(page) });
      await signIn(page, userName);
      return page;
    });
    for (const { page, wrong } of opened) {
      await page.context().close();
      expect(wrong).toEqual([]);
    }
  },
  citizen: async ({ browser, baseURL }, use) => {
    const opened: { page: Page; wrong: string[]; close: () => Promise<void> }[] = [];
    await use(async (javaScript = false) => {
      const { url, close } = await relay(baseURL ?? '');
      const viewport = { width: widths.phone, height: 740 };
      const context = await browser.newContext({
        baseURL: url,
        viewport,
        javaScriptEnabled: javaScript,
      });
      const page = await context.newPage();
      opened.push({ page, wrong: watch(page), close });
      return page;
    });
    for (const { page, wrong, close } of opened) {
      await page.context().close();
      await close();
      expect(wrong).toEqual([]);
    }
  },
  shoot: async ({ page }, use) => {
    await use(async (name, only = ['desktop', 'laptop', 'phone']) => {
      const before = page.viewportSize();
      for (const size of only) {
        await page.setViewportSize({ width: widths[size], height: size === 'phone' ? 760 : 900 });
        await page.evaluate(() => document.fonts.ready);
        await expectNoSidewaysScroll(page);
        if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${widths[size]}.png` });
      }
      if (before) await page.setViewportSize(before);
      // The page has its old shape again before anybody presses anything.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    });
  },
});

export { expect, type Page };

/** What a page did wrong, as it comes. */
function watch(page: Page): string[] {
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security policy/i.test(message.text()))
      wrong.push(message.text());
  });
  return wrong;
}

/**
 * Once the page has come to rest: a drawer that opens or a table that is measured may stand over its edge for a moment.
 * `softly`: the test goes on, and fails at its end.
 */
export async function expectNoSidewaysScroll(page: Page, what = 'the page', softly = false): Promise<void> {
  const over = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect
    .configure({ soft: softly })
    .poll(over, { message: `${what} scrolls sideways`, timeout: 3_000 })
    .toBeLessThanOrEqual(0);
}
