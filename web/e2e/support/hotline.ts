import { expect, type Locator, type Page } from '@playwright/test';

/** As the shortest time in which anybody fills a form in (`hotline.portal.least_seconds`), and a little. */
const LEAST_MS = 3_500;

let told = 0;
/** đồng that no other report of this run, or of one before it, speaks of: the inbox shows it while the words are sealed. */
export function unheardAmount(): number {
  told += 1;
  return 1_000_000 + (Date.now() % 80_000_000) + told;
}

/** An invented account that no other run names. */
export function unheardAccount(begin: string): string {
  return `${begin}${String(Date.now()).slice(-8)}`;
}

/** As screens write it. */
export const dong = (amount: number) => `${new Intl.NumberFormat('vi-VN').format(amount)} đ`;

export interface Story {
  /** The question of the first page that fits. */
  topic: string;
  words: string;
  amount: number;
  account: string;
  bank: string;
  file?: { name: string; mimeType: string; buffer: Buffer };
  /** Who reports, where they say so. */
  name?: string;
  phone?: string;
}

/** Comes to the form of a topic, from the first page of the portal. */
export async function toReportForm(page: Page, topic: string): Promise<void> {
  await page.goto('/cong-dan');
  await page
    .getByRole('main')
    .getByRole('link', { name: /^Báo tin/ })
    .click();
  await page.getByRole('radio', { name: topic, exact: true }).check();
  await page.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Kể lại chuyện đã xảy ra' })).toBeVisible();
  // With JavaScript a draft may be put into the fields: before anything is typed.
  await page.waitForLoadState();
}

/** Fills the form in as somebody does who has lost money, and sends it. Gives the code. */
export async function tell(page: Page, story: Story): Promise<string> {
  await toReportForm(page, story.topic);
  const begun = Date.now();
  await page.getByLabel('Chuyện gì đã xảy ra?').fill(story.words);
  await page.getByLabel('Ngày xảy ra').fill(today());
  await page.getByRole('checkbox', { name: 'Gọi điện', exact: true }).check();
  await page.getByRole('radio', { name: 'Đã chuyển', exact: true }).check();
  await page.getByLabel('Số tiền', { exact: true }).fill(String(story.amount));
  await page.getByLabel('Tiền chuyển đến ngân hàng nào').fill(story.bank);
  await page.getByLabel('Thứ 1', { exact: true }).fill(story.account);
  await page.getByLabel('Ngân hàng (nếu là số tài khoản), thứ 1').fill(story.bank);
  if (story.file) await page.getByLabel('Chọn tệp').setInputFiles(story.file);
  if (story.name) await page.getByLabel('Họ tên', { exact: true }).fill(story.name);
  if (story.phone) await page.getByLabel('Điện thoại', { exact: true }).fill(story.phone);
  await page.waitForTimeout(Math.max(0, begun + LEAST_MS - Date.now()));
  await page.getByRole('button', { name: 'Gửi tin báo' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Đã nhận tin của bạn' })).toBeVisible();
  const code = (await page.locator('#code span').allTextContents()).join('-');
  expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  return code;
}

/** Today in Viet Nam, as a date field takes it. */
function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
}

/** Opens what a code leads to. */
export async function follow(page: Page, code: string): Promise<void> {
  await page.goto('/cong-dan/theo-doi');
  await page.getByLabel('Mã tra cứu').fill(code);
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tin báo của bạn' })).toBeVisible();
}

/** Asks before paying; gives the answer. */
export async function check(page: Page, value: string): Promise<Locator> {
  await page.goto('/cong-dan/kiem-tra');
  await page.getByLabel('Điều cần kiểm tra').fill(value);
  await page.getByRole('main').getByRole('button', { name: 'Kiểm tra' }).click();
  const answer = page.getByRole('main').getByRole('status');
  await expect(answer).toBeVisible();
  return answer;
}

/** What is to be done with a report, beside it. */
export const rail = (desk: Page) => desk.getByRole('complementary', { name: 'Việc cần làm' });

/** The words of a report are unsealed. */
export async function openWords(desk: Page): Promise<void> {
  await desk.locator('.hl-story').getByRole('button', { name: 'Mở nội dung' }).click();
  await expect(desk.getByRole('heading', { level: 2, name: 'Lời kể' })).toBeVisible();
}

/** The operator finds the report in the inbox by its amount, takes it and opens its words. */
export async function takeAndOpen(desk: Page, amount: number): Promise<void> {
  await desk.goto('/tin-bao?sort=newest');
  const row = desk
    .getByRole('table', { name: 'Tin báo của người dân' })
    .getByRole('row')
    .filter({ hasText: dong(amount) });
  await expect(row).toContainText('Mới nhận');
  await row.getByRole('link').first().click();
  await expect(desk.getByText('Nội dung được niêm phong')).toBeVisible();
  const take = rail(desk).getByRole('button', { name: 'Nhận tin', exact: true });
  await take.click();
  await expect(take).toHaveCount(0);
  await openWords(desk);
}

/** What of the story is the reporter's own is said to be so, all of it is confirmed. */
export async function confirmIndicators(desk: Page, own: readonly string[] = []): Promise<void> {
  for (const value of own)
    await desk
      .getByRole('group', { name: `${value} là của ai` })
      .getByRole('radio', { name: 'Của người báo' })
      .check();
  await desk.getByRole('button', { name: 'Xác nhận tất cả' }).click();
  await expect(
    desk.getByRole('list', { name: 'Dấu hiệu' }).getByText('đã xác nhận', { exact: true }).first(),
  ).toBeVisible();
}

/** The copy that others may read is looked through and confirmed. Gives its words. */
export async function confirmRedaction(desk: Page): Promise<string> {
  await desk.getByRole('button', { name: 'Soạn bản đã che' }).click();
  const words = await desk.getByLabel(/^Lời kể không còn gì cho biết ai báo/).inputValue();
  const confirm = desk.getByRole('button', { name: 'Xác nhận bản đã che' });
  await expect(confirm).toBeDisabled();
  await desk.getByLabel('Tôi đã đọc hết, không còn gì cho biết ai báo').check();
  await confirm.click();
  await expect(confirm).toHaveCount(0);
  return words;
}

/** Answers the form in front of the page. */
export async function send(
  page: Page,
  verb: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<void> {
  const dialog = page.getByRole('dialog');
  for (const [label, value] of Object.entries(fields))
    await dialog.getByLabel(label, { exact: true }).fill(value);
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await expect(dialog).toBeHidden();
}
