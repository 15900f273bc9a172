import { test as base, expect, type Page } from '@playwright/test';

/** Where screenshots go when COLOA_SHOTS is set; without it `shoot` only checks the widths. */
const SHOTS = process.env.COLOA_SHOTS;

/** Desktop, small laptop, phone: the widths every screen is looked at. */
export const widths = { desktop: 1440, laptop: 1024, phone: 360 } as const;

export interface Fixtures {
  /** Signs in through the page and waits for the shell. */
  signIn: (userName: string, password: string) => Promise<void>;
  /** Looks at the page in all widths: no sideways scroll anywhere, and a picture of each. */
  shoot: (name: string, only?: readonly (keyof typeof widths)[]) => Promise<void>;
}

export const test = base.extend<Fixtures>({
  // Any refused style or script, any exception of the page, fails the test that saw it.
  page: async ({ page }, use) => {
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && /content security policy/i.test(message.text()))
        wrong.push(message.text());
    });
    await use(page);
    expect(wrong).toEqual([]);
  },
  signIn: async ({ page }, use) => {
    await use((userName, password) => signIn(page, userName, password));
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
    });
  },
});

export { expect };

export async function signIn(page: Page, userName: string, password: string): Promise<void> {
  await page.goto('/dang-nhap');
  await page.locator('input[name=username]').fill(userName);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('.cl-account').waitFor();
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll, 'the page scrolls sideways').toBeLessThanOrEqual(client);
}
