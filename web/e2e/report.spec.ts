import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from './fixtures';

/** Presses a step of the signing flow and agrees to what it asks. */
async function takeStep(page: Page, step: string) {
  await page.getByRole('region', { name: 'Quy trình ký' }).getByRole('button', { name: step }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: step }).click();
  await expect(dialog).toBeHidden();
}

/** Presses a download and gives the bytes. */
async function fetched(page: Page, link: string, ending: RegExp): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: link, exact: true }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(ending);
  return readFile(await file.path());
}

test('a report is prepared, closed, approved by the head, numbered, issued, exported, and filed as signed', async ({
  as,
}) => {
  test.setTimeout(120_000);
  const title = 'Kết quả thực hiện nhiệm vụ an ninh mạng (kiểm thử trình duyệt)';
  const desk = await as('dieuphoi');
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

  const head = await as('thutruong');
  // The first page says what waits.
  await head.goto('/');
  await head.getByRole('link', { name: title }).first().click();
  await expect(head).toHaveURL(new RegExp(`${path}$`));
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
  const docx = await fetched(desk, 'Tải DOCX', /\.docx$/);
  expect(docx.length).toBeGreaterThan(2_000);
  expect(docx.subarray(0, 2).toString('latin1')).toBe('PK');
  const pdf = await fetched(desk, 'Tải PDF', /\.pdf$/);
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  const xlsx = await fetched(desk, 'Tải phụ lục XLSX', /\.xlsx$/);
  expect(xlsx.subarray(0, 2).toString('latin1')).toBe('PK');

  // The paper comes back signed, with the number that the document system gave it.
  const flow = desk.getByRole('region', { name: 'Quy trình ký' });
  await flow.getByRole('button', { name: 'Đính kèm bản đã ký' }).click();
  const filing = desk.getByRole('dialog');
  await filing.getByLabel('Hệ thống quản lý văn bản (nếu có)').fill('Hệ thống văn bản tỉnh');
  await filing.getByLabel('Số trên hệ thống').fill('1234/BC-CAT');
  // A number without its day is no reference: the file waits for all three.
  await expect(filing.getByText('Nhập đủ cả ba ô, hoặc để trống cả ba.')).toBeVisible();
  await filing.getByLabel('Ngày trên hệ thống').fill('02/01/2026');
  await filing.getByLabel('Ngày trên hệ thống').press('Enter');
  await filing.getByLabel('Bản đã ký').setInputFiles({
    name: 'ban-da-ky.pdf',
    mimeType: 'application/pdf',
    buffer: pdf,
  });
  // The chosen file is shown and waits for the button.
  await filing.getByRole('button', { name: 'Đính kèm', exact: true }).click();
  await expect(filing).toBeHidden();
  await expect(flow).toContainText('Hệ thống văn bản tỉnh: số 1234/BC-CAT ngày 02/01/2026');
  const signed = await flow.getByRole('link', { name: 'Bản đã ký' }).getAttribute('href');
  const answer = await desk.request.get(signed ?? '');
  expect(Buffer.compare(await answer.body(), pdf)).toBe(0);
});
