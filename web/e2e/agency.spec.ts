import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { signIn } from './support/people';

const STEERING =
  'Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số (kiểm thử trình duyệt)';

/** Types into a box that searches and takes the offered line; with a hint, the line that also says this. */
async function pick(page: Page, box: Locator, typed: string, line: string | RegExp = typed, hint?: string) {
  await box.click();
  await box.fill(typed);
  const lines = page
    .locator('.ant-select-dropdown:visible .ant-select-item-option')
    .filter({ hasText: line });
  await (hint ? lines.filter({ hasText: hint }) : lines).first().click();
}

/** A box whose choices are a short list: opened, and one taken. */
async function take(page: Page, box: Locator, title: string) {
  await box.press('ArrowDown');
  await page.locator('.ant-select-dropdown:visible').getByTitle(title, { exact: true }).click();
}

/** Agrees in the dialog that asks; a press while it still opens may be lost, so it is pressed until it goes. */
async function agree(page: Page, name: string) {
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect(async () => {
    const button = dialog.getByRole('button', { name, exact: true });
    if (await button.isVisible()) await button.click();
    await expect(dialog).toBeHidden({ timeout: 3_000 });
  }).toPass();
}

/** `dd/mm/yyyy` of so many days ago, where the province is. */
function ago(days: number): string {
  const at = new Date(Date.now() - days * 86_400_000);
  return at.toLocaleDateString('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' });
}

/** Takes a day as people type it. */
async function day(box: Locator, text: string) {
  await box.fill(text);
  await box.press('Enter');
}

test('an agency comes into the directory, is corrected, and two editors do not overwrite each other', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'dieuphoi');
  await page.goto('/co-quan');
  await page.getByRole('link', { name: 'Thêm cơ quan' }).click();
  // What is missing is said at its place before anything is sent.
  await page.getByRole('button', { name: 'Ghi vào danh bạ' }).click();
  await expect(page.locator('.ant-form-item-explain-error').first()).toBeVisible();
  await pick(page, page.getByLabel('Loại', { exact: true }), 'chỉ đạo', /chỉ đạo/i);
  await take(page, page.getByLabel('Cấp', { exact: true }), 'Cấp tỉnh');
  const name = page.getByRole('group', { name: 'Tên 1' });
  await name.getByLabel('Tên đầy đủ').fill(STEERING);
  await name.getByLabel('Viết tắt').fill('BCĐKT');
  await page.getByRole('button', { name: 'Thêm cấp trên' }).click();
  const parent = page.getByRole('group', { name: 'Cấp trên 1' });
  // Found by its abbreviation, whatever the diacritics.
  await pick(page, parent.getByLabel('Cơ quan cấp trên'), 'ubnd tinh', 'Ủy ban nhân dân tỉnh Lam Sơn');
  await page.getByRole('button', { name: 'Thêm mã' }).click();
  const code = page.getByRole('group', { name: 'Mã 1' });
  // A code that is taken is refused at its field.
  await code.getByLabel('Mã', { exact: true }).fill('SYT');
  await shoot('co-quan-moi');
  await page.getByRole('button', { name: 'Ghi vào danh bạ' }).click();
  await expect(code.locator('.ant-form-item-explain-error')).toContainText('SYT');
  await code.getByLabel('Mã', { exact: true }).fill('BCDKT');
  await page.getByRole('button', { name: 'Ghi vào danh bạ' }).click();
  await expect(page).toHaveURL(/\/co-quan\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(STEERING);
  await shoot('co-quan');
  const agency = new URL(page.url()).pathname;

  // Two editors: the later one sees both versions side by side.
  const other = await page.context().newPage();
  for (const editor of [page, other]) {
    await editor.goto(`${agency}/sua`);
    await expect(editor.getByRole('group', { name: 'Tên 1' }).getByLabel('Viết tắt')).toHaveValue('BCĐKT');
  }
  await other.getByRole('group', { name: 'Tên 1' }).getByLabel('Ký hiệu văn bản').fill('BCĐ');
  await other.getByRole('button', { name: 'Lưu hồ sơ' }).click();
  await expect(other).toHaveURL(new RegExp(`${agency}$`));
  await other.close();
  await page.getByRole('button', { name: 'Thêm vai trò' }).click();
  const role = page.getByRole('group', { name: 'Vai trò 1' });
  await take(page, role.getByLabel('Vai trò', { exact: true }), 'Đầu mối ứng cứu sự cố');
  await page.getByRole('button', { name: 'Lưu hồ sơ' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('BCĐKT · BCĐ');
  await dialog.getByRole('group', { name: 'Tên qua các thời kỳ' }).getByLabel('Bản trên máy chủ').check();
  await dialog.getByRole('group', { name: 'Vai trò' }).getByLabel('Bản của bạn').check();
  await dialog.getByRole('button', { name: 'Lưu nội dung đã chọn' }).click();
  await expect(page).toHaveURL(new RegExp(`${agency}$`));
  await expect(page.locator('main')).toContainText('ký hiệu BCĐ');
});

test('a group is made, seen on two days, and a document that prints its name is understood', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'dieuphoi');
  await page.goto('/ten-goi');
  await page.getByRole('link', { name: 'Nhóm cơ quan' }).click();
  await expect(page.locator('main')).toContainText('Doanh nghiệp viễn thông');
  await shoot('nhom-danh-sach');
  await page.getByRole('link', { name: 'Tạo nhóm' }).first().click();
  await page.getByLabel('Tên nhóm').fill('Tổ rà soát liên ngành');
  await page.getByRole('button', { name: 'Thêm tiêu chí' }).click();
  const line = page.getByRole('group', { name: 'Tiêu chí 1' });
  await take(page, line.getByLabel('Cách chọn'), 'Kể tên');
  const agencies = line.getByLabel('Cơ quan', { exact: true });
  await pick(page, agencies, 'STTTT', 'Sở Thông tin và Truyền thông', 'Đã kết thúc');
  await pick(page, agencies, 'cong an tinh', 'Công an tỉnh');
  await page.keyboard.press('Escape');
  const preview = page.getByRole('region', { name: 'Gồm những cơ quan nào' });
  await expect(preview).toContainText('Sở Khoa học và Công nghệ');
  await expect(preview).toContainText('Công an tỉnh');
  // The same group on a day before the merger.
  await day(page.getByLabel('Vào ngày'), '01/02/2025');
  await expect(preview).toContainText('Sở Thông tin và Truyền thông');
  await shoot('nhom');
  await page.locator('form').getByRole('button', { name: 'Tạo nhóm' }).click();
  await expect(page).toHaveURL(/\/ten-goi\/nhom$/);
  await expect(page.getByRole('link', { name: 'Tổ rà soát liên ngành' })).toBeVisible();

  await page.goto('/ten-goi');
  await page.getByLabel('Tên như trong văn bản').fill('Tổ rà soát liên ngành');
  await page.getByRole('button', { name: 'Xem là những cơ quan nào' }).click();
  const found = page.locator('.cl-inset');
  await expect(found).toContainText('2 cơ quan');
  await expect(found).toContainText('theo nhóm');
  await expect(found).toContainText('Sở Khoa học và Công nghệ');
});

