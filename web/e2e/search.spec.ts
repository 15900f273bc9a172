import { expect, test } from './fixtures';
import { signIn } from './support/people';

test('an analyst finds events of the firewall again, narrows by a value and keeps the search', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'trucca');
  // The sample's firewall sends several times a second; its first events are there within seconds.
  await expect(async () => {
    await page.goto('/tim-kiem?q=product:fortigate&last=60');
    await expect(page.locator('tr.se-row').first()).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 40_000 });
  await expect(page.getByText(/^Nhiều nhất [\d.]+ sự kiện lúc/)).toBeVisible();
  await expect(page.locator('.se-histogram canvas').first()).toBeVisible();
  await expect(page.getByText(/[\d.]+ sự kiện · [\d,]+ giây/)).toBeVisible();
  await shoot('search');

  // Typed, with the help of what is offered.
  await page.keyboard.press('/');
  const box = page.getByRole('combobox', { name: 'Điều cần tìm' });
  await expect(box).toBeFocused();
  await box.press('End');
  await box.pressSequentially(' dst_po');
  await page.getByRole('option', { name: 'dst_port' }).click();
  await expect(box).toHaveValue('product:fortigate dst_port:');
  await box.pressSequentially('443');
  await box.press('Enter');
  await expect(page).toHaveURL(/dst_port/);
  // Rows of the last question stand there, greyed, until the new ones are.
  await expect(page.locator('.se-list[data-stale]')).toHaveCount(0);
  await expect(page.locator('tr.se-row mark').filter({ hasText: '443' }).first()).toBeVisible();

  // With the keyboard into an event, and from there to one address.
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Bảng sự kiện' }).focus();
  await page.keyboard.press('j');
  await expect(page.locator('tr.se-row').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nhận được', { exact: true })).toBeVisible();
  await expect(page.getByText('devname', { exact: true }).first()).toBeVisible();
  await shoot('search-event');
  await page.getByRole('button', { name: /^Chỉ srcip là / }).click();
  await expect(box).toHaveValue(/^product:fortigate dst_port:443 srcip:"10\.20\.\d+\.\d+"$/);
  await expect(page.locator('.se-list[data-stale]')).toHaveCount(0);
  await expect(page.locator('tr.se-row').first()).toBeVisible();

  await page.getByRole('button', { name: 'Đã lưu' }).click();
  await page.getByRole('button', { name: 'Lưu lượt tìm này' }).click();
  const name = `Một máy qua tường lửa ${Date.now()}`;
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Tên').fill(name);
  await dialog.getByRole('button', { name: 'Lưu', exact: true }).click();
  await expect(page.getByText(`Đã lưu “${name}”.`)).toBeVisible();
  await expect(dialog).toBeHidden();
  await page.goto('/tim-kiem');
  await page.getByRole('button', { name: 'Đã lưu' }).click();
  await page.getByRole('button', { name, exact: true }).click();
  await expect(page).toHaveURL(/last=60/);
  await expect(box).toHaveValue(/srcip:/);
});

test('a query that cannot be read says where, and events come in live', async ({ page, shoot }) => {
  await signIn(page, 'trucca');
  await page.goto(`/tim-kiem?q=${encodeURIComponent('product:fortigate "chua dong')}`);
  await expect(page.getByText('Thiếu dấu ngoặc kép đóng.')).toBeVisible();
  await expect(page.locator('.se-wrong')).toHaveText('"');
  await shoot('search-wrong');
  await page.getByRole('combobox', { name: 'Điều cần tìm' }).fill('product:fortigate');
  await page.keyboard.press('Enter');
  await page.getByRole('switch', { name: 'Trực tiếp' }).click();
  await expect(page.getByText('Sự kiện mới hiện ở trên cùng.')).toBeVisible({ timeout: 20_000 });
  await expect(page.locator('tr.se-row').first()).toBeVisible();
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('Space');
  await expect(page.getByText(/^Đang dừng/)).toBeVisible();
  await shoot('search-live');
});

test('an analyst counts events in SQL', async ({ page, shoot }) => {
  await signIn(page, 'trucca');
  await page.goto('/tim-kiem');
  await page.getByRole('link', { name: 'Hỏi bằng SQL' }).click();
  const box = page.getByRole('textbox', { name: 'Câu hỏi SQL' });
  await box.fill('SELECT count(*) AS number FROM events');
  await box.press('Control+Enter');
  await expect(page.getByText(/^1 dòng · /)).toBeVisible();
  await expect(page.getByRole('cell')).toHaveText(/^[1-9]\d*$/);
  await page.getByRole('button', { name: 'Sự kiện theo sản phẩm' }).click();
  await expect(page.getByRole('cell', { name: 'fortigate' })).toBeVisible();
  await shoot('search-sql');
  await box.fill('DELETE FROM events');
  await box.press('Control+Enter');
  await expect(page.getByText('Không chạy được câu SQL.')).toBeVisible();
});

test('a shift lead holds events of an agency and lets them go again', async ({ page, shoot }) => {
  await signIn(page, 'truongca');
  await page.goto('/tim-kiem/luu-giu');
  await page.getByRole('button', { name: 'Đặt lệnh giữ…' }).click();
  const reason = `Công văn ${Date.now()}`;
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Lý do, số văn bản').fill(reason);
  const agency = dialog.getByLabel('Cơ quan', { exact: true });
  await agency.click();
  await agency.fill('Sở Y tế');
  await page
    .locator('.ant-select-dropdown:visible .ant-select-item-option')
    .filter({ hasText: /^Sở Y tế/ })
    .first()
    .click();
  for (const [label, day] of [
    ['Từ ngày', '01/07/2026'],
    ['Đến hết ngày', '03/07/2026'],
  ] as const) {
    await dialog.getByLabel(label).fill(day);
    await dialog.getByLabel(label).press('Enter');
  }
  await dialog.getByRole('button', { name: 'Tiếp tục' }).click();
  await expect(dialog.getByText(/01\/07\/2026 – 03\/07\/2026/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Đặt lệnh giữ' }).click();
  const line = page.getByRole('listitem').filter({ hasText: reason });
  await expect(line).toBeVisible();
  await shoot('search-keeping');
  await line.getByRole('button', { name: 'Gỡ…' }).click();
  await dialog.getByLabel('Lý do gỡ').fill('Đã xác minh xong.');
  await dialog.getByRole('button', { name: 'Tiếp tục' }).click();
  await dialog.getByRole('button', { name: 'Gỡ lệnh giữ' }).click();
  await expect(line.getByRole('button', { name: 'Gỡ…' })).toHaveCount(0);
});
