// Serves a build with the server's content security policy and answers the sign-in routes from memory, to look at
// screens before the real server is there: `npx vite build --mode gallery --outDir /tmp/g && node e2e/support/preview.mjs /tmp/g 4180`.
// User names choose the case: `totp` asks for a code, `locked` is refused for a while, `none` has no role.
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const [root = 'dist', port = '4180'] = process.argv.slice(2);
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};
let session = null;
let totp = false;

function sessionOf(name) {
  const agency = 'Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số';
  const none = name === 'none';
  return {
    person: {
      id: `p-${name}`,
      full_name: 'Nguyễn Thị Hồng Phượng',
      user_name: name,
      email: `${name}@bacson.invalid`,
      totp_enabled: totp,
    },
    posts: none ? [] : [{ agency_id: 'a1', agency_name: agency, title: 'Ủy viên thường trực' }],
    roles: none ? [] : [{ role: 'coordinator', agency_id: 'a1', agency_name: agency, area: null }],
    permissions: none ? [] : ['plan.create'],
    csrf_token: 'preview',
    installation: {
      name: 'Trung tâm An ninh mạng tỉnh Bắc Sơn',
      province: 'Bắc Sơn',
      offline_classified: false,
      version: '0.1.0',
    },
  };
}

function problem(res, status, code, params = {}) {
  res.writeHead(status, { 'content-type': 'application/problem+json' });
  res.end(
    JSON.stringify({
      type: 'about:blank',
      title: code,
      status,
      code,
      params,
      request_id: '01JF3Z0Q8TPREVIEW',
    }),
  );
}

async function bodyOf(req) {
  let text = '';
  for await (const chunk of req) text += chunk;
  return text ? JSON.parse(text) : {};
}

createServer(async (req, res) => {
  const { pathname } = new URL(req.url, 'http://localhost');
  const json = (value) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(value));
  };
  if (pathname.startsWith('/api/')) {
    const body = await bodyOf(req);
    const route = `${req.method} ${pathname.replace('/api/v1/auth/', '')}`;
    if (route === 'POST sign-in') {
      if (body.user_name === 'locked')
        return problem(res, 429, 'auth.too_many_attempts', { retry_after_seconds: 300 });
      if (body.password === 'wrong') return problem(res, 401, 'auth.wrong_credentials');
      if (body.user_name === 'totp' && !body.totp_code) return problem(res, 401, 'auth.totp_required');
      session = sessionOf(body.user_name);
      return json(session);
    }
    if (route === 'GET invitations/good')
      return json({ full_name: 'Nguyễn Thị Hồng Phượng', user_name: 'phuong.nth' });
    if (pathname.includes('/invitations/')) return problem(res, 404, 'auth.invitation_invalid');
    if (!session) return problem(res, 401, 'auth.session_ended');
    if (route === 'GET session')
      return json({ ...session, person: { ...session.person, totp_enabled: totp } });
    if (route === 'POST totp')
      return json({
        secret: 'JBSWY3DPEHPK3PXP',
        otpauth_url: 'otpauth://totp/Co%20Loa:preview?secret=JBSWY3DPEHPK3PXP&issuer=Co%20Loa',
      });
    if (route === 'POST totp/confirm') totp = true;
    else if (route === 'DELETE totp') totp = false;
    else if (route === 'POST sign-out') session = null;
    else if (route === 'POST password') {
      if (body.current === 'ended') {
        session = null;
        return problem(res, 401, 'auth.session_ended');
      }
      if (body.current === 'wrong') return problem(res, 401, 'auth.wrong_password');
    } else return problem(res, 404, 'page.not_found');
    res.writeHead(204);
    return res.end();
  }
  let file = join(root, normalize(pathname));
  try {
    if (statSync(file).isDirectory()) throw new Error('folder');
  } catch {
    file = join(root, 'index.html');
  }
  const headers = { 'content-type': types[extname(file)] ?? 'application/octet-stream' };
  let content = readFileSync(file);
  if (file.endsWith('index.html')) {
    const nonce = randomBytes(16).toString('base64');
    content = content.toString().replace('__CSP_NONCE__', nonce);
    headers['content-security-policy'] =
      `default-src 'self'; style-src 'self' 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`;
  }
  res.writeHead(200, headers);
  res.end(content);
}).listen(Number(port), '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
