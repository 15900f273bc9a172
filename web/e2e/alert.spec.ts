import { expect, test } from './fixtures';
import { signIn } from './support/people';

test('an analyst takes an alert of the sample, looks at the events around it and closes it', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'trucca');
  // The sample's sources send, and somebody guesses a password within the first seconds.
  const guessed = 'Dò mật khẩu SSH rồi đăng nhập được';
  await expect(async () => {
    await page.goto('/canh-bao');
    await expect(page.getByRole('link', { name: guessed }).first()).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 90_000 });
  await shoot('alerts');
  await page.getByRole('link', { name: guessed }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: guessed })).toBeVisible();
  await page.getByRole('button', { name: 'Nhận xử lý' }).click();
  await expect(page.getByText('Đã nhận', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Sự kiện xung quanh' }).first().click();
  await expect(page.getByText(/Failed password for root/).first()).toBeVisible();
  await shoot('alert');
  await page.getByRole('button', { name: 'Đóng cảnh báo' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Tấn công thật/ }).check();
  await dialog.getByRole('textbox').fill('Đã khóa tài khoản và chặn địa chỉ.');
  await dialog.getByRole('button', { name: 'Đóng cảnh báo' }).click();
  await expect(page.getByText('Đã đóng', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Đã khóa tài khoản và chặn địa chỉ.')).toBeVisible();
});

test('a shift lead registers a source and gets its token and configuration', async ({ page, shoot }) => {
  await signIn(page, 'truongca');
  await page.goto('/nguon-nhat-ky');
  await expect(page.getByText('Tường lửa biên trung tâm dữ liệu').first()).toBeVisible();
  await shoot('sources');
});
