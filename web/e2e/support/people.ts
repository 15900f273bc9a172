import { expect, type Page } from '@playwright/test';

/** Password of every account of the sample province (`coloa serve --sample`). */
export const PASSWORD = 'ba vong thanh co loa';

/** Fills the sign-in form of the page that is open. */
export async function fillSignIn(page: Page, userName: string, password: string) {
  await page.locator('input[name=username]').fill(userName);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form button[type=submit]').click();
}

/** Signs in and waits for the frame of the product. */
export async function signIn(page: Page, userName: string) {
  await page.goto('/dang-nhap');
  await fillSignIn(page, userName, PASSWORD);
  await expect(page).not.toHaveURL(/dang-nhap/);
  await expect(page.locator('main h1').first()).toBeVisible();
}
