import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { signIn } from './support/people';

/** Presses a step of the signing flow and agrees to what it asks. */
async function takeStep(page: Page, step: string) {
  await page.getByRole('region', { name: 'Quy trình ký' }).getByRole('button', { name: step }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: step }).click();
  await expect(dialog).toBeHidden();
}

test('a report is prepared, closed, approved by the head, numbered, issued and exported', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const title = 'Kết quả thực hiện nhiệm vụ an ninh mạng (kiểm thử trình duyệt)';
  const desk = await (await browser.newContext()).newPage();
  await signIn(desk, 'dieuphoi');
  await desk.goto('/bao-cao');
  await desk.getByRole('button', { name: 'Lập báo cáo' }).first().click();
  const dialog = desk.getByRole('dialog');
  // The period comes with the law's days and a name, which may be changed.
  const name = dialog.getByLabel('Tên báo cáo');
  await expect(name).toHaveValue(/^Kết quả thực hiện nhiệm vụ an ninh mạng năm \d{4}$/);
  await name.fill(title);
  await dialog.getByRole('button', { name: 'Lập báo cáo' }).click();
  await expect(desk).toHaveURL(/\/bao-cao\/[0-9a-f-]{36}$/);
  const path = new URL(desk.url()).pathname;
  await expect(desk.getByRole('heading', { level: 1 })).toContainText(title);
  await takeStep(desk, 'Chốt số liệu');
  await expect(desk.locator('main').getByText('chờ phê duyệt').first()).toBeVisible();

  const head = await (await browser.newContext()).newPage();
  await signIn(head, 'thutruong');
  await head.goto(path);
  await takeStep(head, 'Phê duyệt');
  await expect(head.locator('main').getByText('đã phê duyệt').first()).toBeVisible();

  await desk.reload();
  await takeStep(desk, 'Cấp số');
  await expect(desk.locator('main').getByText('đã cấp số').first()).toBeVisible();

  await head.reload();
  await takeStep(head, 'Ban hành');
  await expect(head.locator('main').getByText('đã ban hành').first()).toBeVisible();

  await desk.goto(`${path}?tab=document`);
  await expect(desk.locator('article.cl-paper')).toContainText('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
  const download = desk.waitForEvent('download');
  await desk.getByRole('link', { name: 'Tải DOCX' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/\.docx$/);
  const bytes = await readFile(await file.path());
  expect(bytes.length).toBeGreaterThan(2_000);
  expect(bytes.subarray(0, 2).toString('latin1')).toBe('PK');
  await head.context().close();
  await desk.context().close();
});
