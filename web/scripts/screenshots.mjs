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
const oldPhone = { width: 360, height: 740 };

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

async function shoot(page, path, name, ready) {
  await page.goto(path);
  await ready?.(page);
  await picture(page, name);
}

/** Waits until the page stands still, then takes the picture. */
async function picture(page, name) {
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

// What a citizen sees, who needs no account.
const citizens = await browser.newContext({
  baseURL: url,
  viewport: oldPhone,
  locale: 'vi-VN',
  reducedMotion: 'reduce',
});
const citizen = await citizens.newPage();
/** Below the numbers to call, which stand on every page. */
async function below(name, what = 'main h1') {
  await citizen.locator(what).evaluate((it) => it.scrollIntoView({ behavior: 'instant' }));
  await picture(citizen, name);
}
await shoot(citizen, '/cong-dan', 'cong-cong-dan-dien-thoai');
await citizen.goto('/cong-dan/bao-tin/don?loai=14');
await below('cong-bao-tin-dien-thoai');
await citizen.goto('/cong-dan/kiem-tra');
await citizen.locator('#value').fill('1012 000 333');
await citizen.locator('main form button').click();
await below('cong-kiem-tra-dien-thoai', '.answer.warned');
await citizen.goto('/cong-dan/canh-bao');
await citizen.getByRole('link', { name: /^Giả trang dịch vụ công/ }).click();
await below('cong-canh-bao-dien-thoai', 'main article');

// The operator's side of it: the inbox, a report whose money was stopped by phone, the campaign that three of them are.
const intake = await as('tiepnhan', desk);
await shoot(intake.page, '/tin-bao', 'hop-tin-bao', (p) => p.locator('tbody tr').first().waitFor());
const open = (await intake.call('GET', '/api/v1/hotline/reports?view=open&order=urgency&limit=50')).items;
const urgent = open.find((one) => one.urgency === 'now' && one.state === 'acknowledged');
if (!urgent) throw new Error('the sample no longer holds an urgent report that was acknowledged');
await shoot(intake.page, `/tin-bao/${urgent.id}`, 'tin-bao', async (p) => {
  await p.locator('.hl-story').getByRole('button', { name: 'Mở nội dung' }).click();
  await p.getByRole('heading', { name: 'Lời kể' }).waitFor();
});
const [campaign] = (await intake.call('GET', '/api/v1/hotline/campaigns?offset=0&limit=1')).items;
await shoot(intake.page, `/chien-dich-lua-dao/${campaign.id}`, 'chien-dich-lua-dao', (p) =>
  p.getByRole('table').first().waitFor(),
);

// Last, since it is one more report.
await citizen.goto('/cong-dan/bao-tin/don?loai=14');
await citizen
  .locator('#narrative')
  .fill('Có người gọi xưng là công an, bắt chuyển tiền để chứng minh trong sạch.');
await citizen.locator('#money-sent').check();
// What comes sooner than anybody fills it in is asked for once more.
await citizen.waitForTimeout(3_500);
await citizen.locator('main form button[type=submit]').click();
await citizen.locator('#code').waitFor();
await below('cong-ma-tra-cuu-dien-thoai');

await browser.close();
