import { expect, type Locator } from '@playwright/test';

/**
 * Opens a list and takes the option whose words match. A press while the list still opens may close it and choose
 * nothing, so it is done again until the box shows the choice.
 */
export async function pick(box: Locator, option: string | RegExp): Promise<void> {
  const page = box.page();
  const select = box.locator('xpath=ancestor::*[contains(concat(" ", @class, " "), " ant-select ")][1]');
  const lists = page.locator('.ant-select-dropdown:visible');
  await expect(async () => {
    if ((await lists.count()) === 0) await box.click({ timeout: 2_000 });
    await lists
      .locator('.ant-select-item-option')
      .filter({ hasText: option })
      .first()
      .click({ timeout: 2_000 });
    await expect(select).toContainText(option, { timeout: 1_000 });
    await expect(lists).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
}
