import { expect, test } from './fixtures';
import { signIn } from './support/people';

test('an owner without a response team is found by the rule, exported, and leaves the list with its team', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'dieuphoi');
  await page.goto('/mang-luoi');
  await page.getByRole('tab', { name: 'Chưa có đội' }).click();
  await expect(page.getByText(/^Chủ quản có hệ thống từ cấp độ \d trở lên/)).toBeVisible();
  const owner = 'Sở Khoa học và Công nghệ';
  const row = page.getByRole('row').filter({ hasText: owner });
  await expect(row.getByText(/^Cấp \d$/)).toBeVisible();
  await shoot('network-owners');

  // Found by a piece of the name without its marks.
  await page.getByRole('searchbox', { name: 'Tên chủ quản' }).fill('khoa hoc');
  await expect(row).toBeVisible();
  await expect(page.getByText('1 dòng')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Xuất' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.xlsx$/);

  await row.getByRole('button', { name: `Thêm đội cho ${owner}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(owner)).toBeVisible();
  await dialog.getByLabel('Tên', { exact: true }).fill('Đội ứng cứu Sở Khoa học và Công nghệ');
  await dialog.getByLabel('Điện thoại').fill('0900 000 001');
  await dialog.getByRole('button', { name: 'Thêm đầu mối' }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toHaveCount(0);
  await page.goto('/mang-luoi?tab=contacts');
  await expect(
    page.getByRole('row').filter({ hasText: 'Đội ứng cứu Sở Khoa học và Công nghệ' }),
  ).toBeVisible();
});
