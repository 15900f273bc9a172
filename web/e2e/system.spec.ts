import { expect, test } from './fixtures';
import { agencyOf, ask } from './support/api';
import { signIn } from './support/people';

test('a system goes from a first assessment to an approved level, four layers and its gaps', async ({
  page,
  as,
  shoot,
}) => {
  // A long way through six screens, with three people.
  test.slow();
  const name = `Hệ thống tiếp nhận phản ánh ${Date.now()}`;
  await signIn(page, 'daumoi.syt');
  await page.goto('/he-thong/moi');
  await page.getByLabel('Tên hệ thống').fill(name);
  await page.getByText('Mô tả cho hồ sơ cấp độ').click();
  await page.getByLabel('Số, ký hiệu').first().fill('21/QĐ-SYT');
  // Issued before the approval: a regulation without its day opens nothing.
  await page.getByLabel('Ngày', { exact: true }).first().fill('02/01/2026');
  await page.getByLabel('Ngày', { exact: true }).first().press('Enter');
  await page.getByLabel('Cơ quan ban hành').first().fill('Sở Y tế');
  await page.getByRole('button', { name: 'Đăng ký hệ thống' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByText('Chưa phê duyệt cấp độ').first()).toBeVisible();

  // Assess: only what decides is asked, and the articles stand beside the level.
  await page.getByRole('tab', { name: 'Cấp độ', exact: true }).click();
  await page.getByRole('link', { name: 'Xác định cấp độ' }).click();
  await expect(page.getByText('Chưa xác định', { exact: true }).first()).toBeVisible();
  await page.getByRole('checkbox', { name: /phục vụ người dân/i }).check();
  await page.getByRole('checkbox', { name: /cá nhân/i }).check();
  const settles = page.getByRole('group', { name: /giải quyết thủ tục hành chính/ });
  await settles.getByText('Có', { exact: true }).click();
  await expect(page.getByText('Cấp độ 3', { exact: true })).toBeVisible();
  await expect(page.getByText(/Điều 13 khoản 2 điểm b/).first()).toBeVisible();
  await shoot('assess');
  // The older regime asks otherwise and cites its own articles.
  await page.getByLabel('Theo quy định').click();
  await page.getByText(/^R85 – /).click();
  await expect(page.getByText(/Nghị định 85\/2016/).first()).toBeVisible();
  await page.getByLabel('Theo quy định').click();
  await page
    .getByText(/^R331 – /)
    .last()
    .click();
  await expect(page.getByText('Cấp độ 3', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Lưu cấp độ đề xuất' }).click();
  await expect(page.getByText('Lần xác định gần nhất')).toBeVisible();
  await shoot('level');

  // The dossier: written from the record, and sent.
  await page.getByRole('tab', { name: 'Hồ sơ', exact: true }).click();
  await page.getByRole('button', { name: 'Lập hồ sơ' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Ngoài danh bạ (bộ, hội đồng)').click();
  await dialog.getByLabel('Tên đơn vị thẩm định').fill('Hội đồng thẩm định độc lập');
  await dialog.getByRole('button', { name: 'Lập hồ sơ' }).click();
  await expect(page.getByRole('heading', { name: 'Tài liệu của hồ sơ' })).toBeVisible();
  for (const document of [/tổng quan/, /đề xuất cấp độ/, /phương án/]) {
    await page.getByRole('button', { name: new RegExp(`^Soạn từ hồ sơ: .*${document.source}`) }).click();
    await expect(page.getByText('Đã soạn và đặt vào hồ sơ.').last()).toBeVisible();
  }
  await page.getByRole('button', { name: 'Gửi thẩm định' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Gửi thẩm định' }).click();
  await expect(page.getByText('Đã gửi thẩm định').first()).toBeVisible();
  await shoot('dossier');
  const path = new URL(page.url()).pathname;

  // Somebody else appraises, and the head approves.
  const appraiser = await as('thamdinh');
  await appraiser.goto(path);
  await appraiser.getByRole('button', { name: 'Hồ sơ đầy đủ, hợp lệ' }).click();
  await appraiser.getByRole('dialog').getByRole('button', { name: 'Xác nhận đầy đủ, hợp lệ' }).click();
  await appraiser.getByRole('button', { name: 'Ghi ý kiến thẩm định' }).click();
  await appraiser.getByRole('dialog').getByLabel('Ý kiến thẩm định').fill('Nhất trí với cấp độ 3.');
  await appraiser.getByRole('dialog').getByRole('button', { name: 'Ghi đã thẩm định' }).click();
  await expect(appraiser.getByText('Đã thẩm định').first()).toBeVisible();
  const head = await as('thutruong');
  await head.goto(path);
  await head.getByRole('button', { name: 'Phê duyệt cấp độ', exact: true }).click();
  const approve = head.getByRole('dialog');
  await approve.getByLabel('Số quyết định').fill('77/QĐ-SYT');
  await approve
    .getByLabel(/Cơ quan/)
    .first()
    .fill('Giám đốc Sở Y tế');
  await approve.getByRole('button', { name: 'Phê duyệt', exact: true }).click();
  await expect(head.getByText('Đã được phê duyệt').first()).toBeVisible();

  // Four layers; what is left to do stands in the checklist.
  await page.goto(path);
  await page.getByRole('link', { name }).first().click();
  await page.getByRole('tab', { name: '4 lớp bảo vệ' }).click();
  for (const [layer, provider] of [
    ['1', 'Tổ trực Sở Y tế'],
    ['2', 'Trung tâm An ninh mạng tỉnh'],
    ['3', 'Trung tâm Kiểm định Bình An'],
    ['4', 'Trung tâm An ninh mạng tỉnh'],
  ] as const) {
    await page.getByRole('button', { name: new RegExp(`^Thêm minh chứng cho lớp ${layer}`) }).click();
    const box = page.getByRole('dialog');
    await box.getByLabel('Đơn vị thực hiện').fill(provider);
    // Said without a file it would not stand.
    await box.getByLabel('Tệp minh chứng').setInputFiles({
      name: `lop-${layer}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`Minh chứng của lớp ${layer}: ${provider}`),
    });
    await box.getByRole('button', { name: 'Thêm minh chứng' }).click();
    await expect(box).toBeHidden();
  }
  await expect(page.getByText('Đã triển khai đủ mô hình bảo vệ 4 lớp.')).toBeVisible();
  await shoot('layers');
  await page.getByRole('tab', { name: 'Yêu cầu', exact: true }).click();
  await expect(page.getByText(/không bao giờ là 100%/)).toBeVisible();
  await shoot('controls');
});

test('the law in force on a day is shown with its articles, and what changed', async ({ page, shoot }) => {
  await signIn(page, 'daumoi.syt');
  await page.goto('/phap-luat?on=2026-06-30');
  await expect(page.getByRole('heading', { name: /R85/ })).toBeVisible();
  await shoot('law');
  await page.getByText('Thay đổi', { exact: true }).first().click();
  await page.goto('/phap-luat?view=changes&from=2026-06-30&to=2026-08-19');
  await expect(page.getByText('Bắt đầu').first()).toBeVisible();
  await expect(page.getByText(/Nghị định 331\/2026/).first()).toBeVisible();
});

test('hosts that send and belong to no system are put into one, or left out with a reason', async ({
  page,
  shoot,
}) => {
  const tail = Date.now() % 100_000;
  const [server, printer] = [`may-chu-${tail}`, `may-in-${tail}`];
  await signIn(page, 'quantri');
  // A source of the department that no system is written to.
  const agency_id = await agencyOf(page, 'Sở Y tế');
  const { token } = await ask<{ token: string }>(page, '/sources', {
    method: 'POST',
    body: { name: `Cụm thu nhật ký ${tail}`, protocol: 'bulk', shipper: 'winlogbeat', agency_id },
  });
  const { doors } = await ask<{ doors: { http: string | null } }>(page, '/sources');
  const events = [server, server, printer].map((host) =>
    JSON.stringify({ '@timestamp': new Date().toISOString(), message: 'started', host: { name: host } }),
  );
  const sent = await fetch(`http://${doors.http}/_bulk`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    body: `${events.map((event) => `{"index":{"_index":"logs"}}\n${event}`).join('\n')}\n`,
  });
  expect(sent.ok).toBe(true);

  await page.context().clearCookies();
  await signIn(page, 'daumoi.syt');
  await page.goto('/he-thong');
  await page.getByRole('link', { name: 'Thấy mà chưa đăng ký' }).click();
  const row = (host: string) => page.getByRole('row').filter({ hasText: host });
  // What is counted is written now and then; the list asks again by itself.
  await expect(row(server)).toBeVisible({ timeout: 45_000 });
  await expect(row(server).getByText(`Cụm thu nhật ký ${tail}`)).toBeVisible();
  await shoot('unregistered');

  await row(server).getByRole('button', { name: 'Thêm vào hệ thống' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Thêm vào hệ thống' }).click();
  await expect(dialog.getByText('Chưa nhập ô này.')).toBeVisible();
  await dialog.getByLabel('Tên hệ thống').click();
  await page.getByTitle('Cổng đặt lịch khám bệnh').click();
  await dialog.getByRole('button', { name: 'Thêm vào hệ thống' }).click();
  await expect(page.getByText(`Đã thêm ${server}.`)).toBeVisible();
  await expect(row(server)).toHaveCount(0);

  await row(printer).getByRole('button', { name: 'Bỏ qua' }).click();
  await dialog.getByLabel('Lý do').fill('Máy in của phòng hành chính.');
  await dialog.getByRole('button', { name: 'Bỏ qua' }).click();
  await expect(page.getByText(`Đã bỏ qua ${printer}.`)).toBeVisible();
  await expect(row(printer)).toHaveCount(0);
  await page.goto('/he-thong/chua-dang-ky?ignored=true');
  await expect(row(printer).getByText(/^Bỏ qua: Máy in của phòng hành chính\./)).toBeVisible();
  await row(printer).getByRole('button', { name: 'Đưa lại danh sách' }).click();
  await expect(row(printer)).toHaveCount(0);

  // The record of the system names its new machine.
  await page.goto('/he-thong');
  await page.getByRole('link', { name: 'Cổng đặt lịch khám bệnh' }).first().click();
  await expect(page.getByText(server).first()).toBeVisible();
});
