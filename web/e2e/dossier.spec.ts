import { readFile } from 'node:fs/promises';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from './fixtures';
import { signIn } from './support/people';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** A form of an office: a DOCX with these paragraphs. */
function docx(...paragraphs: string[]): Buffer {
  const body = paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('');
  const files = {
    '[Content_Types].xml':
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels':
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    'word/document.xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="${W}"><w:body>${body}</w:body></w:document>`,
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
}

/** The words of a DOCX. */
function textOf(bytes: Buffer): string {
  const part = unzipSync(new Uint8Array(bytes))['word/document.xml'];
  if (!part) throw new Error('a DOCX has a document part');
  return strFromU8(part).replace(/<[^>]+>/g, ' ');
}

test("an office's own form replaces the wording of one document, and our wording comes back", async ({
  page,
  as,
  shoot,
}) => {
  const form = 'Mô tả, thuyết minh tổng quan';
  const system = 'Hồ sơ sức khỏe điện tử của tỉnh';
  const upload = (name: string, buffer: Buffer) => ({
    name,
    mimeType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    buffer,
  });
  await signIn(page, 'dieuphoi');
  await page.goto('/he-thong/mau-bieu');
  const line = page.getByRole('listitem').filter({ hasText: form });
  await expect(line.getByText('Lời văn sẵn có')).toBeVisible();
  await line.getByRole('button', { name: 'Tải mẫu lên' }).click();
  const dialog = page.getByRole('dialog');
  const file = dialog.getByLabel('Tệp DOCX');

  // A field that nobody fills in is told before anything is kept.
  await file.setInputFiles(upload('mau-sai.docx', docx('{khong_co_truong_nay}')));
  await dialog.getByRole('button', { name: 'Tải mẫu lên' }).click();
  await expect(dialog.getByRole('alert')).toContainText('khong_co_truong_nay');
  await shoot('templates-refused', ['desktop', 'phone']);
  await file.setInputFiles(
    upload('mau-so-y-te.docx', docx('MẪU RIÊNG CỦA ĐƠN VỊ', 'Tên hệ thống: {system}')),
  );
  await dialog.getByRole('button', { name: 'Tải mẫu lên' }).click();
  await expect(dialog).toBeHidden();
  await expect(line.getByRole('link', { name: 'mau-so-y-te.docx' })).toBeVisible();
  await shoot('templates');

  /** Writes the document of the open dossier and reads it. */
  const focal = await as('daumoi.syt');
  async function written(): Promise<string> {
    await focal.goto('/he-thong/ho-so');
    await focal.getByRole('link', { name: system }).first().click();
    await expect(focal.getByRole('heading', { name: 'Tài liệu của hồ sơ' })).toBeVisible();
    await focal.getByRole('button', { name: /^Soạn từ hồ sơ: .*tổng quan/ }).click();
    const replace = focal.getByRole('dialog').getByRole('button', { name: 'Soạn từ hồ sơ' });
    const told = focal.getByText('Đã soạn và đặt vào hồ sơ.');
    await expect(replace.or(told).first()).toBeVisible();
    if (await replace.isVisible()) await replace.click();
    await expect(told.last()).toBeVisible();
    const item = focal
      .getByRole('listitem')
      .filter({ hasText: /tổng quan/ })
      .first();
    const download = focal.waitForEvent('download');
    await item.getByRole('link', { name: 'Tải về' }).click();
    return textOf(await readFile(await (await download).path()));
  }
  const own = await written();
  expect(own).toContain('MẪU RIÊNG CỦA ĐƠN VỊ');
  expect(own).toContain(`Tên hệ thống: ${system}`);

  await line.getByRole('button', { name: 'Về lời văn sẵn có' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Về lời văn sẵn có' }).click();
  await expect(line.getByText('Lời văn sẵn có', { exact: true }).first()).toBeVisible();
  await expect(line.getByRole('link', { name: 'mau-so-y-te.docx' })).toHaveCount(0);
  expect(await written()).not.toContain('MẪU RIÊNG CỦA ĐƠN VỊ');
});
