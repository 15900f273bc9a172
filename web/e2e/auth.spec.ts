import { expect, test } from './fixtures';
import { fillSignIn, PASSWORD } from './support/people';

test('a wrong password is told in a sentence, the right one opens the first page, signing out ends it', async ({
  page,
}) => {
  await page.goto('/nhiem-vu');
  await expect(page).toHaveURL(/\/dang-nhap\?tiep=/);

  await page.goto('/dang-nhap');
  await fillSignIn(page, 'dieuphoi', 'khong phai mat khau nay');
  await expect(page.getByText('Tên đăng nhập hoặc mật khẩu không đúng.')).toBeVisible();
  await expect(page).toHaveURL(/\/dang-nhap/);

  await fillSignIn(page, 'dieuphoi', PASSWORD);
  const account = page.getByRole('button', { name: 'Phạm Thị Điều Phối' });
  await expect(account).toBeVisible();
  await expect(page).not.toHaveURL(/dang-nhap/);
  await expect(page.locator('main h1')).not.toBeEmpty();

  await expect(page.getByRole('heading', { name: 'Báo cáo sắp phải gửi' })).toBeVisible();
  await account.click();
  // A menu that still unfolds swallows the click.
  await expect(page.locator('.ant-dropdown')).toBeVisible();
  await expect(page.locator('.ant-dropdown')).not.toHaveClass(/ant-slide/);
  await page.getByRole('menuitem', { name: 'Đăng xuất' }).click();
  await expect(page).toHaveURL(/\/dang-nhap/);
  await expect(page.locator('input[name=password]')).toBeVisible();

  // The session is over on the server, not just forgotten by the page.
  expect((await page.request.get('/api/v1/plans')).status()).toBe(401);
  await page.goto('/nhiem-vu');
  await expect(page).toHaveURL(/\/dang-nhap\?tiep=/);
});