test('a part of an agency is split off, previewed, approved, and the old name still finds it', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'dieuphoi');
  await page.goto('/sap-xep');
  await page.getByRole('link', { name: 'Soạn lần sắp xếp mới' }).first().click();
  await take(page, page.getByLabel('Hình thức'), 'Tách');
  await page.getByLabel('Nội dung', { exact: true }).fill('Tách Trung tâm Thử nghiệm số');
  await day(page.getByLabel('Ngày có hiệu lực'), ago(2));
  await expect(page.locator('form')).toContainText('áp dụng ngay khi phê duyệt');
  await pick(page, page.getByLabel('Cơ quan được sắp xếp 1'), 'skhcn', 'Sở Khoa học và Công nghệ');
  const target = page.getByRole('group', { name: 'Nơi tiếp nhận 1' });
  await target.getByLabel('Tên cơ quan mới').fill('Trung tâm Thử nghiệm số');
  await pick(page, target.getByLabel('Loại', { exact: true }), 'sự nghiệp', /sự nghiệp/);
  await take(page, target.getByLabel('Cấp', { exact: true }), 'Trực thuộc');
  await pick(page, target.getByLabel('Cơ quan cấp trên'), 'ubnd tinh', 'Ủy ban nhân dân tỉnh Lam Sơn');
  await target.getByLabel('Tỷ lệ nhận (%)').fill('30');
  // With it, the new centre gets a code: it can be named before it exists.
  await page.getByRole('button', { name: 'Thêm mã' }).click();
  const code = page.getByRole('group', { name: 'Mã 1' });
  await pick(page, code.getByLabel('Cơ quan nhận mã'), 'thử nghiệm số', 'Trung tâm Thử nghiệm số');
  await code.getByLabel('Mã', { exact: true }).fill('TTTNS');
  await shoot('sap-xep-soan');
  // A press while the page still settles from another width may be lost, so it is pressed until it goes.
  await expect(async () => {
    const save = page.getByRole('button', { name: 'Lưu bản thảo và xem trước' });
    if (await save.isVisible()) await save.click({ timeout: 2_000 });
    await expect(page).toHaveURL(/\/sap-xep\/[0-9a-f-]{36}$/, { timeout: 5_000 });
  }).toPass();
  const path = new URL(page.url()).pathname;
  await expect(page.locator('main')).toContainText('Thành lập:');
  await expect(page.locator('main')).toContainText(
    'Sở Khoa học và Công nghệ → Trung tâm Thử nghiệm số · 30 %',
  );
  // A draft can be opened again and holds what was entered.
  await page.getByRole('link', { name: 'Sửa bản thảo' }).click();
  await expect(
    page.getByRole('group', { name: 'Nơi tiếp nhận 1' }).getByLabel('Tên cơ quan mới'),
  ).toHaveValue('Trung tâm Thử nghiệm số');
  await page.getByRole('group', { name: 'Nơi tiếp nhận 1' }).getByLabel('Viết tắt').fill('TTTNS');
  await page.getByRole('button', { name: 'Lưu bản thảo và xem trước' }).click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await shoot('sap-xep');
  await page.getByRole('button', { name: 'Phê duyệt', exact: true }).click();
  await agree(page, 'Phê duyệt');
  await expect(page.locator('main').getByText('Đã áp dụng').first()).toBeVisible();

  // Then it is renamed, and the name it had still finds it.
  await page.goto('/sap-xep/moi');
  await page.getByLabel('Nội dung', { exact: true }).fill('Đổi tên Trung tâm Thử nghiệm số');
  await day(page.getByLabel('Ngày có hiệu lực'), ago(1));
  const rename = page.getByRole('group', { name: 'Đổi tên 1' });
  await pick(page, rename.getByLabel('Cơ quan đổi tên'), 'TTTNS', 'Trung tâm Thử nghiệm số');
  await rename.getByLabel('Tên mới').fill('Trung tâm Công nghệ số tỉnh');
  await page.getByRole('button', { name: 'Lưu bản thảo và xem trước' }).click();
  await page.getByRole('button', { name: 'Phê duyệt', exact: true }).click();
  await agree(page, 'Phê duyệt');
  await expect(page.locator('main').getByText('Đã áp dụng').first()).toBeVisible();
  await page.goto(`/co-quan?q=${encodeURIComponent('thu nghiem so')}`);
  await expect(page.getByRole('link', { name: /Trung tâm Công nghệ số tỉnh/ })).toBeVisible();
  await expect(page.locator('main')).toContainText('tên cũ: Trung tâm Thử nghiệm số');
});

