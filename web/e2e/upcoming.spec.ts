import { expect, test } from './fixtures';
import { signIn } from './support/people';

test('the work of the transition stands there by day with its article, and is narrowed to what is open and whose', async ({
  page,
  shoot,
}) => {
  await signIn(page, 'dieuphoi');
  await page.goto('/he-thong/chuyen-tiep');
  await expect(
    page.getByRole('heading', { level: 1, name: 'Việc chuyển tiếp theo quy định mới' }),
  ).toBeVisible();
  const rows = page.getByRole('table', { name: 'Việc chuyển tiếp theo quy định mới' }).getByRole('row');
  const clinic = rows.filter({ hasText: 'Cổng đặt lịch khám bệnh' });
  await expect(clinic.first()).toBeVisible();
  await expect(clinic.first().getByText('Chưa xong')).toBeVisible();
  // Whoever reads what is to be done reads where it is written, and until when.
  await expect(page.getByText(/Điều \d+.*(Nghị định|Luật)/).first()).toBeVisible();
  await expect(page.getByText(/^\d+\/\d+ đã xong/).first()).toBeVisible();
  await shoot('transition');

  const all = await rows.count();
  await page.getByRole('searchbox', { name: 'Tìm hệ thống, cơ quan' }).fill('dat lich kham');
  await expect(clinic.first()).toBeVisible();
  await expect.poll(() => rows.count()).toBeLessThan(all);
  await page.goto('/he-thong/chuyen-tiep');
  await expect(rows).toHaveCount(all);
  // The counts by agency lead to the work of one.
  await page.getByRole('link', { name: 'Sở Y tế', exact: true }).first().click();
  await expect(page).toHaveURL(/agency=/);
  await expect(clinic.first()).toBeVisible();
  await expect(rows.filter({ hasText: 'Trung tâm dữ liệu tỉnh' })).toHaveCount(0);
  await page.goto(`${page.url()}&open=true`);
  await expect(clinic.first()).toBeVisible();
  await expect(rows.getByText('Đã xong', { exact: true })).toHaveCount(0);
  // A row leads to where the work is done.
  await clinic.first().getByRole('link', { name: 'Cổng đặt lịch khám bệnh' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Cổng đặt lịch khám bệnh' })).toBeVisible();
});
