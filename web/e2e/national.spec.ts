import { expect, test } from './fixtures';
import { agencyOf, ask } from './support/api';
import { signIn } from './support/people';

test('a candidate of the national list is swept, put off with a reason, asked for and decided', async ({
  page,
  as,
  shoot,
}) => {
  // From the assessment to the decision, with two people.
  test.slow();
  const name = `Mạng truyền dẫn liên tỉnh ${Date.now()}`;
  await signIn(page, 'dieuphoi');
  const agency = await agencyOf(page, 'Sở Khoa học và Công nghệ');
  const { system } = await ask<{ system: { id: string } }>(page, '/systems', {
    method: 'POST',
    body: { name, agency_id: agency },
  });

  // While nobody has said what it is, the sweep does not guess.
  const sweep = '/he-thong/an-ninh-quoc-gia';
  const row = page.getByRole('row').filter({ hasText: name });
  await page.goto(sweep);
  await expect(row.getByText('Thiếu thông tin')).toBeVisible();
  await expect(row.getByText(/^\d+ tiêu chí chưa đủ thông tin$/)).toBeVisible();

  await page.goto(`/he-thong/${system.id}/cap-do`);
  await page.getByRole('checkbox', { name: /cơ sở hạ tầng thông tin/ }).check();
  await page.getByRole('checkbox', { name: 'Thông tin công cộng' }).check();
  await page.getByRole('button', { name: 'Hỏi cả những điều hiếm khi quyết định' }).click();
  const telecom = page.getByRole('group', { name: /công trình viễn thông quan trọng/ });
  await telecom.getByText('Có', { exact: true }).click();
  await page.getByRole('button', { name: 'Lưu cấp độ đề xuất' }).click();
  await expect(page.getByText('Lần xác định gần nhất')).toBeVisible();
  await page.goto(sweep);
  await expect(row.getByText('Cần xem xét')).toBeVisible();
  await expect(row.getByText(/Điều 16 khoản 2/)).toBeVisible();
  await shoot('national-sweep');

  // Not this year, and why.
  await row.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Không đề nghị' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Không đề nghị' }).click();
  await expect(dialog.getByText('Chưa nhập ô này.')).toBeVisible();
  await dialog.getByLabel('Lý do').fill('Tuyến đang chuyển giao cho tỉnh bạn.');
  await dialog.getByRole('button', { name: 'Không đề nghị' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/Năm nay không đề nghị: Tuyến đang chuyển giao cho tỉnh bạn\./)).toBeVisible();

  // Thought again: asked for with its grounds and a paper.
  await page.getByRole('button', { name: 'Đề nghị đưa vào danh mục' }).click();
  await dialog
    .getByLabel('Căn cứ, thuyết minh')
    .fill('Tuyến trục duy nhất của vùng; mất liên lạc là gián đoạn điều hành.');
  await dialog.getByRole('button', { name: 'Đề nghị đưa vào danh mục' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Thêm tài liệu' }).click();
  await dialog.getByLabel('Tên tài liệu').fill('Công văn đề nghị');
  await dialog.getByLabel('Tệp', { exact: true }).setInputFiles({
    name: 'cong-van.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Công văn mẫu.'),
  });
  await dialog.getByRole('button', { name: 'Thêm tài liệu' }).click();
  await expect(page.getByRole('link', { name: 'Công văn đề nghị' })).toBeVisible();
  await shoot('national-request');

  // The decision is written down with its number.
  const head = await as('thutruong');
  await head.goto(`/he-thong/${system.id}?tab=national`);
  await head.getByRole('button', { name: 'Ghi nhận quyết định' }).click();
  const decide = head.getByRole('dialog');
  await decide.getByLabel('Số quyết định').fill('1204/QĐ-TTg');
  await decide.getByLabel('Cơ quan, người ban hành').fill('Thủ tướng Chính phủ');
  await decide.getByRole('button', { name: 'Ghi nhận quyết định' }).click();
  await expect(decide).toBeHidden();
  await expect(head.getByText(/1204\/QĐ-TTg, Thủ tướng Chính phủ/)).toBeVisible();

  await page.goto(`${sweep}?standing=listed`);
  await expect(row.getByText('Thuộc danh mục')).toBeVisible();
  await page.goto(`${sweep}?standing=waits`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(row).toHaveCount(0);
});
