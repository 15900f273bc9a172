import { expect, test } from './fixtures';
import { signIn } from './support/people';
import { pick } from './support/pick';

test('an analyst takes an alert of the sample, looks at the events around it, holds its like back, lifts that, and closes it', async ({
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

  // What is like it is held back for an hour, from whatever source; the page of all suppressions lifts it.
  const alert = page.url();
  const reason = `Đã báo trước ${Date.now()}`;
  await page.getByRole('button', { name: 'Tạm ẩn' }).click();
  const hold = page.getByRole('dialog');
  await hold.getByRole('checkbox', { name: /^Nguồn/ }).uncheck();
  await hold.getByText('1 giờ', { exact: true }).click();
  await hold.getByLabel('Lý do').fill(reason);
  await shoot('alert-suppress');
  await hold.getByRole('button', { name: 'Tạm ẩn' }).click();
  await expect(hold).toBeHidden();
  await page.goto('/canh-bao/tam-an');
  const held = page.getByRole('row').filter({ hasText: reason });
  await expect(held.getByText('Đang ẩn')).toBeVisible();
  await expect(held.getByText(guessed)).toBeVisible();
  await shoot('suppressions');
  await held.getByRole('button', { name: 'Gỡ' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Gỡ', exact: true }).click();
  await expect(held.getByText('Đã gỡ')).toBeVisible();

  await page.goto(alert);
  await page.getByRole('button', { name: 'Đóng cảnh báo' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Tấn công thật/ }).check();
  await dialog.getByRole('textbox').fill('Đã khóa tài khoản và chặn địa chỉ.');
  await dialog.getByRole('button', { name: 'Đóng cảnh báo' }).click();
  await expect(page.getByText('Đã đóng: Tấn công thật').first()).toBeVisible();
  await expect(page.getByText('Đã khóa tài khoản và chặn địa chỉ.')).toBeVisible();
});

test('a shift lead registers a source, and what its configuration sends arrives', async ({
  page,
  request,
  shoot,
}) => {
  await signIn(page, 'truongca');
  await page.goto('/nguon-nhat-ky');
  await expect(page.getByText('Tường lửa biên trung tâm dữ liệu').first()).toBeVisible();
  await shoot('sources');
  await page.getByRole('link', { name: 'Đăng ký nguồn nhật ký' }).click();
  const name = `Máy chủ kiểm thử ${Date.now()}`;
  await page.getByLabel('Tên nguồn').fill(name);
  await pick(page.getByLabel('Giao thức'), 'NDJSON qua HTTP');
  const agency = page.getByLabel('Cơ quan', { exact: true });
  await agency.click();
  await agency.fill('Sở Y tế');
  await page
    .locator('.ant-select-dropdown:visible .ant-select-item-option')
    .filter({ hasText: /^Sở Y tế/ })
    .first()
    .click();
  // A list that is still closing stands where the wider page had it.
  await expect(page.locator('.ant-select-dropdown:visible')).toHaveCount(0);
  await shoot('source-form');
  await page.locator('form button[type=submit]').click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  // The command that is shown is what the sender runs.
  const command = await page.getByText(/^curl --data-binary/).textContent();
  await shoot('source-token');
  const [, bearer, url] = /"Authorization: (Bearer [^"]+)" (\S+)$/.exec(command ?? '') ?? [];
  const sent = await request.post(url ?? '', {
    headers: { authorization: bearer ?? '' },
    data: Buffer.from('{"message":"mot"}\n{"message":"hai"}\n'),
  });
  expect(sent.status()).toBe(200);
  await page.getByRole('button', { name: 'Tôi đã lưu token' }).click();
  await page
    .getByRole('button', { name: 'Đến trang của nguồn' })
    .or(page.getByRole('link', { name: 'Đến trang của nguồn' }))
    .click();
  await page.getByRole('button', { name: 'Kiểm tra lại' }).click();
  await expect(page.getByText(/Nhận được 2 sự kiện/).first()).toBeVisible();
  await shoot('source');
});
