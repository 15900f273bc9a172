import { expect, type Page } from '@playwright/test';

export interface Ask {
  method?: string;
  version?: number;
  body?: unknown;
}

/** A call of the API by the person who is signed in on the page. */
export async function ask<T>(
  page: Page,
  path: string,
  { method = 'GET', version, body }: Ask = {},
): Promise<T> {
  const session = await page.request.get('/api/v1/auth/session');
  const { csrf_token } = (await session.json()) as { csrf_token: string };
  const answer = await page.request.fetch(`/api/v1${path}`, {
    method,
    headers: {
      'x-csrf-token': csrf_token,
      origin: new URL(page.url()).origin,
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    },
    ...(body === undefined ? {} : { data: body }),
  });
  expect(answer.ok(), `${method} ${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** The id of an agency of the sample province. */
export async function agencyOf(page: Page, name: string): Promise<string> {
  const found = await ask<{ id: string; name: string }[]>(
    page,
    `/agencies/choices?limit=30&search=${encodeURIComponent(name)}`,
  );
  const one = found.find((agency) => agency.name === name);
  if (!one) throw new Error(`the sample has no agency called ${name}`);
  return one.id;
}
