import { vi } from 'vitest';

/** What a screen asked of the server, in a test. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  match: string | null;
  body: string;
}

export function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** Answers in the place of the server and keeps what was asked. */
export function listen(answer: (ask: Asked) => Response) {
  const asked: Asked[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const ask: Asked = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      match: request.headers.get('if-match'),
      body: request.method === 'GET' ? '' : await request.text(),
    };
    asked.push(ask);
    return answer(ask);
  });
  return { asked, sent: () => asked.filter(({ method }) => method !== 'GET') };
}
