import { expect, type Page, test } from './fixtures';
import { ask } from './support/api';
import { signIn } from './support/people';
import { pick } from './support/pick';

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

/** Form of the report after the end. */
const FINAL = 'tt20-04';

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
  await pick(page.getByLabel('Nhóm sự cố'), /xâm nhập/i);
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
  // One report for each of its recipients; they are counted once they are there.
  await expect(last.first()).toBeVisible();
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
  await pick(dialog.getByLabel('Tốc độ đồng hồ'), '60 phút diễn tập mỗi phút thật');
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

/** A bundle as another centre hands it over: an incident with what was seen. */
function bundle(name: string): string {
  // Groups and degrees are those of the day of detection.
  const at = new Date(Date.now() - 36 * 3_600_000).toISOString();
  const known = { spec_version: '2.1', created: at, modified: at };
  const id = (kind: string) => `${kind}--${crypto.randomUUID()}`;
  const [incident, indicator] = [id('incident'), id('indicator')];
  return JSON.stringify({
    type: 'bundle',
    id: id('bundle'),
    objects: [
      { type: 'incident', id: incident, ...known, name, description: 'Thư lừa đảo kèm tệp độc hại.' },
      {
        type: 'indicator',
        id: indicator,
        ...known,
        name: 'Máy chủ điều khiển',
        pattern: "[ipv4-addr:value = '203.0.113.77']",
        pattern_type: 'stix',
        pattern_version: '2.1',
        valid_from: at,
      },
      {
        type: 'relationship',
        id: id('relationship'),
        ...known,
        relationship_type: 'related-to',
        source_ref: indicator,
        target_ref: incident,
      },
    ],
  });
}

const file = (text: string) => ({
  name: 'goi-stix.json',
  mimeType: 'application/json',
  buffer: Buffer.from(text),
});

test('a case comes in from a STIX bundle: looked at first, refused while something is wrong, then opened', async ({
  page,
  shoot,
}) => {
  const title = `Thư lừa đảo từ tỉnh bạn ${Date.now()}`;
  await signIn(page, 'ungcuu');
  await page.goto('/su-co');
  await page.getByRole('link', { name: 'Nhập từ tệp' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Nhập sự cố từ tệp' })).toBeVisible();
  await expect(page.getByText('Không nhập bí mật nhà nước, kể cả trong tệp gửi kèm.')).toBeVisible();
  const look = page.getByRole('button', { name: 'Xem trước' });
  await expect(look).toBeDisabled();
  const input = page.getByLabel('Tệp sự cố');
  await shoot('incident-import');

  // What is no file of incidents is refused in words.
  await input.setInputFiles(file('{"xin": "chào"}'));
  await page.getByLabel('Cơ quan nhận sự cố').fill('Sở Y tế');
  await page.getByTitle('Sở Y tế', { exact: true }).click();
  await look.click();
  await expect(page.getByText(/^Tệp không phải gói STIX 2\.1/)).toBeVisible();
  await input.setInputFiles(file('{"type": "bundle",\n "objects": [}'));
  await look.click();
  await expect(page.getByText('dòng 2, cột 14')).toBeVisible();
  await expect(page.getByText('Không phải JSON đúng cú pháp.')).toBeVisible();

  // A bundle says neither group nor degree: what is missing is named, chosen, and then it fits.
  await input.setInputFiles(file(bundle(title)));
  await look.click();
  await expect(page.getByText(/^Chưa nhập được: tệp có chỗ sai/)).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: title }).getByText('Chưa nhập được')).toBeVisible();
  await shoot('incident-import-faulty');
  await pick(page.getByLabel('Nhóm sự cố'), /mã độc/i);
  await pick(page.getByLabel('Mức độ'), /nghiêm trọng/i);
  await look.click();
  await expect(page.getByText(/^1 sự cố mới sẽ được lập; chưa có gì được ghi/)).toBeVisible();
  await shoot('incident-import-preview');
  await page.getByRole('button', { name: 'Nhập 1 sự cố' }).click();

  // The case stands there with what the bundle said.
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page.getByText('Sở Y tế').first()).toBeVisible();
  await page.getByRole('tab', { name: /^Dấu hiệu/ }).click();
  await expect(page.getByText('203.0.113.77').first()).toBeVisible();
  await page.getByRole('tab', { name: 'Hồ sơ', exact: true }).click();
  await expect(page.getByText('Nhập từ tệp')).toBeVisible();
});

