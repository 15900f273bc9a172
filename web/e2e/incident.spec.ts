import { expect, type Page, test } from './fixtures';
import { signIn } from './support/people';

interface Clock {
  id: string;
  duty: string;
  text: string;
  form: string | null;
  version: number;
  term: string;
  number: number | null;
  due_at: string | null;
  met_at: string | null;
  void_at: string | null;
  acknowledged_at: string | null;
  state: string;
}

interface Detail {
  incident: { id: string; version: number; state: string };
  clocks: Clock[];
  tasks: { id: string; version: number; state: string }[];
  missing_for_close: string[];
}

interface Ask {
  method?: string;
  version?: number;
  body?: unknown;
}

/** Form of the report after the end. */
const FINAL = 'tt20-04';

/** A call of the API by the person who is signed in on the page. */
async function ask<T>(page: Page, path: string, { method = 'GET', version, body }: Ask = {}): Promise<T> {
  const session = await page.request.get('/api/v1/auth/session');
  const { csrf_token } = (await session.json()) as { csrf_token: string };
  const answer = await page.request.fetch(`/api/v1${path}`, {
    method,
    headers: {
      'x-csrf-token': csrf_token,
      origin: new URL(page.url()).origin,
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body === undefined ? {} : { data: body }),
  });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** Answers the question of a dialog and waits until it is gone. */
async function confirm(page: Page, verb: string) {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Says what the form of the page still lacks, and issues it. */
async function issue(page: Page, words: string) {
  const missing = page.getByRole('note').filter({ hasText: 'Mẫu còn thiếu' });
  await expect(page.getByRole('button', { name: 'Phát hành' })).toBeVisible();
  if (await missing.isVisible()) {
    for (const label of await missing.getByRole('listitem').allTextContents())
      await page.getByLabel(label, { exact: true }).fill(words);
    await page.getByRole('button', { name: 'Lưu bản thảo' }).click();
    await expect(missing).toBeHidden();
  }
  await page.getByRole('button', { name: 'Phát hành' }).click();
  await confirm(page, 'Lấy số và phát hành');
  await expect(page.getByText('Đã phát hành', { exact: true }).first()).toBeVisible();
}

test('an alert becomes a case: its clocks are met in time, it is handled, reported and closed', async ({
  page,
  shoot,
}) => {
  // From the first alert of the sample to a closed case.
  test.slow();
  await signIn(page, 'ungcuu');
  const guessed = 'Dò mật khẩu SSH rồi đăng nhập được';
  await expect(async () => {
    await page.goto('/canh-bao');
    await expect(page.getByRole('link', { name: guessed }).first()).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 90_000 });
  await page.getByRole('link', { name: guessed }).first().click();
  await page.getByRole('link', { name: 'Chuyển thành sự cố' }).click();

  // The form knows what the alert says; the class is chosen.
  await expect(page.getByRole('heading', { level: 1, name: 'Lập sự cố' })).toBeVisible();
  const title = `Chiếm quyền máy chủ ${Date.now()}`;
  await page.getByLabel('Tên sự cố').fill(title);
  await page.getByLabel('Nhóm sự cố').click();
  const list = page.locator('.ant-select-dropdown:visible');
  await list
    .getByTitle(/xâm nhập/i)
    .first()
    .click();
  await expect(list).toHaveCount(0);
  await page.getByRole('radiogroup', { name: 'Mức độ', exact: true }).getByRole('radio').first().check();
  await page.getByRole('radio', { name: 'Đã xem xét', exact: true }).check();
  await page
    .getByRole('group', { name: /Tiêu chí phân loại/ })
    .getByRole('checkbox')
    .first()
    .check();
  await page.getByRole('radio', { name: 'Không, vượt khả năng' }).check();
  await shoot('incident-new');
  await page.getByRole('button', { name: 'Lập sự cố' }).click();
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  const here = new URL(page.url()).pathname;
  const path = `/incidents/${here.split('/').at(-1)}`;
  const read = () => ask<Detail>(page, path);
  // The steps of the playbook are its tasks.
  await expect(page.getByRole('tab', { name: /^Việc \d/ })).toBeVisible();

  // The first notice is written from the case and issued, and so sent within its 24 hours.
  const clocks = page.getByRole('complementary').getByRole('listitem');
  const notice = clocks.filter({ hasText: 'Thông báo ban đầu sự cố nghiêm trọng trong 24 giờ' });
  await expect(notice.getByText(/^còn 2\d:\d\d/)).toBeVisible();
  await shoot('incident');
  await notice.getByRole('button', { name: 'Soạn báo cáo' }).click();
  await expect(page.getByRole('button', { name: 'Phát hành' })).toBeVisible();
  await shoot('incident-report');
  await issue(page, 'Máy chủ cổng dịch vụ bị dò mật khẩu và bị đăng nhập trái phép.');
  await page.goto(here);
  await expect(notice.getByText('đã gửi đúng hạn')).toBeVisible();

  for (const [step, done] of [
    ['Đã khoanh vùng', 'Đã ghi khoanh vùng'],
    ['Đã loại bỏ', 'Đã ghi loại bỏ'],
    ['Đã khôi phục', 'Đã ghi khôi phục'],
    ['Kết thúc ứng phó', 'Đã ghi kết thúc ứng phó'],
  ] as const) {
    await page.getByRole('list', { name: 'Các bước xử lý' }).getByRole('button', { name: step }).click();
    await confirm(page, step);
    await expect(page.getByText(done)).toBeVisible();
  }

  // It is not closed before the law has what it wants.
  await page.getByRole('button', { name: 'Đóng sự cố' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Chưa ghi nguyên nhân', { exact: false })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Đóng sự cố' })).toBeDisabled();
  await shoot('incident-missing');
  await dialog.getByRole('button', { name: 'Thôi' }).click();

  // What reports say is written once.
  await page.goto(`${here}?tab=facts`);
  await page.getByRole('button', { name: 'Sửa hồ sơ' }).click();
  await dialog.getByLabel('Nguyên nhân').fill('Mật khẩu yếu, cho phép đăng nhập SSH từ Internet.');
  await dialog.getByLabel('Thiệt hại').fill('Không mất dữ liệu.');
  await dialog
    .getByLabel('Biện pháp khắc phục')
    .fill('Tắt đăng nhập bằng mật khẩu, giới hạn địa chỉ quản trị.');
  await dialog.getByLabel('Bài học kinh nghiệm').fill('Rà soát mọi máy chủ có SSH mở ra Internet.');
  await confirm(page, 'Lưu hồ sơ');
  await expect(page.getByText('Rà soát mọi máy chủ có SSH mở ra Internet.')).toBeVisible();

  // The report of the end is issued, and its recipient says that it came.
  const final = (await read()).clocks.find((c) => c.form === FINAL && !c.void_at);
  if (!final) throw new Error('the end of a case starts the clock of its final report');
  const last = clocks.filter({ hasText: final.text });
  await last.getByRole('button', { name: 'Soạn báo cáo' }).first().click();
  await issue(page, 'Đã xử lý xong.');
  await page.goto(here);
  // One report for each of its recipients.
  await expect(last.getByText('đã gửi đúng hạn')).toHaveCount(await last.count());
  await last.getByRole('button', { name: 'Nơi nhận đã xác nhận' }).first().click();
  await dialog.getByLabel('Người xác nhận').fill('Trực ban Trung tâm điều phối');
  await confirm(page, 'Ghi xác nhận');
  await expect(last.getByText('Trực ban Trung tâm điều phối', { exact: false })).toBeVisible();

  // A task is done on the screen; what is left is skipped, the other duties are met.
  await page.getByRole('tab', { name: /^Việc/ }).click();
  await page.getByRole('button', { name: 'Xong', exact: true }).first().click();
  await dialog.getByLabel('Kết quả').fill('Đã tách máy chủ khỏi mạng.');
  await confirm(page, 'Ghi đã xong');
  await expect(page.getByText('Đã tách máy chủ khỏi mạng.')).toBeVisible();
  for (const { id, version } of (await read()).tasks.filter((one) => one.state === 'open'))
    await ask(page, `${path}/tasks/${id}`, {
      method: 'PUT',
      version,
      body: { state: 'skipped', result: 'Không cần với sự cố này.' },
    });
  for (const { id, version } of (await read()).clocks.filter((c) => !c.met_at && !c.void_at))
    await ask(page, `${path}/clocks/${id}/meet`, {
      method: 'POST',
      version,
      body: { at: new Date().toISOString(), proof: 'Công văn 12/TTANM' },
    });
  for (const { id } of (await read()).clocks.filter((c) => c.met_at && !c.acknowledged_at))
    await ask(page, `${path}/clocks/${id}/acknowledge`, {
      method: 'POST',
      body: { at: new Date().toISOString(), by: 'Văn thư nơi nhận' },
    });
  expect((await read()).missing_for_close).toEqual([]);
  expect((await read()).clocks.filter((c) => c.state === 'overdue' || c.state === 'met_late')).toEqual([]);

  await page.reload();
  await page.getByRole('button', { name: 'Đóng sự cố' }).click();
  await confirm(page, 'Đóng sự cố');
  await expect(page.getByText('Đã đóng', { exact: true }).first()).toBeVisible();
  await shoot('incident-closed');
});

test('a drill runs on its own clock: an agency answers the first inject, it is scored, and no real list shows it', async ({
  page,
  as,
  shoot,
}) => {
  // Injects come by the minute.
  test.slow();
  const name = 'Diễn tập ứng cứu tấn công thay đổi giao diện';
  await signIn(page, 'ungcuu');
  await page.goto('/dien-tap');
  await page.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Bắt đầu diễn tập' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tốc độ đồng hồ').click();
  await page.getByTitle('60 phút diễn tập mỗi phút thật').click();
  await confirm(page, 'Bắt đầu diễn tập');
  await expect(page.getByText('Đang diễn ra', { exact: true })).toBeVisible();
  await expect(page.getByText(/^đã gửi/).first()).toBeVisible({ timeout: 75_000 });
  const health = page.getByRole('complementary').getByRole('listitem').filter({ hasText: 'Sở Y tế' });
  const link = health.getByRole('link', { name: 'Mở hồ sơ' });
  await expect(link).toBeVisible();
  const path = (await link.getAttribute('href')) ?? '';
  await shoot('drill');

  // The agency sees that it is an exercise, and acts as in earnest.
  const focal = await as('daumoi.syt');
  await focal.goto(path);
  await expect(focal.getByText('Đây là hồ sơ diễn tập', { exact: false })).toBeVisible();
  const code = (await focal.locator('.in-code').first().textContent()) ?? '';
  await focal
    .getByLabel('Ghi việc vừa xảy ra, vừa làm, vừa quyết định')
    .fill('Đã chuyển trang sang thông báo bảo trì, giữ nhật ký máy chủ.');
  await focal.getByRole('button', { name: 'Ghi vào diễn biến' }).click();
  await expect(focal.getByText('Đã ghi', { exact: true })).toBeVisible();

  // The centre takes it on.
  await page.goto(path);
  await page.getByRole('button', { name: 'Tiếp nhận' }).click();
  await confirm(page, 'Tiếp nhận');
  await expect(page.getByText('Đang xử lý', { exact: true }).first()).toBeVisible();

  // Nothing of it stands among what is real.
  for (const one of [page, focal]) {
    await one.goto('/su-co?all=true');
    await expect(one.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(one.getByRole('table').first()).toBeVisible();
    await expect(one.getByText(code, { exact: true })).toHaveCount(0);
  }

  await page.goto('/dien-tap');
  await page.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Kết thúc diễn tập' }).click();
  await confirm(page, 'Kết thúc diễn tập');
  await expect(page.getByText('Đã kết thúc', { exact: true })).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: 'Sở Y tế' });
  await expect(row.getByText('đúng hạn').or(row.getByText('đã đạt')).first()).toBeVisible();
  await expect(page.getByText(/1 cơ quan chưa làm gì/)).toBeVisible();
  await shoot('drill-score');
});
