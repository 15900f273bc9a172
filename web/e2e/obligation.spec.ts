import { expect, test } from './fixtures';

test('a report that the law asks for is marked as met, with day, receipt and file', async ({ as }) => {
  const desk = await as('dieuphoi');
  await desk.goto('/nghia-vu?xem=danh-sach&source=law');
  const table = desk.getByRole('table', { name: 'Lịch báo cáo' });
  const owed = table.getByRole('row').filter({ hasText: /cơ quan|Công an tỉnh/ });
  await owed.first().getByRole('rowheader').click();

  const detail = desk.getByRole('dialog');
  await expect(detail.locator('.cl-law').first()).not.toBeEmpty();
  await detail.getByRole('button', { name: 'Đánh dấu đã thực hiện' }).click();
  await detail.getByText('Nhập vào hệ thống khác').click();
  // Without the name of the system nothing is written.
  await detail.getByRole('button', { name: 'Ghi đã thực hiện' }).click();
  await expect(detail.locator('.ant-form-item-explain-error').first()).toBeVisible();
  await detail.getByLabel('Tên hệ thống').fill('theodoing.gov.vn');
  await detail.getByLabel('Mã biên nhận').fill('BN-2026-0042');
  await detail.getByLabel('Ảnh hoặc tệp biên nhận').setInputFiles({
    name: 'bien-nhan.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Biên nhận điện tử mẫu.\n'),
  });
  await detail.getByRole('button', { name: 'Ghi đã thực hiện' }).click();
  await expect(detail).toBeHidden();

  await owed.first().getByRole('rowheader').click();
  await expect(detail).toContainText('Nhập vào theodoing.gov.vn');
  await expect(detail).toContainText('biên nhận BN-2026-0042');
  await detail.getByRole('button', { name: 'Xem tệp' }).first().click();
  const href = await detail.getByRole('link', { name: 'bien-nhan.txt' }).getAttribute('href');
  const file = await desk.request.get(href ?? '');
  expect(await file.text()).toBe('Biên nhận điện tử mẫu.\n');
});