test('the moments of a case are corrected with a reason, and the clocks follow T0', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'ungcuu');
  await page.goto('/su-co');
  await page.getByRole('link', { name: /Mã độc mã hóa tệp trên máy chủ dùng chung/ }).click();
  const steps = page.getByRole('list', { name: 'Các bước xử lý' });
  await expect(steps).toBeVisible();
  if (await steps.getByRole('button', { name: 'Đã khoanh vùng' }).isVisible()) {
    await steps.getByRole('button', { name: 'Đã khoanh vùng' }).click();
    await confirm(page, 'Đã khoanh vùng');
  }

  const dialog = page.getByRole('dialog');
  await steps.getByRole('button', { name: 'Sửa thời điểm khoanh vùng' }).click();
  await shoot('incident-mend', ['desktop', 'phone']);
  await dialog.getByRole('button', { name: 'Lưu thời điểm' }).click();
  await expect(dialog.getByText('Chưa nhập ô này.')).toBeVisible();
  await dialog.getByLabel('Lý do').fill('Ghi nhầm lúc bàn giao ca.');
  await confirm(page, 'Lưu thời điểm');
  await expect(page.getByText('Đã khoanh vùng – sửa lại thời điểm').last()).toBeVisible();
  await expect(page.getByText('Ghi nhầm lúc bàn giao ca.').last()).toBeVisible();

  // Two hours earlier than anybody thought: every term moves, and says why.
  const clock = page
    .getByRole('complementary')
    .getByRole('listitem')
    .filter({ hasText: 'Thông báo ban đầu sự cố nghiêm trọng trong 24 giờ' });
  const due = await clock.locator('time').first().textContent();
  await steps.getByRole('button', { name: 'Sửa thời điểm phát hiện (T0)' }).click();
  const field = dialog.getByLabel('Phát hiện lúc (T0)');
  const before = await field.inputValue();
  await field.fill(shifted(before, -2));
  await field.press('Enter');
  await dialog.getByLabel('Lý do').fill('Nhật ký máy chủ có dấu vết sớm hơn.');
  await confirm(page, 'Lưu thời điểm');
  await expect(steps.getByText(shifted(before, -2))).toBeVisible();
  await expect(clock.locator('time').first()).toHaveText(shifted(due ?? '', -2));
  await clock.getByText(/^Đã đổi \d+ lần/).click();
  await expect(clock.getByText('Nhật ký máy chủ có dấu vết sớm hơn.').last()).toBeVisible();
  await shoot('incident-moments');
});

/** `dd/MM/yyyy HH:mm` some hours on. */
function shifted(wall: string, hours: number): string {
  const [, day, month, year, hour, minute] = /^(\d+)\/(\d+)\/(\d+) (\d+):(\d+)$/.exec(wall) ?? [];
  const at = new Date(
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour) + hours, Number(minute)),
  );
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

test('statistics begin with the reporting period of the law and take others by one press', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'ungcuu');
  await page.goto('/su-co/thong-ke');
  const periods = page.getByRole('radiogroup', { name: 'Kỳ báo cáo' });
  await expect(periods.getByRole('radio').first()).toBeChecked();
  await expect(page.getByText('Sự cố trong kỳ')).toBeVisible();
  await shoot('incident-statistics');
  await periods
    .getByText(/^Năm \d{4}$/)
    .first()
    .click();
  await expect(page).toHaveURL(/from=\d{4}-12-15&to=\d{4}-12-14/);
  await expect(page.getByText('Sự cố trong kỳ')).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Đến hôm nay' }).getByText('Quý này').click();
  await expect(page).toHaveURL(/ky=quarter/);
  await expect(periods.getByRole('radio', { checked: true })).toHaveCount(0);
});
