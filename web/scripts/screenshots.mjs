// Takes the pictures of docs/screenshots from a fresh sample province. Run by `make screenshots`, which starts the server.
//
//   COLOA_URL   address of a server with the sample and nothing else
//   COLOA_CHROMIUM   path of the browser (default /usr/bin/chromium)
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const url = process.env.COLOA_URL ?? 'http://127.0.0.1:8080';
const root = join(import.meta.dirname, '..', '..');
const out = join(root, 'docs', 'screenshots');
const PASSWORD = 'ba vong thanh co loa';
const desk = { width: 1440, height: 900 };
const phone = { width: 360, height: 760 };

const browser = await chromium.launch({
  executablePath: process.env.COLOA_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
});

/** A person of the sample province, signed in: a page, and calls of the API in their name. */
async function as(userName, viewport) {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto('/dang-nhap');
  await page.locator('input[name=username]').fill(userName);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('form button[type=submit]').click();
  await page.locator('.cl-account').waitFor();
  const session = await (await page.request.get('/api/v1/auth/session')).json();
  const call = async (method, path, { body, form, version } = {}) => {
    const answer = await page.request.fetch(path, {
      method,
      headers: {
        'x-csrf-token': session.csrf_token,
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      },
      ...(body ? { data: body } : {}),
      ...(form ? { multipart: form } : {}),
    });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.headers()['content-type']?.includes('json') ? answer.json() : undefined;
  };
  return { page, call, session };
}

/** Waits until the page stands still, then takes the picture. */
async function shoot(page, path, name, ready) {
  await page.goto(path);
  await ready?.(page);
  await page.locator('main h1').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('.ant-skeleton, .cl-progress'));
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(out, `${name}.png`), animations: 'disabled' });
  console.log(`docs/screenshots/${name}.png`);
}

const coordinator = await as('dieuphoi', desk);
const { call } = coordinator;

// What a province looks like after some months: answers accepted, values entered, a new version, a report.
const plan = (await call('GET', '/api/v1/plans')).items[0];
const waiting = (await call('GET', '/api/v1/duties?review=submitted&limit=5')).items;
await call('POST', '/api/v1/duties/accept', { body: { ids: waiting.map((d) => d.id) } });
const year = new Date().getFullYear();
const targets = (await call('GET', `/api/v1/targets?year=${year}`)).filter(
  (t) => t.target.kind === 'numeric',
);
for (const [at, value] of [84, 71.5, 2].entries()) {
  const target = targets[at]?.target;
  if (target)
    await call('POST', `/api/v1/targets/${target.id}/values`, {
      form: { year: String(year), value: String(value) },
    });
}
const source = await readFile(join(root, 'testdata', 'plans', '01-ke-hoach-tinh', 'source.txt'), 'utf8');
const changed = source
  .replace('trình Ủy ban nhân dân tỉnh ban hành.', 'trình Ủy ban nhân dân tỉnh xem xét, ban hành.')
  .replace(
    'tài khoản, mật khẩu và thiết bị lưu trữ.',
    'tài khoản, mật khẩu, thiết bị lưu trữ và thiết bị cá nhân.',
  );
if (changed === source)
  throw new Error('the sample plan no longer holds the sentences that the new version changes');
const next = await call('POST', `/api/v1/plans/${plan.id}/versions`, {
  form: {
    handling: 'normal',
    file: { name: 'ke-hoach-ban-2.txt', mimeType: 'text/plain', buffer: Buffer.from(changed) },
  },
});
const imported = await call('POST', '/api/v1/plans/import', {
  form: {
    kind: 'plan',
    owner: plan.owner_id,
    handling: 'normal',
    parent: '',
    replaces: '',
    file: {
      name: 'ke-hoach.txt',
      mimeType: 'text/plain',
      buffer: await readFile(join(root, 'testdata', 'plans', '03-ke-hoach-xa', 'source.txt')),
    },
  },
});
const report = await call('POST', '/api/v1/reports', {
  body: {
    plan_id: null,
    template_id: null,
    level: 'consolidated',
    agency_id: coordinator.session.posts[0].agency_id,
    title: `Kết quả thực hiện nhiệm vụ an ninh mạng năm ${year}`,
    period_kind: 'year',
    from: `${year - 1}-12-15`,
    to: `${year}-12-14`,
    due_on: `${year}-12-20`,
    head: null,
  },
});

const { page } = coordinator;
await shoot(page, '/tong-quan', 'tong-quan', (p) => p.locator('.cl-chart canvas').waitFor());
await shoot(page, '/nhiem-vu', 'nhiem-vu');
await shoot(page, `/ke-hoach/ban/${imported.version_id}/ra-soat`, 'ra-soat-ke-hoach');
await shoot(page, `/ke-hoach/ban/${next.version_id}/so-sanh`, 'so-sanh-ban');
await shoot(page, '/cho-duyet', 'cho-duyet');
await shoot(page, '/chi-tieu', 'chi-tieu');
await shoot(page, `/nghia-vu?thang=${year}-12`, 'lich-bao-cao');
await shoot(page, `/bao-cao/${report.id}`, 'bao-cao');
await shoot(page, `/bao-cao/${report.id}?tab=document`, 'bao-cao-van-ban');

// The sample's sources send, and the first attack comes within half a minute.
const shift = await as('truongca', desk);
const alerts = () => shift.call('GET', '/api/v1/alerts?severity=high,critical');
while ((await alerts()).total < 3) await new Promise((done) => setTimeout(done, 1_000));
const [alert] = (await alerts()).items;
await shoot(shift.page, '/canh-bao', 'canh-bao', (p) => p.locator('table tbody tr').first().waitFor());
await shoot(shift.page, `/canh-bao/${alert.id}`, 'canh-bao-chi-tiet');
await shoot(shift.page, '/nguon-nhat-ky', 'nguon-nhat-ky', (p) =>
  p.locator('table tbody tr').first().waitFor(),
);
const events = (p) => p.locator('[role="row"], tbody tr, li').first().waitFor();
await shoot(shift.page, '/tim-kiem?q=product:fortigate&last=60', 'tim-kiem', events);
await shoot(shift.page, '/tim-kiem/luu-giu', 'luu-giu', events);
const night = await as('trucca', phone);
await shoot(night.page, '/canh-bao', 'canh-bao-dien-thoai', (p) => p.getByText('Lần cuối').first().waitFor());

// A case that is handled, with the clocks of the law beside it.
const responder = await as('ungcuu', desk);
const cases = (await responder.call('GET', '/api/v1/incidents?open=true&sort=due')).items;
const handled = cases.find((one) => one.state === 'handling');
if (!handled) throw new Error('the sample no longer holds a case that is handled');
const clocks = (p) => p.getByRole('heading', { name: 'Đồng hồ pháp lý' }).waitFor();
await shoot(responder.page, `/su-co/${handled.id}`, 'su-co-dong-ho', clocks);
const onCall = await as('ungcuu', phone);
await shoot(onCall.page, `/su-co/${handled.id}`, 'su-co-dien-thoai', clocks);

const focal = await as('daumoi.cothanh', phone);
await shoot(focal.page, '/', 'hom-nay-dien-thoai');
const own = (await focal.call('GET', '/api/v1/duties?sort=due&limit=1')).items[0];
await shoot(focal.page, '/nhiem-vu', 'nhiem-vu-dien-thoai');
await shoot(focal.page, `/nhiem-vu/${own.id}/bao-cao`, 'bao-cao-tien-do-dien-thoai');
await shoot(focal.page, `/bao-cao/${report.id}`, 'phan-co-quan-dien-thoai');

await browser.close();
