import { expect, expectNoSidewaysScroll, type Page, test, widths } from './fixtures';
import { expectNoBarriers } from './support/axe';
import {
  check,
  follow,
  openWords,
  rail,
  tell,
  toReportForm,
  unheardAccount,
  unheardAmount,
} from './support/hotline';

/** What the sample warns of, and what is official in it. */
const WARNED = '1012 000 333';
const OFFICIAL = 'dichvucong.lamson.gov.vn';
const TOPIC = 'Có người tự xưng công an, viện kiểm sát, tòa án gọi điện';

/** A phone in both its schemes, and a desktop. */
const LOOKS = [
  { size: 'phone', colorScheme: 'light' },
  { size: 'phone', colorScheme: 'dark' },
  { size: 'desktop', colorScheme: 'light' },
] as const;

/** The page that is open, in every look. */
async function lookAt(page: Page, what: string) {
  for (const { size, colorScheme } of LOOKS) {
    await page.setViewportSize({ width: widths[size], height: size === 'phone' ? 740 : 900 });
    await page.emulateMedia({ colorScheme });
    const look = `${what}, ${size}, ${colorScheme}`;
    await expectNoSidewaysScroll(page, look, true);
    await expectNoBarriers(page, look, colorScheme === 'dark');
  }
}

test('axe finds no barrier on the pages of the portal', async ({ citizen }) => {
  test.setTimeout(240_000);
  // Axe is a script: whoever looks has JavaScript here, and pages have their comforts.
  const page = await citizen(true);
  for (const path of [
    '/cong-dan',
    '/cong-dan?lang=en',
    '/cong-dan/bao-tin',
    '/cong-dan/bao-tin/don?loai=14',
    '/cong-dan/theo-doi',
    '/cong-dan/kiem-tra',
    '/cong-dan/canh-bao',
    '/cong-dan/dinh-chinh',
    '/cong-dan/hoi-dap',
    '/cong-dan/tin-nhiem',
    '/cong-dan/nhan-tin',
    '/cong-dan/rieng-tu',
    '/cong-dan/ap-phich',
  ]) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await lookAt(page, path);
  }

  await page.goto('/cong-dan/canh-bao');
  await page.getByRole('main').getByRole('listitem').getByRole('link').first().click();
  await expect(page.getByRole('article')).toBeVisible();
  await lookAt(page, 'a notice');

  for (const [value, said] of [
    [WARNED, 'Có cảnh báo'],
    [OFFICIAL, 'Đúng là của'],
    ['dichvucong-lamson.example', 'Có cảnh báo'],
    ['0900 000 909', 'Chưa có thông tin'],
  ] as const) {
    await expect(await check(page, value)).toContainText(said);
    await lookAt(page, `the answer about ${value}`);
  }
  await check(page, WARNED);
  await page.getByRole('link', { name: /Gửi phản đối/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Phản đối một cảnh báo' })).toBeVisible();
  await lookAt(page, 'the form of an objection');

  // Sent without the answer about money, it comes back and says what is missing.
  await toReportForm(page, TOPIC);
  await page.getByLabel('Chuyện gì đã xảy ra?').fill('Có người gọi xưng là công an.');
  await page.getByRole('button', { name: 'Gửi tin báo' }).click();
  await expect(page.getByRole('alert')).toContainText('Chọn có mất tiền hay không');
  await lookAt(page, 'a form that came back');

  const code = await tell(page, {
    topic: TOPIC,
    words: 'Có người gọi xưng là công an, bắt chuyển tiền để chứng minh trong sạch rồi tắt máy.',
    amount: unheardAmount(),
    account: unheardAccount('1014'),
    bank: 'Vietcombank',
  });
  await lookAt(page, 'the code and what to do now');
  await follow(page, code);
  await page.getByLabel('Tin nhắn cho người trực').fill('Tôi đã gọi ngân hàng.');
  await page.getByRole('button', { name: 'Gửi', exact: true }).click();
  await expect(page.getByText('Đã gửi. Người trực sẽ đọc')).toBeVisible();
  await lookAt(page, 'following a report');
  await page.getByRole('button', { name: 'Rút tin báo' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Rút tin báo?' })).toBeVisible();
  await lookAt(page, 'before taking a report back');
});

/** The page that is open, at both widths, once it stands still. */
async function lookAtDesk(page: Page, what: string) {
  for (const size of ['desktop', 'phone'] as const) {
    // Tall: nothing stands half under the bar at the bottom of a phone, from where it can be scrolled.
    await page.setViewportSize({ width: widths[size], height: size === 'phone' ? 3_000 : 900 });
    await expect(page.locator('.ant-skeleton, .cl-progress')).toHaveCount(0);
    const look = `${what}, ${size}`;
    await expectNoSidewaysScroll(page, look, true);
    await expectNoBarriers(page, look);
  }
  await page.setViewportSize({ width: widths.desktop, height: 900 });
}

test('axe finds no barrier in the inbox and on a report', async ({ as }) => {
  test.setTimeout(180_000);
  const desk = await as('tiepnhan');
  await desk.goto('/tin-bao');
  const inbox = desk.getByRole('table', { name: 'Tin báo của người dân' });
  await expect(inbox.getByRole('link').first()).toBeVisible();
  await lookAtDesk(desk, 'the inbox');

  // Its holder in the sample: a file, messages, a transfer on its way.
  await desk.goto('/tin-bao?q=viecnhe');
  await expect(inbox.getByRole('rowheader')).toHaveCount(1);
  await inbox.getByRole('link').first().click();
  await expect(desk.getByText('Nội dung được niêm phong')).toBeVisible();
  await lookAtDesk(desk, 'a sealed report');
  await openWords(desk);
  // The second kind, by its key.
  await desk.keyboard.press('2');
  await expect(desk.getByRole('form', { name: /^Phân loại là/ })).toBeVisible();
  await desk.getByRole('button', { name: 'Soạn lại' }).click();
  await lookAtDesk(desk, 'an opened report at work');
  for (const tab of [/^Trao đổi/, /^Liên quan/, /^Lịch sử/]) {
    await desk.getByRole('tab', { name: tab }).click();
    await lookAtDesk(desk, `a report, ${tab.source}`);
  }
  await rail(desk).getByRole('button', { name: 'Nhắn người báo' }).click();
  await expect(desk.getByRole('dialog')).toBeVisible();
  await lookAtDesk(desk, 'a message to the citizen');

  await desk.goto('/tin-bao/nhap');
  await expect(desk.getByRole('button', { name: 'Ghi nhận và lấy mã' })).toBeVisible();
  await lookAtDesk(desk, 'the form for who phones');
});

test('axe finds no barrier in the rooms beside the inbox', async ({ as }) => {
  test.setTimeout(180_000);
  const lead = await as('truongca');
  for (const path of [
    '/chien-dich-lua-dao',
    '/dau-hieu-lua-dao',
    '/canh-bao-nguoi-dan',
    '/thong-bao-nguoi-dan',
    '/tin-nhiem-mang',
    '/noi-dung-xau',
    '/thong-ke-tin-bao',
  ]) {
    await lead.goto(path);
    await expect(lead.getByRole('heading', { level: 1 })).toBeVisible();
    await lookAtDesk(lead, path);
  }
  for (const list of ['/chien-dich-lua-dao', '/thong-bao-nguoi-dan', '/tin-nhiem-mang']) {
    await lead.goto(list);
    await lead.getByRole('rowheader').getByRole('link').first().click();
    await expect(lead).not.toHaveURL(new RegExp(`${list}$`));
    await expect(lead.getByRole('heading', { level: 1 })).toBeVisible();
    await lookAtDesk(lead, `one of ${list}`);
  }
});
