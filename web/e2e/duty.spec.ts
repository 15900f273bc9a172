import { readFile, writeFile } from 'node:fs/promises';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, expectNoSidewaysScroll, test } from './fixtures';

/** Today in Viet Nam, as it is typed into a date field. */
const today = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());

/** Writes words into cells of the first sheet of a workbook, as a spreadsheet program does. */
async function fillIn(path: string, cells: Record<string, string | number>, to: string) {
  const files = unzipSync(await readFile(path));
  const name = 'xl/worksheets/sheet1.xml';
  let sheet = strFromU8(files[name] ?? new Uint8Array());
  for (const [at, value] of Object.entries(cells)) {
    const cell = new RegExp(`<c r="${at}"([^>]*?)(?: t="\\w+")?(?:/>|>.*?</c>)`);
    expect(sheet, `cell ${at}`).toMatch(cell);
    sheet = sheet.replace(
      cell,
      typeof value === 'number'
        ? `<c r="${at}"$1><v>${value}</v></c>`
        : `<c r="${at}"$1 t="inlineStr"><is><t>${value}</t></is></c>`,
    );
  }
  await writeFile(to, zipSync({ ...files, [name]: strToU8(sheet) }));
}

test('a workbook goes out, comes back with an error that is named, and its good row is taken', async ({
  as,
}, info) => {
  const desk = await as('dieuphoi');
  await desk.goto('/nhiem-vu/bieu-mau');
  await desk.getByLabel('Cơ quan', { exact: true }).fill('so tu phap');
  await desk.getByTitle('Sở Tư pháp').click();
  const download = desk.waitForEvent('download');
  await desk.getByRole('link', { name: 'Tải biểu mẫu' }).click();
  const filled = info.outputPath('bieu-mau.xlsx');
  // Status, share and note of the first row; a status that nobody knows in the second.
  await fillIn(
    await (await download).path(),
    {
      J7: 'Đang thực hiện',
      K7: 40,
      M7: 'Đã dự thảo, đang lấy ý kiến.',
      J8: 'xong rồi nhé',
    },
    filled,
  );
  await desk.getByLabel('Tệp biểu mẫu (.xlsx)').setInputFiles(filled);
  await expect(desk.getByText(/Sở Tư pháp: 1 dòng sẵn sàng, 1 dòng sai/)).toBeVisible();
  const rows = desk.getByRole('table', { name: 'Các dòng của biểu mẫu' }).getByRole('row');
  const wrong = rows.filter({ hasText: 'xong rồi nhé' });
  await expect(wrong).toContainText('Trạng thái');
  await expect(wrong.getByRole('cell').first()).toHaveText('8');
  const good = rows.filter({ hasText: 'Sẵn sàng nhập' });
  const to = await good.getByRole('link').getAttribute('href');
  await desk.getByRole('button', { name: 'Nhập 1 dòng đúng' }).click();
  await expect(desk.getByText(/đã ghi 1 dòng; bỏ qua 1 dòng sai/)).toBeVisible();

  await desk.goto(to ?? '');
  const progress = desk.locator('.cl-timeline').first();
  await expect(progress).toContainText('Đã dự thảo, đang lấy ý kiến.');
  await expect(progress).toContainText('bằng biểu mẫu Excel');
  await expect(progress).toContainText('40%');
});

test('work given in a meeting is on the phone of a commune at once, and two presses from a report', async ({
  as,
}) => {
  const text = `Rà soát danh sách đầu mối trực an ninh mạng của phường (kiểm thử ${Date.now()})`;
  const desk = await as('dieuphoi');
  await desk.goto('/nhiem-vu/giao-viec');
  await desk.getByText('Giao ban', { exact: true }).click();
  await desk.getByLabel('Tên cuộc họp').fill('Giao ban tuần');
  await desk.getByLabel('Nội dung công việc').fill(text);
  await desk.getByLabel('Cơ quan chủ trì').fill('co thanh');
  await desk.getByTitle('Ủy ban nhân dân phường Cổ Thành').click();
  await desk.keyboard.press('Escape');
  await desk.getByLabel('Hạn hoàn thành').fill(today);
  await desk.getByLabel('Hạn hoàn thành').press('Enter');
  await desk.getByRole('button', { name: 'Giao việc', exact: true }).click();
  // The list that follows shows this work alone.
  await expect(desk).toHaveURL(/\/nhiem-vu\?text=/);
  await expect(desk.getByText('Chỉ hiện một việc, ở mọi cơ quan được giao.')).toBeVisible();
  await expect(desk.getByRole('rowheader')).toHaveCount(1);

  const phone = await as('daumoi.cothanh', { width: 360, height: 740 });
  await expect(phone.getByRole('heading', { level: 1 })).toHaveText(
    'Ủy ban nhân dân phường Cổ Thành — hôm nay',
  );
  const due = phone
    .locator('section')
    .filter({ has: phone.getByRole('heading', { name: /Đến hạn trong 30 ngày/ }) });
  const line = due.getByRole('listitem').filter({ hasText: text });
  await expect(line).toContainText(today);
  await expectNoSidewaysScroll(phone);
  const button = line.getByRole('link', { name: 'Báo cáo tiến độ' });
  expect((await button.boundingBox())?.height, 'room for a thumb').toBeGreaterThanOrEqual(44);

  // Every place of the bottom bar fits the phone.
  const bar = phone.getByRole('navigation', { name: 'Lối tắt' });
  for (const [name, heading] of [
    ['Nhiệm vụ', 'Nhiệm vụ'],
    ['Báo cáo', 'Báo cáo'],
    ['Hôm nay', 'Ủy ban nhân dân phường Cổ Thành — hôm nay'],
  ] as const) {
    await bar.getByRole('link', { name }).click();
    await expect(phone.getByRole('heading', { level: 1 })).toHaveText(heading);
    await expectNoSidewaysScroll(phone);
  }
  await bar.getByRole('button', { name: 'Thêm' }).click();
  await expect(phone.getByRole('dialog').getByRole('link', { name: 'Lịch báo cáo' })).toBeVisible();
  await phone.keyboard.press('Escape');

  await button.click();
  await expect(phone).toHaveURL(/\/bao-cao$/);
  await expect(phone.locator('blockquote')).toContainText(text);
  await expectNoSidewaysScroll(phone);
  await phone.getByText('Đang thực hiện', { exact: true }).click();
  await phone.getByLabel('Đã làm được gì, còn gì').fill('Đã gửi danh sách, chờ xác nhận.');
  await phone.getByRole('button', { name: 'Gửi báo cáo' }).click();
  await expect(phone).toHaveURL(/\/nhiem-vu\/[0-9a-f-]{36}$/);
  await expect(phone.locator('.cl-timeline').first()).toContainText('Đã gửi danh sách, chờ xác nhận.');
  await expectNoSidewaysScroll(phone);
});