test('accounts come from a table: rows with errors are named, links are shown once', async ({
  page,
  browser,
  shoot,
}) => {
  await signIn(page, 'dieuphoi');
  await page.goto('/co-quan');
  await page.getByRole('link', { name: 'Tạo tài khoản hàng loạt' }).click();
  const form = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Tải mẫu để điền' }).click();
  expect((await form).suggestedFilename()).toMatch(/\.xlsx$/);
  const table = (rows: string) => ({
    name: 'tai-khoan.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`Mã nội bộ cơ quan,Họ và tên,Tên đăng nhập,Chức vụ,Vai trò\n${rows}\n`),
  });
  const file = page.getByLabel('Tệp XLSX hoặc CSV');
  await file.setInputFiles(
    table('SNV,Đặng Thị Mẫu,mau.snv.e2e,Chuyên viên,Đầu mối\nKHÔNG,Hồ Văn Thử,mau.snv.e2e,,giám đốc'),
  );
  const errors = page.getByRole('table', { name: 'Dòng lỗi' });
  await expect(errors).toContainText('Trùng với dòng 2');
  await expect(page.getByRole('button', { name: /^Tạo \d+ tài khoản/ })).toHaveCount(0);
  await shoot('tai-khoan-loi');
  await file.setInputFiles(table('SNV,Đặng Thị Mẫu,mau.snv.e2e,Chuyên viên,Đầu mối'));
  await expect(page.locator('main')).toContainText('Sẽ tạo 1 tài khoản sau');
  await page.getByRole('button', { name: 'Tạo 1 tài khoản' }).click();
  const link = await page.locator('.ag-link').first().innerText();
  expect(link).toMatch(/\/lien-ket\/\S+$/);
  await shoot('tai-khoan');
  // Leaving before the links were taken asks first.
  await page.getByRole('link', { name: 'Cơ quan', exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ở lại trang' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Tải bảng liên kết (XLSX)' }).click();
  const bytes = await readFile(await (await download).path());
  expect(bytes.subarray(0, 2).toString('latin1')).toBe('PK');
  await expect(page.getByRole('button', { name: 'Tạo thêm từ bảng khác' })).toBeVisible();
  // The link opens the page that sets the password, for whom it was made.
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(new URL(link).pathname);
  await expect(stranger.locator('input[autocomplete=username]')).toHaveValue('mau.snv.e2e');
  await stranger.context().close();
});
