import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, expectNoSidewaysScroll, type Page, test } from './fixtures';

const root = join(import.meta.dirname, '..', '..');
/** Relative to the repository, as `scripts/test` reads it. */
const plans = resolve(root, process.env.COLOA_PLANS ?? '../shared/plans');

/** Imports a document and comes to its review screen. */
async function importPlan(page: Page, file: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]) {
  await page.goto('/ke-hoach');
  await page.getByRole('button', { name: 'Nhập văn bản' }).first().click();
  await page.getByRole('dialog').getByLabel('Tệp văn bản').setInputFiles(file);
  await page.getByRole('button', { name: 'Nhập văn bản này' }).click();
  await expect(page).toHaveURL(/\/ke-hoach\/ban\/[^/]+\/ra-soat$/, { timeout: 30_000 });
  await expect(page.locator('article').first()).toBeVisible();
}

/** Puts every name that resolves to no agency aside, with a reason, through the screen. */
async function setAsideUnresolved(page: Page) {
  const views = page.locator('.pl-views');
  await views.getByText(/^Chưa rõ cơ quan/).click();
  const unknown = page.locator('button.pl-party[data-state=unresolved]');
  for (let left = await unknown.count(); left > 0; left = await unknown.count()) {
    await unknown.first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Không thuộc danh bạ, không giao việc').click();
    await dialog.getByLabel('Lý do để ngoài danh bạ').fill('Không thuộc danh bạ của tỉnh mẫu');
    await dialog.getByRole('button', { name: 'Để ngoài danh bạ' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(() => unknown.count()).toBeLessThan(left);
  }
}

/** Approves what is on the review screen; a first version is put in force by the same press. */
async function approve(page: Page, press = 'Phê duyệt') {
  await page.getByRole('button', { name: 'Phê duyệt…' }).click();
  const dialog = page.getByRole('dialog');
  const unseen = dialog.getByText(/mục chưa chắc chắn mà chưa ai xem/);
  if (await unseen.isVisible()) await unseen.click();
  const nobody = dialog.getByText('Vẫn phê duyệt dù các mục này không có cơ quan nhận');
  if (await nobody.isVisible()) await nobody.click();
  await dialog.getByRole('button', { name: press, exact: true }).click();
  await expect(page).toHaveURL(/\/ke-hoach\/[0-9a-f-]{36}$/, { timeout: 30_000 });
}

const approveAndActivate = (page: Page) => approve(page, 'Phê duyệt và kích hoạt');

test('a document becomes a plan in force, a focal point reports with a file, the coordinator accepts', async ({
  as,
}) => {
  test.setTimeout(120_000);
  const title = 'Khắc phục các điểm yếu phát hiện sau đợt kiểm tra trung tâm dữ liệu';
  const task = 'tách mạng nội bộ khỏi mạng khách';

  const desk = await as('dieuphoi');
  await importPlan(desk, join(root, 'testdata', 'plans', '06-thoi-han-cuoi', 'source.txt'));
  await expect(desk.getByRole('heading', { level: 1 })).toContainText(title);
  await desk
    .locator('.pl-views')
    .getByText(/^Theo văn bản/)
    .click();
  await expect(desk.locator('article').filter({ hasText: task })).toBeVisible();
  await expect(desk.locator('section[aria-label="Văn bản gốc"]')).toContainText('vá lỗi hệ điều hành');
  await setAsideUnresolved(desk);
  await approveAndActivate(desk);
  await expect(desk.getByRole('heading', { level: 1 })).toContainText(title);
  await expect(desk.getByRole('button', { name: 'Kích hoạt' })).toHaveCount(0);

  // The focal point of one of "các sở, ban, ngành", on a phone.
  const phone = await as('daumoi.syt', { width: 360, height: 740 });
  await phone.goto('/');
  await expect(phone.getByRole('heading', { level: 1 })).toContainText('Sở Y tế — hôm nay');
  await phone.goto(`/nhiem-vu?q=${encodeURIComponent(task)}`);
  await phone
    .getByRole('link', { name: new RegExp(task) })
    .first()
    .click();
  await phone.getByRole('link', { name: 'Báo cáo tiến độ' }).click();
  await expect(phone).toHaveURL(/\/nhiem-vu\/[0-9a-f-]{36}\/bao-cao$/);
  const duty = new URL(phone.url()).pathname.replace(/\/bao-cao$/, '');
  await expect(phone.locator('blockquote')).toContainText(task);
  await phone.getByText('Hoàn thành', { exact: true }).click();
  await phone.getByLabel('Đã làm được gì, còn gì').fill('Đã tách mạng khách ở toàn bộ trụ sở.');
  await phone.getByLabel('Tệp minh chứng').setInputFiles({
    name: 'bien-ban-nghiem-thu.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('Biên bản nghiệm thu việc tách mạng.\n'),
  });
  await phone.getByRole('button', { name: 'Gửi báo cáo' }).click();
  await expect(phone).toHaveURL(new RegExp(`${duty}$`));
  await expect(phone.getByRole('link', { name: 'bien-ban-nghiem-thu.txt' })).toBeVisible();
  await expectNoSidewaysScroll(phone);

  // The coordinator finds it waiting, reads the evidence and accepts.
  await desk.goto('/cho-duyet');
  await desk
    .getByRole('link', { name: new RegExp(task) })
    .first()
    .click();
  await expect(desk).toHaveURL(new RegExp(`${duty}$`));
  const href = await desk.getByRole('link', { name: 'bien-ban-nghiem-thu.txt' }).getAttribute('href');
  const evidence = await desk.request.get(href ?? '');
  expect(await evidence.text()).toBe('Biên bản nghiệm thu việc tách mạng.\n');
  await desk.getByRole('button', { name: 'Nghiệm thu', exact: true }).click();
  await expect(desk.locator('main').getByText('Đã nghiệm thu').first()).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Nghiệm thu', exact: true })).toHaveCount(0);

  await phone.reload();
  await expect(phone.locator('main').getByText('Đã nghiệm thu').first()).toBeVisible();
});

/** A short plan in the official layout; its three tasks are given. */
function planText(number: string, subject: string, tasks: readonly string[]) {
  const lines = [
    'ỦY BAN NHÂN DÂN',
    'TỈNH LAM SƠN',
    '',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    '',
    `Số: ${number}/KH-UBND`,
    '',
    'Lam Sơn, ngày 06 tháng 7 năm 2026',
    '',
    'KẾ HOẠCH',
    subject,
    '',
    'I. MỤC ĐÍCH',
    'Bảo đảm việc thực hiện thống nhất trên địa bàn tỉnh.',
    '',
    'II. NHIỆM VỤ',
    ...tasks.flatMap((task, at) => [
      '',
      `${at + 1}. ${task}`,
      '',
      '- Chủ trì: Sở Y tế.',
      '',
      '- Phối hợp: Công an tỉnh.',
      '',
      '- Thời gian thực hiện: Hoàn thành trước ngày 31/12/2030.',
    ]),
    '',
    'Nơi nhận:',
    '- Sở Y tế;',
    '- Lưu: VT.',
    '',
    'TM. ỦY BAN NHÂN DÂN',
    'CHỦ TỊCH',
    '',
    'Hoàng Văn Giả',
    '',
  ];
  return { name: `ke-hoach-${number}.txt`, mimeType: 'text/plain', buffer: Buffer.from(lines.join('\n')) };
}

test('a second version shows what changed and keeps what was said about a task', async ({ as }) => {
  test.setTimeout(120_000);
  const subject = 'Kiểm thử bản mới của kế hoạch kiểm kê thiết bị y tế nối mạng';
  const kept = 'Kiểm kê thiết bị y tế có nối mạng tại các bệnh viện công lập.';
  const reworded = 'Kiểm kê, dán nhãn thiết bị y tế có nối mạng tại các bệnh viện công lập.';
  const dropped = 'Thay mật khẩu mặc định của máy chụp chiếu trong toàn ngành.';
  const same = 'Tập huấn sử dụng hồ sơ bệnh án điện tử an toàn cho điều dưỡng.';
  const added = 'Lập phương án dự phòng khi mất kết nối tới kho ảnh y khoa.';
  const remark = 'Đề nghị kiểm kê cả thiết bị thuê ngoài.';

  const desk = await as('dieuphoi');
  await importPlan(desk, planText('311', subject, [kept, dropped, same]));
  await setAsideUnresolved(desk);
  await approveAndActivate(desk);
  const plan = new URL(desk.url()).pathname;

  // Somebody says something about the task before it is reworded.
  await desk.goto(`/nhiem-vu?q=${encodeURIComponent(kept)}`);
  await desk.getByRole('link', { name: kept }).first().click();
  await expect(desk).toHaveURL(/\/nhiem-vu\/[0-9a-f-]{36}$/);
  const duty = new URL(desk.url()).pathname;
  await desk.getByLabel('Thêm ý kiến').fill(remark);
  await desk.getByRole('button', { name: 'Gửi ý kiến' }).click();
  await expect(desk.locator('.cl-timeline').getByText(remark)).toBeVisible();

  await desk.goto(plan);
  await desk.getByRole('button', { name: 'Nhập bản mới' }).click();
  await desk
    .getByRole('dialog')
    .getByLabel('Tệp văn bản')
    .setInputFiles(planText('311', subject, [reworded, same, added]));
  await desk.getByRole('dialog').getByRole('button', { name: 'Nhập bản mới này' }).click();
  await expect(desk).toHaveURL(/\/so-sanh$/, { timeout: 30_000 });
  const rows = desk.locator('table.pl-compare tbody tr');
  await expect(rows.filter({ hasText: 'Sửa lời' })).toHaveCount(1);
  await expect(rows.filter({ hasText: 'Sửa lời' }).locator('ins')).toContainText('dán nhãn');
  await expect(rows.filter({ hasText: dropped })).toContainText('Bỏ');
  await expect(rows.filter({ hasText: added })).toContainText('Mới');
  // What did not change is not in the way.
  await expect(rows.filter({ hasText: same })).toHaveCount(0);

  await desk.getByRole('link', { name: 'Rà soát bản mới' }).click();
  await expect(desk.locator('article').first()).toBeVisible();
  await setAsideUnresolved(desk);
  await approve(desk);

  await desk.goto(duty);
  await expect(desk.locator('blockquote')).toContainText(reworded);
  await expect(desk.locator('.cl-timeline').getByText(remark)).toBeVisible();
});

const real = join(plans, 'gia-lai.txt');
test('a plan of a real province is read, reviewed, approved and put in force', async ({ as }) => {
  test.skip(!existsSync(real), `${real} is not there`);
  test.setTimeout(180_000);
  const desk = await as('dieuphoi');
  await importPlan(desk, real);
  await setAsideUnresolved(desk);
  await approveAndActivate(desk);
  await expect(desk.getByRole('button', { name: 'Kích hoạt' })).toHaveCount(0);
});
