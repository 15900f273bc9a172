import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { signIn } from './support/people';

const root = join(import.meta.dirname, '..', '..');
/** Relative to the repository, as `scripts/test` reads it. */
const plans = resolve(root, process.env.COLOA_PLANS ?? '../shared/plans');

/** Signs in on a screen of its own. */
async function as(browser: Browser, userName: string, viewport?: { width: number; height: number }) {
  const context = await browser.newContext(viewport ? { viewport } : {});
  const page = await context.newPage();
  await signIn(page, userName);
  return page;
}

/** Imports a document and comes to its review screen. */
async function importPlan(page: Page, file: string) {
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

/** Approves what is on the review screen and activates it. */
async function approveAndActivate(page: Page) {
  await page.getByRole('button', { name: 'Phê duyệt…' }).click();
  const dialog = page.getByRole('dialog');
  const unseen = dialog.getByText(/mục chưa chắc chắn mà chưa ai xem/);
  if (await unseen.isVisible()) await unseen.click();
  const nobody = dialog.getByText('Vẫn phê duyệt dù các nhiệm vụ này không có cơ quan nhận');
  if (await nobody.isVisible()) await nobody.click();
  await dialog.getByRole('button', { name: 'Phê duyệt và kích hoạt' }).click();
  await expect(page).toHaveURL(/\/ke-hoach\/[0-9a-f-]{36}$/, { timeout: 30_000 });
}

test('a document becomes a plan in force, a focal point reports with a file, the coordinator accepts', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const title = 'Khắc phục các điểm yếu phát hiện sau đợt kiểm tra trung tâm dữ liệu';
  const task = 'tách mạng nội bộ khỏi mạng khách';

  const desk = await as(browser, 'dieuphoi');
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
  const phone = await as(browser, 'daumoi.syt', { width: 360, height: 740 });
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
  // Nothing needs sideways scrolling on a phone.
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

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
  await desk.getByRole('button', { name: 'Chấp nhận báo cáo' }).click();
  await expect(desk.locator('main').getByText('Đã chấp nhận').first()).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Chấp nhận báo cáo' })).toHaveCount(0);

  await phone.reload();
  await expect(phone.locator('main').getByText('Đã chấp nhận').first()).toBeVisible();
  await phone.context().close();
  await desk.context().close();
});

const real = join(plans, 'gia-lai.txt');
test('a plan of a real province is read, reviewed, approved and put in force', async ({ browser }) => {
  test.skip(!existsSync(real), `${real} is not there`);
  test.setTimeout(180_000);
  const desk = await as(browser, 'dieuphoi');
  await importPlan(desk, real);
  await setAsideUnresolved(desk);
  await approveAndActivate(desk);
  await expect(desk.getByRole('button', { name: 'Kích hoạt' })).toHaveCount(0);
  await desk.context().close();
});
