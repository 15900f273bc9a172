import { createHash } from 'node:crypto';
import { expect, expectNoSidewaysScroll, test } from './fixtures';
import {
  check,
  confirmIndicators,
  confirmRedaction,
  follow,
  openWords,
  rail,
  send,
  takeAndOpen,
  tell,
  unheardAccount,
  unheardAmount,
} from './support/hotline';
import { PLACE, photo, SIDE } from './support/photo';

test('a report without JavaScript is classified, passed on and acknowledged, and its citizen sees so', async ({
  citizen,
  as,
}) => {
  test.setTimeout(180_000);
  const account = unheardAccount('1012');
  const amount = unheardAmount();
  const own = '0905000418';
  const name = 'Hoàng Thị Mẫu Mười Hai';
  const picture = photo();
  const person = await citizen();
  const code = await tell(person, {
    topic: 'Có người tự xưng công an, viện kiểm sát, tòa án gọi điện',
    words:
      `Sáng nay có người gọi xưng là công an, đọc đúng căn cước của tôi rồi bảo tôi dính một vụ rửa tiền. ` +
      `Họ cấm tắt máy và bắt chuyển tiền vào tài khoản ${account} ngân hàng Vietcombank để chứng minh trong sạch. ` +
      `Số của tôi là 0905 000 418.`,
    amount,
    account,
    bank: 'Vietcombank',
    file: { name: 'bien-lai.png', mimeType: 'image/png', buffer: picture },
    name,
    phone: '0905 000 418',
  });

  // The code stands on the page alone, with what to do first.
  const now = person.getByRole('region', { name: 'Việc cần làm ngay' });
  await expect(now).toContainText('Gọi ngân hàng trước tiên.');
  await expect(now).toContainText('Cơ quan nhà nước không làm việc, không thu tiền qua điện thoại.');
  await expect(person.getByRole('region', { name: 'Số cần gọi' }).getByRole('link').first()).toBeVisible();
  await expect(person.getByRole('button', { name: 'Chép mã' })).toHaveCount(0);
  expect(person.url()).not.toContain(code.slice(0, 4));
  expect(await person.context().cookies()).toEqual([]);
  await expectNoSidewaysScroll(person);
  await person.getByRole('button', { name: 'Xem tin của tôi' }).click();
  const state = person.getByRole('region', { name: 'Tình trạng' });
  await expect(state).toContainText('Đã nhận');

  // The operator: nothing of it is read before it is opened, and who reports is not among what is opened.
  const desk = await as('tiepnhan');
  await takeAndOpen(desk, amount);
  await expect(desk.getByText('bảo tôi dính một vụ rửa tiền')).toBeVisible();
  await expect(desk.getByText('Được niêm phong riêng. Làm việc không cần biết ai báo.')).toBeVisible();
  await expect(desk.getByText(name)).toHaveCount(0);
  const here = new URL(desk.url()).pathname;

  // The shown copy of the photo says nothing of where it was taken; the original is kept as it came.
  const sha256 = createHash('sha256').update(picture).digest('hex');
  await expect(desk.getByText(`SHA-256 ${sha256.slice(0, 16)}`)).toBeVisible();
  const answered = desk.waitForResponse(/\/attachments\/[^/]+\/open$/);
  await desk.locator('.hl-files').getByRole('button', { name: 'Xem', exact: true }).click();
  const shown = await (await answered).body();
  expect(shown.length).toBeGreaterThan(100);
  expect(picture.includes(PLACE)).toBe(true);
  expect(shown.includes(PLACE)).toBe(false);
  const image = desk.getByRole('dialog').getByRole('img', { name: 'bien-lai.png' });
  await expect.poll(() => image.evaluate((it) => (it as HTMLImageElement).naturalWidth)).toBe(SIDE);
  await desk.keyboard.press('Escape');
  await expect(desk.getByRole('dialog')).toBeHidden();

  // What the caller sends afterwards is added by the desk, and says so.
  await desk.getByRole('button', { name: 'Thêm tệp', exact: true }).click();
  await desk
    .getByRole('dialog')
    .getByLabel(/Ảnh chụp, ghi âm/)
    .setInputFiles({ name: 'gui-sau.png', mimeType: 'image/png', buffer: photo() });
  await send(desk, 'Thêm');
  await desk.getByRole('button', { name: 'Mở lại', exact: true }).click();
  const later = desk.locator('.hl-files > li').filter({ hasText: 'gui-sau.png' });
  await expect(later).toContainText(/ thêm, /);
  await expect(desk.locator('.hl-files > li').filter({ hasText: 'bien-lai.png' })).not.toContainText('thêm,');

  await confirmIndicators(desk, [own]);
  const copy = await confirmRedaction(desk);
  expect(copy).toContain(account);
  expect(copy).toContain('[…]');
  expect(copy.replaceAll(' ', '')).not.toContain(own);

  // Classified: the law says whose it is, and that it must go there.
  await desk
    .getByRole('list', { name: 'Chọn loại tin' })
    .getByRole('button', { name: 'Tố giác về tội phạm' })
    .click();
  const asked = desk.getByRole('form', { name: 'Phân loại là Tố giác về tội phạm' });
  await expect(asked).toContainText('Điều 144');
  await expect(asked).toContainText('Phải chuyển ngay');
  await asked.getByRole('button', { name: 'Phân loại', exact: true }).click();
  await expect(asked).toHaveCount(0);

  // Money may still be stopped: by phone first, in writing afterwards.
  const steps = rail(desk);
  const dialog = desk.getByRole('dialog');
  await steps.getByRole('button', { name: 'Lập phiếu chuyển' }).click();
  await expect(dialog.getByLabel('Khẩn cấp')).toBeChecked();
  await send(desk, 'Lập phiếu');
  const inWriting = steps.getByRole('button', { name: 'Ghi văn bản đã gửi' });
  const byPhone = steps.getByRole('button', { name: 'Ghi cuộc gọi' });
  await expect(byPhone).toBeVisible();
  await expect(inWriting).toHaveCount(0);
  await byPhone.click();
  await send(desk, 'Ghi cuộc gọi', { 'Người nghe máy': 'Trực ban (mẫu)' });
  await inWriting.click();
  await send(desk, 'Ghi đã gửi', {
    'Số văn bản': '88/TTANM-TBTG',
    'Gửi bằng cách nào': 'Trục liên thông văn bản',
  });
  await follow(person, code);
  await expect(state).toContainText('đang chờ nơi đó xác nhận đã nhận');

  // Only the receiver ends a transfer.
  await steps.getByRole('button', { name: 'Nơi nhận đã xác nhận' }).click();
  await send(desk, 'Ghi xác nhận', {
    'Số tiếp nhận': 'TN-0418 (mẫu)',
    'Người nhận': 'Cán bộ tiếp nhận (mẫu)',
  });
  await expect(steps.getByText('TN-0418 (mẫu)')).toBeVisible();
  await steps.getByRole('button', { name: 'Nhắn người báo' }).click();
  await send(desk, 'Gửi', { 'Nội dung': 'Bạn giữ lại biên lai và tin nhắn, đừng xóa.' });

  // As it was written down: small letters, no lines.
  await follow(person, code.replaceAll('-', '').toLowerCase());
  await expect(state).toContainText('Nơi có thẩm quyền đã nhận');
  await expect(state).toContainText('TN-0418 (mẫu)');
  const talk = person.getByRole('region', { name: 'Trao đổi' });
  await expect(talk).toContainText('Bạn giữ lại biên lai và tin nhắn, đừng xóa.');
  await expect(talk).not.toContainText('Lương Thị Tiếp Nhận');
  await person.getByLabel('Tin nhắn cho người trực').fill('Tôi tìm thấy thêm một biên lai lúc 9 giờ.');
  await person.getByRole('button', { name: 'Gửi', exact: true }).click();
  await expect(person.getByText('Đã gửi. Người trực sẽ đọc')).toBeVisible();
  await expect(talk).toContainText('Tôi tìm thấy thêm một biên lai lúc 9 giờ.');
  await expectNoSidewaysScroll(person);

  await desk.goto(`${here}?tab=messages`);
  await expect(desk.getByRole('tab', { name: 'Trao đổi (1)' })).toBeVisible();
  await desk.getByRole('tab', { name: 'Nội dung' }).click();
  await openWords(desk);
  await desk.getByRole('tab', { name: /^Trao đổi/ }).click();
  await expect(
    desk.getByRole('region', { name: 'Trao đổi' }).getByText('Tôi tìm thấy thêm một biên lai lúc 9 giờ.'),
  ).toBeVisible();
});

