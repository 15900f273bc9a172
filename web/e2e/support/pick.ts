import { expect, type Locator } from '@playwright/test';

/**
 * Takes an option of an open list. A press that comes while the list still opens is taken for one beside it: a person
 * is slower, and presses again.
 */
export async function pick(option: Locator): Promise<void> {
  await expect(option).toBeVisible();
  await expect(async () => {
    if (await option.isVisible()) await option.click({ timeout: 1_000 });
    await expect(option).toBeHidden({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}