test('an account that two people report becomes a campaign and a warning, and whoever checks it is told', async ({
  citizen,
  as,
}) => {
  test.setTimeout(180_000);
  const account = unheardAccount('1013');
  const topic = 'Tôi mua hàng trên mạng và nhận hàng giả, hoặc không nhận được';
  const told = [
    {
      amount: unheardAmount(),
      words:
        `Tôi đặt chiếc xe đạp trẻ em trên một trang rao vặt, người bán bảo chuyển trước vào tài khoản ${account} ` +
        `của ngân hàng ACB. Chuyển xong thì họ chặn tin nhắn, hai tuần nay không thấy hàng đâu.`,
    },
    {
      amount: unheardAmount(),
      words:
        `Em mua nồi chiên không dầu qua buổi phát trực tiếp. Nhận về một hộp giấy vụn, gọi lại thì thuê bao không liên ` +
        `lạc được. Tiền đã gửi vào số tài khoản ${account}, ngân hàng ACB.`,
    },
  ] as const;
  const asking = await citizen();
  await expect(await check(asking, account)).toContainText('Chưa có thông tin');
  for (const { amount, words } of told) {
    const person = await citizen();
    await tell(person, { topic, words, amount, account, bank: 'ACB' });
  }

  // One report is not enough; what joins two is what an operator confirmed in each.
  const desk = await as('tiepnhan');
  for (const { amount } of told) {
    await takeAndOpen(desk, amount);
    await confirmIndicators(desk);
    expect(await confirmRedaction(desk)).toContain(account);
  }
  await desk.goto('/chien-dich-lua-dao');
  await desk.getByRole('button', { name: new RegExp(`^Nhận là chiến dịch: .*${account}$`) }).click();
  await expect(desk).toHaveURL(/\/chien-dich-lua-dao\/[0-9a-f-]{36}$/);
  const reports = desk.getByRole('table', { name: 'Tin báo trong chiến dịch' });
  // Two, below the heads of the columns.
  await expect(reports.getByRole('row')).toHaveCount(3);
  const title = `Nhận tiền đặt hàng rồi chặn liên lạc, đợt ${account.slice(-4)}`;
  const summary =
    'Người bán rao giá rẻ, đòi chuyển trước toàn bộ tiền rồi không giao hàng hoặc giao hộp rỗng.';
  await desk.getByRole('button', { name: 'Sửa chiến dịch' }).click();
  await send(desk, 'Lưu thay đổi', { 'Tên chiến dịch': title, 'Tóm tắt thủ đoạn': summary });
  await expect(desk.getByRole('heading', { level: 1, name: title })).toBeVisible();
  // Whoever takes reports in does not decide what the public is warned of.
  const warn = `Cảnh báo người dân về ${account}`;
  await expect(desk.getByRole('button', { name: warn })).toHaveCount(0);

  const lead = await as('truongca');
  await lead.goto(new URL(desk.url()).pathname);
  await lead.getByRole('button', { name: warn }).click();
  await expect(lead.getByRole('dialog')).toContainText('2 tin nêu dấu hiệu này');
  const reason = 'Tài khoản nhận tiền đặt hàng, người bán không giao hàng';
  await send(lead, 'Cảnh báo người dân', { 'Lý do người dân đọc': reason });
  const indicators = lead.getByRole('table', { name: 'Dấu hiệu của chiến dịch' });
  await expect(indicators.getByRole('row').filter({ hasText: account })).toContainText('Đang cảnh báo');
  await lead.getByRole('button', { name: 'Soạn cảnh báo' }).click();
  await send(lead, 'Tạo bản nháp');
  await expect(lead).toHaveURL(/\/thong-bao-nguoi-dan\/[0-9a-f-]{36}$/);
  await expect(lead.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await asking.goto('/cong-dan/canh-bao');
  await expect(asking.getByRole('link', { name: title })).toHaveCount(0);
  await lead.getByRole('button', { name: 'Công bố', exact: true }).click();
  await send(lead, 'Công bố');
  await expect(lead.getByText('Đang công khai', { exact: true }).first()).toBeVisible();

  // As somebody reads it out of a message, in groups. What is published is made anew beside the answers.
  const inGroups = account.replace(/(\d{4})(?=\d)/g, '$1 ');
  await expect(async () => {
    const answer = await check(asking, inGroups);
    await expect(answer.getByRole('link', { name: 'Đọc cảnh báo đầy đủ' })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000, intervals: [1_000] });
  const answer = asking.getByRole('main').getByRole('status');
  await expect(answer.getByRole('heading', { name: 'Có cảnh báo' })).toBeVisible();
  await expect(answer).toContainText(`Lý do: ${reason}`);
  await expect(answer).toContainText('Thủ đoạn: Rao bán hàng giả, hàng nhái trên sàn thương mại điện tử');
  await expect(answer).not.toContainText('nồi chiên');
  await expectNoSidewaysScroll(asking);
  await answer.getByRole('link', { name: 'Đọc cảnh báo đầy đủ' }).click();
  await expect(asking.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(asking.getByRole('article')).toContainText(account);
  await expectNoSidewaysScroll(asking);
});
